"""Invented calls: those that stay calls, and the one from which a case was opened."""

import datetime as dt

from cases.enums import AgeBand, ContactChannel, MayContact, Sex
from crisis_center.demo.chance.days import Days
from crisis_center.demo.chance.dice import Dice, shares
from crisis_center.demo.chance.events import InventedCall, InventedContact
from crisis_center.demo.chance.people import (
    AGES,
    AGES_OF_A_CHILD_ALONE,
    FIRST_KINDS,
    ORIGINS,
    USED_VIOLENCE,
    WRITTEN_IN,
    Household,
)
from crisis_center.demo.chance.places import draw_district, team_of
from crisis_center.demo.chance.texts import sentences, summary
from hotline.enums import (
    CLOSED_AT_ONCE,
    CallChannel,
    CallDirection,
    CallerRole,
    CallOutcome,
    CallType,
    Given,
    Need,
    Reply,
    Urgency,
)

TYPES = shares(
    {
        CallType.ABOUT_SELF: 33,
        CallType.REPEAT: 11,
        CallType.ABOUT_OTHER: 11,
        CallType.INFO_ONLY: 11,
        CallType.SILENT: 9,
        CallType.HANG_UP: 7,
        CallType.WRONG_NUMBER: 5,
        CallType.PROFESSIONAL: 5,
        CallType.CHILD: 4,
        CallType.PRANK: 2,
        CallType.USED_VIOLENCE: 1,
        CallType.TEST: 1,
    }
)
TEXTS = {
    CallType.ABOUT_SELF: "call.anonymous",
    CallType.REPEAT: "call.repeat",
    CallType.ABOUT_OTHER: "call.other",
    CallType.PROFESSIONAL: "call.professional",
    CallType.CHILD: "call.child",
    CallType.USED_VIOLENCE: "call.used_violence",
}
CALLERS = {
    CallType.ABOUT_OTHER: (CallerRole.RELATIVE, CallerRole.RELATIVE, CallerRole.NEIGHBOUR),
    CallType.PROFESSIONAL: (CallerRole.PROFESSIONAL,),
    CallType.USED_VIOLENCE: (CallerRole.USED_VIOLENCE,),
}
HERSELF = (CallerRole.HERSELF,)
ABOUT_VIOLENCE = frozenset({CallType.ABOUT_SELF, CallType.REPEAT, CallType.ABOUT_OTHER, CallType.CHILD})
CHANNELS = shares({CallChannel.PHONE: 90, CallChannel.MESSENGER: 8, CallChannel.IN_PERSON: 2})
DIRECTIONS = shares({CallDirection.INCOMING: 95, CallDirection.RETURNED: 5})
SAFE_TO_TALK = shares({Reply.YES: 76, Reply.UNKNOWN: 8, Reply.NO: 6, Reply.UNSAFE_TO_ASK: 4, "": 6})
YES_NO = shares({Reply.YES: 30, Reply.NO: 50, Reply.DECLINED: 4, "": 16})
IN_DANGER = shares({Reply.NO: 70, Reply.UNKNOWN: 3, "": 25, Reply.YES: 2})
NEEDS = shares(
    {
        Need.PSYCHOLOGIST: 36,
        Need.LAWYER: 28,
        Need.SHELTER: 10,
        Need.DOCUMENTS: 8,
        Need.CHILD_PROTECTION: 7,
        Need.MEDICAL_HELP: 6,
        Need.FOOD_AND_MONEY: 5,
    }
)
GIVEN = (
    (Given.INFORMATION,),
    (Given.INFORMATION,),
    (Given.INFORMATION, Given.SAFETY_PLAN),
    (Given.REFERRAL,),
)
HOW_SOON = shares({Urgency.CAN_WAIT: 45, Urgency.THIS_WEEK: 35, Urgency.TODAY: 20})
TO_NOTHING = 1  # a silent call, a wrong number: a minute or two


def draw_call(dice: Dice, days: Days) -> InventedCall:
    """Draw a call that stays a call, as most do."""
    call_type = dice.pick(TYPES)
    district = draw_district(dice)
    is_short = call_type in CLOSED_AT_ONCE
    return InventedCall(
        started_at=days.any_moment(dice),
        minutes=TO_NOTHING + dice.between(0, 2) if is_short else dice.between(4, 30),
        call_type=call_type,
        team=team_of(district),
        told={} if is_short else _told(dice, call_type, district),
    )


def draw_call_of_case(
    dice: Dice, started_at: dt.datetime, district: str, household: Household, contact: InventedContact
) -> InventedCall:
    """Draw the call from which a case is opened: it tells what the case then says."""
    about_child = household.is_of_a_child
    call_type = CallType.PROFESSIONAL if about_child else CallType.ABOUT_SELF
    told = _answers(dice) | {
        "immediate_danger": Reply.NO,
        "caller_role": CallerRole.PROFESSIONAL if about_child else CallerRole.HERSELF,
        "language": household.speaks,
        "age_band": household.client.age_band,
        "sex": household.client.sex,
        "district": district,
        "kinds_of_violence": household.kinds,
        "used_violence": household.whoever_used_violence.relationship,
        "children_count": len(household.others) - 1,
        "needs": (dice.pick(NEEDS),),
        "given": dice.pick(GIVEN),
        "outcome": CallOutcome.OPEN_CASE,
        "urgency": dice.pick(HOW_SOON),
        "notes": summary(dice, household.language, household.kinds[0]),
        **_her_safe_contact(contact),
    }
    return InventedCall(
        started_at=started_at,
        minutes=dice.between(12, 25),
        call_type=call_type,
        team=team_of(district),
        told=told,
    )


def _told(dice: Dice, call_type: CallType, district: str) -> dict[str, object]:
    speaks = dice.pick(ORIGINS)
    language = dice.pick(WRITTEN_IN[speaks])
    told = _answers(dice) | {
        "caller_role": dice.pick(CALLERS.get(call_type, HERSELF)),
        "language": speaks,
        "given": dice.pick(GIVEN),
        "outcome": CallOutcome.STAY_ANONYMOUS,
        "urgency": dice.pick(HOW_SOON),
        "notes": sentences(dice, language, TEXTS[call_type]),
    }
    if call_type in ABOUT_VIOLENCE:
        told |= _of_violence(dice, call_type, district, language)
    return told


def _of_violence(dice: Dice, call_type: CallType, district: str, language: str) -> dict[str, object]:
    is_child = call_type == CallType.CHILD
    kind = dice.pick(FIRST_KINDS)
    return {
        "immediate_danger": dice.pick(IN_DANGER),
        "sex": Sex.FEMALE,
        "age_band": dice.pick(AGES_OF_A_CHILD_ALONE if is_child else (*AGES, AgeBand.B15_17)),
        "district": district if dice.happens(70) else None,
        "kinds_of_violence": (kind,),
        "used_violence": dice.pick(USED_VIOLENCE),
        "lives_together": dice.pick(YES_NO),
        "needs": (dice.pick(NEEDS),),
        "notes": sentences(dice, language, TEXTS[call_type], "circumstance"),
    }


def _answers(dice: Dice) -> dict[str, object]:
    return {
        "channel": dice.pick(CHANNELS),
        "direction": dice.pick(DIRECTIONS),
        "safe_to_talk": dice.pick(SAFE_TO_TALK),
        "children_present": dice.pick(YES_NO),
        "called_before": dice.pick(YES_NO),
    }


def _her_safe_contact(contact: InventedContact) -> dict[str, object]:
    if contact.may_contact != MayContact.YES:
        return {"may_contact": contact.may_contact}
    return {
        "may_contact": contact.may_contact,
        "contact_channel": ContactChannel.CALL,
        "safe_number": contact.number,
        "ask_for": contact.ask_for,
        "safe_days": contact.safe_days,
        "safe_from": contact.hours and dt.time(contact.hours[0]),
        "safe_until": contact.hours and dt.time(contact.hours[1]),
    }
