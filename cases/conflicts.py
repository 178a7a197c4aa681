"""Whom a conflict of interest bars from a case: reads only. The rule itself is `CaseQuerySet.not_barring`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from accounts import duty
from accounts.enums import ROLES_TO_BAR, Role
from accounts.models import User
from cases.enums import AssignmentRole
from cases.models import Assignment, BranchConflict, Case, ConflictHint, ConflictOfInterest
from cases.row_security import Why, seeing_every_case

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from cases.models import TimelineEntry

MOST_HINTS = 50


def not_barred_from(case: Case) -> Q:
    """Say of a worker that no conflict bars her from a case: for the lists of those who may work on it."""
    return ~Q(Exists(ConflictOfInterest.objects.living().filter(case=case, worker=OuterRef("pk"))))


def is_barred(worker: User, case: Case) -> bool:
    """Answer whether a conflict bars `worker` from a case."""
    return ConflictOfInterest.objects.barring(worker).filter(case=case).exists()


def leads_of(case: Case) -> list[User]:
    """Return the leads of the case's team who may see it: those on duty, else all, by name (decision 11)."""
    return duty.leads_of(case.team_id, among=not_barred_from(case))


def who_goes_on(case: Case) -> User | None:
    """Return who does what a worker can no longer do: the primary worker, else a lead, else nobody."""
    now = Assignment.objects.filter(case=case, role=AssignmentRole.PRIMARY, until__isnull=True)
    primary = now.filter(worker__is_active=True).select_related("worker").first()
    return primary.worker if primary else next(iter(leads_of(case)), None)


def conflicts_of(case: Case) -> list[ConflictOfInterest]:
    """Return the living conflicts of a case with their workers, by name."""
    living = ConflictOfInterest.objects.living().filter(case=case)
    return list(living.select_related("worker", "declared_by").order_by("worker__display_name", "pk"))


def branch_conflicts_of(case: Case) -> list[BranchConflict]:
    """Return the branches to which a case is never referred, with their partners."""
    living = BranchConflict.objects.living().filter(case=case)
    return list(living.select_related("branch__organisation", "declared_by").order_by("declared_at", "pk"))


def barred_branches(case: Case) -> set[UUID]:
    """Return the keys of the branches to which a case is never referred."""
    return set(BranchConflict.objects.living().filter(case=case).values_list("branch_id", flat=True))


def hints_to_decide(worker: User, case: Case | None = None) -> list[ConflictHint]:
    """Return the resemblances that wait for `worker`, the oldest first.

    With a case its own, those of which somebody was unsure too; without, all that nobody has answered.
    """
    if worker.role not in {Role.COORDINATOR, Role.MANAGER}:
        return []
    hints = ConflictHint.objects.to_decide_by(worker)
    hints = hints.open().filter(case=case) if case else hints.unanswered()
    rows = hints.select_related("case", "worker", "contact__branch__organisation").defer("case__summary")
    with seeing_every_case(Why.CONFLICT):
        return list(rows.order_by("noticed_at", "id")[:MOST_HINTS])


def workers_to_bar(case: Case) -> QuerySet[User]:
    """Return who could be barred from a case: whoever may meet one or reads the journal, by name."""
    workers = User.objects.active().filter(not_barred_from(case), role__in=ROLES_TO_BAR)
    return workers.order_by("display_name", "pk")


def files_of(case: Case) -> list[Case]:
    """Return a case and the shells that were folded into it: who is barred from one is barred from all."""
    shells = Case.objects.filter(folds__kept=case, folds__undone_at__isnull=True)
    return [case, *shells.order_by("pk")]


def without_barred_cases(entries: QuerySet[TimelineEntry], worker: User) -> QuerySet[TimelineEntry]:
    """Leave out the lines of a story that tell of another case from which `worker` is barred."""
    named = entries.annotate(named_case=Cast(KeyTextTransform("case", "facts"), UUIDField()))
    barring = ConflictOfInterest.objects.barring(worker).filter(case=OuterRef("named_case"))
    return named.filter(~Exists(barring))
