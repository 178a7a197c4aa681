"""Consents, sessions, notes and agreed contacts in a real browser: wide and narrow, by keyboard."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import Role
from cases.enums import FollowUpKind
from cases.models import SafeContact, SessionNote
from cases.services.consents import ConsentDetails, record_consent
from cases.services.follow_ups import plan_follow_up
from cases.services.interventions import InterventionDetails, record_intervention
from tests.accounts.factories import UserFactory
from tests.partners.factories import BranchFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def psychologist():
    return UserFactory(role=Role.PSYCHOLOGIST, display_name="Dinara O.")


@pytest.fixture
def check_in(case, psychologist):
    """A case with a consent, a session with its note, and a check-in due today."""
    today = timezone.localdate()
    record_consent(
        actor=psychologist,
        case=case,
        details=ConsentDetails(
            receiver=BranchFactory(),
            purposes=["referral"],
            items=["name", "situation"],
            given_by="client",
            way="paper",
            language="ru",
            given_on=today,
            valid_until=today + dt.timedelta(days=60),
        ),
    )
    record_intervention(
        actor=psychologist,
        case=case,
        details=InterventionDetails(
            kind="session",
            topic="coping_with_stress",
            held_at=timezone.now(),
            minutes=50,
            participants=[case.household.first()],
            note="She sleeps badly.",
        ),
    )
    return plan_follow_up(
        actor=psychologist, case=case, kind=FollowUpKind.ONE_MONTH, responsible=psychologist, due_on=today
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_care_fits_the_screen_and_can_be_read_by_everybody(
    width, page: Page, case, psychologist, check_in, sign_in, accessible, complaints
):
    sign_in(psychologist)
    page.set_viewport_size({"width": width, "height": 900})
    file, follow_up = f"/cases/{case.reference}", f"/cases/{case.reference}/follow-ups/{check_in.pk}"
    note = SessionNote.objects.get()
    for path in [
        "/today/",
        f"{file}/",
        f"{file}/consents/",
        f"{file}/consents/record/",
        f"{file}/sessions/",
        f"{file}/sessions/record/",
        f"{file}/sessions/notes/{note.pk}/",
        f"{file}/follow-ups/",
        f"{file}/follow-ups/plan/",
        f"{follow_up}/",
        f"{follow_up}/answer/",
    ]:
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        accessible()


def test_she_is_called_from_today_and_her_answer_is_pressed_by_a_digit(
    page: Page, case, psychologist, check_in, sign_in, accessible, complaints
):
    sign_in(psychologist)
    page.goto("/today/")
    page.get_by_role("link", name="Prepare call").click()
    expect(page.get_by_text("+7 700 000 00 14")).to_have_count(0)
    page.get_by_role("button", name="Show number, start attempt").click()
    expect(page.get_by_text("+7 700 000 00 14")).to_be_visible()
    accessible()
    page.get_by_label("Note").fill("1")  # a digit that is typed presses nothing
    expect(page.get_by_text("+7 700 000 00 14")).to_be_visible()
    page.get_by_label("Note").blur()
    page.keyboard.press("1")
    page.get_by_text("Improving", exact=True).click()
    page.get_by_role("button", name="Save her answer").click()
    expect(page.locator(".timeline")).to_contain_text("Improving")


def test_outside_her_hours_the_number_waits_behind_a_reason(
    page: Page, case, psychologist, check_in, sign_in, accessible, complaints
):
    later = (timezone.localtime() + dt.timedelta(hours=2)).time().replace(microsecond=0)
    begins, ends = (later, dt.time(23, 59, 59)) if later.hour > 2 else (dt.time(23, 58), dt.time(23, 59))
    SafeContact.objects.filter(case=case).update(safe_from=begins, safe_until=ends)
    sign_in(psychologist)
    page.goto(f"/cases/{case.reference}/follow-ups/{check_in.pk}/")
    expect(page.get_by_role("button", name="Show number all the same")).to_be_hidden()
    page.get_by_text("It cannot wait", exact=True).click()
    page.get_by_label("Why it cannot wait").fill("The police ask at her door.")
    accessible()
    page.get_by_role("button", name="Show number all the same").click()
    expect(page.get_by_text("+7 700 000 00 14")).to_be_visible()
