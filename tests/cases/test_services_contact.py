"""An attempt to reach her: what must be true before, what follows after."""

import datetime as dt

import pytest
import time_machine

from audit.models import JournalEntry
from cases.enums import AttemptOutcome, FollowUpKind, FollowUpStatus, MayContact
from cases.models import ContactAttempt, SafeContact
from cases.reading import reading_case
from cases.refusals import Conflict, Refusal
from cases.services.contact import end_attempt, start_attempt
from cases.services.follow_ups import cancel_follow_up, plan_follow_up
from outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db
D = dt.date
MONDAY = D(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False) as clock:
        yield clock  # 10:30 in Shymkent


@pytest.fixture
def follow_up(case, psychologist):
    return plan_follow_up(
        actor=psychologist, case=case, kind=FollowUpKind.ONE_MONTH, responsible=psychologist, due_on=MONDAY
    )


def attempt_and_end(worker, follow_up, outcome, **options):
    attempt = start_attempt(actor=worker, follow_up=follow_up)
    return end_attempt(actor=worker, attempt=attempt, outcome=outcome, **options)


def test_asking_twice_for_the_number_begins_one_attempt(follow_up, psychologist):
    first = start_attempt(actor=psychologist, follow_up=follow_up)
    assert start_attempt(actor=psychologist, follow_up=follow_up) == first


def test_two_workers_do_not_call_her_at_the_same_time(follow_up, psychologist, coordinator):
    start_attempt(actor=psychologist, follow_up=follow_up)
    with pytest.raises(Conflict, match="A colleague is trying"):
        start_attempt(actor=coordinator, follow_up=follow_up)


def test_the_database_decides_when_two_workers_press_at_the_same_moment(
    follow_up, psychologist, coordinator, monkeypatch
):
    start_attempt(actor=psychologist, follow_up=follow_up)
    unseen = ContactAttempt.objects.none()
    monkeypatch.setattr(type(follow_up), "attempts", property(lambda self: unseen))
    with pytest.raises(Conflict, match="A colleague is trying"):
        start_attempt(actor=coordinator, follow_up=follow_up)


def test_outside_her_hours_an_attempt_needs_a_written_reason(case, follow_up, psychologist):
    SafeContact.objects.filter(case=case).update(safe_from=dt.time(18), safe_until=dt.time(20))
    case.refresh_from_db()
    with pytest.raises(Refusal, match="outside her safe hours"):
        start_attempt(actor=psychologist, follow_up=follow_up)
    attempt = start_attempt(
        actor=psychologist, follow_up=follow_up, outside_hours_reason="The police asked at once."
    )
    with reading_case(case, actor=psychologist, purpose="test"):
        assert attempt.outside_hours_reason == "The police asked at once."


def test_nobody_calls_a_client_who_has_not_allowed_it(case, follow_up, psychologist):
    SafeContact.objects.filter(case=case).update(may_contact=MayContact.NO)
    case.refresh_from_db()
    with pytest.raises(Refusal, match="not allowed"):
        start_attempt(actor=psychologist, follow_up=follow_up)


def end_permission(case):
    SafeContact.objects.filter(case=case).update(valid_until=D(2026, 11, 3))
    case.refresh_from_db()


def test_after_her_permission_has_ended_only_a_coordinator_has_her_called_and_says_why(
    case, follow_up, psychologist, coordinator
):
    end_permission(case)
    for worker, reason in ((psychologist, "She wrote."), (coordinator, " ")):
        with pytest.raises(Refusal, match=r"She agreed until 3 November 2026\. Wait for her call"):
            start_attempt(actor=worker, follow_up=follow_up, expired_reason=reason)
    attempt = start_attempt(actor=coordinator, follow_up=follow_up, expired_reason=" She wrote to us. ")
    with reading_case(case, actor=coordinator, purpose="test"):
        assert attempt.expired_reason == "She wrote to us."
    line = JournalEntry.objects.get(verb="cases.expired_permission_overridden")
    assert (line.actor_id, line.fields) == (coordinator.pk, ["expired_reason"])


def test_an_attempt_within_her_permission_overrides_nothing(follow_up, coordinator):
    start_attempt(actor=coordinator, follow_up=follow_up, expired_reason="Not needed.")
    assert not JournalEntry.objects.filter(verb="cases.expired_permission_overridden").exists()
    begun = JournalEntry.objects.get(verb="cases.contact_attempted")
    assert begun.fields == ["ask_for", "code_word", "number"]


@pytest.mark.parametrize("outcome", [AttemptOutcome.NO_ANSWER, AttemptOutcome.ASKED_FOR_ANOTHER_TIME])
def test_an_attempt_that_ends_after_a_stop_brings_nothing_back(
    case, follow_up, psychologist, coordinator, outcome
):
    other = plan_follow_up(
        actor=coordinator, case=case, kind=FollowUpKind.OTHER, responsible=coordinator, due_on=MONDAY
    )
    attempt = start_attempt(actor=psychologist, follow_up=follow_up)
    attempt_and_end(coordinator, other, AttemptOutcome.SOMEONE_ELSE)
    end_attempt(actor=psychologist, attempt=attempt, outcome=outcome)
    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.due_on) == (FollowUpStatus.STOPPED, MONDAY)


def test_a_settled_follow_up_leads_to_no_call(follow_up, psychologist):
    cancel_follow_up(actor=psychologist, follow_up=follow_up)
    with pytest.raises(Refusal, match="settled"):
        start_attempt(actor=psychologist, follow_up=follow_up)


def test_reached_leaves_the_follow_up_open_for_its_outcome(case, follow_up, psychologist):
    attempt = attempt_and_end(psychologist, follow_up, AttemptOutcome.REACHED, note="Calm voice.")
    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.due_on) == (FollowUpStatus.PLANNED, MONDAY)
    with reading_case(case, actor=psychologist, purpose="test"):
        assert attempt.note == "Calm voice."


def test_an_attempt_ends_once(follow_up, psychologist):
    attempt = attempt_and_end(psychologist, follow_up, AttemptOutcome.REACHED)
    again = end_attempt(actor=psychologist, attempt=attempt, outcome=AttemptOutcome.SOMEONE_ELSE)
    assert again.outcome == AttemptOutcome.REACHED


def test_no_answer_moves_the_follow_up_to_the_next_day(follow_up, psychologist):
    attempt_and_end(psychologist, follow_up, AttemptOutcome.NO_ANSWER)
    assert follow_up.due_on == D(2026, 11, 24)


def test_after_three_attempts_the_lead_decides(case, follow_up, psychologist, coordinator, clock):
    for _time in range(3):
        attempt_and_end(psychologist, follow_up, AttemptOutcome.NO_ANSWER)
        clock.shift(dt.timedelta(days=1))
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUpStatus.UNREACHABLE
    assert case.follow_ups.get(kind=FollowUpKind.SAFETY_REVIEW).responsible == coordinator


def test_another_time_is_taken_from_her_and_does_not_count_as_an_attempt(follow_up, psychologist):
    attempt_and_end(psychologist, follow_up, AttemptOutcome.ASKED_FOR_ANOTHER_TIME, next_on=D(2026, 11, 28))
    assert follow_up.due_on == D(2026, 11, 30)  # the 28th is a Saturday
    attempt_and_end(psychologist, follow_up, AttemptOutcome.ASKED_FOR_ANOTHER_TIME)
    assert follow_up.due_on == D(2026, 11, 24)
    for _time in range(2):
        attempt_and_end(psychologist, follow_up, AttemptOutcome.NO_ANSWER)
    assert follow_up.status == FollowUpStatus.PLANNED


def test_a_day_that_is_past_is_not_taken_from_her(follow_up, psychologist):
    with pytest.raises(Refusal, match=r"This day is past\. Choose a day after 22 November\."):
        attempt_and_end(
            psychologist, follow_up, AttemptOutcome.ASKED_FOR_ANOTHER_TIME, next_on=D(2026, 11, 22)
        )
    follow_up.refresh_from_db()
    assert (follow_up.due_on, follow_up.attempts.get().ended_at) == (MONDAY, None)
    end_attempt(
        actor=psychologist,
        attempt=follow_up.attempts.get(),
        outcome=AttemptOutcome.ASKED_FOR_ANOTHER_TIME,
        next_on=MONDAY,
    )
    assert follow_up.attempts.get().outcome == AttemptOutcome.ASKED_FOR_ANOTHER_TIME


@pytest.mark.parametrize(
    "outcome", [AttemptOutcome.NOT_SAFE, AttemptOutcome.SOMEONE_ELSE, AttemptOutcome.ASKED_NOT_TO_CALL]
)
def test_danger_on_the_line_stops_all_contact_and_tells_the_lead(
    case, follow_up, psychologist, coordinator, outcome
):
    other = plan_follow_up(
        actor=psychologist, case=case, kind=FollowUpKind.THREE_MONTHS, responsible=psychologist
    )
    ours = plan_follow_up(
        actor=psychologist, case=case, kind=FollowUpKind.WAIT_FOR_HER, responsible=psychologist
    )
    attempt_and_end(psychologist, follow_up, outcome)
    states = {f.pk: f.status for f in case.follow_ups.all()}
    assert (states[follow_up.pk], states[other.pk], states[ours.pk]) == ("stopped", "stopped", "planned")
    safe_contact = SafeContact.objects.get(case=case)
    assert safe_contact.may_contact == MayContact.NO
    assert safe_contact.stopped_at is not None
    assert case.follow_ups.get(kind=FollowUpKind.SAFETY_REVIEW).responsible == coordinator
    message = OutboxMessage.objects.get()
    assert (message.recipient, message.event) == (coordinator, "cases/emails/urgent_work")
