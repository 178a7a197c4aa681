"""A worker comes on duty and goes home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Shift, User
from accounts.policies import can_be_on_duty
from accounts.refusals import Refusal
from accounts.shifts import LONGEST
from audit.services import record

if TYPE_CHECKING:
    import datetime as dt

    from accounts.shifts import ShiftQuerySet


@transaction.atomic
def begin_shift(*, actor: User, planned_until: dt.datetime | None = None) -> Shift:
    """Put `actor` on duty from now on and return her shift; whoever is on duty already stays so.

    Refuses roles without shifts, whoever is in no team, and a planned end that is past or over 14 hours away.
    """
    if not (answer := can_be_on_duty(actor)):
        raise Refusal(answer.reason)
    _end_forgotten(actor, Shift.objects.forgotten().filter(worker=actor))
    if running := Shift.objects.open().filter(worker=actor).first():
        return running
    shift = Shift(worker=actor, began_at=timezone.now(), planned_until=planned_until)
    try:
        shift.validate_constraints(exclude={"worker"})  # whether she is on duty, the row itself decides
        with transaction.atomic():
            shift.save(force_insert=True)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from None
    except IntegrityError:  # her other window was faster: the unique row decides
        return Shift.objects.open().get(worker=actor)
    record(actor=actor, verb="accounts.shift_begun", subject=shift, fields=["planned_until"])
    return shift


@transaction.atomic
def end_shift(*, actor: User, worker: User) -> bool:
    """End the shift of `worker`; return whether there was one. Twice is once.

    She ends it herself; who ends her access ends it with that.
    """
    running = Shift.objects.filter(worker=worker, ended_at__isnull=True).first()
    if running is None or not _end(running):
        return False
    record(actor=actor, verb="accounts.shift_ended", subject=running, fields=["ended_at"])
    return True


@transaction.atomic
def end_forgotten_shifts(*, actor: User) -> int:
    """End the shifts that nobody ended within 14 hours, at the moment they were over; return how many."""
    return _end_forgotten(actor, Shift.objects.forgotten())


def _end(shift: Shift) -> int:
    return Shift.objects.filter(pk=shift.pk, ended_at__isnull=True).update(ended_at=timezone.now())


def _end_forgotten(actor: User, shifts: ShiftQuerySet) -> int:
    ended = 0
    for shift in shifts.order_by("began_at", "pk"):
        if Shift.objects.filter(pk=shift.pk, ended_at__isnull=True).update(ended_at=F("began_at") + LONGEST):
            record(actor=actor, verb="accounts.shift_forgotten", subject=shift, fields=["ended_at"])
            ended += 1
    return ended
