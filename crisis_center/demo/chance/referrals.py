"""What partners are asked for, after she has allowed it, and what they answer."""

from cases.enums import ConsentGivenBy, ConsentWay, DisclosedItem
from crisis_center.demo.chance.course import Course
from crisis_center.demo.chance.dice import shares
from crisis_center.demo.chance.events import InventedConsent, InventedReferral, InventedStep
from crisis_center.demo.chance.people import Household
from crisis_center.demo.chance.texts import sentence
from partners.enums import PartnerKind
from referrals.enums import DeclineReason, ReferralStatus, SentHow

HOW_MANY = (0, 0, 1, 1, 1, 1, 2, 2, 2, 3)
RECEIVERS = shares(
    {
        PartnerKind.POLICE: 28,
        PartnerKind.LEGAL_AID: 18,
        PartnerKind.HEALTH: 12,
        PartnerKind.FAMILY_SUPPORT_CENTRE: 12,
        PartnerKind.GUARDIANSHIP: 10,
        PartnerKind.EMPLOYMENT: 8,
        PartnerKind.SHELTER: 7,
        PartnerKind.EDUCATION: 5,
    }
)
FOR_A_CHILD = (PartnerKind.GUARDIANSHIP, PartnerKind.EDUCATION, PartnerKind.FAMILY_SUPPORT_CENTRE)
WAYS = shares({ConsentWay.PAPER: 60, ConsentWay.ELECTRONIC: 25, ConsentWay.ORAL: 15})
SENT = shares(
    {
        SentHow.BY_HAND: 30,
        SentHow.PHONE: 25,
        SentHow.OFFICIAL_SYSTEM: 20,
        SentHow.COURIER: 15,
        SentHow.POST: 10,
    }
)
SHORTLY = (DisclosedItem.NAME, DisclosedItem.CONTACT, DisclosedItem.SITUATION)
TOLD = (
    SHORTLY,
    SHORTLY,
    (DisclosedItem.NAME, DisclosedItem.AGE, DisclosedItem.DISTRICT, DisclosedItem.SITUATION),
    (DisclosedItem.NAME, DisclosedItem.SITUATION, DisclosedItem.PERSON_WHO_USED_VIOLENCE, DisclosedItem.RISK),
)
ANSWERS = shares(
    {
        ReferralStatus.ACCEPTED: 76,
        ReferralStatus.DECLINED: 11,
        ReferralStatus.NO_ANSWER: 7,
        ReferralStatus.WITHDRAWN: 6,
    }
)
DAYS_TO_ANSWER = {
    ReferralStatus.ACCEPTED: (1, 1, 2, 2, 3, 4, 6, 9),
    ReferralStatus.DECLINED: (2, 4, 5, 7),
    ReferralStatus.NO_ANSWER: (9, 11, 14),
    ReferralStatus.WITHDRAWN: (2, 3, 5),
}
DECLINED_FOR = (
    DeclineReason.NO_PLACE,
    DeclineReason.NO_PLACE,
    DeclineReason.PAPERS_MISSING,
    DeclineReason.NOT_COMPETENT,
)
AT_NINE, LATER, LATER_STILL = 9 * 60 + 5, 9 * 60 + 25, 11 * 60  # of one morning: allowed, prepared, sent


def draw_referrals(
    course: Course, household: Household
) -> tuple[tuple[InventedConsent, ...], tuple[InventedReferral, ...]]:
    """Return what she allowed and what was asked on that ground: one consent, one referral a partner."""
    dice = course.dice
    receivers = FOR_A_CHILD if household.is_of_a_child else RECEIVERS
    chosen = dict.fromkeys([dice.pick(receivers) for _each in range(dice.pick(HOW_MANY))])
    consents, referrals, number = [], [], course.start
    for receiver in chosen:
        number = course.shortly_after(number, (1, 2, 3, 5))
        if not course.has_come(number):
            break
        consents.append(_consent(course, number, receiver, household))
        referrals.append(_referral(course, number, consents[-1]))
    return tuple(consents), tuple(referrals)


def _consent(course: Course, number: int, receiver: PartnerKind, household: Household) -> InventedConsent:
    return InventedConsent(
        at=course.days.moment(number, AT_NINE),
        receiver=receiver,
        items=course.dice.pick(TOLD),
        given_by=ConsentGivenBy.GUARDIANSHIP if household.is_of_a_child else ConsentGivenBy.CLIENT,
        way=course.dice.pick(WAYS),
        days=course.dice.pick((30, 60, 90, 90, 180)),
    )


def _referral(course: Course, number: int, consent: InventedConsent) -> InventedReferral:
    dice = course.dice
    steps = _steps(course, number)
    found = None
    if steps and steps[-1].to == ReferralStatus.DECLINED:
        day = course.shortly_after(course.days.number_of(steps[-1].at), (1, 2))
        found = course.days.office_moment(course.dice, day) if course.has_come(day) else None
    return InventedReferral(
        receiver=consent.receiver,
        request=sentence(dice, course.language, f"request.{consent.receiver}"),
        items=consent.items,
        is_urgent=dice.happens(12),
        prepared_at=course.days.moment(number, LATER),
        sent_how=dice.pick(SENT),
        steps=steps,
        other_found_at=found,
    )


def _steps(course: Course, number: int) -> tuple[InventedStep, ...]:
    """Return the steps that have come by now; the first that has not ends them."""
    sent = course.shortly_after(number, (0, 0, 1, 2))
    if not course.has_come(sent):
        return ()
    steps = [InventedStep(at=course.days.moment(sent, LATER_STILL), to=ReferralStatus.SENT)]
    for day, status in _what_follows(course, sent):
        if not course.has_come(day):
            break
        steps.append(_step(course, day, status))
    return tuple(steps)


def _what_follows(course: Course, sent: int) -> list[tuple[int, ReferralStatus]]:
    dice, answer = course.dice, course.dice.pick(ANSWERS)
    day = course.shortly_after(sent, DAYS_TO_ANSWER[answer])
    seen = [(sent + 1, ReferralStatus.SEEN)] if day > sent + 1 and dice.happens(50) else []
    if answer != ReferralStatus.ACCEPTED:
        return [*seen, (day, answer)]
    started = course.shortly_after(day, (1, 2, 3, 6))
    completed = course.shortly_after(started, (3, 6, 10, 18))
    return [
        *seen,
        (day, answer),
        (started, ReferralStatus.SERVICE_STARTED),
        (completed, ReferralStatus.COMPLETED),
    ]


def _step(course: Course, day: int, status: ReferralStatus) -> InventedStep:
    dice = course.dice
    is_said = status == ReferralStatus.WITHDRAWN or dice.happens(60)
    return InventedStep(
        at=course.days.office_moment(course.dice, day),
        to=status,
        note=_why(course, status) if is_said else "",
        reason=dice.pick(DECLINED_FOR) if status == ReferralStatus.DECLINED else "",
    )


def _why(course: Course, status: ReferralStatus) -> str:
    key = "taken_back" if status == ReferralStatus.WITHDRAWN else "answer"
    return sentence(course.dice, course.language, key)
