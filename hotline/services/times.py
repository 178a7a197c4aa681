"""The times of a call are corrected, with a reason that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.refusals import Conflict, Refusal
from hotline.models import Call, CallTimeCorrection
from hotline.policies import can_correct_times
from hotline.times import refuse_impossible_times
from vault.context import sealing
from vault.enums import Purpose

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User


@transaction.atomic
def correct_times(
    *, actor: User, call: Call, started_at: dt.datetime, ended_at: dt.datetime, reason: str, version: int
) -> Call:
    """Set when a conversation began and ended; the former times and the reason stay in a row of their own.

    `version` is that of the call when the worker looked at it. Statistics follow: triggers of reporting mark
    the days. Refuses whom the policy refuses, times that no call can have, and a correction without a
    reason or without a change. Raises Conflict when somebody else changed the call meanwhile.
    """
    if not (answer := can_correct_times(actor, call)):
        raise Refusal(answer.reason)
    if not reason.strip():
        raise Refusal(_("Say why the times are corrected."))
    refuse_impossible_times(started_at, ended_at)
    if (started_at, ended_at) == (call.started_at, call.ended_at):
        raise Refusal(_("These are the times that the call has already."))
    correction = CallTimeCorrection(
        call=call,
        corrected_by=actor,
        corrected_at=timezone.now(),
        former_started_at=call.started_at,
        former_ended_at=call.ended_at,  # type: ignore[misc] # the policy refused a call that goes on
        started_at=started_at,
        ended_at=ended_at,
    )
    _set_times(call, correction, version)
    with sealing(call.pk, purposes=[Purpose.CALL]):
        correction.reason = reason.strip()
        correction.save(force_insert=True)
    record(actor=actor, verb="hotline.times_corrected", subject=call, fields=["started_at", "ended_at"])
    return call


def _set_times(call: Call, correction: CallTimeCorrection, version: int) -> None:
    seen = Call.objects.filter(pk=call.pk, version=version)
    if not seen.update(
        started_at=correction.started_at, ended_at=correction.ended_at, version=F("version") + 1
    ):
        raise Conflict(
            _(
                "This call was changed meanwhile. Its times as they are now stand above; what you typed is "
                "still here. Save again if it is right."
            )
        )
    call.started_at, call.ended_at, call.version = correction.started_at, correction.ended_at, version + 1
