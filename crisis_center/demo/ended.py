"""Cases that rest, are closed, or were taken up again."""

from cases.enums import (
    AgeBand,
    AttemptOutcome,
    CheckInOutcome,
    ClosureOutcome,
    ClosureReason,
    ConsentWay,
    FollowUpKind,
    InterventionKind,
    KindOfViolence,
    Relationship,
    RiskLevel,
    SessionTopic,
)
from cases.services.closure import close_case, put_case_on_hold, reopen_case
from cases.services.follow_ups import cancel_follow_up, record_outcome
from cases.services.intake import Intake
from crisis_center.demo.clock import at
from crisis_center.demo.households import child, client, may_call, used_violence
from crisis_center.demo.telling import CaseStory, Centre
from referrals.enums import SentHow
from referrals.services import accept_referral, complete_referral, note_no_answer, report_service_started


def tell(centre: Centre) -> None:
    for story in (she_went_to_her_mother, she_is_safer, she_could_not_be_reached, she_came_back):
        story(centre)


def she_went_to_her_mother(centre: Centre) -> None:
    """On hold: she has moved for the winter; her consent has ended, what was planned is cancelled."""
    on, psychologist = centre.past.on, centre.staff.psychologist
    story = CaseStory.begins(
        centre,
        on(44, "10:45"),
        Intake(
            team=centre.staff.team,
            client=client("Зарина Каримова", AgeBand.B20_24, "Зара"),
            household=[
                child(Relationship.SON, AgeBand.B0_4, "Амир Каримов"),
                used_violence(Relationship.HUSBAND, "Фархад Каримов"),
            ],
            safe_contact=may_call("73", "Зара"),
            district=centre.district("turkistan-city"),
            kinds_of_violence=[KindOfViolence.PHYSICAL],
            summary="Ударил один раз, она сразу ушла с ребёнком. Мать в Туркестане зовёт к себе.",
            risk_level=RiskLevel.LOW,
            risk_reason="Живёт у матери, он за ними не поехал.",
        ),
    )
    story.accepted(on(43, "09:00"), psychologist)
    story.allowed(on(42, "12:00"), "employment_turkistan", days=20, way=ConsentWay.ELECTRONIC)
    check_in = story.planned(on(42, "12:20"), psychologist, FollowUpKind.ONE_MONTH, centre.past.day(20))
    again = story.planned(on(42, "12:25"), psychologist, FollowUpKind.THREE_MONTHS)
    story.said(on(20, "10:10"), check_in, CheckInOutcome.MOVED, "Мы до весны у мамы, малыш привык.")
    with at(on(19, "09:30")):
        cancel_follow_up(actor=psychologist, follow_up=again)
        put_case_on_hold(
            actor=psychologist,
            case=story.case,
            reason="До весны в Туркестане, позвонит сама, когда вернётся.",
        )


def she_is_safer(centre: Centre) -> None:
    """Closed, goal reached: treated, accompanied, and better after a month."""
    on, psychologist = centre.past.on, centre.staff.psychologist
    story = CaseStory.begins(
        centre,
        on(58, "20:10"),
        Intake(
            team=centre.staff.team,
            client=client("Людмила Ивановна Петренко", AgeBand.B60, "Люда", occupation="пенсионерка"),
            household=[used_violence(Relationship.SON, "Игорь Петренко", note="Уехал на заработки.")],
            safe_contact=may_call("86", "Людмила Ивановна"),
            district=centre.district("shymkent-abai"),
            kinds_of_violence=[KindOfViolence.PHYSICAL, KindOfViolence.ECONOMIC],
            summary="Взрослый сын забирал пенсию и толкнул её на лестнице. Болит рука.",
            risk_level=RiskLevel.MEDIUM,
            risk_reason="Одна с ним в квартире, соседка заходит каждый день.",
        ),
    )
    story.accepted(on(57, "09:00"), psychologist)
    story.allowed(on(57, "11:00"), "clinic")
    referral = story.prepared(on(57, "11:20"), psychologist, "clinic", "Осмотр и запись повреждений, рука.")
    story.sent(on(57, "11:40"), referral, SentHow.BY_HAND, "А. Нурпеисова")
    story.answered(on(57, "15:00"), referral, accept_referral)
    story.answered(on(56, "10:00"), referral, report_service_started)
    story.answered(on(50, "10:00"), referral, complete_referral, note="Рука зажила, справка у неё на руках.")
    story.met(
        on(54, "11:00"), psychologist, InterventionKind.HOME_VISIT, minutes=70, topic=SessionTopic.SAFETY
    )
    check_in = story.planned(on(54, "12:30"), psychologist, FollowUpKind.ONE_MONTH, centre.past.day(32))
    story.said(on(32, "10:20"), check_in, CheckInOutcome.IMPROVING, "Пенсию получаю сама. Замок сменили.")
    with at(on(30, "16:00")):
        close_case(
            actor=psychologist,
            case=story.case,
            reason=ClosureReason.NEEDS_MET,
            outcome=ClosureOutcome.SAFER,
            note="Договорились: если сын вернётся, звонит нам и соседке.",
        )


def she_could_not_be_reached(centre: Centre) -> None:
    """Closed, contact lost: three attempts on three days, no answer from the partner either."""
    on, coordinator = centre.past.on, centre.staff.coordinator
    story = CaseStory.begins(
        centre,
        on(52, "09:50"),
        Intake(
            team=centre.staff.team,
            client=client("Шолпан Ибраева", AgeBand.B40_49, "Шолпан"),
            household=[child(Relationship.SON, AgeBand.B12_14), used_violence(Relationship.HUSBAND)],
            safe_contact=may_call("91", "Шолпан", language="kk", message_wording="Тапсырысыңыз дайын."),
            district=centre.district("saryagash-district"),
            kinds_of_violence=[KindOfViolence.PSYCHOLOGICAL],
            summary="Баласын мектептен шығарып алмақшы, өзі ұялып ешкімге айтпаған.",
            risk_level=RiskLevel.LOW,
            risk_reason="Қол көтермеген, туыстары бір көшеде тұрады.",
        ),
    )
    story.accepted(on(51, "09:00"), centre.staff.psychologist)
    story.allowed(on(50, "09:40"), "education")
    referral = story.prepared(on(50, "10:00"), coordinator, "education", "Басқа мектептен орын сұраймыз.")
    story.sent(on(49, "11:00"), referral, SentHow.POST)
    check_in = story.planned(
        on(50, "10:10"), centre.staff.psychologist, FollowUpKind.ONE_WEEK, centre.past.day(44)
    )
    for working_days_ago in (44, 42, 39):
        story.tried(on(working_days_ago, "14:30"), check_in, AttemptOutcome.NO_ANSWER)
    review = story.case.follow_ups.get(kind=FollowUpKind.SAFETY_REVIEW)
    story.answered(on(36, "09:10"), referral, note_no_answer)
    with at(on(35, "15:00")):
        record_outcome(actor=coordinator, follow_up=review)
        close_case(
            actor=coordinator,
            case=story.case,
            reason=ClosureReason.CONTACT_LOST,
            outcome=ClosureOutcome.NOT_KNOWN,
            note="Нөмірі өшірулі. Өзі хабарласса, істі қайта ашамыз.",
        )


def she_came_back(centre: Centre) -> None:
    """Closed at her wish and reopened; violence was repeated, the plan is to be looked at today."""
    on, psychologist = centre.past.on, centre.staff.psychologist
    story = CaseStory.begins(
        centre,
        on(60, "12:15"),
        Intake(
            team=centre.staff.team,
            client=client("Камила Рахимова", AgeBand.B18_19, "Мила"),
            household=[used_violence(Relationship.FATHER, "Бахтияр Рахимов", lives_with_client=True)],
            safe_contact=may_call("99", "Мила", alert="Говорить, что звонят из колледжа."),
            district=centre.district("tolebi-district"),
            kinds_of_violence=[KindOfViolence.FORCED_MARRIAGE, KindOfViolence.PHYSICAL],
            summary="Отец договорился о свадьбе, паспорт спрятал. Учится на медсестру, хочет доучиться.",
            risk_level=RiskLevel.MEDIUM,
            risk_reason="До лета её из дома не увезут, тётя на её стороне.",
        ),
    )
    story.accepted(on(59, "09:00"), psychologist)
    with at(on(40, "17:00")):
        close_case(
            actor=psychologist,
            case=story.case,
            reason=ClosureReason.CLIENT_ASKED,
            outcome=ClosureOutcome.SAME,
            note="Просит пока не звонить, разберётся с тётей.",
        )
    with at(on(9, "10:30")):
        reopen_case(
            actor=centre.staff.coordinator, case=story.case, reason="Позвонила сама: свадьбу назначили."
        )
    check_in = story.planned(on(9, "11:00"), psychologist, FollowUpKind.OTHER, centre.past.day(1))
    story.allowed(on(2, "09:20"), "police", way=ConsentWay.ORAL, note="При тёте, по телефону.")
    story.said(on(1, "09:40"), check_in, CheckInOutcome.NEW_VIOLENCE, "Он запер меня на два дня.")
    story.reassessed(on(1, "10:10"), RiskLevel.HIGH, "Запирал, паспорт у него, свадьба через две недели.")
    police = story.prepared(
        on(1, "10:20"),
        centre.staff.coordinator,
        "police",
        "Выехать вместе с тётей, забрать паспорт.",
        is_urgent=True,
    )
    story.sent(on(1, "10:40"), police, SentHow.PHONE, "капитан А. Сеитова")
