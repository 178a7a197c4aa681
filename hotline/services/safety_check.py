"""The safety check of a call is kept when the call is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from audit.services import record
from cases.refusals import Refusal
from hotline.models import SafetyCheck
from vault.context import sealing
from vault.enums import Purpose

if TYPE_CHECKING:
    from accounts.models import User
    from hotline.models import Call
    from hotline.safety_check import Result


def keep_safety_check(*, actor: User, call: Call, result: Result) -> SafetyCheck | None:
    """Keep what was answered in the safety check of a call and what the worker judged. Twice is once.

    Nothing is kept when nothing was answered. A judgement that is not above what the answers say raises
    nothing and is not kept. Refuses one that raises without a reason. Call it in the transaction that
    finishes the call (`services.calls.log_call`): who may is whoever finishes it.
    """
    if not result.told:
        return None
    if already := SafetyCheck.objects.filter(call=call).first():
        return already
    if result.is_raised and not result.told.reason.strip():
        raise Refusal(_("Say in a few words why you judge the risk higher than the answers do."))
    check = SafetyCheck(
        call=call,
        instrument=result.asked.instrument,
        answered=result.score.answered,
        asked=result.score.asked,
        points=result.score.points,
        band=result.score.band,
        judged=result.told.judged if result.is_raised else "",
    )
    with sealing(call.pk, purposes=[Purpose.CALL]):
        check.answers = dict(result.told.replies)
        check.reason = result.told.reason.strip()
        check.save(force_insert=True)
    record(actor=actor, verb="hotline.safety_check_kept", subject=check, fields=["answers", "judged"])
    return check
