"""Barring a worker from a case, above every role, and letting her in again (decision 38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from audit.services import record
from cases.conflicts import files_of, who_goes_on
from cases.enums import HandOverReason, TimelineKind
from cases.models import Assignment, ConflictOfInterest, FollowUp
from cases.policies import can_declare_conflict, can_lift_conflict
from cases.refusals import Refusal
from cases.row_security import Why, seeing_every_case
from cases.services.hand_over import hand_over_open_work
from cases.services.timeline import add_entry
from vault.context import sealing

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


@transaction.atomic
def declare_conflict(*, actor: User, case: Case, worker: User, reason: str = "") -> ConflictOfInterest:
    """Bar `worker` from a case from this moment on, and from its shells. Asking twice changes nothing.

    It is above every role, assignment, team and emergency. Her work on the case ends, and what she had agreed
    to do goes to the primary worker, else to a lead. Refuses whom `policies.can_declare_conflict` refuses.
    """
    if not (answer := can_declare_conflict(actor, case, worker)):
        raise Refusal(answer.reason)
    return bar_worker(actor=actor, case=case, worker=worker, reason=reason)


@seeing_every_case(Why.CONFLICT)
@transaction.atomic
def bar_worker(*, actor: User, case: Case, worker: User, reason: str = "") -> ConflictOfInterest:
    """Do what `declare_conflict` does for an actor whose right was asked before: who answers a hint."""
    conflicts = [_bar(actor, file, worker, reason) for file in files_of(case)]
    return conflicts[0]


@transaction.atomic
def lift_conflict(*, actor: User, conflict: ConflictOfInterest, reason: str) -> ConflictOfInterest:
    """Let a worker in again, as far as her role goes; her former work on the case does not come back.

    Asking twice changes nothing. Refuses whom `policies.can_lift_conflict` refuses.
    """
    if not (answer := can_lift_conflict(actor, conflict)):
        raise Refusal(answer.reason)
    for file in files_of(conflict.case):
        for living in ConflictOfInterest.objects.barring(conflict.worker).filter(case=file):
            _lift(actor, living, reason)
    conflict.refresh_from_db(fields=["lifted_at", "lifted_by"])
    return conflict


@transaction.atomic
def bar_from_both(*, actor: User, one: Case, other: Case) -> None:
    """Let whoever is barred from one of two files be barred from both, when they become one."""
    living = ConflictOfInterest.objects.living().filter(case__in=[one, other]).select_related("worker")
    for worker in {conflict.worker for conflict in living}:
        for case in (one, other):
            _bar(actor, case, worker, "")


def _bar(actor: User, case: Case, worker: User, reason: str) -> ConflictOfInterest:
    conflict = ConflictOfInterest(case=case, worker=worker, declared_by=actor, declared_at=timezone.now())
    if _is_new(conflict, reason):
        record(
            actor=actor,
            verb="cases.conflict_declared",
            subject=conflict,
            case_id=case.pk,
            fields=["worker", "reason"],
        )
    _end_her_work(actor, case, worker)
    _pass_on_what_was_agreed(actor, case, worker)
    return ConflictOfInterest.objects.barring(worker).get(case=case)


def _is_new(conflict: ConflictOfInterest, reason: str) -> bool:
    """Keep a conflict; False when the worker is barred already, perhaps since a moment."""
    with sealing(conflict.case_id):
        conflict.reason = reason.strip() or None
        try:
            with transaction.atomic():
                conflict.save(force_insert=True)
        except IntegrityError:
            return False
    return True


def _end_her_work(actor: User, case: Case, worker: User) -> None:
    for assignment in Assignment.objects.filter(case=case, worker=worker, until__isnull=True):
        assignment.until = timezone.now()
        assignment.save(update_fields=["until"])
        record(actor=actor, verb="cases.worker_left", subject=assignment, case_id=case.pk, fields=["until"])
        add_entry(
            case=case,
            actor=actor,
            verb="worker_left",
            kind=TimelineKind.CASE,
            subject=assignment,
            facts={"role": assignment.role},
        )


def _pass_on_what_was_agreed(actor: User, case: Case, worker: User) -> None:
    """Let the primary worker do what she had agreed to, else a lead; without either it waits for one."""
    successor = who_goes_on(case)
    if successor is None:
        hand_over_open_work(actor=actor, worker=worker, case=case, reason=HandOverReason.CONFLICT)
        return
    for follow_up in FollowUp.objects.planned().filter(case=case, responsible=worker):
        FollowUp.objects.filter(pk=follow_up.pk).update(responsible=successor, version=F("version") + 1)
        record(
            actor=actor,
            verb="cases.follow_up_passed_on",
            subject=follow_up,
            case_id=case.pk,
            fields=["responsible"],
        )


def _lift(actor: User, conflict: ConflictOfInterest, reason: str) -> None:
    conflict.lifted_at, conflict.lifted_by = timezone.now(), actor
    with sealing(conflict.case_id):
        conflict.why_lifted = reason.strip() or None
        conflict.save(update_fields=["lifted_at", "lifted_by", "why_lifted"])
    record(
        actor=actor,
        verb="cases.conflict_lifted",
        subject=conflict,
        case_id=conflict.case_id,
        fields=["worker", "why_lifted"],
    )
