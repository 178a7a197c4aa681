"""What is typed during a call, saved while it is typed."""

from __future__ import annotations

import dataclasses
import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.models import new_reference
from cases.refusals import Refusal
from hotline.enums import Reply
from hotline.models import Call, CallDraft
from hotline.outrun import again_when_outrun
from hotline.policies import can_answer_calls
from hotline.services.alerts import note_danger
from vault.context import sealing
from vault.enums import Purpose
from vault.services import create_data_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from accounts.models import User


@dataclasses.dataclass(frozen=True, kw_only=True)
class Window:
    """One open page of one call: a branch of its own, so that nothing typed in two is mixed (R2).

    `opened_at` is when the page was opened by the server's clock: the start of the call. `known_draft` is
    the draft that the page was filled from; what other windows saved after it, this one has not seen.
    """

    call_id: uuid.UUID
    client_id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)
    opened_at: dt.datetime = dataclasses.field(default_factory=timezone.now)
    known_draft: uuid.UUID | None = None


@again_when_outrun
def save_draft(*, actor: User, window: Window, seq: int, typed: Mapping[str, str | list[str]]) -> CallDraft:
    """Add what was typed in a window as its draft number `seq`; the first one begins the call.

    The same number twice keeps the first and is a quiet success. What arrives after the call was finished
    is kept as well: a window that was left behind loses nothing. Refuses somebody else's call.
    """
    call = Call.objects.frame_of(window.call_id)
    if call is None:
        call = begin_call(actor=actor, window=window)
    elif call.operator_id != actor.pk:
        raise Refusal(_("Only the worker who took this call writes it down."))
    already = CallDraft.objects.filter(call=call, client_id=window.client_id, seq=seq).first()
    if already:
        return already
    with sealing(call.pk, purposes=[Purpose.CALL]):
        draft = CallDraft(
            call=call, author=actor, client_id=window.client_id, seq=seq, saved_at=timezone.now()
        )
        draft.typed = dict(typed)
        draft.save(force_insert=True)
    if typed.get("immediate_danger") == Reply.YES:
        note_danger(actor=actor, call=call)
    return draft


def begin_call(*, actor: User, window: Window, verb: str = "hotline.call_begun", **values: Any) -> Call:
    """Insert the call of a window with what is known of it, under a key of its own, and return it.

    Nothing is created when the page is opened: only its first input comes here. Refuses whoever takes no
    calls. The database refuses a second call of the same window and a reference that is taken already
    (about 1 in 10^12): call it within `again_when_outrun`.
    """
    if not (answer := can_answer_calls(actor)):
        raise Refusal(answer.reason)
    made = create_data_key(owner_id=window.call_id, purposes=[Purpose.CALL])
    with sealing(window.call_id, purposes=[Purpose.CALL], made=made):
        call = Call(
            id=window.call_id,
            reference=new_reference("H"),
            operator=actor,
            team_id=actor.team_id,  # type: ignore[misc] # the policy refused whoever has no team
            started_at=window.opened_at,
            **values,
        )
        call.save(force_insert=True)
    record(actor=actor, verb=verb, subject=call)
    return call
