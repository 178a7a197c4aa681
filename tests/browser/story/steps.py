"""What each worker does at her desk, one function a step."""

import re

from django.core.mail import EmailMessage
from playwright.sync_api import expect

from accounts.models import User
from audit.models import JournalEntry
from hotline.models import Call, CallDraft
from partners.models import Branch
from tests.browser.staff import Desk
from tests.browser.story.words import (
    CODE_NAME,
    CODE_PHRASE,
    FILM,
    HER,
    HER_WORDS,
    HUSBAND,
    NOTE,
    NUMBER,
    REQUEST,
    SON,
    TOLD,
)


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
    desk.does_not_see(NUMBER)
    desk.does_not_see(CODE_PHRASE)
    desk.press("Show number, start attempt")
    desk.sees(NUMBER)
    desk.sees(CODE_PHRASE)
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
