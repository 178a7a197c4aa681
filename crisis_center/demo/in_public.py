"""What the centre does in the open: two round tables, a seminar, and the numbers that everybody may see."""

import datetime as dt
from collections.abc import Iterator

from accounts.enums import Role
from crisis_center.demo.clock import at, local
from crisis_center.demo.telling import Centre
from partners.enums import JointEventKind, ParticipantKind, ParticipantSex
from partners.services import JointEventDetails, record_joint_event
from reporting.periods import Period
from reporting.services.approving import approve_statistic

QUARTERS = (1, 2, 3, 4)


def tell(centre: Centre) -> None:
    for event in (about_protective_orders(centre), at_the_school(centre), who_asks_whom(centre)):
        with at(local(event.held_on, "18:10")):
            record_joint_event(actor=centre.staff.coordinator, details=event)
    for period in periods_that_are_over(centre.past.today):
        approve_statistic(actor=centre.staff.one(Role.MANAGER), period=period)


def periods_that_are_over(today: dt.date) -> Iterator[Period]:
    """Yield the last full year and the quarters of this one that have ended, the earliest first."""
    codes = [f"{today.year - 1}", *(f"{today.year}-q{number}" for number in QUARTERS)]
    periods = [period for code in codes if (period := Period.of_code(code))]
    yield from (period for period in periods if period.is_over(today))


def about_protective_orders(centre: Centre) -> JointEventDetails:
    return JointEventDetails(
        kind=JointEventKind.ROUND_TABLE,
        held_on=centre.past.day(118),
        topic="Защитное предписание: от звонка до проверки",
        place="Зал общественной приёмной, ул. Примерная, 20",
        district=centre.district("shymkent-al-farabi"),
        partners=frozenset(
            centre.branches[key].organisation
            for key in ("police", "court", "prosecutor", "legal_aid", "akimat")
        ),
        attendance={
            (ParticipantKind.POLICE, ParticipantSex.FEMALE): 5,
            (ParticipantKind.POLICE, ParticipantSex.MALE): 8,
            (ParticipantKind.JUSTICE, ParticipantSex.FEMALE): 6,
            (ParticipantKind.AKIMAT, ParticipantSex.FEMALE): 5,
            (ParticipantKind.MEDIA, ParticipantSex.UNKNOWN): 2,
        },
        decisions="Полиция называет центру контактное лицо в каждом районе до конца месяца. "
        "Центр присылает образец обращения на одной странице. Через полгода встречаемся снова.",
    )


def at_the_school(centre: Centre) -> JointEventDetails:
    return JointEventDetails(
        kind=JointEventKind.SEMINAR,
        held_on=centre.past.day(52),
        topic="Мектептегі бала: зорлық белгілерін қалай байқаймыз",
        place="«Білім» мектебінің кітапханасы",
        district=centre.district("shymkent-karatau"),
        partners=frozenset(
            centre.branches[key].organisation for key in ("school", "education", "juvenile_police")
        ),
        attendance={
            (ParticipantKind.EDUCATION, ParticipantSex.FEMALE): 21,
            (ParticipantKind.EDUCATION, ParticipantSex.MALE): 6,
            (ParticipantKind.POLICE, ParticipantSex.FEMALE): 5,
        },
        decisions="Әр мектепте бала кімге айта алатыны көрінетін жерде жазылады. "
        "Орталықтың психологы тоқсан сайын келіп тұрады.",
    )


def who_asks_whom(centre: Centre) -> JointEventDetails:
    return JointEventDetails(
        kind=JointEventKind.ROUND_TABLE,
        held_on=centre.past.day(17),
        topic="Who asks whom: one path for a woman with children",
        place="Family support centre “Tirek”",
        district=centre.district("shymkent-karatau"),
        partners=frozenset(
            centre.branches[key].organisation
            for key in ("family_support", "guardianship", "clinic", "employment", "shelter", "mobile_group")
        ),
        attendance={
            (ParticipantKind.GUARDIANSHIP, ParticipantSex.FEMALE): 7,
            (ParticipantKind.HEALTH, ParticipantSex.FEMALE): 6,
            (ParticipantKind.EMPLOYMENT, ParticipantSex.FEMALE): 5,
            (ParticipantKind.SOCIAL_PROTECTION, ParticipantSex.FEMALE): 9,
            (ParticipantKind.SOCIAL_PROTECTION, ParticipantSex.MALE): 5,
            (ParticipantKind.NGO, ParticipantSex.FEMALE): 8,
        },
        decisions="The shelter says by noon how many places are free. The mobile group and the centre share "
        "one telephone at night. Guardianship answers within three working days.",
    )
