"""The end of a call: hung up, left for later, finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.refusals import Conflict, Refusal
from cases.services.moves import move
from hotline.enums import CallStatus, Reply
from hotline.models import Call, CallDraft, CallPerson
from hotline.outrun import again_when_outrun
from hotline.sections import TOLD_FIELDS
from hotline.services.after_the_fact import give_to_who_answered
from hotline.services.alerts import note_danger
from hotline.services.cases import add_to_known_cases
from hotline.services.debriefs import ask_for_debrief
from hotline.services.drafts import Window, begin_call
from hotline.services.safety_check import keep_safety_check
from hotline.workflow import CALL_MOVES
from vault.context import sealing
from vault.enums import Purpose

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from accounts.models import User
    from hotline.safety_check import Result


class TypedElsewhere(Conflict):
    """Another window saved what this one has not seen; `draft` is its newest state, None when it finished."""

    def __init__(self, sentence: str, draft: CallDraft | None = None) -> None:
        super().__init__(sentence)
        self.draft = draft


@again_when_outrun
def log_call(
    *,
    actor: User,
    window: Window,
    values: Mapping[str, Any],
    same_as: Collection[str] = (),
    check: Result | None = None,
    people: Sequence[Mapping[str, Any]] = (),
) -> Call:
    """Finish the call of a window with what was told, beginning it when nothing was saved yet; return it.

    `values` are fields of the call (`sections.TOLD_FIELDS`), checked by the form. Only the type is required.
    `same_as` are references of cases whose client the worker recognised: the call is added to them, unless
    its type opens no case. `check` is what was answered in the safety check, if anything was. `people` are
    the fields of those who need help, each with her `place` in the form. The tick that she would like to
    talk about the call is passed on. A call that was entered later goes to the colleague who answered it.
    Twice from the same window is once.

    Refuses a call without a type, somebody else's call, a case of which the worker may not know, and what
    `keep_safety_check` refuses. Raises TypedElsewhere when another window saved something that this one has
    not seen, or finished the call.
    """
    told = {name: value for name, value in values.items() if name in TOLD_FIELDS}
    if not told.get("call_type"):
        raise Refusal(_("Choose the type of the call. Nothing else is required."))
    call, is_finished_now = Call.objects.frame_of(window.call_id), True
    if call is None:
        call = _logged_at_once(actor, window, told)
    elif call.operator_id != actor.pk:
        raise Refusal(_("Only the worker who took this call writes it down."))
    else:
        is_finished_now = _finish(actor, call, window, told)
    if people and is_finished_now:
        _write_people(call, people)
    if check is not None:
        keep_safety_check(actor=actor, call=call, result=check)
    if same_as and not call.is_closed_at_once:
        add_to_known_cases(actor=actor, call=call, references=same_as)
    if call.immediate_danger == Reply.YES:
        note_danger(actor=actor, call=call)
    if told.get("worker_debrief"):
        ask_for_debrief(actor=actor, call=call)
    if call.entered_later:  # last: from here on it may be a colleague's
        give_to_who_answered(actor=actor, call=call)
    return call


@transaction.atomic
def hang_up(*, actor: User, call: Call) -> Call:
    """Set the end of the conversation by the server's clock; a second time changes nothing.

    Who may is `policies.can_write_call`. Writing goes on until the call is finished.
    """
    now = timezone.now()
    if Call.objects.filter(pk=call.pk, ended_at__isnull=True).update(ended_at=now):
        call.ended_at = now
        record(actor=actor, verb="hotline.call_hung_up", subject=call, fields=["ended_at"])
    return call


@transaction.atomic
def finish_later(*, actor: User, call: Call) -> Call:
    """Leave the call among the worker's unfinished ones; the conversation is over. Twice is once.

    Who may is `policies.can_write_call`. Raises Conflict when the call was finished meanwhile.
    """
    moved = move(call, CallStatus.UNFINISHED, moves=CALL_MOVES, ended_at=call.ended_at or timezone.now())
    if moved:
        record(actor=actor, verb="hotline.call_left_for_later", subject=call, fields=["status"])
    return call


def _logged_at_once(actor: User, window: Window, told: dict[str, Any]) -> Call:
    now = timezone.now()
    return begin_call(
        actor=actor,
        window=window,
        verb="hotline.call_finished",
        status=CallStatus.FINISHED,
        ended_at=now,
        finished_at=now,
        finished_in=window.client_id,
        **told,
    )


def _write_people(call: Call, people: Sequence[Mapping[str, Any]]) -> None:
    with sealing(call.pk, purposes=[Purpose.CALL]):
        CallPerson.objects.bulk_create(CallPerson(call=call, **person) for person in people)


def _finish(actor: User, call: Call, window: Window, told: dict[str, Any]) -> bool:
    """Move the call to its end and return whether this was the first time."""
    if not call.is_finished:
        _refuse_unseen(call, window)
    now = timezone.now()
    moved = move(
        call,
        CallStatus.FINISHED,
        moves=CALL_MOVES,
        call_type=told["call_type"],
        ended_at=call.ended_at or now,
        finished_at=now,
        finished_in=window.client_id,
    )
    if moved:
        with sealing(call.pk, purposes=[Purpose.CALL]):
            for name, value in told.items():
                setattr(call, name, value)
            call.save(update_fields=list(told))
        record(actor=actor, verb="hotline.call_finished", subject=call, fields=["status"])
    elif call.finished_in != window.client_id:
        raise TypedElsewhere(
            _(
                "This call was finished in another window. "
                "What you typed here is still on this page: copy what is missing into the case."
            )
        )
    return moved


def _refuse_unseen(call: Call, window: Window) -> None:
    unseen = CallDraft.objects.unseen_by(
        call=call, client_id=window.client_id, known_draft=window.known_draft
    )
    if unseen:
        raise TypedElsewhere(
            _(
                "Something was typed in another window of this call. "
                "Compare below, put what is right into this page, then finish."
            ),
            draft=unseen,
        )
