"""Somebody is in danger now: the leads are told, and one of them takes it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts import duty
from audit.services import record
from cases.models import ConflictOfInterest
from cases.refusals import Conflict, Refusal
from hotline.models import Call
from hotline.policies import can_take_alert
from hotline.times import is_danger_past
from outbox.services import queue_message

if TYPE_CHECKING:
    from accounts.models import User

URGENT = "hotline/emails/urgent_call"


@transaction.atomic
def note_danger(*, actor: User, call: Call) -> bool:
    """Put the call first on the coordinators' Today and send each lead one neutral message; once a call.

    Returns whether this was the first time. The message says nothing of the call (security N1). A call that
    was entered hours after its end alarms nobody: the danger of then stands in its answers.
    """
    if is_danger_past(call):
        return False
    now = timezone.now()
    if not Call.objects.filter(pk=call.pk, danger_noted_at__isnull=True).update(danger_noted_at=now):
        return False
    call.danger_noted_at = now
    for lead in _others_who_lead(actor, call):
        queue_message(recipient=lead, event=URGENT, dedupe_key=f"urgent_call:{call.pk}:{lead.pk}")
    record(actor=actor, verb="hotline.danger_noted", subject=call, fields=["immediate_danger"])
    return True


def _others_who_lead(actor: User, call: Call) -> list[User]:
    """Return the leads who are not on this telephone themselves, and whom no conflict bars from its cases."""
    barring = ConflictOfInterest.objects.living().filter(
        worker=OuterRef("pk"), case__call_links__call_id=call.pk
    )
    return duty.leads_of(call.team_id, among=~(Q(pk=actor.pk) | Q(Exists(barring))))


@transaction.atomic
def take_alert(*, actor: User, call: Call) -> Call:
    """Write down that `actor` takes over a call in danger. Her own second press changes nothing.

    Refuses everybody but a coordinator, and a call without danger. Raises Conflict when a colleague was
    faster.
    """
    if call.danger_taken_by_id == actor.pk:
        return call
    if not (answer := can_take_alert(actor, call)):
        raise Refusal(answer.reason)
    free = Call.objects.filter(pk=call.pk, danger_taken_at__isnull=True)
    if not free.update(danger_taken_at=timezone.now(), danger_taken_by=actor):
        call.refresh_from_db(fields=["danger_taken_at", "danger_taken_by"])
        raise Conflict(can_take_alert(actor, call).reason)
    call.refresh_from_db(fields=["danger_taken_at", "danger_taken_by"])
    record(actor=actor, verb="hotline.danger_taken", subject=call, fields=["danger_taken_by"])
    return call
