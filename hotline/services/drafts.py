"""What is typed during a call, saved while it is typed."""

from __future__ import annotations

import dataclasses
import uuid
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.models import new_reference
from cases.refusals import Conflict, Refusal
from hotline.enums import Reply
from hotline.models import Call, CallDraft
from hotline.outrun import again_when_outrun
from hotline.policies import can_answer_calls
from hotline.services.alerts import note_danger
from vault.context import opening, sealing
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
    the draft that the page was filled from; what stands in other windows beside it, this one has not seen.
    """

    call_id: uuid.UUID
    client_id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)
    opened_at: dt.datetime = dataclasses.field(default_factory=timezone.now)
    known_draft: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Since:
    """What a page sends when it sends only what changed: upon which acknowledged draft, and what was emptied.

    `base` is the number of a draft of its window; 0 is the one that its page was filled from, or nothing.
    """

    base: int
    cleared: frozenset[str] = frozenset()


class BaseNotHeld(Conflict):
    """The draft upon which something changed is not here: the page sends all that stands in it."""

    def __init__(self) -> None:
        super().__init__(_("What was typed before is not here. Everything is sent once more."))


@again_when_outrun
def save_draft(
    *,
    actor: User,
    window: Window,
    seq: int,
    typed: Mapping[str, str | list[str]],
    since: Since | None = None,
) -> CallDraft:
    """Add what was typed in a window as its draft number `seq`; the first one begins the call.

    `typed` is the whole form, or with `since` what changed upon exactly that draft; the row holds the whole
    form either way. The same number twice keeps the first and is a quiet success. What arrives after the call
    was finished is kept as well: a window that was left behind loses nothing. Refuses somebody else's call.
    Raises BaseNotHeld when the draft of `since` is not this window's.
    """
    call = Call.objects.frame_of(window.call_id)
    if call is None:
        call = begin_call(actor=actor, window=window)
    elif call.operator_id != actor.pk:
        raise Refusal(_("Only the worker who took this call writes it down."))
    already, base = _already_and_base(call, window, seq, since)
    if already:
        return already
    draft = CallDraft(
        call=call,
        author=actor,
        client_id=window.client_id,
        filled_from=window.known_draft,
        seq=seq,
        saved_at=timezone.now(),
    )
    with opening([call.pk], purposes=[Purpose.CALL]) if base else sealing(call.pk, purposes=[Purpose.CALL]):
        before = (base.typed or {}) if base else {}
        state = _merged(before, typed, since.cleared if since else frozenset())
        draft.typed = state
        draft.save(force_insert=True)
    if state.get("immediate_danger") == Reply.YES and call.danger_noted_at is None:
        note_danger(actor=actor, call=call)
    return draft


def _already_and_base(
    call: Call, window: Window, seq: int, since: Since | None
) -> tuple[CallDraft | None, CallDraft | None]:
    """Return the draft that has this number already, and the one that changes are made upon: one query."""
    wanted = Q(client_id=window.client_id, seq=seq)
    if since and since.base:
        wanted |= Q(client_id=window.client_id, seq=since.base)
    elif since and window.known_draft:
        wanted |= Q(pk=window.known_draft)
    found = list(CallDraft.objects.filter(wanted, call=call))
    already = next((one for one in found if (one.client_id, one.seq) == (window.client_id, seq)), None)
    base = next((one for one in found if one is not already), None)
    if already is None and base is None and since and (since.base or window.known_draft):
        raise BaseNotHeld
    return already, base


def _merged(
    before: Mapping[str, Any], typed: Mapping[str, str | list[str]], cleared: frozenset[str]
) -> dict[str, Any]:
    return {name: value for name, value in before.items() if name not in cleared} | dict(typed)


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
