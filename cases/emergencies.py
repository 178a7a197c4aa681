"""Who must be told of an emergency access, and who has one to review: reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts import duty
from accounts.enums import Role
from accounts.models import User
from cases.conflicts import leads_of, not_barred_from
from cases.models import EmergencyAccess
from cases.row_security import Why, seeing_every_case

if TYPE_CHECKING:
    from cases.models import Case

REVIEWERS = frozenset({Role.COORDINATOR, Role.MANAGER})
MOST_SHOWN = 50


def told_of_emergency(case: Case, *, but: User) -> list[User]:
    """Return the leads of a case and the managers whom no conflict bars from it; `but` opened it herself."""
    managers = User.objects.active().filter(not_barred_from(case), role=Role.MANAGER).order_by("username")
    return [worker for worker in [*leads_of(case), *managers] if worker.pk != but.pk]


def who_leads(worker: User) -> list[User]:
    """Return who is told when a worker goes beyond a limit: her team's leads, and the managers."""
    managers = User.objects.active().filter(role=Role.MANAGER).exclude(pk=worker.pk).order_by("username")
    return [*duty.leads_of(worker.team_id, among=~Q(pk=worker.pk)), *managers]


def emergencies_to_review(worker: User) -> list[EmergencyAccess]:
    """Return what waits for a review by `worker`, the oldest first, in codes: no reason is opened."""
    if worker.role not in REVIEWERS:
        return []
    waiting = EmergencyAccess.objects.reviewable_by(worker).unreviewed()
    rows = waiting.select_related("case", "worker").defer("case__summary", "reason", "note")
    with seeing_every_case(Why.EMERGENCY):
        return list(rows.order_by("opened_at", "id")[:MOST_SHOWN])
