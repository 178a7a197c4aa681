"""Boring calls, made by the services that make real ones."""

import uuid

from hotline.models import Call
from hotline.services.calls import log_call
from hotline.services.drafts import Window, save_draft

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


def finished_call(operator, **told) -> Call:
    return log_call(actor=operator, window=new_window(), values={**TOLD, **told})
