"""Work that was left behind, and where a worker is signed in, looked at in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.services.staff import deactivate_worker
from cases.models import HandOver
from cases.services.notes import ask_to_pass_notes_on
from tests.accounts.factories import UserFactory
from tests.cases.factories import CaseFactory
from tests.cases.notes import a_note
from tests.hotline.factories import running_call

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def left(case, psychologist, operator, administrator):
    """Return a psychologist who left two cases and a note behind, as an operator left a call."""
    CaseFactory(in_progress=True, primary_worker=psychologist)
    running_call(operator)
    a_note(case, psychologist)
    for worker in (psychologist, operator):
        deactivate_worker(actor=administrator, worker=worker)
    return psychologist


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("width", [1280, 390])
def test_a_coordinator_hands_over_what_a_colleague_left(
    width, page: Page, left, coordinator, sign_in, accessible
):
    colleague = UserFactory(role=Role.PSYCHOLOGIST, team=coordinator.team, display_name="Colleague")
    second = UserFactory(role=Role.COORDINATOR, team=coordinator.team)
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/today/")
    page.locator("#hand-over").get_by_role("link", name="Hand over").click()
    expect(page.get_by_role("heading", level=1, name="Hand over")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible()
    hers = page.locator("section", has=page.get_by_role("heading", name=left.display_name, exact=True))
    hers.get_by_label("Colleague").select_option(str(colleague.pk))
    hers.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("status")).to_contain_text("2 handed over.")
    assert HandOver.objects.waiting().count() == 1
    ask_to_pass_notes_on(actor=second, author=left, receiver=colleague)
    page.reload()
    accessible()
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_role("status")).to_contain_text("The notes are passed on.")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_worker_sees_where_she_is_signed_in(width, page: Page, lawyer, sign_in, accessible, complaints):
    sign_in(lawyer)
    sign_in(lawyer)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/my-sign-in/sessions/")
    expect(page.get_by_text("This device")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible()
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_role("status")).to_contain_text("Signed out everywhere else.")
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
