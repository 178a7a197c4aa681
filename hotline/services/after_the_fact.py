"""A call that was answered without the system is entered later, perhaps by a colleague of who answered it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.refusals import Refusal
from cases.row_security import Why, seeing_every_case
from hotline.models import Call, CallDraft, LateEntry
from hotline.outrun import again_when_outrun
from hotline.queries import colleagues_of_the_hotline
from hotline.services.drafts import Window, begin_call
from hotline.times import refuse_impossible_times

if TYPE_CHECKING:
    import datetime as dt
    import uuid

    from accounts.models import User


@dataclasses.dataclass(frozen=True, kw_only=True)
class PastCall:
    """What is asked before the form of a call that is over: who answered, when, and why so late."""

    call_id: uuid.UUID
    answered_by: User
    started_at: dt.datetime
    ended_at: dt.datetime
    why: str


@again_when_outrun
def begin_past_call(*, actor: User, past: PastCall) -> Call:
    """Begin to write down a call that is over; whoever types it is its operator until it is finished.

    The first draft is empty: what comes after it is saved as in any call. The same id twice is once.
    Refuses times that no call can have, whoever takes no calls, and a colleague who is not of the
    hotline of her team.
    """
    if call := Call.objects.frame_of(past.call_id):
        return _own(actor, call)
    refuse_impossible_times(past.started_at, past.ended_at)
    if not colleagues_of_the_hotline(actor).filter(pk=past.answered_by.pk).exists():
        raise Refusal(_("Only a colleague of your team's hotline can have answered this call."))
    window = Window(call_id=past.call_id, opened_at=past.started_at)
    call = begin_call(
        actor=actor,
        window=window,
        verb="hotline.call_entered_later",
        ended_at=past.ended_at,
        entered_later=True,
    )
    now = timezone.now()
    LateEntry.objects.create(
        call=call, written_by=actor, answered_by=past.answered_by, entered_at=now, why=past.why
    )
    CallDraft.objects.create(call=call, author=actor, client_id=window.client_id, seq=1, saved_at=now)
    return call


def _own(actor: User, call: Call) -> Call:
    if call.operator_id != actor.pk:
        raise Refusal(_("Only the worker who took this call writes it down."))
    return call


@seeing_every_case(Why.AFTER_THE_FACT)
def give_to_who_answered(*, actor: User, call: Call) -> Call:
    """Make a finished call that was entered later that of the colleague who answered it: her calls are hers.

    Whoever typed it keeps no right to it, unless she is a coordinator of the team.
    """
    entry = LateEntry.objects.select_related("answered_by").get(call=call)
    if entry.answered_by_id == call.operator_id:
        return call
    LateEntry.objects.filter(pk=entry.pk).update(written_by=actor)  # it may have been handed over meanwhile
    Call.objects.filter(pk=call.pk).update(operator=entry.answered_by)
    call.operator = entry.answered_by
    record(actor=actor, verb="hotline.call_given_to_who_answered", subject=call, fields=["operator"])
    return call
