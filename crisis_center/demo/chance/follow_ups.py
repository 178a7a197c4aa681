"""Agreed contacts one after the other: a week, a month, three months, and how each of them ended."""

import datetime as dt

from cases.enums import (
    STOPPING_OUTCOMES,
    AttemptOutcome,
    CheckInOutcome,
    FollowUpKind,
    FollowUpStatus,
    MayContact,
)
from cases.services.follow_ups import WORSENING
from crisis_center.demo.chance.course import Course
from crisis_center.demo.chance.dice import shares
from crisis_center.demo.chance.events import InventedAttempt, InventedContact, InventedFollowUp
from crisis_center.demo.chance.texts import sentence

MOST_ATTEMPTS = 3
LATE_DAYS = 4  # of the last days some contact is still left to do
PLAN = ((FollowUpKind.ONE_WEEK, 5), (FollowUpKind.ONE_MONTH, 21), (FollowUpKind.THREE_MONTHS, 62))
ENDINGS = shares(
    {
        AttemptOutcome.REACHED: 78,
        AttemptOutcome.NO_ANSWER: 15,
        AttemptOutcome.NUMBER_DOES_NOT_WORK: 1,
        AttemptOutcome.LEFT_AGREED_MESSAGE: 2,
        AttemptOutcome.SOMEONE_ELSE: 2,
        AttemptOutcome.NOT_SAFE: 1,
        AttemptOutcome.ASKED_NOT_TO_CALL: 1,
    }
)
OUTCOMES = shares(
    {
        CheckInOutcome.IMPROVING: 48,
        CheckInOutcome.UNCHANGED: 29,
        CheckInOutcome.WORSE: 10,
        CheckInOutcome.NEW_VIOLENCE: 7,
        CheckInOutcome.MOVED: 6,
    }
)
TO_PLAN = dt.timedelta(minutes=7)
TO_SETTLE = dt.timedelta(minutes=6)


def draw_follow_ups(
    course: Course, contact: InventedContact, accepted_at: dt.datetime
) -> tuple[InventedFollowUp, ...]:
    """Return the agreed contacts; the last one may be still planned, late even."""
    if contact.may_contact == MayContact.YES:
        return _check_ins(course, contact, accepted_at)
    if contact.may_contact == MayContact.SHE_CALLS:
        return (_her_call(course, accepted_at),)
    return ()


def _check_ins(
    course: Course, contact: InventedContact, accepted_at: dt.datetime
) -> tuple[InventedFollowUp, ...]:
    agreed: list[InventedFollowUp] = []
    number, moment = course.start, accepted_at
    for kind, later in PLAN:
        due = course.days.safe(number + later, contact.safe_days)
        agreed.append(_check_in(course, contact, kind, moment + TO_PLAN, due))
        settled_at = agreed[-1].settled_at
        if settled_at is None or agreed[-1].status != FollowUpStatus.DONE or course.dice.happens(20):
            break
        number, moment = course.days.number_of(settled_at), settled_at
    return tuple(agreed)


def _check_in(
    course: Course, contact: InventedContact, kind: FollowUpKind, planned_at: dt.datetime, due: int
) -> InventedFollowUp:
    attempts: list[InventedAttempt] = []
    while course.has_come(due) and not _is_left_to_do(course, due):
        attempts.append(_attempt(course, contact, due))
        if attempts[-1].outcome == AttemptOutcome.REACHED:
            return _told(course, kind, planned_at, due, attempts)
        if attempts[-1].outcome in STOPPING_OUTCOMES:
            return _ended(course, kind, planned_at, due, attempts, FollowUpStatus.STOPPED)
        if len(attempts) == MOST_ATTEMPTS:
            return _ended(course, kind, planned_at, due, attempts, FollowUpStatus.UNREACHABLE)
        due = course.days.safe(due + 1, contact.safe_days)
    return InventedFollowUp(
        kind=kind, planned_at=planned_at, due_on=course.days.working[due], attempts=tuple(attempts)
    )


def _is_left_to_do(course: Course, due: int) -> bool:
    is_left = due > course.days.last - LATE_DAYS and course.dice.happens(25)
    if is_left:
        course.has_come(course.days.last + 1)  # the case goes on
    return is_left


def _attempt(course: Course, contact: InventedContact, due: int) -> InventedAttempt:
    first, last = contact.hours or (9, 18)
    moment = course.days.moment(due, course.dice.between(first * 60 + 5, last * 60 - 25))
    return InventedAttempt(at=moment, outcome=course.dice.pick(ENDINGS))


def _told(
    course: Course, kind: FollowUpKind, planned_at: dt.datetime, due: int, attempts: list[InventedAttempt]
) -> InventedFollowUp:
    dice = course.dice
    outcome = dice.pick(OUTCOMES)
    return InventedFollowUp(
        kind=kind,
        planned_at=planned_at,
        due_on=course.days.working[due],
        status=FollowUpStatus.DONE,
        attempts=tuple(attempts),
        outcome=outcome,
        her_words=sentence(dice, course.language, f"words.{outcome}") if dice.happens(60) else "",
        settled_at=attempts[-1].at + TO_SETTLE,
        reviewed_at=_review(course, due) if outcome in WORSENING else None,
    )


def _ended(
    course: Course,
    kind: FollowUpKind,
    planned_at: dt.datetime,
    due: int,
    attempts: list[InventedAttempt],
    status: FollowUpStatus,
) -> InventedFollowUp:
    """Return a contact that ended without her word: the lead looks at the safety plan."""
    return InventedFollowUp(
        kind=kind,
        planned_at=planned_at,
        due_on=course.days.working[due],
        status=status,
        attempts=tuple(attempts),
        settled_at=attempts[-1].at + TO_SETTLE,
        reviewed_at=_review(course, due),
    )


def _review(course: Course, due: int) -> dt.datetime | None:
    day = course.shortly_after(due, (1, 1, 2))
    return course.days.office_moment(course.dice, day) if course.has_come(day) else None


def _her_call(course: Course, accepted_at: dt.datetime) -> InventedFollowUp:
    """Return the wait for her own call; she calls on that day or before."""
    due = course.shortly_after(course.start, (5, 10, 15))
    called = due - course.dice.between(0, 3)
    has_called = course.has_come(due)
    return InventedFollowUp(
        kind=FollowUpKind.WAIT_FOR_HER,
        planned_at=accepted_at + TO_PLAN,
        due_on=course.days.working[due],
        status=FollowUpStatus.DONE if has_called else FollowUpStatus.PLANNED,
        settled_at=course.days.office_moment(course.dice, called) if has_called else None,
    )
