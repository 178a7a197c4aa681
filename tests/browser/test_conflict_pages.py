"""Conflicts of interest and emergencies in a real browser: wide and narrow, in three languages, for everybody."""

import os

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.models import ConflictHint, EmergencyAccess
from cases.services.branch_conflicts import bar_branch
from cases.services.conflicts import declare_conflict
from cases.services.emergencies import open_emergency
from cases.services.household import add_person
from cases.services.intake import PersonDetails
from tests.accounts.factories import UserFactory
from tests.cases.factories import CaseFactory
from tests.cases.pages import address
from tests.partners.factories import BranchFactory
from tests.workers import as_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "She stands at our door and her worker is away."
PICTURES = os.environ.get("PICTURES_OF_PAGES", "")


@pytest.fixture
def coordinator():
    return UserFactory(role="coordinator", display_name="Saule B.")


@pytest.fixture
def stranger():
    return UserFactory(role="lawyer", display_name="Dana T.")


@pytest.fixture
def case(coordinator):
    """A case with somebody barred, a branch barred, and a colleague of the same name as who used violence."""
    case = CaseFactory(in_progress=True, primary_worker=UserFactory(role="psychologist"))
    UserFactory(role="psychologist", display_name="Bolat Kassymov")
    him = PersonDetails(role="used_violence", relationship="husband", name="Касымов Болат Серикович")
    add_person(actor=coordinator, case=case, details=him)
    barred = UserFactory(role="operator", display_name="Aliya K.")
    declare_conflict(actor=coordinator, case=case, worker=barred, reason="Her brother-in-law.")
    bar_branch(actor=coordinator, case=case, branch=BranchFactory(), reason="He serves there.")
    return case


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_fit_the_screen_and_can_be_read_by_everybody(
    width, language, page: Page, case, coordinator, stranger, live_server, request
):
    sign_in, accessible = (request.getfixturevalue(name) for name in ("sign_in", "accessible"))
    open_emergency(actor=stranger, reference=case.reference, category="she_is_here", reason=WHY)
    access, hint = EmergencyAccess.objects.get(), ConflictHint.objects.get()
    of_lead = [
        reverse("today"),
        address(case),
        address(case, "conflicts"),
        address(case, "bar_branch"),
        reverse("referrals:prepare", args=[case.reference]),
        reverse("cases:decide_hint", args=[hint.pk]),
        reverse("cases:emergency_reviews"),
        reverse("cases:review_emergency", args=[access.pk]),
    ]
    of_stranger = [reverse("cases:open_emergency"), *(address(case, name) for name in ("case", "household"))]
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    for worker, paths in ((coordinator, of_lead), (stranger, of_stranger)):
        worker.language = language
        worker.save(update_fields=["language"])
        sign_in(worker)
        for number, path in enumerate(paths):
            page.goto(path)
            expect(page.locator("h1")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            accessible()
            if PICTURES:
                page.screenshot(
                    path=f"{PICTURES}/{worker.role}-{number}-{width}-{language}.png", full_page=True
                )


def test_an_emergency_is_asked_for_and_ended_without_scripts(
    browser, live_server, case, stranger, sign_in, page
):
    sign_in(stranger)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(reverse("cases:open_emergency"))
    plain.get_by_label("Reference of the case").fill(case.reference)
    plain.get_by_text("A child is in danger").click()
    plain.get_by_label("Why can it not wait?").fill(WHY)
    plain.get_by_role("button", name="Open this case for 60 minutes").click()
    expect(plain.get_by_text("Opened in an emergency.", exact=True)).to_be_visible()
    plain.get_by_role("button", name="End now").click()
    expect(plain.get_by_text("The case is closed to you again.")).to_be_visible()
    assert as_worker(stranger).get(address(case)).status_code == 404
    context.close()
