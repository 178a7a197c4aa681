"""The cases that are copied. The product's own services write them, so every row is as a worker leaves it.

Each has a call, a household, a consent, a referral, a check-in and five interventions.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from django.db.models import Count

from accounts.enums import Role
from accounts.models import Team, User
from accounts.queries import system_actor
from cases.enums import (
    AgeBand,
    CheckInOutcome,
    ClosureOutcome,
    ClosureReason,
    FollowUpKind,
    InterventionKind,
    KindOfViolence,
    Relationship,
    RiskLevel,
    SessionTopic,
)
from cases.models import Case, FollowUp
from cases.services.closure import close_case, put_case_on_hold
from cases.services.follow_ups import cancel_follow_up
from cases.services.intake import Intake
from crisis_center.demo.clock import Past, at
from crisis_center.demo.households import child, client, may_call, used_violence
from crisis_center.demo.partners import make_directory
from crisis_center.demo.people import Staff
from crisis_center.demo.telling import CaseStory, Centre, hotline_call
from hotline.enums import CallerRole, CallOutcome, CallType, Reply, SpokenLanguage, Urgency
from referrals.enums import DeclineReason, SentHow
from referrals.models import Referral
from referrals.services import accept_referral, complete_referral, decline_referral, report_service_started

TEAMS = ("Shymkent", "Turkestan", "Kentau", "Sairam")
WORKERS_OF_A_TEAM = {Role.OPERATOR: 2, Role.PSYCHOLOGIST: 10, Role.LAWYER: 2, Role.COORDINATOR: 1}
FOR_ALL_TEAMS = (Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR)
INTERVENTIONS = 5
LONGEST_TIMELINE = 50
SESSIONS = (
    (InterventionKind.SESSION, SessionTopic.SAFETY),
    (InterventionKind.HOME_VISIT, SessionTopic.DECISIONS),
    (InterventionKind.FAMILY_SESSION, SessionTopic.CHILD_FEELINGS),
    (InterventionKind.SESSION, SessionTopic.COPING_WITH_STRESS),
    (InterventionKind.ACCOMPANIMENT, SessionTopic.LEGAL),
)
NOTE = (
    "Говорила спокойно, сон лучше. Боится вечеров, когда он возвращается. Договорились о знаке для соседки."
)

Ending = Callable[[CaseStory, "Plan", Referral], None]


@dataclass(frozen=True)
class Plan:
    """What makes one case of the pattern differ from the others."""

    opened: int  # working days ago
    risk: RiskLevel
    kinds: tuple[KindOfViolence, ...]
    ending: Ending
    entries: int = 0  # the story goes on until its timeline has so many


def tell() -> None:
    """Hire the workers, write the directory, tell the cases and the one with the longest timeline."""
    actor, past = system_actor(), Past()
    centre = Centre(past, hire(), make_directory(actor=actor, today=past.today))
    for plan in (*PLANS, LONG):
        story_of(centre, plan)


def longest_case() -> Case:
    """Return the case whose timeline fills a page."""
    lines = Case.objects.annotate(lines=Count("timeline"))
    return lines.filter(lines=LONGEST_TIMELINE)[0]


def hire() -> Staff:
    """Make four teams; the first one tells the stories. They sign in by a session: none has a password."""
    teams = [Team.objects.create(name=name) for name in TEAMS]
    users = User.objects.bulk_create([*_members(teams), *(_worker(role, 0, None) for role in FOR_ALL_TEAMS)])
    return Staff(teams={team.name: team for team in teams}, workers=tuple(users))


def _members(teams: list[Team]) -> Iterator[User]:
    for team in teams:
        for role, number in WORKERS_OF_A_TEAM.items():
            yield from (_worker(role, position, team) for position in range(number))


def _worker(role: Role, position: int, team: Team | None) -> User:
    place = f"{team.name.lower()}_" if team else ""
    user = User(
        username=f"{place}{role}_{position}", display_name=f"{role.title()} {position}", role=role, team=team
    )
    user.set_unusable_password()
    return user


def story_of(centre: Centre, plan: Plan) -> CaseStory:
    """Tell one case from its call to where it stands today."""
    on, psychologist = centre.past.on, centre.staff.psychologist
    call = hotline_call(centre, on(plan.opened, "09:20"), minutes=18, **_told(plan))
    story = CaseStory.begins(centre, on(plan.opened, "10:10"), _intake(centre, plan), call)
    story.accepted(on(plan.opened, "11:00"), psychologist)
    story.allowed(on(plan.opened, "11:30"), "clinic", note="Просит не звонить ей с номера клиники.")
    referral = story.prepared(on(plan.opened, "11:40"), psychologist, "clinic", "Осмотр и запись следов.")
    story.sent(on(plan.opened, "11:50"), referral, SentHow.BY_HAND, "А. Нурпеисова", "17-204")
    for number, (kind, topic) in enumerate(SESSIONS[:INTERVENTIONS], start=1):
        moment = on(plan.opened - number, "12:00")
        story.met(moment, psychologist, kind, topic=topic, note=NOTE)
    _checked_in(story, plan)
    plan.ending(story, plan, referral)
    _went_on(story, plan)
    return story


def _told(plan: Plan) -> dict[str, Any]:
    return {
        "call_type": CallType.ABOUT_SELF,
        "safe_to_talk": Reply.YES,
        "caller_role": CallerRole.HERSELF,
        "language": SpokenLanguage.RUSSIAN,
        "age_band": AgeBand.B30_39,
        "caller_name": "Жанна Ли",
        "phone": "+7 700 000 00 41",
        "address": "Едет к сестре, второй подъезд, этаж четвёртый.",
        "kinds_of_violence": list(plan.kinds),
        "children_count": 2,
        "outcome": CallOutcome.OPEN_CASE,
        "urgency": Urgency.TODAY,
        "notes": "Ушла ночью с детьми. Паспорт с собой. Боится, что он придёт на работу.",
    }


def _intake(centre: Centre, plan: Plan) -> Intake:
    return Intake(
        team=centre.staff.team,
        client=client("Жанна Сергеевна Ли", AgeBand.B30_39, "Жанна", occupation="швея"),
        household=[
            child(Relationship.SON, AgeBand.B5_9, "Тимур Ли", saw=True),
            child(Relationship.DAUGHTER, AgeBand.B0_4, "Алина Ли"),
            used_violence(Relationship.HUSBAND, "Сергей Ли", lives_with_client=True, note="Служит в охране."),
        ],
        safe_contact=may_call(
            "41",
            "Жанна",
            code_word="синий чайник",
            if_someone_else="Сказать, что звоните из ателье.",
            alert="Он проверяет её телефон по вечерам.",
        ),
        district=centre.district("shymkent-abai"),
        kinds_of_violence=plan.kinds,
        summary="Муж бьёт, когда выпьет. Двое детей, старший вставал между ними.",
        risk_level=plan.risk,
        risk_reason="Угрожал отнять детей, знает дорогу к сестре.",
    )


def _checked_in(story: CaseStory, plan: Plan) -> None:
    past, psychologist = story.centre.past, story.centre.staff.psychologist
    check_in = story.planned(
        past.on(plan.opened - 6, "12:00"), psychologist, FollowUpKind.ONE_WEEK, past.day(plan.opened - 7)
    )
    story.said(
        past.on(plan.opened - 7, "12:10"), check_in, CheckInOutcome.IMPROVING, "Дети спят. Замок сменили."
    )


def _went_on(story: CaseStory, plan: Plan) -> None:
    """Meet again and again until the timeline is as long as planned."""
    on, psychologist = story.centre.past.on, story.centre.staff.psychologist
    missing = max(0, plan.entries - story.case.timeline.count())
    for number, (kind, topic) in enumerate(islice(cycle(SESSIONS), missing)):
        story.met(on(plan.opened - 8 - number // 5, f"{10 + number % 5}:00"), psychologist, kind, topic=topic)


def still_waiting(story: CaseStory, plan: Plan, referral: Referral) -> None:
    """The partner has not answered; the next check-in is agreed."""
    past, psychologist = story.centre.past, story.centre.staff.psychologist
    due_on = past.today + dt.timedelta(days=20)
    story.planned(past.on(plan.opened - 7, "15:00"), psychologist, FollowUpKind.ONE_MONTH, due_on)


def accepted(story: CaseStory, plan: Plan, referral: Referral) -> None:
    story.answered(story.centre.past.on(plan.opened - 2, "15:00"), referral, accept_referral)
    still_waiting(story, plan, referral)


def declined(story: CaseStory, plan: Plan, referral: Referral) -> None:
    moment = story.centre.past.on(plan.opened - 2, "15:00")
    story.answered(moment, referral, decline_referral, reason=DeclineReason.NO_PLACE, note="Мест нет.")
    still_waiting(story, plan, referral)


def resting(story: CaseStory, plan: Plan, referral: Referral) -> None:
    completed(story, plan, referral)
    with at(story.centre.past.on(plan.opened - 8, "16:00")):
        put_case_on_hold(
            actor=story.centre.staff.psychologist, case=story.case, reason="До весны живёт у матери."
        )


def completed(story: CaseStory, plan: Plan, referral: Referral) -> None:
    on = story.centre.past.on
    story.answered(on(plan.opened - 2, "15:00"), referral, accept_referral)
    story.answered(on(plan.opened - 3, "10:00"), referral, report_service_started)
    story.answered(on(plan.opened - 5, "10:00"), referral, complete_referral, note="Справка у неё на руках.")


def closed(story: CaseStory, plan: Plan, referral: Referral) -> None:
    """Everything is settled, and the case is closed."""
    completed(story, plan, referral)
    psychologist = story.centre.staff.psychologist
    with at(story.centre.past.on(plan.opened - 9, "16:00")):
        for follow_up in FollowUp.objects.planned().filter(case=story.case):
            cancel_follow_up(actor=psychologist, follow_up=follow_up)
        close_case(
            actor=psychologist,
            case=story.case,
            reason=ClosureReason.NEEDS_MET,
            outcome=ClosureOutcome.SAFER,
            note="Живёт отдельно, работает.",
        )


V = KindOfViolence
PLANS = (
    Plan(10, RiskLevel.HIGH, (V.PHYSICAL, V.THREATS), still_waiting),
    Plan(11, RiskLevel.MEDIUM, (V.PHYSICAL,), accepted),
    Plan(12, RiskLevel.HIGH, (V.PSYCHOLOGICAL, V.ECONOMIC), declined),
    Plan(13, RiskLevel.LOW, (V.ECONOMIC,), resting),
    Plan(30, RiskLevel.MEDIUM, (V.PHYSICAL, V.PSYCHOLOGICAL), closed),
    Plan(31, RiskLevel.HIGH, (V.STALKING,), closed),
    Plan(32, RiskLevel.LOW, (V.PSYCHOLOGICAL,), closed),
)
LONG = Plan(28, RiskLevel.HIGH, (V.PHYSICAL, V.THREATS), accepted, entries=LONGEST_TIMELINE)
