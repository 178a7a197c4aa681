"""Cases on which the centre is working now."""

from cases.enums import (
    AgeBand,
    AttemptOutcome,
    CheckInOutcome,
    ConsentPurpose,
    ConsentWay,
    FollowUpKind,
    InterventionKind,
    KindOfViolence,
    MayContact,
    Relationship,
    RiskLevel,
    SessionTopic,
)
from cases.services.consents import withdraw_consent
from cases.services.follow_ups import record_outcome
from cases.services.intake import Intake, SafeContactDetails
from crisis_center.demo.clock import at
from crisis_center.demo.households import child, client, may_call, used_violence
from crisis_center.demo.telling import CaseStory, Centre, hotline_call
from hotline.enums import CallerRole, CallOutcome, CallType, Need, Reply, SpokenLanguage, Urgency
from reference.models import LegalBasis
from referrals.enums import DeclineReason, SentHow
from referrals.services import accept_referral, decline_referral, note_seen, withdraw_referral


def tell(centre: Centre) -> None:
    for story in (
        she_has_just_called,
        she_calls_us_herself,
        she_looks_for_work,
        she_goes_to_court,
        her_order_runs_out,
        nobody_answers_her_phone,
        a_school_calls,
        somebody_else_answered,
    ):
        story(centre)


def she_has_just_called(centre: Centre) -> None:
    """New: the operator has opened it from today's call, nobody has taken it yet."""
    moment = centre.past.minutes_ago(95)
    story = (
        "Үйден қуып шығарды, екі баласымен құрбысының үйінде отыр. Құжаттары қалып қойды. Баратын жері жоқ."
    )
    call = hotline_call(
        centre,
        moment,
        minutes=22,
        call_type=CallType.ABOUT_SELF,
        safe_to_talk=Reply.YES,
        children_present=Reply.YES,
        caller_role=CallerRole.HERSELF,
        language=SpokenLanguage.KAZAKH,
        age_band=AgeBand.B25_29,
        needs=[Need.SHELTER, Need.DOCUMENTS],
        outcome=CallOutcome.OPEN_CASE,
        urgency=Urgency.TODAY,
        notes=story,
    )
    CaseStory.begins(
        centre,
        centre.past.minutes_ago(65),
        Intake(
            team=centre.staff.team,
            client=client("Гүлмира Есенова", AgeBand.B25_29, "Дана"),
            household=[
                child(Relationship.DAUGHTER, AgeBand.B5_9, saw=True),
                child(Relationship.SON, AgeBand.B0_4),
                used_violence(Relationship.HUSBAND, "Нұрлан Есенов"),
            ],
            safe_contact=may_call("21", "Дана", language="kk"),
            district=centre.district("shymkent-al-farabi"),
            kinds_of_violence=[KindOfViolence.PSYCHOLOGICAL, KindOfViolence.ECONOMIC],
            summary=story,
            risk_level=RiskLevel.MEDIUM,
            risk_reason="Бүгін түнейтін жері бар, бірақ ертеңге дейін ғана. Күйеуі қайда екенін білмейді.",
        ),
        call=call,
    )


def she_calls_us_herself(centre: Centre) -> None:
    """Never to be contacted; she took her consent back, so the referral was withdrawn."""
    on = centre.past.on
    story = CaseStory.begins(
        centre,
        on(26, "19:40"),
        Intake(
            team=centre.staff.team,
            client=client("Айжан Төлегенова", AgeBand.B20_24, "Айша"),
            household=[
                used_violence(Relationship.MOTHER_IN_LAW, lives_with_client=True),
                used_violence(Relationship.HUSBAND, "Ержан Төлегенов", lives_with_client=True),
            ],
            safe_contact=SafeContactDetails(
                may_contact=MayContact.SHE_CALLS,
                language="kk",
                alert="Телефонын енесі тексереді. Хабар жазуға, қоңырау шалуға болмайды.",
            ),
            district=centre.district("sairam-district"),
            kinds_of_violence=[KindOfViolence.BRIDE_ABDUCTION, KindOfViolence.PSYCHOLOGICAL],
            summary="Алып қашқан, үйіне жібермейді. Анасымен тек енесінің көзінше сөйлеседі.",
            risk_level=RiskLevel.HIGH,
            risk_reason="Үйден шыға алмайды, телефоны бақылауда, жүкті болуы мүмкін.",
        ),
    )
    coordinator = centre.staff.coordinator
    story.accepted(on(25, "09:05"), centre.staff.psychologist)
    consent = story.allowed(
        on(20, "13:30"), "family_support", way=ConsentWay.ORAL, note="Телефон арқылы, куә: кезекші оператор."
    )
    referral = story.prepared(
        on(20, "13:50"), coordinator, "family_support", "Үйіне отбасылық қолдау тобы ретінде баруды сұраймыз."
    )
    story.sent(on(19, "10:00"), referral, SentHow.PHONE, "С. Цой")
    with at(on(18, "20:15")):
        withdraw_consent(actor=coordinator, consent=consent)
    story.answered(
        on(17, "09:10"),
        referral,
        withdraw_referral,
        reason="Айша келісімін қайтып алды: енесі сезіп қояды деп қорқады.",
    )
    story.planned(on(10, "11:00"), centre.staff.psychologist, FollowUpKind.WAIT_FOR_HER, centre.past.today)


def she_looks_for_work(centre: Centre) -> None:
    """Steady work: a check-in without change, the employment centre has the referral on its table."""
    on, psychologist = centre.past.on, centre.staff.psychologist
    story = CaseStory.begins(
        centre,
        on(24, "11:20"),
        Intake(
            team=centre.staff.team,
            client=client("Наталья Андреевна Козлова", AgeBand.B40_49, "Надя", occupation="бухгалтер"),
            household=[
                child(Relationship.DAUGHTER, AgeBand.B15_17, "Полина Козлова", saw=True),
                used_violence(Relationship.HUSBAND, "Виктор Козлов", lives_with_client=True),
            ],
            safe_contact=may_call("35", "Надя", if_someone_else="Я по поводу счётчика"),
            district=centre.district("shymkent-enbekshi"),
            kinds_of_violence=[KindOfViolence.ECONOMIC, KindOfViolence.PSYCHOLOGICAL],
            summary="Муж забирает деньги, не даёт работать полный день. Хочет свой доход и съехать весной.",
            risk_level=RiskLevel.MEDIUM,
            risk_reason="Контроль денег усиливается, физического насилия не было.",
        ),
    )
    story.accepted(on(24, "16:00"), psychologist)
    story.met(
        on(21, "10:00"),
        psychologist,
        InterventionKind.SESSION,
        topic=SessionTopic.DECISIONS,
        note="Составила список трат. Удивилась, сколько решает сама.",
    )
    check_in = story.planned(on(21, "11:00"), psychologist, FollowUpKind.ONE_WEEK, centre.past.day(15))
    story.said(on(15, "10:30"), check_in, CheckInOutcome.UNCHANGED, "Всё по-прежнему, но теперь я считаю.")
    story.met(on(9, "17:00"), psychologist, InterventionKind.VIEWING, minutes=31, film="she-is-not-to-blame")
    story.met(
        on(8, "10:00"),
        psychologist,
        InterventionKind.FAMILY_SESSION,
        story.client,
        story.relative(Relationship.DAUGHTER),
        topic=SessionTopic.PARENTING,
    )
    story.allowed(on(8, "12:00"), "employment")
    referral = story.prepared(
        on(8, "12:20"), centre.staff.coordinator, "employment", "Подобрать вакансию бухгалтера рядом с домом."
    )
    story.sent(on(5, "10:15"), referral, SentHow.COURIER, "Е. Тұрсынов", "71")
    story.answered(on(3, "15:40"), referral, note_seen)
    story.planned(on(2, "11:00"), psychologist, FollowUpKind.THREE_MONTHS)


def she_goes_to_court(centre: Centre) -> None:
    """The lawyer's case: low risk, legal consultations, a lawyer of the state has taken it."""
    on, lawyer = centre.past.on, centre.staff.lawyer
    story = CaseStory.begins(
        centre,
        on(33, "15:10"),
        Intake(
            team=centre.staff.team,
            client=client("Мадина Рустамовна Юсупова", AgeBand.B30_39, "Мадина"),
            household=[
                child(Relationship.SON, AgeBand.B10_11, "Тимур Юсупов"),
                child(Relationship.DAUGHTER, AgeBand.B0_4),
                used_violence(Relationship.FORMER_SPOUSE, "Алишер Юсупов"),
            ],
            safe_contact=may_call("48", "Мадина", also_used_by="Утром телефон бывает у сестры."),
            district=centre.district("shymkent-turan"),
            kinds_of_violence=[KindOfViolence.ECONOMIC],
            summary="Развод оформлен, алименты не платит второй год. Нужны иск и справки о доходах.",
            risk_level=RiskLevel.LOW,
            risk_reason="Живут в разных городах, угроз нет, видятся только по делу.",
        ),
    )
    story.accepted(on(32, "09:30"), lawyer)
    story.met(
        on(30, "14:00"),
        lawyer,
        InterventionKind.LEGAL_CONSULTATION,
        minutes=60,
        topic=SessionTopic.LEGAL,
        note="Разобрали иск, не хватает справки с последнего места работы.",
    )
    story.allowed(on(28, "10:00"), "legal_aid")
    referral = story.prepared(
        on(28, "10:30"), lawyer, "legal_aid", "Назначить адвоката по взысканию алиментов."
    )
    story.sent(on(27, "11:00"), referral, SentHow.BY_HAND, "Д. Ахметов", "45-Ш")
    story.answered(
        on(24, "16:30"), referral, accept_referral, note="Назначен адвокат, встреча на следующей неделе."
    )
    story.met(on(12, "14:00"), lawyer, InterventionKind.ACCOMPANIMENT, minutes=120, topic=SessionTopic.LEGAL)
    story.planned(on(4, "12:00"), lawyer, FollowUpKind.OTHER, centre.past.today)


def her_order_runs_out(centre: Centre) -> None:
    """The lawyer's other case: the court owes an answer, and she could not be reached yesterday."""
    on, lawyer = centre.past.on, centre.staff.lawyer
    story = CaseStory.begins(
        centre,
        on(15, "16:20"),
        Intake(
            team=centre.staff.team,
            client=client("Ләззат Сүлейменова", AgeBand.B30_39, "Ләззат"),
            household=[
                child(Relationship.DAUGHTER, AgeBand.B10_11, saw=True),
                used_violence(Relationship.HUSBAND),
            ],
            safe_contact=may_call("57", "Ләззат", language="kk", if_someone_else="Кітапханадан едім"),
            district=centre.district("shymkent-abai"),
            kinds_of_violence=[KindOfViolence.PHYSICAL, KindOfViolence.THREATS],
            summary="Қорғау нұсқамасының мерзімі бітіп барады, күйеуі «сосын келемін» деп жазған.",
            risk_level=RiskLevel.MEDIUM,
            risk_reason="Нұсқама кезінде жақындаған жоқ, бірақ күнін санап жүр.",
        ),
    )
    story.accepted(on(14, "09:10"), lawyer)
    story.met(
        on(12, "11:00"),
        lawyer,
        InterventionKind.LEGAL_CONSULTATION,
        topic=SessionTopic.LEGAL,
        note="Мінез-құлыққа ерекше талаптар туралы арызды бірге жаздық.",
    )
    story.allowed(on(9, "10:00"), "court", purposes=[ConsentPurpose.REFERRAL, ConsentPurpose.COURT])
    referral = story.prepared(
        on(9, "10:20"), lawyer, "court", "Мінез-құлыққа ерекше талаптар белгілеуді сұраймыз."
    )
    story.sent(on(8, "09:40"), referral, SentHow.BY_HAND, "Ж. Исаева", "212")
    late = story.planned(on(6, "15:00"), lawyer, FollowUpKind.OTHER, centre.past.day(2))
    story.tried(on(2, "15:30"), late, AttemptOutcome.NO_ANSWER)


def nobody_answers_her_phone(centre: Centre) -> None:
    """High risk: the last check-in was worse, the next is late, no consent lets a referral leave."""
    on, psychologist = centre.past.on, centre.staff.psychologist
    story = CaseStory.begins(
        centre,
        on(19, "21:05"),
        Intake(
            team=centre.staff.team,
            client=client("Сауле Бекетова", AgeBand.B25_29, "Сания"),
            household=[
                used_violence(Relationship.PARTNER, "Арман Жумабеков", note="Знает, где она работает.")
            ],
            safe_contact=may_call("52", "Сания", alert="Он ждёт её у работы. Звонить только до семи вечера."),
            district=centre.district("shymkent-karatau"),
            kinds_of_violence=[KindOfViolence.STALKING, KindOfViolence.THREATS, KindOfViolence.ONLINE],
            summary="Рассталась в сентябре. Пишет с новых номеров, приходит к работе, выложил её адрес.",
            risk_level=RiskLevel.MEDIUM,
            risk_reason="Преследует, но до сих пор не приближался.",
        ),
    )
    story.accepted(on(18, "09:15"), psychologist)
    first = story.planned(on(18, "10:00"), psychologist, FollowUpKind.ONE_WEEK, centre.past.day(12))
    story.said(on(12, "12:10"), first, CheckInOutcome.WORSE, "Он поднялся в подъезд и стучал.")
    review = story.case.follow_ups.get(kind=FollowUpKind.SAFETY_REVIEW)
    story.reassessed(
        on(12, "14:00"), RiskLevel.HIGH, "Поднялся к двери, ночью стучал. Пути домой у неё один."
    )
    with at(on(12, "14:30")):
        record_outcome(actor=centre.staff.coordinator, follow_up=review)
    story.met(
        on(10, "09:30"),
        psychologist,
        InterventionKind.SESSION,
        topic=SessionTopic.SAFETY,
        note="Договорились о другом пути и о том, кто её встречает.",
    )
    story.prepared(
        on(9, "10:00"),
        centre.staff.coordinator,
        "police_karatau",
        "Защитное предписание: преследование у дома.",
    )
    late = story.planned(on(7, "10:00"), psychologist, FollowUpKind.OTHER, centre.past.day(3))
    story.tried(on(3, "12:40"), late, AttemptOutcome.NO_ANSWER)


def a_school_calls(centre: Centre) -> None:
    """A child of thirteen: told to guardianship by law; no place in one house, asked of another partner."""
    on, coordinator = centre.past.on, centre.staff.coordinator
    by_law = LegalBasis.objects.standing_for_consent().order_by("code")[0]
    story = CaseStory.begins(
        centre,
        on(14, "13:25"),
        Intake(
            team=centre.staff.team,
            client=client("Аружан Қайратқызы", AgeBand.B12_14, "Ару"),
            household=[used_violence(Relationship.STEPFATHER, "Серік Мұратов", lives_with_client=True)],
            district=centre.district("shymkent-enbekshi"),
            kinds_of_violence=[KindOfViolence.CHILD_NEGLECT, KindOfViolence.PHYSICAL],
            summary="The form teacher called: the girl comes hungry, with bruises, and is afraid to go home. "
            "The mother works away until spring.",
            risk_level=RiskLevel.HIGH,
            risk_reason="A child alone with the person who hits her; no other adult at home.",
        ),
    )
    story.accepted(on(14, "14:00"), coordinator)
    girl = story.client
    story.met(
        on(13, "11:00"),
        centre.staff.psychologist,
        InterventionKind.CHILD_CONSULTATION,
        girl,
        minutes=30,
        topic=SessionTopic.CHILD_FEELINGS,
        note="At school, in Kazakh. She asks where she can sleep.",
    )
    guardianship = story.prepared(
        on(14, "14:20"),
        coordinator,
        "guardianship_enbekshi",
        "A girl of 13 is not safe at home. Come today.",
        legal_basis=by_law,
        is_urgent=True,
    )
    story.sent(on(14, "14:40"), guardianship, SentHow.PHONE, "Г. Әбенова")
    story.answered(on(14, "16:10"), guardianship, accept_referral, note="They come with the mobile group.")
    house = story.prepared(
        on(12, "09:00"),
        coordinator,
        "childrens_home",
        "A place for a few weeks.",
        legal_basis=by_law,
        is_urgent=True,
    )
    story.sent(on(12, "09:20"), house, SentHow.BY_HAND, "Р. Жақсыбекова", "9")
    story.answered(
        on(2, "15:00"), house, decline_referral, reason=DeclineReason.NO_PLACE, note="No bed before January."
    )
    family = story.prepared(
        on(1, "10:00"),
        coordinator,
        "family_support",
        "An aunt could take her.",
        legal_basis=by_law,
        is_urgent=True,
    )
    story.sent(on(1, "10:30"), family, SentHow.OFFICIAL_SYSTEM, number="ЦПС-77")


def somebody_else_answered(centre: Centre) -> None:
    """All contact is stopped: a man answered her telephone. The safety plan is to be looked at."""
    on, psychologist = centre.past.on, centre.staff.psychologist
    story = CaseStory.begins(
        centre,
        on(16, "18:30"),
        Intake(
            team=centre.staff.team,
            client=client("Динара Маратовна Оспанова", AgeBand.B30_39, "Асия"),
            household=[
                child(Relationship.DAUGHTER, AgeBand.B5_9, saw=True),
                used_violence(Relationship.HUSBAND, "Канат Оспанов", lives_with_client=True),
            ],
            safe_contact=may_call(
                "67", "Асия", code_word="урюк", if_someone_else="Доставка, я ошиблась этажом"
            ),
            district=centre.district("shymkent-al-farabi"),
            kinds_of_violence=[KindOfViolence.PHYSICAL, KindOfViolence.PSYCHOLOGICAL],
            summary="Бьёт, когда выпьет, потом просит прощения. Уходить не хочет, хочет знать свои права.",
            risk_level=RiskLevel.MEDIUM,
            risk_reason="Повторяется раз в месяц, оружия нет, сестра живёт рядом.",
        ),
    )
    story.accepted(on(15, "09:00"), psychologist)
    check_in = story.planned(on(15, "09:20"), psychologist, FollowUpKind.ONE_WEEK, centre.past.day(4))
    story.tried(
        on(4, "11:15"),
        check_in,
        AttemptOutcome.SOMEONE_ELSE,
        "Ответил мужчина. Сказала про доставку, он молчал.",
    )
