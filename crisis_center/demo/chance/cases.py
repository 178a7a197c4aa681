"""An invented case, from the first word to its end or to yesterday evening."""

import datetime as dt
from typing import Any

from accounts.enums import Role
from cases.enums import (
    CheckInOutcome,
    ClosureOutcome,
    ClosureReason,
    FollowUpStatus,
    KindOfViolence,
    RiskLevel,
)
from crisis_center.demo.chance.calls import draw_call_of_case
from crisis_center.demo.chance.course import Course
from crisis_center.demo.chance.days import Days
from crisis_center.demo.chance.dice import Dice, shares
from crisis_center.demo.chance.events import (
    InventedCall,
    InventedCase,
    InventedClosing,
    InventedContact,
    InventedFollowUp,
    InventedRest,
    InventedRisk,
)
from crisis_center.demo.chance.follow_ups import draw_follow_ups
from crisis_center.demo.chance.meetings import draw_meetings
from crisis_center.demo.chance.people import Household, draw_contact, draw_household
from crisis_center.demo.chance.places import draw_district, team_of
from crisis_center.demo.chance.referrals import draw_referrals
from crisis_center.demo.chance.texts import sentence, summary

PRIMARY_ROLES = shares({Role.PSYCHOLOGIST: 64, Role.LAWYER: 20, Role.COORDINATOR: 16})
LEVELS = shares({RiskLevel.LOW: 34, RiskLevel.MEDIUM: 44, RiskLevel.HIGH: 22})
LEVELS_OF_DANGER = (RiskLevel.MEDIUM, RiskLevel.HIGH, RiskLevel.HIGH)
DANGEROUS = frozenset({KindOfViolence.SEXUAL, KindOfViolence.BRIDE_ABDUCTION, KindOfViolence.CHILD_NEGLECT})
REASONS = shares({ClosureReason.NEEDS_MET: 66, ClosureReason.CLIENT_ASKED: 20, ClosureReason.TRANSFERRED: 14})
OUTCOMES = {
    ClosureReason.NEEDS_MET: (
        ClosureOutcome.SAFER,
        ClosureOutcome.SAFER,
        ClosureOutcome.SAFER,
        ClosureOutcome.SAME,
    ),
    ClosureReason.CLIENT_ASKED: (ClosureOutcome.SAME, ClosureOutcome.SAFER, ClosureOutcome.NOT_SAFE),
    ClosureReason.TRANSFERRED: (ClosureOutcome.SAFER, ClosureOutcome.NOT_KNOWN),
    ClosureReason.MOVED_AWAY: (ClosureOutcome.SAFER, ClosureOutcome.NOT_KNOWN),
    ClosureReason.CONTACT_LOST: (ClosureOutcome.NOT_KNOWN,),
}
TO_OPEN = dt.timedelta(minutes=5)
TO_REASSESS = dt.timedelta(minutes=20)
NINE = 9 * 60
BEFORE_CLOSING = (3, 6, 10, 15)  # working days
LONGEST_REST = 110  # working days: a case does not rest for years


def draw_case(dice: Dice, days: Days) -> InventedCase:
    """Draw a case; what would come after yesterday is left open, planned, or waiting for an answer."""
    household, district = draw_household(dice), draw_district(dice)
    contact = draw_contact(dice, household)
    call, opened_at = _first_contact(dice, days, district, household, contact)
    language, kind = household.language, household.kinds[0]
    level = dice.pick(LEVELS_OF_DANGER if kind in DANGEROUS else LEVELS)
    first_risk = InventedRisk(at=opened_at, level=level, reason=sentence(dice, language, f"risk.{level}"))
    role = Role.COORDINATOR if household.is_of_a_child else dice.pick(PRIMARY_ROLES)
    start = days.number_of(opened_at + dt.timedelta(days=1)) + dice.pick((0, 0, 0, 1))
    course = Course(dice, days, start=start, language=language)
    later = _worked_on(course, household, contact, role, first_risk) if course.has_come(start) else {}
    return InventedCase(
        opened_at=opened_at,
        team=team_of(district),
        district=district,
        language=language,
        kinds=household.kinds,
        summary=str(call.told["notes"]) if call else summary(dice, language, kind),
        client=household.client,
        household=household.others,
        contact=contact,
        primary_role=role,
        first_risk=first_risk,
        call=call,
        **later,
    )


def _first_contact(
    dice: Dice, days: Days, district: str, household: Household, contact: InventedContact
) -> tuple[InventedCall | None, dt.datetime]:
    """Return the call from which the case comes, and when it was opened; or no call: she came by herself."""
    moment = days.any_moment(dice)
    if not dice.happens(70):
        return None, days.office_moment(dice, min(days.number_of(moment), days.last))
    call = draw_call_of_case(dice, moment, district, household, contact)
    return call, call.ended_at + TO_OPEN


def _worked_on(
    course: Course, household: Household, contact: InventedContact, role: Role, first_risk: InventedRisk
) -> dict[str, Any]:
    """Return the fields that the work on the case fills."""
    accepted_at = course.days.moment(course.start, NINE)
    follow_ups = draw_follow_ups(course, contact, accepted_at)
    consents, referrals = draw_referrals(course, household)
    return {
        "accepted_at": accepted_at,
        "follow_ups": follow_ups,
        "consents": consents,
        "referrals": referrals,
        "meetings": draw_meetings(course, role, household),
        "later_risk": _reassessed(course, first_risk, follow_ups),
        **_ended(course, follow_ups),
    }


def _reassessed(
    course: Course, first: InventedRisk, follow_ups: tuple[InventedFollowUp, ...]
) -> InventedRisk | None:
    """Return the higher level after violence was repeated, when the lead has looked at it."""
    repeated = [each for each in follow_ups if each.outcome == CheckInOutcome.NEW_VIOLENCE]
    if not repeated or not repeated[0].reviewed_at or first.level == RiskLevel.HIGH:
        return None
    reason = sentence(course.dice, course.language, "risk.high")
    return InventedRisk(at=repeated[0].reviewed_at + TO_REASSESS, level=RiskLevel.HIGH, reason=reason)


def _ended(course: Course, follow_ups: tuple[InventedFollowUp, ...]) -> dict[str, Any]:
    """Return the closing, or the rest, some days after all that was agreed; nothing before that."""
    dice, end = course.dice, course.shortly_after(course.latest, BEFORE_CLOSING)
    if end > course.days.last:
        return {}
    at = course.days.office_moment(dice, end)
    if end > course.days.last - LONGEST_REST and dice.happens(20):
        return {"rest": InventedRest(at=at, reason=sentence(dice, course.language, "rest"))}
    reason = _reason(dice, follow_ups)
    note = sentence(dice, course.language, "closing")
    return {"closing": InventedClosing(at=at, reason=reason, outcome=dice.pick(OUTCOMES[reason]), note=note)}


def _reason(dice: Dice, follow_ups: tuple[InventedFollowUp, ...]) -> ClosureReason:
    last = follow_ups[-1] if follow_ups else None
    if last and last.status == FollowUpStatus.UNREACHABLE:
        return ClosureReason.CONTACT_LOST
    if last and last.outcome == CheckInOutcome.MOVED:
        return ClosureReason.MOVED_AWAY
    return dice.pick(REASONS)
