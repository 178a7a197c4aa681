"""The story of Irina G. (name changed): from the call to the check-in one month later, which is due today.

It follows the story that the centre told a newspaper in 2008; the woman and her name here are invented.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial

from cases.enums import (
    AgeBand,
    ContactChannel,
    DisclosedItem,
    FollowUpKind,
    HouseholdRole,
    InterventionKind,
    KindOfViolence,
    MayContact,
    Relationship,
    RiskLevel,
    SessionTopic,
    Sex,
    VoicemailRule,
)
from cases.services.follow_ups import calendar_months_later
from cases.services.intake import Intake, PersonDetails, SafeContactDetails
from crisis_center.demo.clock import local, working_days_later
from crisis_center.demo.telling import CaseStory, Centre, hotline_call
from hotline.enums import (
    CallerRole,
    CallOutcome,
    CallType,
    Given,
    IfCutOff,
    Need,
    Reply,
    SpokenLanguage,
    Urgency,
)
from referrals.enums import SentHow
from referrals.services import accept_referral, complete_referral, note_seen, report_service_started

HER_HOURS = (dt.time(8), dt.time(22))  # wide, so that the check-in can be walked through at most hours

KINDS = [KindOfViolence.PHYSICAL, KindOfViolence.PSYCHOLOGICAL, KindOfViolence.THREATS]
TOLD_TO_THE_POLICE = (
    DisclosedItem.NAME,
    DisclosedItem.SITUATION,
    DisclosedItem.PERSON_WHO_USED_VIOLENCE,
)
TOLD_TO_GUARDIANSHIP = (
    DisclosedItem.NAME,
    DisclosedItem.CHILDREN,
    DisclosedItem.DISTRICT,
    DisclosedItem.SITUATION,
)
WHAT_HAPPENED = (
    "Муж ударил её по лицу и плечу, сын был в комнате. Утром пригрозил: «Уйдёшь — сына больше не увидишь». "
    "Документы её и сына лежат у соседки. Хочет, чтобы он перестал приходить, и боится за сына."
)
SAFE_CONTACT = SafeContactDetails(
    may_contact=MayContact.YES,
    channel=ContactChannel.CALL,
    safe_from=HER_HOURS[0],
    safe_until=HER_HOURS[1],
    voicemail=VoicemailRule.NEVER,
    language="ru",
    number="+7 700 000 00 14",
    ask_for="Айгуль",
    code_word="абрикосы",
    also_used_by="Сын играет на этом телефоне вечером.",
    if_someone_else="Извините, я ошиблась номером",
    alert="Он проверяет её телефон. Никаких сообщений, номер скрыт.",
)
HERSELF = PersonDetails(
    role=HouseholdRole.CLIENT,
    sex=Sex.FEMALE,
    age_band_at_first_contact=AgeBand.B30_39,
    age_band_at_incident=AgeBand.B30_39,
    name="Ирина Сергеевна Глебова",
    code_name="Айгуль",
    phone="+7 700 000 00 14",
    address="Абайский район, ул. Примерная, 5, кв. 12",
    occupation="продавец",
)
HER_SON = PersonDetails(
    role=HouseholdRole.CHILD,
    relationship=Relationship.SON,
    sex=Sex.MALE,
    age_band_at_first_contact=AgeBand.B5_9,
    age_band_at_incident=AgeBand.B5_9,
    lives_with_client=True,
    saw_the_violence=True,
    name="Артём Глебов",
    note="Третий класс. Плохо спит, боится идти из школы один.",
)
HER_HUSBAND = PersonDetails(
    role=HouseholdRole.USED_VIOLENCE,
    relationship=Relationship.HUSBAND,
    sex=Sex.MALE,
    age_band_at_first_contact=AgeBand.B30_39,
    lives_with_client=False,
    name="Руслан Глебов",
    note="После звонка ушёл к брату. Ключи от квартиры остались у него.",
)


def day_of_the_call(today: dt.date) -> dt.date:
    """Return the latest day whose check-in one calendar month later has come by `today`."""
    day = today - dt.timedelta(days=27)
    while calendar_months_later(day, 1) > today:
        day -= dt.timedelta(days=1)
    return day


def tell(centre: Centre) -> CaseStory:
    """The call, two consents, sessions, the film, two partners; the check-in is left to whoever looks."""
    called_on = day_of_the_call(centre.past.today)
    after = partial(working_days_later, called_on)
    story = _she_calls(centre, called_on)
    story.accepted(local(called_on, "15:20"), centre.staff.psychologist)
    story.planned(
        local(called_on, "15:30"), centre.staff.psychologist, FollowUpKind.ONE_MONTH, centre.past.today
    )
    _she_is_helped(story, after)
    _partners_help(story, after)
    return story


def _she_calls(centre: Centre, called_on: dt.date) -> CaseStory:
    call = hotline_call(
        centre,
        local(called_on, "14:05"),
        minutes=38,
        call_type=CallType.ABOUT_SELF,
        safe_to_talk=Reply.YES,
        abuser_present=Reply.NO,
        immediate_danger=Reply.NO,
        children_present=Reply.YES,
        if_cut_off=IfCutOff.SHE_CALLS,
        caller_role=CallerRole.HERSELF,
        caller_name="Ирина",
        language=SpokenLanguage.RUSSIAN,
        age_band=AgeBand.B30_39,
        sex=Sex.FEMALE,
        district=centre.district("shymkent-abai"),
        may_contact=MayContact.YES,
        contact_channel=ContactChannel.CALL,
        safe_number=SAFE_CONTACT.number,
        ask_for=SAFE_CONTACT.ask_for,
        safe_from=HER_HOURS[0],
        safe_until=HER_HOURS[1],
        kinds_of_violence=KINDS,
        used_violence=Relationship.HUSBAND,
        lives_together=Reply.YES,
        children_count=1,
        child_saw_violence=Reply.YES,
        needs=[Need.PSYCHOLOGIST, Need.CHILD_PROTECTION],
        given=[Given.INFORMATION, Given.SAFETY_PLAN],
        outcome=CallOutcome.OPEN_CASE,
        urgency=Urgency.TODAY,
        notes=f"Говорит тихо, сын дома. {WHAT_HAPPENED} Согласна встретиться с психологом.",
    )
    intake = Intake(
        team=centre.staff.team,
        client=HERSELF,
        household=[HER_SON, HER_HUSBAND],
        safe_contact=SAFE_CONTACT,
        district=centre.district("shymkent-abai"),
        kinds_of_violence=KINDS,
        summary=WHAT_HAPPENED,
        risk_level=RiskLevel.HIGH,
        risk_reason="Угрожал забрать сына и не отдать. Бил при ребёнке, у него остались ключи.",
    )
    return CaseStory.begins(centre, local(called_on, "14:50"), intake, call=call)


def _she_is_helped(story: CaseStory, after: Callable[[int, str], dt.datetime]) -> None:
    psychologist, son = story.centre.staff.psychologist, story.relative(Relationship.SON)
    story.met(
        after(3, "10:00"),
        psychologist,
        InterventionKind.SESSION,
        topic=SessionTopic.COPING_WITH_STRESS,
        note="Плачет, спит по три-четыре часа. Дыхание на счёт помогло уже здесь, взяла на вечер. "
        "Говорит: «Я всё время слушаю лифт».",
    )
    story.met(
        after(5, "15:00"),
        psychologist,
        InterventionKind.CHILD_CONSULTATION,
        son,
        minutes=40,
        topic=SessionTopic.CHILD_FEELINGS,
        note="Мать рядом. Рисует дом без двери. О вечере рассказал сам, вину берёт на себя. "
        "Договорились, кому он скажет в школе, если испугается.",
    )
    story.met(
        after(7, "16:00"),
        psychologist,
        InterventionKind.VIEWING,
        minutes=42,
        film="anti-violence-south-kazakhstan",
        people_count=6,
        note="После фильма говорила первой: «Это же про меня». Осталась на чай с группой.",
    )
    story.met(
        after(14, "10:00"),
        psychologist,
        InterventionKind.SESSION,
        topic=SessionTopic.COPING_WITH_STRESS,
        note="Упражнение делала дома дважды. Сон лучше. Хочет продумать утро с сыном.",
    )


def _partners_help(story: CaseStory, after: Callable[[int, str], dt.datetime]) -> None:
    coordinator = story.centre.staff.coordinator
    story.allowed(after(2, "11:00"), "police", TOLD_TO_THE_POLICE, note="Прочла вслух, вопросы обсудили.")
    story.allowed(after(2, "11:10"), "guardianship", TOLD_TO_GUARDIANSHIP)

    police = story.prepared(
        after(5, "09:30"),
        coordinator,
        "police",
        "Просим вынести защитное предписание и провести беседу. Ключи от квартиры у мужа.",
        items=TOLD_TO_THE_POLICE,
    )
    story.sent(after(6, "14:12"), police, SentHow.BY_HAND, "капитан А. Сеитова", "114/26")
    story.answered(after(7, "09:40"), police, note_seen)
    story.answered(
        after(8, "11:05"), police, accept_referral, note="Приняли, капитан А. Сеитова, по телефону."
    )
    story.answered(
        after(10, "12:30"),
        police,
        report_service_started,
        note="Защитное предписание вручено, проверка каждые семь дней.",
    )

    guardianship = story.prepared(
        after(5, "09:50"),
        coordinator,
        "guardianship",
        "Просим поговорить со школой: сына забирает только мать.",
        items=TOLD_TO_GUARDIANSHIP,
    )
    story.sent(after(6, "15:00"), guardianship, SentHow.OFFICIAL_SYSTEM, number="ОП-208")
    story.answered(after(8, "16:20"), guardianship, accept_referral)
    story.answered(after(10, "10:00"), guardianship, report_service_started)
    story.answered(
        after(12, "17:00"),
        guardianship,
        complete_referral,
        note="Школа предупреждена, классный руководитель знает.",
    )
