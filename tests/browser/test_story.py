"""The main corridor in real browsers: from a hotline call to the check-in one month later."""

import datetime as dt
import logging
import re
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import expect

from accounts.models import User
from audit.models import JournalEntry
from cases.enums import FollowUpKind
from cases.services.follow_ups import plan_follow_up
from cases.tasks import remind_of_due_follow_ups
from hotline.enums import CallStatus, CallType
from hotline.models import Call, CallDraft
from outbox.tasks import send_waiting_messages
from partners.enums import PartnerKind
from partners.models import Branch
from tests.accounts.factories import PASSWORD
from tests.browser.staff import Desk
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
FILM = "Anti-Violence Against Women in South Kazakhstan"
HER = "Irina Vymyshlennaya"
SON = "Artyom Vymyshlennyj"
HUSBAND = "Ruslan Vymyshlennyj"
CODE_NAME = "Aigulim"
NUMBER = "+7 700 000 77 14"
CODE_PHRASE = "dried apricots"
TOLD = "He hit her on the staircase and said: leave, and you lose the boy."
NOTE = "She counts her breath and sleeps four hours."
REQUEST = "Please serve a protective order; he still has the keys."
HER_WORDS = "We sleep again, and he walks to school alone."
PLANTED = [HER, SON, HUSBAND, CODE_NAME, NUMBER, CODE_PHRASE, TOLD, NOTE, REQUEST, HER_WORDS]


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


def log_a_call(desk: Desk) -> None:
    """The operator answers; what she types is on the server before she finishes."""
    desk.today()
    desk.follow(re.compile("^New call"))
    page = desk.page
    status = page.locator("[data-save-status]")
    expect(status).to_contain_text("Nothing typed yet")
    desk.choose("Type of call", "About herself")
    expect(status).to_contain_text("Saved")
    desk.choose("Can you speak freely?", "Yes")
    desk.choose("Is there immediate danger?", "No")
    desk.choose("Are children there now?", "Yes")
    desk.fill("How to address her", CODE_NAME)
    desk.select("Who is calling", "The person herself")
    desk.choose("May we contact her?", "We may contact her")
    desk.select("How", "Call")
    desk.fill("Safe number", NUMBER)
    desk.fill("Name to ask for", CODE_NAME)
    desk.fill("Code phrase", CODE_PHRASE)
    desk.fill("Safe from", "10:00")
    desk.fill("Safe until", "13:00")
    desk.choose("Kinds of violence", "Physical violence", "Threats")
    desk.select("Who used violence", "Husband")
    desk.fill("Children in the family", "1")
    desk.choose("Did a child see the violence?", "Yes")
    desk.choose("Needs", "Psychologist", "Child protection")
    desk.choose("What was done", "Safety plan")
    desk.choose("Result", "Open a case")
    desk.field("Notes").press_sequentially(TOLD)
    expect(status).to_contain_text("Saved")
    assert CallDraft.objects.filter(call=Call.objects.get()).count() > 1
    desk.press("Hang up F9")
    desk.press("Finish the call Ctrl Enter")
    desk.sees("The call is finished.")


def open_a_case(desk: Desk) -> str:
    """The operator opens a case with what the call has told, and people of the household."""
    page = desk.page
    expect(desk.field("Safe number")).to_have_value(NUMBER)
    about, client = desk.card("The case"), desk.card("The client")
    desk.select("District", "Abai district, Shymkent", about)
    desk.select("Risk level", "High risk", about)
    desk.fill("Why is the risk at this level?", "He threatened to take the boy.", about)
    desk.fill("Name", HER, client)
    desk.fill("Code name she chose", CODE_NAME, client)
    add_to_household(desk, 1, "Child", "Son", SON, saw="Yes")
    add_to_household(desk, 2, "Person who used violence", "Husband", HUSBAND, saw="Unknown")
    desk.press("Open the case")
    desk.sees("Name hidden")
    desk.does_not_see(HER)
    desk.press_here("Show name")
    desk.sees(HER)
    assert JournalEntry.objects.filter(actor_id=desk.worker.pk, purpose="show_name").count() == 1
    return page.locator("h1").inner_text()


def add_to_household(desk: Desk, number: int, role: str, relationship: str, name: str, *, saw: str) -> None:
    person = desk.page.get_by_role("group", name=f"Person {number}")
    desk.select("Role in the household", role, person)
    desk.select("Relationship to the client", relationship, person)
    desk.fill("Name", name, person)
    person.get_by_role("group", name="Saw the violence?").get_by_text(saw, exact=True).click()


def assign(desk: Desk, reference: str, worker: User) -> None:
    """The coordinator finds the new case on Today and gives it to its primary worker."""
    desk.today()
    desk.follow(reference, desk.card("New cases waiting for a worker"))
    desk.follow("Assign a worker")
    desk.select("Worker", worker.display_name)
    desk.choose("Role in the case", "Primary worker")
    desk.press("Assign")
    desk.sees("In progress")


def open_the_case(desk: Desk, reference: str) -> None:
    desk.today()
    desk.follow("Cases")
    desk.follow(reference)


def open_the_tab(desk: Desk, name: str) -> None:
    desk.follow(re.compile(rf"^{name}"), desk.page.get_by_role("navigation", name="Pages of this case"))


def open_the_referral(desk: Desk, reference: str) -> None:
    desk.today()
    desk.follow("Referrals")
    desk.follow(reference)


def prepare_a_referral(desk: Desk, receiver: Branch, *items: str) -> str:
    """On the page of a case; nothing leaves the centre yet."""
    open_the_tab(desk, "Referrals")
    desk.follow("Prepare a referral")
    desk.select("Receiver", str(receiver))
    desk.choose("What is told", *items)
    desk.fill("What we ask for", REQUEST)
    desk.press("Prepare")
    return desk.page.locator(".page-head .code").inner_text()


def sending_is_blocked(desk: Desk) -> None:
    """Without her consent the button is greyed and says why; the worker is led to the consent."""
    send_button = desk.page.get_by_role("button", name="Send", exact=True)
    expect(send_button).to_have_attribute("aria-disabled", "true")
    desk.sees("No valid consent for this receiver and everything that is told.")
    desk.follow("Record her consent")


def record_a_consent(desk: Desk, reference: str, receiver: Branch, *items: str) -> None:
    """One receiver, these items, with an end date."""
    open_the_case(desk, reference)
    open_the_tab(desk, "Consents")
    desk.follow("Record a consent")
    desk.select("Receiver", str(receiver))
    desk.choose("What may be told", *items)
    desk.choose("Given how", "On paper")
    desk.fill("Valid until", "2026-12-22")
    desk.press("Record consent")
    desk.sees(str(receiver))


def record(
    desk: Desk,
    reference: str,
    kind: str,
    *people: str,
    topic: str = "",
    title: str = "",
    people_count: int | None = None,
    note: str = "",
) -> None:
    """The psychologist writes down what took place."""
    open_the_case(desk, reference)
    open_the_tab(desk, "Sessions")
    desk.follow("Record a session")
    desk.choose("Kind", kind)
    desk.choose("Who took part", *people)
    if topic:
        desk.select("Topic", topic)
    if title:
        desk.select("Title shown", title)
    if people_count:
        desk.fill("Number of people in the group", str(people_count))
    desk.fill("Note", note)
    desk.press("Save session")
    desk.sees(kind)


def read_the_note(desk: Desk) -> None:
    """Its author can."""
    desk.follow("Read the note")
    desk.sees(NOTE)


def the_note_is_privileged(desk: Desk, reference: str) -> None:
    """The coordinator sees that a session took place, not what was said."""
    open_the_case(desk, reference)
    open_the_tab(desk, "Sessions")
    desk.sees("The note is privileged")
    desk.sees(FILM)
    desk.sees("group of 6")
    desk.does_not_see(NOTE)


def plan_the_check_in(desk: Desk, reference: str) -> None:
    """In one calendar month: 22 November is a Sunday, so it is the Monday after it."""
    open_the_case(desk, reference)
    open_the_tab(desk, "Follow-ups")
    desk.follow("Plan a follow-up")
    desk.sees("Monday, 23 November")
    desk.select("Purpose", "One-month check-in")
    desk.press("Plan follow-up")
    desk.sees("One-month check-in")
    desk.sees("23 Nov")


def send(desk: Desk, referral: str) -> None:
    open_the_referral(desk, referral)
    desk.follow("Send")
    desk.choose("Sent how", "Handed over in person")
    desk.press("Note as sent")
    desk.sees("What left the centre")


def answer(desk: Desk, referral: str, step: str, button: str, state: str) -> None:
    """The partner has answered; the coordinator writes it down."""
    open_the_referral(desk, referral)
    desk.follow(step)
    desk.press(button)
    desk.sees(state, desk.page.locator(".page-head"))


def decline(desk: Desk, referral: str) -> None:
    open_the_referral(desk, referral)
    desk.follow("They said no")
    desk.choose("Why did they say no?", "No place free")
    desk.press("Note their no")
    desk.sees("No place free")
    desk.sees("Try the next partner")


def a_neutral_message_came(mailoutbox: list[EmailMessage], worker: User) -> None:
    """Reminded once, in words that say nothing of whom or what."""
    [mail] = [mail for mail in mailoutbox if mail.to == [worker.email]]
    assert (mail.subject, mail.body.strip()) == (
        "You have tasks today",
        "You have tasks today. Sign in to see them.",
    )


def call_her(desk: Desk, reference: str) -> None:
    """Today shows the check-in; how to reach her safely stands before the number."""
    desk.sees("One-month check-in")
    desk.sees(reference)
    desk.follow("Prepare call")
    desk.sees("Safe now")
    desk.sees(CODE_PHRASE)
    desk.does_not_see(NUMBER)
    desk.press("Show number, start attempt")
    desk.sees(NUMBER)
    with desk.page.expect_navigation():
        desk.page.keyboard.press("1")
    desk.look()
    desk.choose("How is her situation?", "Improving")
    desk.fill("In her own words", HER_WORDS)
    desk.press("Save her answer")


def the_case_shows_it(desk: Desk, reference: str) -> None:
    open_the_case(desk, reference)
    desk.sees("Improving", desk.card("Timeline"))
    open_the_tab(desk, "Follow-ups")
    desk.sees(re.compile(re.escape(HER_WORDS)))


def find_another_service(desk: Desk) -> None:
    """The declined referral left work behind: the coordinator's Today asks for another service."""
    desk.follow("Find another service")
    desk.press("It is done")


def close(desk: Desk, reference: str) -> None:
    open_the_case(desk, reference)
    desk.follow("Close the case")
    desk.choose("Reason for closing", "Goal reached")
    desk.choose("Outcome at closing", "Safer than at the start")
    desk.press("Close the case")
    desk.sees("This case is closed")
    open_the_tab(desk, "Overview")
    desk.sees("Closed")


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
