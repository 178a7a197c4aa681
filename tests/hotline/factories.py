"""Boring calls, made by the services that make real ones."""

import uuid

import factory

from hotline.models import Call, Debrief, SafetyCheck, ShiftNote
from hotline.safety_check import Result, Told, asked_for, result_of
from hotline.services.calls import log_call
from hotline.services.debriefs import ask_for_debrief
from hotline.services.drafts import Window, save_draft
from hotline.services.shift_notes import end_shift_with_note
from reference.models import RiskInstrument
from vault.context import sealing
from vault.enums import Purpose

GRAVE = {"hsc1-threat-to-kill": "yes", "hsc1-worse": "yes", "hsc1-safe-place": "unknown"}
CHECKED = {f"check_{code}": reply for code, reply in GRAVE.items()}
TOLD = {
    "call_type": "about_self",
    "safe_to_talk": "yes",
    "caller_name": "Invented Name",
    "phone": "+7 700 000 00 14",
    "kinds_of_violence": ["physical"],
    "notes": "14:02:11 Her sister lives near.",
}
TYPED = {**TOLD, "children_count": "1"}


def new_window(**known) -> Window:
    return Window(call_id=uuid.uuid4(), **known)


def running_call(operator, **typed) -> Call:
    window = new_window()
    save_draft(actor=operator, window=window, seq=1, typed={**TYPED, **typed})
    return Call.objects.get(pk=window.call_id)


def finished_call(operator, *, people=(), **told) -> Call:
    return log_call(actor=operator, window=new_window(), values={**TOLD, **told}, people=people)


def result(replies=GRAVE, *, judged="", reason="") -> Result:
    """Return what a safety check says in which this was answered."""
    told = Told(replies=replies, judged=judged, reason=reason)
    return result_of(asked_for(told), told)


def checked_call(operator, replies=GRAVE, *, judged="", reason="", **told) -> Call:
    check = result(replies, judged=judged, reason=reason)
    return log_call(actor=operator, window=new_window(), values={**TOLD, **told}, check=check)


class SafetyCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SafetyCheck

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        check = model_class(*args, **kwargs)
        with sealing(check.call_id, purposes=[Purpose.CALL]):
            check.save(force_insert=True)
        return check

    instrument = factory.LazyFunction(lambda: RiskInstrument.objects.get(code="hotline-safety-check-1"))
    answers = factory.LazyFunction(lambda: dict(GRAVE))
    answered = 2
    asked = 10
    points = 3
    band = "high"


def a_note(author, text="Two calls wait. She may be called until noon.") -> ShiftNote:
    note = end_shift_with_note(actor=author, note_id=uuid.uuid4(), text=text)
    assert note is not None
    return note


def a_debrief(worker) -> Debrief:
    return ask_for_debrief(actor=worker, call=finished_call(worker))
