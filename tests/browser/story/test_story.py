"""The main corridor in real browsers: from a hotline call to the check-in one month later."""

import datetime as dt
import logging
import re
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import expect

from cases.enums import FollowUpKind
from cases.services.follow_ups import plan_follow_up
from cases.tasks import remind_of_due_follow_ups
from hotline.enums import CallStatus, CallType
from hotline.models import Call
from outbox.tasks import send_waiting_messages
from partners.enums import PartnerKind
from partners.models import Branch
from tests.accounts.factories import PASSWORD
from tests.browser.staff import Desk
from tests.browser.story.steps import (
    a_neutral_message_came,
    answer,
    assign,
    call_her,
    close,
    decline,
    find_another_service,
    log_a_call,
    open_a_case,
    open_the_case,
    open_the_tab,
    plan_the_check_in,
    prepare_a_referral,
    read_the_note,
    record,
    record_a_consent,
    send,
    sending_is_blocked,
    the_case_shows_it,
    the_note_is_privileged,
)
from tests.browser.story.words import FILM, HER, NOTE, PLANTED, TOLD
from tests.browser.traces import (
    NOTHING_STORED,
    EveryLine,
    cookies_of,
    found_in,
    mails,
    redis_contents,
    stored_in,
)
from tests.partners.factories import BranchFactory
from tests.vault.leaks import find_in_database
from vault.context import opening
from vault.enums import Purpose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATIENCE = 20_000  # a busy machine is no failure
CALL = dt.datetime(2026, 10, 22, 9, 5, tzinfo=dt.UTC)  # 14:05 in Shymkent
A_MONTH_LATER = dt.datetime(2026, 11, 23, 3, 5, tzinfo=dt.UTC)  # a Monday, 08:05
SAFE_FOR_HER = dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC)  # 10:30, inside 10:00-13:00


def a_directory() -> tuple[Branch, Branch, Branch]:
    """Three partners of an otherwise empty centre."""
    return (
        BranchFactory(organisation__name_en="Police unit", organisation__kind=PartnerKind.POLICE),
        BranchFactory(organisation__name_en="Guardianship", organisation__kind=PartnerKind.GUARDIANSHIP),
        BranchFactory(organisation__name_en="Quiet house", organisation__kind=PartnerKind.CHILDRENS_HOME),
    )


@pytest.fixture
def log_lines() -> Iterator[list[bytes]]:
    """Collect what every logger says while the test runs."""
    handler = EveryLine()
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def desk(browser, base_url, transactional_db):
    """Return a function that puts a worker at a browser of her own, signed in."""
    desks, seen = [], set()

    def of(worker) -> Desk:
        context = browser.new_context(
            base_url=base_url, locale="en-GB", viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        desks.append(Desk(context, worker, seen))
        desks[-1].sign_in()
        return desks[-1]

    yield of
    for each in desks:
        each.context.close()
    assert [complaint for each in desks for complaint in each.complaints] == []


def test_from_the_call_to_the_check_in(
    desk, log_lines, time_machine, mailoutbox, operator, psychologist, coordinator
):
    police, guardianship, house = a_directory()
    time_machine.move_to(CALL)
    at_the_hotline = desk(operator)
    log_a_call(at_the_hotline)
    reference = open_a_case(at_the_hotline)

    leading = desk(coordinator)
    assign(leading, reference, psychologist)
    r_police = prepare_a_referral(leading, police, "Name", "What happened, in short")
    sending_is_blocked(leading)
    record_a_consent(leading, reference, police, "Name", "What happened, in short")
    record_a_consent(leading, reference, guardianship, "Names and ages of children", "District")
    record_a_consent(leading, reference, house, "Names and ages of children")

    helping = desk(psychologist)
    record(helping, reference, "Individual session", "Client", topic="Coping with stress", note=NOTE)
    read_the_note(helping)
    record(helping, reference, "Consultation with a child", "Son", topic="The child's feelings")
    record(helping, reference, "DVD viewing", "Client", title=FILM, people_count=6)
    the_note_is_privileged(leading, reference)
    plan_the_check_in(helping, reference)

    send(leading, r_police)
    answer(leading, r_police, "They said yes", "Note their yes", "Accepted")
    answer(leading, r_police, "Note service begun", "Note service begun", "Service given")
    open_the_case(leading, reference)
    r_guardianship = prepare_a_referral(leading, guardianship, "Names and ages of children", "District")
    send(leading, r_guardianship)
    for step, button, state in (
        ("They said yes", "Note their yes", "Accepted"),
        ("Note service begun", "Note service begun", "Service given"),
        ("Note it completed", "Note it completed", "Completed"),
    ):
        answer(leading, r_guardianship, step, button, state)
    open_the_case(leading, reference)
    r_house = prepare_a_referral(leading, house, "Names and ages of children")
    send(leading, r_house)
    decline(leading, r_house)

    time_machine.move_to(A_MONTH_LATER)
    remind_of_due_follow_ups()
    send_waiting_messages()
    a_neutral_message_came(mailoutbox, psychologist)
    time_machine.move_to(SAFE_FOR_HER)
    helping.sign_in()
    call_her(helping, reference)
    the_case_shows_it(helping, reference)

    leading.sign_in()
    find_another_service(leading)
    answer(leading, r_police, "Note it completed", "Note it completed", "Completed")
    close(leading, reference)
    nothing_of_her_stays_behind([at_the_hotline, leading, helping], log_lines, mailoutbox)


def nothing_of_her_stays_behind(desks: list[Desk], log_lines: list[bytes], sent: list[EmailMessage]) -> None:
    """What was typed of her lies sealed in the database and nowhere else; each search finds what is there."""
    worker = desks[0].worker.display_name
    assert list(find_in_database([*PLANTED, worker])) == [worker]

    for desk in desks:
        assert stored_in(desk.page) == NOTHING_STORED
    desks[0].page.evaluate("() => localStorage.setItem('planted', 'here')")
    assert stored_in(desks[0].page) == {**NOTHING_STORED, "local": {"planted": "here"}}

    places = {
        "cookies": [cookie for desk in desks for cookie in cookies_of(desk.context)],
        "log": log_lines,
        "mail": mails(sent),
        "redis": redis_contents(),
    }
    assert all(places.values())
    assert found_in(places, PLANTED) == {}
    planted = {place: [*contents, HER.encode()] for place, contents in places.items()}
    assert found_in(planted, PLANTED) == {place: {HER} for place in places}


def test_the_main_pages_fit_a_phone(desk, case, coordinator, psychologist):
    plan_follow_up(actor=psychologist, case=case, kind=FollowUpKind.ONE_MONTH, responsible=coordinator)
    phone = desk(coordinator)
    phone.page.set_viewport_size({"width": 390, "height": 844})
    phone.today()
    fits(phone)
    for tab in ("Household", "Sessions", "Referrals", "Follow-ups", "Consents"):
        open_the_case(phone, case.reference)
        fits(phone)
        open_the_tab(phone, tab)
        fits(phone)
    phone.follow("Record a consent")
    fits(phone)
    phone.page.goto("/calls/new/")
    phone.look()
    fits(phone)


def fits(desk: Desk) -> None:
    """Nothing stands outside a narrow screen."""
    too_wide = desk.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert (desk.page.url, too_wide) == (desk.page.url, 0)


def test_a_call_is_logged_without_scripts(browser, base_url, operator):
    """Plain links and posts: what the operator of an old machine does."""
    context = browser.new_context(base_url=base_url, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto("/today/")
    page.get_by_label("Username").fill(operator.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name=re.compile("^New call")).first.click()
    page.get_by_text("About herself", exact=True).click()
    page.get_by_role("textbox", name="Notes").fill(TOLD)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name=re.compile("^Finish the call")).click()
    expect(page.get_by_text("The call is finished.")).to_be_visible()
    call = Call.objects.get()
    with opening([call.pk], purposes=[Purpose.CALL]):
        assert (call.status, call.call_type, call.notes) == (CallStatus.FINISHED, CallType.ABOUT_SELF, TOLD)
    context.close()
