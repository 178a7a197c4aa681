"""A worker asks to talk about a difficult call; a coordinator sees it and talks with her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from audit.services import record
from cases.refusals import Refusal
from hotline.models import Call, Debrief
from hotline.policies import can_ask_for_debrief, can_hold_debrief, can_withdraw_debrief

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def ask_for_debrief(*, actor: User, call: Call) -> Debrief:
    """Write down that `actor` would like to talk about her call. While one waits, asking again is that one.

    Refuses whoever did not take the call, and a call that is not finished: there the form has a tick for it.
    """
    if not (answer := can_ask_for_debrief(actor, call)):
        raise Refusal(answer.reason)
    debrief, is_new = Debrief.objects.living().get_or_create(
        call=call, worker=actor, defaults={"team_id": call.team_id, "asked_at": timezone.now()}
    )
    if is_new:
        record(actor=actor, verb="hotline.debrief_asked", subject=debrief, fields=["call"])
    return debrief


@transaction.atomic
def withdraw_debrief(*, actor: User, debrief: Debrief) -> None:
    """Take the wish back; the tick of the call goes with it. Twice is once.

    Refuses a colleague's wish, and one about which somebody has talked with her.
    """
    if not (answer := can_withdraw_debrief(actor, debrief)):
        raise Refusal(answer.reason)
    if Debrief.objects.living().filter(pk=debrief.pk).update(withdrawn_at=timezone.now()):
        Call.objects.filter(pk=debrief.call_id).update(worker_debrief=False)
        record(actor=actor, verb="hotline.debrief_withdrawn", subject=debrief, fields=["withdrawn_at"])


@transaction.atomic
def see_debrief(*, actor: User, debrief: Debrief) -> None:
    """Let her know that a coordinator has seen her wish. The first one who says so is named.

    Refuses whoever is no coordinator of the team, and herself.
    """
    if not (answer := can_hold_debrief(actor, debrief)):
        raise Refusal(answer.reason)
    unseen = Debrief.objects.living().filter(pk=debrief.pk, seen_at__isnull=True)
    if unseen.update(seen_at=timezone.now(), seen_by=actor):
        record(actor=actor, verb="hotline.debrief_seen", subject=debrief, fields=["seen_by"])


@transaction.atomic
def hold_debrief(*, actor: User, debrief: Debrief) -> None:
    """Write down that `actor` has talked with her. The first one who says so is named.

    Refuses whoever is no coordinator of the team, herself, and a wish that was withdrawn.
    """
    see_debrief(actor=actor, debrief=debrief)
    if Debrief.objects.living().filter(pk=debrief.pk).update(done_at=timezone.now(), done_by=actor):
        record(actor=actor, verb="hotline.debrief_held", subject=debrief, fields=["done_by"])
