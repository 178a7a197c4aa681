"""Approving numbers for the website: the one thing that this app writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from audit.services import record
from reporting.models import ApprovedSnapshot
from reporting.policies import can_approve
from reporting.queries import approved_periods, figures_to_approve, fingerprint_of
from reporting.refusals import NumbersChanged

if TYPE_CHECKING:
    from accounts.models import User
    from reporting.periods import Period


@transaction.atomic
def approve_statistic(*, actor: User, period: Period, seen: str = "") -> ApprovedSnapshot:
    """Count a period, hide what is small, and keep it for the website. Asking twice changes nothing.

    `seen` is the fingerprint of the numbers that the actor looked at. Refuses what `can_approve` refuses, and
    raises NumbersChanged when they are other numbers by now. Two managers at once: the database decides.
    """
    others = [other for other in approved_periods() if other != period]
    if not (answer := can_approve(actor, period, approved=others, today=timezone.localdate())):
        raise Refusal(answer.reason)
    mine = ApprovedSnapshot(
        period_code=period.code,
        first_on=period.first_on,
        last_on=period.last_on,
        figures=figures_to_approve(period),
        approved_by=actor,
        approved_at=timezone.now(),
    )
    ApprovedSnapshot.objects.bulk_create([mine], ignore_conflicts=True)
    kept = ApprovedSnapshot.objects.filter(period_code=period.code).first()
    if kept is None:
        raise Refusal(_("A colleague has just approved numbers of some of these days. Look at them first."))
    if kept.pk == mine.pk:
        if seen and seen != fingerprint_of(mine.figures):
            raise NumbersChanged(_("The numbers have changed since you looked. These are the new ones."))
        record(actor=actor, verb="reporting.statistic_approved", subject=kept)
    return kept
