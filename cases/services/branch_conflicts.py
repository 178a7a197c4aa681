"""Barring a partner's branch from a case: nothing about her goes where whoever used violence may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.services import record
from cases.models import BranchConflict
from cases.policies import can_bar_branch
from cases.refusals import Refusal
from vault.context import sealing

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case
    from partners.models import Branch


@transaction.atomic
def bar_branch(*, actor: User, case: Case, branch: Branch, reason: str = "") -> BranchConflict:
    """Let nothing of a case be referred to `branch` from this moment on. Asking twice changes nothing.

    Refuses whom `policies.can_bar_branch` refuses.
    """
    if not (answer := can_bar_branch(actor, case)):
        raise Refusal(answer.reason)
    return bar_branch_for_hint(actor=actor, case=case, branch=branch, reason=reason)


@transaction.atomic
def bar_branch_for_hint(*, actor: User, case: Case, branch: Branch, reason: str = "") -> BranchConflict:
    """Do what `bar_branch` does for an actor whose right was asked before: who answers a hint."""
    conflict = BranchConflict(case=case, branch=branch, declared_by=actor, declared_at=timezone.now())
    with sealing(case.pk):
        conflict.reason = reason.strip() or None
        try:
            with transaction.atomic():
                conflict.save(force_insert=True)
        except IntegrityError:  # it is barred already, perhaps since a moment
            return BranchConflict.objects.living().get(case=case, branch=branch)
    record(
        actor=actor,
        verb="cases.branch_barred",
        subject=conflict,
        case_id=case.pk,
        fields=["branch", "reason"],
    )
    return conflict


@transaction.atomic
def lift_branch(*, actor: User, conflict: BranchConflict, reason: str) -> BranchConflict:
    """Let a case be referred to a branch again. Asking twice changes nothing.

    Refuses whom `policies.can_bar_branch` refuses.
    """
    if not (answer := can_bar_branch(actor, conflict.case)):
        raise Refusal(answer.reason)
    lifted = {"lifted_at": timezone.now(), "lifted_by": actor}
    if BranchConflict.objects.living().filter(pk=conflict.pk).update(**lifted):
        with sealing(conflict.case_id):
            conflict.why_lifted = reason.strip() or None
            conflict.save(update_fields=["why_lifted"])
        record(
            actor=actor,
            verb="cases.branch_let_in",
            subject=conflict,
            case_id=conflict.case_id,
            fields=["branch", "why_lifted"],
        )
    conflict.refresh_from_db(fields=["lifted_at", "lifted_by"])
    return conflict
