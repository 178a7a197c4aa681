"""Agreed next contacts: on which day, when they are refused, what settles them."""

import datetime as dt

import pytest
import time_machine

from audit.models import JournalEntry
from cases.enums import CheckInOutcome, FollowUpKind, FollowUpStatus, MayContact
from cases.models import FollowUp, SafeContact
from cases.reading import reading_case
from cases.refusals import Conflict, Refusal
from cases.services import follow_ups
from cases.services.closure import close_case
from cases.services.follow_ups import (
    calendar_months_later,
    cancel_follow_up,
    first_safe_working_day,
    move_follow_up,
    plan_follow_up,
    proposed_day,
    record_outcome,
)
from reference.models import Holiday

pytestmark = pytest.mark.django_db
D = dt.date
MONDAY = D(2026, 11, 23)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False):
        yield


def plan(case, worker, **options):
    options = {"kind": FollowUpKind.ONE_MONTH, "responsible": worker, **options}
    return plan_follow_up(actor=worker, case=case, **options)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (D(2026, 10, 22), 1, D(2026, 11, 22)),
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2028, 1, 31), 1, D(2028, 2, 29)),
        (D(2026, 12, 15), 1, D(2027, 1, 15)),
        (D(2026, 11, 30), 3, D(2027, 2, 28)),
    ],
)
def test_a_month_is_a_calendar_month(day, months, expected):
    assert calendar_months_later(day, months) == expected


def test_a_check_in_that_would_fall_on_a_weekend_moves_to_the_next_working_day():
    day = proposed_day(FollowUpKind.ONE_MONTH, agreed_on=D(2026, 10, 22), safe_days=[])
    assert day == MONDAY


def test_a_check_in_moves_past_a_holiday_and_to_a_day_that_is_safe_for_her():
    Holiday.objects.update_or_create(
        code="test-holiday", defaults={"day": D(2026, 12, 23), "name_ru": "Праздник", "checked_on": MONDAY}
    )
    assert proposed_day(FollowUpKind.ONE_MONTH, agreed_on=MONDAY, safe_days=[3, 5]) == D(2026, 12, 25)


def test_when_no_safe_day_is_a_working_day_her_safety_decides():
    assert first_safe_working_day(MONDAY, [7]) == D(2026, 11, 29)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (FollowUpKind.ONE_WEEK, D(2026, 11, 30)),
        (FollowUpKind.THREE_MONTHS, D(2027, 2, 23)),
        (FollowUpKind.SAFETY_REVIEW, MONDAY),
    ],
)
def test_each_kind_has_its_own_distance(kind, expected):
    assert proposed_day(kind, agreed_on=MONDAY, safe_days=[]) == expected


def test_a_follow_up_takes_the_hours_that_are_safe_for_her(case, psychologist):
    SafeContact.objects.filter(case=case).update(safe_from=dt.time(10), safe_until=dt.time(13))
    case.refresh_from_db()
    follow_up = plan(case, psychologist)
    assert (follow_up.window_from, follow_up.window_until) == (dt.time(10), dt.time(13))
    entry = case.timeline.get(verb="follow_up_planned")
    assert entry.facts == {"kind": "one_month", "due_on": follow_up.due_on.isoformat()}
    line = JournalEntry.objects.get(verb="cases.follow_up_planned")
    assert (line.subject_id, line.actor_id) == (follow_up.pk, psychologist.pk)


def test_a_contact_that_she_has_not_allowed_cannot_be_planned(case, psychologist):
    SafeContact.objects.filter(case=case).update(may_contact=MayContact.SHE_CALLS)
    case.refresh_from_db()
    with pytest.raises(Refusal, match="She has not allowed us to contact her"):
        plan(case, psychologist)
    waiting = plan(case, psychologist, kind=FollowUpKind.WAIT_FOR_HER)
    assert (waiting.status, waiting.window_from) == (FollowUpStatus.PLANNED, None)


def test_the_same_origin_plans_once(case, psychologist):
    first = plan(case, psychologist, origin="declined:1")
    assert plan(case, psychologist, origin="declined:1") == first
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize(
    ("due_on", "sentence"),
    [
        (D(2026, 11, 22), "This day is past. Choose a day after 22 November."),
        (D(2026, 11, 24), "not safe for her"),
    ],
)
def test_a_day_that_is_past_or_not_safe_is_refused(case, psychologist, due_on, sentence):
    SafeContact.objects.filter(case=case).update(safe_days=[1])
    case.refresh_from_db()
    with pytest.raises(Refusal, match=sentence):
        plan(case, psychologist, due_on=due_on)


def test_nothing_is_planned_in_a_closed_case(case, psychologist):
    close_case(actor=psychologist, case=case, reason="needs_met", outcome="safer")
    with pytest.raises(Refusal, match="closed"):
        plan(case, psychologist)


def test_a_follow_up_can_be_moved_and_a_stale_form_is_told(case, psychologist):
    follow_up = plan(case, psychologist)
    stale = follow_up.version
    move_follow_up(actor=psychologist, follow_up=follow_up, due_on=D(2026, 12, 1), version=stale)
    assert (follow_up.due_on, follow_up.version) == (D(2026, 12, 1), stale + 1)
    with pytest.raises(Conflict):
        move_follow_up(actor=psychologist, follow_up=follow_up, due_on=D(2026, 12, 2), version=stale)


def test_moving_work_of_our_own_asks_no_safe_day(case, psychologist):
    SafeContact.objects.filter(case=case).update(safe_days=[1])
    case.refresh_from_db()
    review = plan(case, psychologist, kind=FollowUpKind.SAFETY_REVIEW)
    move_follow_up(actor=psychologist, follow_up=review, due_on=D(2026, 11, 24), version=review.version)
    assert review.due_on == D(2026, 11, 24)


def test_an_improving_outcome_settles_the_check_in_with_her_words(case, psychologist):
    follow_up = plan(case, psychologist)
    record_outcome(
        actor=psychologist, follow_up=follow_up, outcome=CheckInOutcome.IMPROVING, her_words=" We sleep. "
    )
    stored = FollowUp.objects.get(pk=follow_up.pk)
    assert (stored.status, stored.outcome, stored.settled_by) == ("done", "improving", psychologist)
    with reading_case(case, actor=psychologist, purpose="test"):
        assert stored.her_words == "We sleep."
    assert case.timeline.get(verb="follow_up_done").facts == {
        "kind": "one_month",
        "outcome": "improving",
        "attempts": 0,
    }


def test_recording_an_outcome_twice_changes_nothing(case, psychologist):
    follow_up = plan(case, psychologist)
    for _time in range(2):
        record_outcome(actor=psychologist, follow_up=follow_up, outcome=CheckInOutcome.UNCHANGED)
    assert case.timeline.filter(verb="follow_up_done").count() == 1


def test_a_check_in_needs_an_outcome_but_our_own_work_does_not(case, psychologist):
    with pytest.raises(Refusal, match="Say how her situation is"):
        record_outcome(actor=psychologist, follow_up=plan(case, psychologist))
    review = plan(case, psychologist, kind=FollowUpKind.SAFETY_REVIEW)
    assert record_outcome(actor=psychologist, follow_up=review).status == FollowUpStatus.DONE


@pytest.mark.parametrize("outcome", [CheckInOutcome.WORSE, CheckInOutcome.NEW_VIOLENCE])
def test_when_it_is_worse_the_lead_reviews_the_safety_plan_today(case, psychologist, coordinator, outcome):
    follow_up = plan(case, psychologist)
    record_outcome(actor=psychologist, follow_up=follow_up, outcome=outcome)
    review = case.follow_ups.get(kind=FollowUpKind.SAFETY_REVIEW)
    assert (review.responsible, review.due_on) == (coordinator, MONDAY)


def test_in_a_team_without_a_lead_the_worker_reviews_the_safety_plan_herself(case, psychologist):
    record_outcome(
        actor=psychologist, follow_up=plan(case, psychologist), outcome=CheckInOutcome.NEW_VIOLENCE
    )
    assert case.follow_ups.get(kind=FollowUpKind.SAFETY_REVIEW).responsible == psychologist


def test_a_cancelled_follow_up_cannot_be_done(case, psychologist):
    follow_up = plan(case, psychologist)
    cancel_follow_up(actor=psychologist, follow_up=follow_up)
    cancel_follow_up(actor=psychologist, follow_up=follow_up)
    with pytest.raises(Conflict, match="Cancelled"):
        record_outcome(actor=psychologist, follow_up=follow_up, outcome=CheckInOutcome.IMPROVING)


def test_of_two_who_plan_the_same_at_once_the_database_lets_one(case, psychologist, monkeypatch):
    look = follow_ups._refuse_day
    faster = []

    def a_colleague_is_faster(day, **options):
        monkeypatch.setattr(follow_ups, "_refuse_day", look)
        faster.append(plan(case, psychologist, origin="declined:1"))
        look(day, **options)

    monkeypatch.setattr(follow_ups, "_refuse_day", a_colleague_is_faster)
    assert plan(case, psychologist, origin="declined:1") == faster[0]
    assert case.timeline.filter(verb="follow_up_planned").count() == 1


def test_no_contact_is_planned_after_the_day_until_which_she_agrees(case, psychologist):
    SafeContact.objects.filter(case=case).update(valid_until=D(2026, 11, 30))
    case.refresh_from_db()
    with pytest.raises(Refusal, match=r"She agrees until 30 November\. Choose a day before"):
        plan(case, psychologist)
    follow_up = plan(case, psychologist, due_on=D(2026, 11, 30))
    with pytest.raises(Refusal, match=r"She agrees until 30 November"):
        move_follow_up(actor=psychologist, follow_up=follow_up, due_on=D(2026, 12, 1), version=1)
    assert plan(case, psychologist, kind=FollowUpKind.WAIT_FOR_HER, due_on=D(2026, 12, 1)).pk


def test_no_contact_is_planned_once_her_permission_has_ended(case, psychologist):
    SafeContact.objects.filter(case=case).update(valid_until=D(2026, 11, 22))
    case.refresh_from_db()
    with pytest.raises(Refusal, match="Her permission has ended"):
        plan(case, psychologist)
