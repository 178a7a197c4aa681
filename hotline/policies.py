"""Who may do what with a call: every answer carries its reason (house 5).

Whether somebody may see a call at all is decided by `Call.objects.visible_to`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.answers import ALLOWED, Answer, refused
from accounts.enums import HOTLINE_ROLES, Role
from cases.policies import can_open_case
from hotline.enums import IfCutOff
from hotline.times import MENDED_FOR

if TYPE_CHECKING:
    import datetime as dt

    from django.utils.functional import _StrPromise

    from accounts.models import User
    from hotline.models import Call, Debrief, ShiftNote


# She agreed to one call at once, in the safe moment in which she had called; later nobody knows who is near.
CALLED_BACK_WITHIN = timedelta(minutes=30)
WHY_NOT_CALLED_BACK: dict[str, _StrPromise] = {
    IfCutOff.DO_NOT_CALL_BACK: _("She asked us not to call back."),
    IfCutOff.SHE_CALLS: _("She calls again herself. Wait for her call."),
}


def can_answer_calls(actor: User) -> Answer:
    """Say whether `actor` may take a call: those of the hotline, in a team that shares the call."""
    if actor.role not in HOTLINE_ROLES:
        return refused(_("Your role takes no calls."))
    if not actor.is_active:
        return refused(_("Your access has ended."))
    if actor.team_id is None:
        return refused(_("You are in no team yet. Ask the administrator: calls are shared with a team."))
    return ALLOWED


def can_write_call(actor: User, call: Call) -> Answer:
    """Say whether `actor` may go on writing: the one who took the call, until it is finished."""
    if call.operator_id != actor.pk:
        return refused(_("Only the worker who took this call writes it down."))
    if call.is_finished:
        return refused(_("This call is finished. What you learn later belongs into the case."))
    return ALLOWED


def can_open_case_from_call(actor: User, call: Call) -> Answer:
    """Say whether `actor` may open a case from the call: once it is finished and was about somebody."""
    if not (may_open := can_open_case(actor)):
        return may_open
    return _is_about_somebody(call)


def can_link_call(actor: User, call: Call) -> Answer:
    """Say whether `actor` may add the call to a case that is open already."""
    return can_open_case_from_call(actor, call)


def can_correct_times(actor: User, call: Call) -> Answer:
    """Say whether `actor` may correct when a call took place: its worker or her coordinator, for 30 days."""
    if call.operator_id != actor.pk and not _leads(actor, call):
        return refused(_("The worker who took this call corrects its times, or the coordinator of her team."))
    if call.ended_at is None:
        return refused(_("The conversation is not over yet. Hang up first."))
    if timezone.now() - call.ended_at > MENDED_FOR:
        return refused(_("This call was more than 30 days ago: its month has been reported."))
    return ALLOWED


def can_take_alert(actor: User, call: Call) -> Answer:
    """Say whether `actor` may take over a call in danger: a coordinator, while nobody has."""
    if actor.role != Role.COORDINATOR:
        return refused(_("A coordinator takes over a call in danger."))
    if call.danger_noted_at is None:
        return refused(_("No danger was noted in this call."))
    if call.danger_taken_at is not None:
        return refused(_("Somebody has taken this over already."))
    return ALLOWED


def _leads(actor: User, call: Call) -> bool:
    return actor.role == Role.COORDINATOR and actor.team_id == call.team_id


def can_call_back(actor: User, call: Call, moment: dt.datetime, *, if_cut_off: str) -> Answer:
    """Say whether a caller whose line was cut may be called back at `moment`: she said so, once, and now.

    `if_cut_off` is what stands in the call: on its row, or in what was typed so far. A caller of no case has
    said what she wishes only here. Silence is a no, and nobody overrides it.
    """
    if call.operator_id != actor.pk:
        return refused(_("Only the worker who took this call calls back."))
    if call.called_back_at is not None:
        return refused(_("She was called back already. She agreed to one call."))
    if if_cut_off != IfCutOff.CALL_BACK_ONCE:
        return refused(WHY_NOT_CALLED_BACK.get(if_cut_off, _("She has not said that we may call back.")))
    if call.ended_at is not None and moment - call.ended_at > CALLED_BACK_WITHIN:
        return refused(_("A line that was cut is called back within 30 minutes. Now wait for her call."))
    return ALLOWED


def can_ask_for_debrief(actor: User, call: Call) -> Answer:
    """Say whether `actor` may ask to talk about a call: her own, once it is finished."""
    if call.operator_id != actor.pk:
        return refused(_("Only the worker who took this call asks to talk about it."))
    if not call.is_finished:
        return refused(_("Finish the call first, or tick the wish in its form."))
    return ALLOWED


def can_withdraw_debrief(actor: User, debrief: Debrief) -> Answer:
    """Say whether `actor` may take a wish back: her own, before somebody has talked with her."""
    if debrief.worker_id != actor.pk:
        return refused(_("Only she herself takes her wish back."))
    if debrief.done_at is not None:
        return refused(_("Somebody has talked with you about this call already."))
    return ALLOWED


def can_hold_debrief(actor: User, debrief: Debrief) -> Answer:
    """Say whether `actor` may see to a wish: a coordinator of the team, never for herself."""
    if debrief.worker_id == actor.pk:
        return refused(_("Somebody else talks with you about your call."))
    if actor.role != Role.COORDINATOR or actor.team_id != debrief.team_id:
        return refused(_("A coordinator of her team talks with her."))
    if debrief.withdrawn_at is not None:
        return refused(_("Your colleague has taken her wish back."))
    return ALLOWED


def can_mark_note_read(actor: User, note: ShiftNote) -> Answer:
    """Say whether `actor` may say that she has read a note: a colleague's."""
    if note.author_id == actor.pk:
        return refused(_("You wrote this note yourself."))
    return ALLOWED


def _is_about_somebody(call: Call) -> Answer:
    if not call.is_finished:
        return refused(_("Finish the call first. Its answers are then copied into the case."))
    if call.is_closed_at_once:
        return refused(_("Calls of this type open no case."))
    return ALLOWED
