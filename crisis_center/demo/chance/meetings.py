"""Sessions, consultations, viewings: what the centre does itself, about five times a case."""

from accounts.enums import Role
from cases.enums import InterventionKind, SessionTopic
from crisis_center.demo.chance.course import Course
from crisis_center.demo.chance.dice import shares
from crisis_center.demo.chance.events import InventedMeeting
from crisis_center.demo.chance.people import Household
from crisis_center.demo.chance.texts import sentences

HOW_MANY = (1, 2, 3, 4, 4, 5, 5, 6, 7, 8, 10)
APART = (3, 4, 5, 5, 5, 6, 8, 10)  # working days
MINUTES = (40, 45, 50, 50, 50, 60, 60, 90)
FILMS = (
    "anti-violence-south-kazakhstan",
    "anti-violence-south-kazakhstan",
    "quiet-at-home",
    "she-is-not-to-blame",
)
KINDS = {
    Role.PSYCHOLOGIST: shares(
        {
            InterventionKind.SESSION: 60,
            InterventionKind.CHILD_CONSULTATION: 15,
            InterventionKind.VIEWING: 12,
            InterventionKind.FAMILY_SESSION: 5,
            InterventionKind.HOME_VISIT: 3,
            InterventionKind.LEGAL_CONSULTATION: 5,
        }
    ),
    Role.LAWYER: shares(
        {
            InterventionKind.LEGAL_CONSULTATION: 65,
            InterventionKind.ACCOMPANIMENT: 20,
            InterventionKind.SESSION: 15,
        }
    ),
    Role.COORDINATOR: shares(
        {
            InterventionKind.HOME_VISIT: 25,
            InterventionKind.ACCOMPANIMENT: 20,
            InterventionKind.SESSION: 35,
            InterventionKind.CHILD_CONSULTATION: 10,
            InterventionKind.LEGAL_CONSULTATION: 10,
        }
    ),
}
HELD_BY = {
    InterventionKind.SESSION: Role.PSYCHOLOGIST,
    InterventionKind.CHILD_CONSULTATION: Role.PSYCHOLOGIST,
    InterventionKind.FAMILY_SESSION: Role.PSYCHOLOGIST,
    InterventionKind.VIEWING: Role.PSYCHOLOGIST,
    InterventionKind.LEGAL_CONSULTATION: Role.LAWYER,
}
TOPICS = {
    InterventionKind.SESSION: (
        SessionTopic.COPING_WITH_STRESS,
        SessionTopic.COPING_WITH_STRESS,
        SessionTopic.SAFETY,
        SessionTopic.PARENTING,
        SessionTopic.DECISIONS,
    ),
    InterventionKind.CHILD_CONSULTATION: (SessionTopic.CHILD_FEELINGS,),
    InterventionKind.FAMILY_SESSION: (SessionTopic.PARENTING, SessionTopic.DECISIONS),
    InterventionKind.LEGAL_CONSULTATION: (SessionTopic.LEGAL,),
    InterventionKind.HOME_VISIT: (SessionTopic.SAFETY,),
    InterventionKind.ACCOMPANIMENT: (SessionTopic.LEGAL,),
}
WITH_CHILD = frozenset({InterventionKind.CHILD_CONSULTATION, InterventionKind.FAMILY_SESSION})


def draw_meetings(course: Course, role: Role, household: Household) -> tuple[InventedMeeting, ...]:
    held = []
    number = course.shortly_after(course.start, (1, 2, 2, 3))
    for _each in range(course.dice.pick(HOW_MANY)):
        if not course.has_come(number):
            break
        held.append(_meeting(course, number, role, household))
        number = course.shortly_after(number, APART)
    return tuple(held)


def _meeting(course: Course, number: int, role: Role, household: Household) -> InventedMeeting:
    dice, kind = course.dice, course.dice.pick(KINDS[role])
    if kind in WITH_CHILD and not (household.has_a_child or household.is_of_a_child):
        kind = InterventionKind.SESSION
    if kind == InterventionKind.VIEWING:
        return _viewing(course, number)
    topic = dice.pick(TOPICS[kind])
    has_note = dice.happens(75)
    return InventedMeeting(
        kind=kind,
        by=HELD_BY.get(kind, role),
        held_at=course.days.moment(number, dice.between(9, 15) * 60 + dice.pick((0, 0, 30))),
        minutes=dice.pick(MINUTES),
        topic=topic,
        with_child=kind in WITH_CHILD and household.has_a_child,
        note=sentences(dice, course.language, f"session.{topic}", "agreed") if has_note else "",
    )


def _viewing(course: Course, number: int) -> InventedMeeting:
    dice = course.dice
    return InventedMeeting(
        kind=InterventionKind.VIEWING,
        by=Role.PSYCHOLOGIST,
        held_at=course.days.moment(number, 16 * 60),
        minutes=dice.pick((25, 31, 42)),
        film=dice.pick(FILMS),
        people_count=dice.between(3, 9) if dice.happens(60) else None,
    )
