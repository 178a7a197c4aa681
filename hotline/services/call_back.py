"""The line was cut: she is called back once, if she said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.models import SafeContact
from cases.refusals import Conflict, Refusal
from cases.row_security import Why, seeing_every_case
from hotline.models import Call
from hotline.policies import can_call_back

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User


@transaction.atomic
def call_back(*, actor: User, call: Call, if_cut_off: str, same_as: Collection[str] = ()) -> Call:
    """Note that the worker calls back after the line was cut; only now may the number be shown.

    `same_as` are references of cases whose client the worker recognised. Refuses what `can_call_back`
    refuses, and a client in whose case all contact was stopped. Raises Conflict when it was noted in another
    window meanwhile: she agreed to one call, so it is one.
    """
    now = timezone.now()
    if not (answer := can_call_back(actor, call, now, if_cut_off=if_cut_off)):
        raise Refusal(answer.reason)
    if _is_stopped(call, same_as):
        raise Refusal(
            _("All contact with her was stopped. A coordinator decides whether it may begin again.")
        )
    first = Call.objects.filter(pk=call.pk, called_back_at__isnull=True)
    if not first.update(called_back_at=now, called_back_by=actor):
        call.refresh_from_db(fields=["called_back_at", "called_back_by"])
        raise Conflict(can_call_back(actor, call, now, if_cut_off=if_cut_off).reason)
    call.called_back_at, call.called_back_by = now, actor
    record(actor=actor, verb="hotline.called_back", subject=call, fields=["phone", "safe_number"])
    return call


@seeing_every_case(Why.STOPPED)
def _is_stopped(call: Call, same_as: Collection[str]) -> bool:
    """Answer whether contact was stopped in a case of this call, also in one that the worker does not see."""
    of_her = Q(case__call_links__call=call) | Q(case__reference__in=same_as)
    return SafeContact.objects.filter(of_her, stopped_at__isnull=False).exists()
