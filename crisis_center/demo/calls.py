"""Further calls of the last days: most calls become no case."""

import uuid

from accounts.enums import Role
from accounts.services.shifts import begin_shift
from cases.enums import AgeBand, HouseholdRole, KindOfViolence, Relationship, Sex
from crisis_center.demo.clock import at
from crisis_center.demo.telling import Centre, hotline_call
from hotline.enums import (
    CallerRole,
    CallOutcome,
    CallType,
    Given,
    Need,
    RelationToCaller,
    Reply,
    SpokenLanguage,
    Urgency,
)
from hotline.services.alerts import take_alert
from hotline.services.calls import finish_later
from hotline.services.drafts import Window, save_draft
from hotline.services.shift_notes import end_shift_with_note


def tell(centre: Centre) -> None:
    calls_without_a_conversation(centre)
    somebody_asks_for_another(centre)
    professionals(centre)
    danger(centre)
    unfinished(centre)
    shift(centre)


def calls_without_a_conversation(centre: Centre) -> None:
    on = centre.past.on
    hotline_call(centre, on(6, "23:10"), minutes=1, call_type=CallType.SILENT)
    hotline_call(centre, on(4, "02:35"), minutes=2, call_type=CallType.SILENT)
    hotline_call(centre, on(3, "16:02"), minutes=1, call_type=CallType.WRONG_NUMBER)
    hotline_call(centre, on(2, "12:48"), minutes=1, call_type=CallType.HANG_UP)
    hotline_call(centre, on(1, "10:05"), minutes=6, call_type=CallType.INFO_ONLY)
    hotline_call(centre, centre.past.minutes_ago(140), minutes=1, call_type=CallType.HANG_UP)
    hotline_call(centre, centre.past.minutes_ago(25), minutes=4, call_type=CallType.INFO_ONLY)


def somebody_asks_for_another(centre: Centre) -> None:
    hotline_call(
        centre,
        centre.past.on(5, "20:30"),
        minutes=14,
        call_type=CallType.ABOUT_OTHER,
        caller_role=CallerRole.NEIGHBOUR,
        people=[
            {
                "place": 1,
                "relation": RelationToCaller.NEIGHBOUR,
                "role": HouseholdRole.CLIENT,
                "sex": Sex.FEMALE,
                "age_band": AgeBand.B30_39,
                "needs_help_now": Reply.UNKNOWN,
                "knows_of_call": Reply.NO,
                "may_tell_caller": Reply.NO,
                "note": "Этажом выше, дверь направо.",
            },
            {
                "place": 2,
                "relation": RelationToCaller.NEIGHBOUR,
                "role": HouseholdRole.CHILD,
                "sex": Sex.MALE,
                "age_band": AgeBand.B5_9,
            },
        ],
        language=SpokenLanguage.RUSSIAN,
        sex=Sex.FEMALE,
        safe_to_talk=Reply.YES,
        district=centre.district("shymkent-karatau"),
        kinds_of_violence=[KindOfViolence.PHYSICAL],
        used_violence=Relationship.HUSBAND,
        given=[Given.INFORMATION],
        outcome=CallOutcome.STAY_ANONYMOUS,
        notes="Соседка слышит крики за стеной второй вечер. Объяснили, когда звонить 102.",
    )
    hotline_call(
        centre,
        centre.past.on(2, "09:15"),
        minutes=19,
        call_type=CallType.ABOUT_OTHER,
        caller_role=CallerRole.RELATIVE,
        people=[
            {
                "place": 1,
                "name": "Гүлнар",
                "relation": RelationToCaller.RELATIVE,
                "role": HouseholdRole.CLIENT,
                "sex": Sex.FEMALE,
                "needs_help_now": Reply.NO,
                "knows_of_call": Reply.YES,
                "may_tell_caller": Reply.YES,
            }
        ],
        language=SpokenLanguage.KAZAKH,
        sex=Sex.FEMALE,
        safe_to_talk=Reply.YES,
        needs=[Need.LAWYER],
        given=[Given.INFORMATION],
        outcome=CallOutcome.STAY_ANONYMOUS,
        notes="Әпкесі үшін хабарласты: күйеуі балаларды көрсетпейді. Заңгердің қабылдау уақытын айттық.",
    )


def professionals(centre: Centre) -> None:
    hotline_call(
        centre,
        centre.past.on(3, "11:20"),
        minutes=9,
        call_type=CallType.PROFESSIONAL,
        caller_role=CallerRole.PROFESSIONAL,
        language=SpokenLanguage.ENGLISH,
        given=[Given.INFORMATION],
        outcome=CallOutcome.STAY_ANONYMOUS,
        notes="A doctor asks how to write down injuries for a court. Told when the lawyer is in.",
    )


def danger(centre: Centre) -> None:
    """A call in danger, taken over by the coordinator."""
    moment = centre.past.on(1, "22:40")
    call = hotline_call(
        centre,
        moment,
        minutes=11,
        call_type=CallType.ABOUT_SELF,
        safe_to_talk=Reply.NO,
        abuser_present=Reply.YES,
        immediate_danger=Reply.YES,
        emergency_called=Reply.YES,
        emergency_numbers=["102"],
        caller_role=CallerRole.HERSELF,
        language=SpokenLanguage.RUSSIAN,
        age_band=AgeBand.B20_24,
        given=[Given.HELP_CALLED],
        outcome=CallOutcome.STAY_ANONYMOUS,
        urgency=Urgency.NOW,
        worker_debrief=True,
        notes="Шёпотом, он за дверью. Наряд 102 приехал, пока говорили. Имени не назвала, уехала к подруге.",
    )
    with at(moment.replace(minute=55)):
        take_alert(actor=centre.staff.coordinator, call=call)


def unfinished(centre: Centre) -> None:
    """Today's call that still waits for its type and its end."""
    started = centre.past.minutes_ago(50)
    window = Window(call_id=uuid.uuid4(), opened_at=started)
    typed = {
        "safe_to_talk": str(Reply.YES),
        "caller_role": str(CallerRole.HERSELF),
        "language": str(SpokenLanguage.RUSSIAN),
        "notes": "Просит рассказать про алименты. Перезвонит сама после обеда, говорила на бегу.",
    }
    with at(centre.past.minutes_ago(45)):
        draft = save_draft(actor=centre.staff.operator, window=window, seq=1, typed=typed)
    with at(centre.past.minutes_ago(42)):
        finish_later(actor=centre.staff.operator, call=draft.call)


def shift(centre: Centre) -> None:
    """A colleague has gone home and left a note; the coordinator on duty has not read it yet."""
    gone = centre.staff.one(Role.OPERATOR, centre.staff.team, turn=1)
    with at(centre.past.minutes_ago(500)):
        begin_shift(actor=gone)
    with at(centre.past.minutes_ago(75)):
        text = (
            "Ночь была тихой. Одна женщина молчала в трубку дважды, может перезвонить: говорите по-казахски."
        )
        end_shift_with_note(actor=gone, note_id=uuid.uuid4(), text=text)
    with at(centre.past.minutes_ago(70)):
        begin_shift(actor=centre.staff.coordinator)
