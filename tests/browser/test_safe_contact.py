"""Her safe contact in a real browser: dialling by the rules, her yes at each contact, the stop and its review."""

import datetime as dt
import os

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import Role
from cases.enums import FollowUpKind
from cases.models import FollowUp, SafeContact
from cases.services.follow_ups import plan_follow_up
from tests.accounts.factories import UserFactory
from tests.cases.factories import CaseFactory
from tests.hotline.factories import running_call
from tests.workers import signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("complaints"),
]
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"
NUMBER = "+7 700 000 00 14"


@pytest.fixture
def psychologist():
    return UserFactory(role=Role.PSYCHOLOGIST, display_name="Dinara O.")


@pytest.fixture
def lead(psychologist):
    return UserFactory(role=Role.COORDINATOR, display_name="Saule B.", team=psychologist.team)


@pytest.fixture
def case(psychologist):
    return CaseFactory(
        in_progress=True,
        team=psychologist.team,
        primary_worker=psychologist,
        safe_contact__also_used_by="Her mother-in-law, in the evening.",
        safe_contact__messages_allowed=True,
        safe_contact__message_wording="Your books are in.",
    )


@pytest.fixture
def check_in(case, psychologist):
    return plan_follow_up(
        actor=psychologist,
        case=case,
        kind=FollowUpKind.ONE_MONTH,
        responsible=psychologist,
        due_on=timezone.localdate(),
    )


def dial(case, follow_up):
    return f"/cases/{case.reference}/follow-ups/{follow_up.pk}/"


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_name_and_phrase_come_with_the_number_and_she_is_asked_what_is_still_right(
    width, page: Page, case, psychologist, check_in, sign_in, accessible
):
    SafeContact.objects.filter(case=case).update(confirmed_on=timezone.localdate() - dt.timedelta(days=9))
    sign_in(psychologist)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(dial(case, check_in))
    expect(page.get_by_text("A name to ask for and a code phrase are agreed.")).to_be_visible()
    for hidden in (NUMBER, "Aigul", "the blue kettle", "mother-in-law", "Your books are in."):
        expect(page.get_by_text(hidden)).to_have_count(0)
    assert page.evaluate(FITS)
    accessible()
    picture(page, f"dial-before-{width}")
    page.get_by_role("button", name="Show number, start attempt").click()
    for shown in (NUMBER, "“Aigul”", "“the blue kettle”", "mother-in-law", "Your books are in."):
        expect(page.get_by_text(shown).first).to_be_visible()
    assert page.evaluate(FITS)
    accessible()
    picture(page, f"dial-running-{width}")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="How is she?")).to_be_visible()
    assert page.evaluate(FITS)
    accessible()
    picture(page, f"still-right-{width}")
    page.get_by_text("Improving", exact=True).click()
    page.get_by_text("Yes, all of it", exact=True).click()
    page.get_by_role("button", name="Save her answer").click()
    expect(page.locator(".timeline")).to_contain_text("Safe contact confirmed")
    assert SafeContact.objects.get(case=case).confirmed_on == timezone.localdate()


@pytest.mark.parametrize("width", [1280, 390])
def test_somebody_else_answers_and_her_safety_is_reviewed_from_today(
    width, page: Page, case, psychologist, lead, check_in, sign_in, accessible
):
    sign_in(psychologist)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(dial(case, check_in))
    page.get_by_role("button", name="Show number, start attempt").click()
    expect(page.get_by_text(NUMBER)).to_be_visible()
    page.keyboard.press("6")
    expect(page.get_by_text("All contact is stopped. The lead is told now.")).to_be_visible()
    sign_in(lead)
    page.goto("/today/")
    expect(page.get_by_role("heading", name="Contact stopped: review her safety")).to_be_visible()
    assert page.evaluate(FITS)
    accessible()
    picture(page, f"today-{width}")
    page.get_by_role("link", name="Review now").click()
    expect(page.get_by_text("Someone else answered")).to_be_visible()
    assert page.evaluate(FITS)
    accessible()
    picture(page, f"review-{width}")
    page.get_by_text("Contact stays stopped", exact=True).click()
    page.get_by_label("What the decision rests on").fill("He answers her telephone.")
    page.get_by_role("button", name="Write down the decision").click()
    expect(page.get_by_text("The decision is written down.")).to_be_visible()
    picture(page, f"stopped-{width}")
    page.goto("/today/")
    expect(page.get_by_text("Contact stopped: review her safety")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_after_her_permission_has_ended_the_door_is_shut_but_for_a_coordinator(
    width, page: Page, case, psychologist, lead, check_in, sign_in, accessible
):
    SafeContact.objects.filter(case=case).update(valid_until=dt.date(2026, 1, 31))
    sign_in(psychologist)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(dial(case, check_in))
    reason = "She agreed until 31 January 2026. Wait for her call, or ask the coordinator."
    expect(page.get_by_text(reason)).to_be_visible()
    expect(page.get_by_role("button", name="Show number")).to_have_count(0)
    assert page.evaluate(FITS)
    accessible()
    picture(page, f"expired-{width}")
    sign_in(lead)
    page.goto(dial(case, check_in))
    page.get_by_text("She is called all the same").click()
    page.get_by_label("Why she is called after her permission has ended").fill("She wrote to us.")
    accessible()
    picture(page, f"override-{width}")
    page.get_by_role("button", name="Show number all the same").click()
    expect(page.get_by_text(NUMBER)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_cut_line_is_called_back_once(width, page: Page, operator, sign_in, accessible):
    call = running_call(operator)
    sign_in(operator)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(call.get_absolute_url())
    page.get_by_text("We may contact her", exact=True).click()
    expect(page.get_by_label("Who else uses the telephone")).to_be_visible()
    page.get_by_label("Who else uses the telephone").fill("Her son.")
    picture(page, f"section-4-{width}")
    page.get_by_text("Call back once", exact=True).click()
    page.keyboard.press("F9")
    expect(page.get_by_text("She agreed to be called back once.")).to_be_visible()
    assert page.evaluate(FITS)
    accessible()
    picture(page, f"cut-{width}")
    page.get_by_role("button", name="I call back once").click()
    expect(page.get_by_text("after the line was cut")).to_be_visible()
    expect(page.get_by_label("Who else uses the telephone")).to_have_value("Her son.")
    expect(page.get_by_role("button", name="I call back once")).to_have_count(0)
    accessible()


def test_all_of_it_works_without_javascript(browser, live_server, case, psychologist, lead, check_in):
    plain = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    try:
        page = plain.new_page()
        _sign_in_plainly(plain, live_server, psychologist)
        page.goto(dial(case, check_in))
        page.get_by_role("button", name="Show number, start attempt").click()
        page.get_by_role("button", name="Reached, safe").click()
        page.get_by_text("Improving", exact=True).click()
        page.get_by_text("No, something has changed", exact=True).click()
        page.get_by_role("button", name="Save her answer").click()
        expect(page.get_by_role("heading", name="Change the safe contact")).to_be_visible()
        page.get_by_label("She agrees until").fill((timezone.localdate() + dt.timedelta(days=5)).isoformat())
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("She agrees until")).to_be_visible()
        assert FollowUp.objects.get(pk=check_in.pk).status == "done"
    finally:
        plain.close()


def _sign_in_plainly(context, live_server, worker):
    client = Client()
    signed_in(client, worker)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
