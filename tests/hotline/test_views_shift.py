"""The board of a shift, coming on duty, going home with a note, reading a colleague's note."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.duty import shift_of
from accounts.services.shifts import begin_shift
from audit.models import JournalEntry
from cases.services.conflicts import declare_conflict
from cases.services.follow_ups import plan_follow_up
from hotline.models import Call, CallCase, ShiftNote
from hotline.services.alerts import take_alert
from hotline.services.calls import finish_later
from hotline.shift_board import calls_running_now, drafted_note, open_work
from tests.accounts.factories import UserFactory
from tests.cases.factories import CaseFactory
from tests.hotline.factories import a_note, finished_call, running_call
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
BOARD, BEGIN, END, TODAY = "/shift/", "/shift/begin/", "/shift/end/", "/today/"
MORNING = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)  # 08:00 in Shymkent
MONDAY = MORNING.date()
SECRET = "Two calls wait"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


def unfinished_call(operator, **typed):
    return finish_later(actor=operator, call=running_call(operator, **typed))


def note_page(note):
    return reverse("shift:note", kwargs={"note_id": note.pk})


def a_contact(case, worker, day=MONDAY):
    return plan_follow_up(actor=worker, case=case, kind="one_month", responsible=worker, due_on=day)


class TestComingOnDuty:
    def test_one_button_of_today_or_of_the_board(self, operator):
        client = as_worker(operator)
        assert [BEGIN in client.get(page).text for page in (TODAY, BOARD)] == [True, True]
        answer = client.post(BEGIN, follow=True)
        assert ("You are on duty." in answer.text, shift_of(operator).planned_until) == (True, None)
        assert [
            (BEGIN in client.get(page).text, END in client.get(page).text) for page in (TODAY, BOARD)
        ] == [(False, True)] * 2

    @pytest.mark.parametrize(
        ("until", "planned"), [("20:00", (23, 20)), ("08:00", None), ("07:00", None), ("21:30", (23, 21))]
    )
    def test_until_when_is_a_time_ahead(self, operator, until, planned):
        answer = as_worker(operator).post(BEGIN, {"until": until})
        shift = shift_of(operator)
        assert answer.status_code == (302 if planned else 409)
        local = shift and timezone.localtime(shift.planned_until)
        assert (local and (local.day, local.hour)) == planned

    def test_a_night_ends_tomorrow(self, operator, clock):
        clock.move_to(dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC))
        as_worker(operator).post(BEGIN, {"until": "08:00"})
        assert shift_of(operator).planned_until == MORNING + dt.timedelta(days=1)

    def test_what_is_no_time_is_said_so(self, operator):
        page = as_worker(operator).post(BEGIN, {"until": "late"})
        assert ("until" in page.context["form"].errors, shift_of(operator)) == (True, None)

    def test_who_has_no_shifts_finds_no_page_and_no_button(self, psychologist, manager):
        for worker in (psychologist, manager):
            client = as_worker(worker)
            assert [client.get(BOARD).status_code, client.post(BEGIN).status_code] == [404, 404]
            assert BEGIN not in client.get(TODAY).text

    def test_who_is_in_no_team_reads_why_not(self):
        client = as_worker(UserFactory(team=None))
        page = client.get(BOARD)
        assert ("in no team yet" in page.text, BEGIN in page.text) == (True, False)
        assert client.post(BEGIN).status_code == 409


class TestTheBoard:
    def test_it_tells_who_is_on_duty_with_role_and_team(self, operator, other_team_coordinator):
        begin_shift(actor=other_team_coordinator, planned_until=MORNING + dt.timedelta(hours=4))
        page = as_worker(operator).get(BOARD).text
        for words in (other_team_coordinator.display_name, "Coordinator, Turkestan", "until 12:00"):
            assert words in page

    def test_who_should_be_home_is_shown_so(self, operator, coordinator, clock):
        begin_shift(actor=coordinator, planned_until=MORNING + dt.timedelta(hours=1))
        assert "Should be home" not in as_worker(operator).get(BOARD).text
        clock.shift(dt.timedelta(hours=1))
        assert "Should be home" in as_worker(operator).get(BOARD).text

    def test_a_colleagues_call_is_a_name_and_a_moment_to_an_operator(self, operator, colleague, coordinator):
        call = running_call(colleague, immediate_danger="yes")
        hers, leads = (as_worker(worker).get(BOARD).text for worker in (operator, coordinator))
        assert [colleague.display_name in page for page in (hers, leads)] == [True, True]
        assert ["Danger" in page for page in (hers, leads)] == [True, True]
        assert [call.reference in page for page in (hers, leads)] == [False, True]
        assert ["Invented Name" in page for page in (hers, leads)] == [False, False]

    def test_another_teams_calls_are_not_there(self, operator, coordinator, stranger):
        running_call(stranger)
        assert [calls_running_now(worker) for worker in (operator, coordinator)] == [[], []]

    def test_a_call_of_a_case_that_is_closed_to_her_has_no_address(self, operator, coordinator, case):
        call = running_call(operator)
        CallCase.objects.create(call=call, case=case, linked_by=operator)
        declare_conflict(actor=UserFactory(role="coordinator"), case=case, worker=coordinator)
        assert [(one.worker_name, one.url) for one in calls_running_now(coordinator)] == [
            (operator.display_name, "")
        ]
        assert call.reference not in as_worker(coordinator).get(BOARD).text

    def test_a_call_that_was_hung_up_or_left_open_runs_no_more(self, operator, coordinator, clock):
        left, over = running_call(operator), running_call(operator)
        Call.objects.filter(pk=over.pk).update(ended_at=timezone.now())
        clock.shift(dt.timedelta(hours=4))
        now = running_call(operator)
        assert [one.url for one in calls_running_now(coordinator)] == [now.get_absolute_url()]
        assert set(open_work(coordinator, None).unfinished) == {left, over}

    def test_what_is_open_is_what_she_sees(self, operator, colleague, coordinator, psychologist, case, clock):
        own = unfinished_call(operator)
        clock.shift(dt.timedelta(minutes=1))
        hers = unfinished_call(colleague)
        danger = finished_call(colleague, immediate_danger="yes")
        contact = a_contact(case, psychologist)
        seen = {worker: open_work(worker, None) for worker in (operator, coordinator)}
        assert (seen[operator].unfinished, seen[operator].in_danger) == ([own], [])
        assert (seen[coordinator].unfinished, seen[coordinator].in_danger) == ([own, hers], [danger])
        assert [due.follow_up for due in seen[coordinator].due] == [contact]
        assert seen[operator].due == []  # somebody else works on the case
        page = as_worker(coordinator).get(BOARD).text
        assert [word in page for word in (danger.reference, case.reference, "Nothing is open")] == [
            True,
            True,
            False,
        ]

    def test_an_empty_board_says_so(self, operator):
        page = as_worker(operator).get(BOARD).text
        for words in ("Nothing is open", "Nobody is on duty.", "Nobody of your team is in a call."):
            assert words in page

    def test_three_of_everything_cost_no_more_statements_than_one(self, operator, colleague, coordinator):
        client, counts = as_worker(coordinator), []
        for number in (1, 2):
            for _time in range(number):
                unfinished_call(colleague)
                running_call(colleague, immediate_danger="yes")
                begin_shift(actor=UserFactory(role="operator"))
                a_contact(CaseFactory(in_progress=True), coordinator)
                client.post(note_page(a_note(operator)))
            for page in (BOARD, TODAY):
                with CaptureQueriesContext(connection) as captured:
                    client.get(page)
                counts.append(len(captured))
        assert counts[:2] == counts[2:]
        assert counts[0] <= 16


class TestTheDraft:
    def test_it_says_in_references_what_is_open(
        self, operator, colleague, coordinator, psychologist, case, clock
    ):
        a_contact(case, psychologist)
        clock.shift(dt.timedelta(days=1))
        today = CaseFactory(in_progress=True)
        contact = a_contact(today, coordinator, day=timezone.localdate())
        type(contact).objects.filter(pk=contact.pk).update(window_from=dt.time(9), window_until=dt.time(12))
        shift = begin_shift(actor=coordinator)
        taken = take_alert(actor=coordinator, call=finished_call(operator, immediate_danger="yes"))
        open_danger = finished_call(operator, immediate_danger="yes")
        waiting = [unfinished_call(operator)]
        clock.shift(dt.timedelta(minutes=1))
        waiting.append(unfinished_call(colleague))
        references = ", ".join(call.reference for call in waiting)
        assert drafted_note(open_work(coordinator, shift)).splitlines() == [
            f"1 call in danger that nobody has taken over: {open_danger.reference}",
            f"Call {taken.reference} in danger: {coordinator.display_name} took it over at 08:00",
            f"2 calls are not finished: {references}",
            f"1 follow-up is late: {case.reference}",
            f"1 follow-up is due today: {today.reference} (until 12:00)",
        ]

    def test_what_asks_nobody_to_call_her_has_no_hour(self, coordinator):
        case = CaseFactory(in_progress=True)
        plan_follow_up(
            actor=coordinator,
            case=case,
            kind="safety_review",
            responsible=coordinator,
            due_on=MORNING.date(),
        )
        assert drafted_note(open_work(coordinator, None)) == f"1 follow-up is due today: {case.reference}"

    def test_what_a_former_shift_took_over_is_told_no_more(self, operator, coordinator, clock):
        take_alert(actor=coordinator, call=finished_call(operator, immediate_danger="yes"))
        clock.shift(dt.timedelta(hours=1))
        assert drafted_note(open_work(coordinator, begin_shift(actor=coordinator))) == ""


class TestGoingHome:
    def test_the_note_is_drafted_changed_and_left(self, operator, colleague):
        begin_shift(actor=operator)
        call = unfinished_call(operator)
        client = as_worker(operator)
        form = client.get(END).context["form"]
        assert call.reference in form.initial["text"]
        typed = {"note_id": form.initial["note_id"], "text": f"{form.initial['text']} Her words."}
        answer = client.post(END, typed, follow=True)
        assert "The note waits for the next ones." in answer.text
        assert (shift_of(operator), ShiftNote.objects.get().author) == (None, operator)

    def test_without_words_nothing_is_left(self, operator):
        begin_shift(actor=operator)
        answer = as_worker(operator).post(END, {"note_id": uuid.uuid4(), "text": ""}, follow=True)
        assert ("Your shift is over." in answer.text, ShiftNote.objects.count()) == (True, 0)

    def test_who_is_not_on_duty_is_told_so(self, operator):
        answer = as_worker(operator).get(END, follow=True)
        assert (answer.redirect_chain[0][0], "You are not on duty." in answer.text) == (BOARD, True)

    @pytest.mark.parametrize("text", ["x" * 4001, "Her words."])
    def test_nothing_typed_is_lost_by_an_error(self, operator, text):
        begin_shift(actor=operator)
        note_id = "no number" if len(text) < 4001 else uuid.uuid4()
        page = as_worker(operator).post(END, {"note_id": note_id, "text": text})
        assert (page.context["form"]["text"].value(), shift_of(operator) is None) == (text, False)

    def test_nor_by_a_refusal(self, operator):
        begin_shift(actor=operator)
        client = as_worker(operator)
        type(operator).objects.filter(pk=operator.pk).update(team=None)
        page = client.post(END, {"note_id": uuid.uuid4(), "text": "Her words."})
        assert (page.status_code, "Her words." in page.text, ShiftNote.objects.count()) == (409, True, 0)


class TestANote:
    def test_it_waits_on_today_of_who_is_on_duty_until_she_says_read(self, operator, colleague):
        note = a_note(operator)
        client = as_worker(colleague)
        assert note_page(note) not in client.get(TODAY).text
        begin_shift(actor=colleague)
        page = client.get(TODAY)
        assert (note_page(note) in page.text, SECRET in page.text) == (True, False)
        answer = client.post(note_page(note), follow=True)
        assert (
            "It is noted that you have read it." in answer.text,
            "read it, 23 Nov, 08:00" in answer.text,
        ) == (
            True,
            True,
        )
        assert note_page(note) not in client.get(TODAY).text
        assert note_page(note) in client.get(BOARD).text

    def test_its_text_stands_on_its_own_page_and_reading_it_is_journaled(self, operator, colleague):
        note = a_note(operator)
        client = as_worker(colleague)
        assert SECRET not in client.get(BOARD).text
        assert SECRET in client.get(note_page(note)).text
        line = JournalEntry.objects.get(verb="hotline.shift_note_opened")
        assert (line.kind, line.actor_id, line.subject_id, line.fields) == (
            "view",
            colleague.pk,
            note.pk,
            ["text"],
        )

    def test_who_has_read_it_is_not_asked_again(self, operator, colleague):
        note, client = a_note(operator), as_worker(colleague)
        assert "I have read it" in client.get(note_page(note)).text
        client.post(note_page(note))
        assert "I have read it" not in client.get(note_page(note)).text

    def test_its_author_reads_it_and_is_not_asked(self, operator):
        note, client = a_note(operator), as_worker(operator)
        page = client.get(note_page(note)).text
        assert (SECRET in page, "I have read it" in page) == (True, False)
        assert "You wrote this note yourself." in client.post(note_page(note), follow=True).text

    def test_of_another_teams_there_is_nothing_and_a_line(self, operator, stranger):
        note = a_note(operator)
        assert as_worker(stranger).get(note_page(note)).status_code == 404
        line = JournalEntry.objects.get(kind="refusal")
        assert (line.verb, line.actor_id, line.subject_id) == (
            "hotline.opening_refused",
            stranger.pk,
            note.pk,
        )
