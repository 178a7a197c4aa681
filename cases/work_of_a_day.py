"""What Today and the board of a shift ask of the cases. No name of anybody is in it (decision 3)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from accounts.enums import CASE_WORKER_ROLES, Role
from cases.enums import (
    KINDS_THAT_CONTACT_HER,
    CaseStatus,
    ClosureReason,
    FollowUpKind,
    RiskLevel,
)
from cases.models import Assignment, Case, FollowUp
from cases.row_security import Why, seeing_every_case
from cases.safe_hours import SafeWindow, safe_window
from reference.moments import start_of

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User

MOST_ON_TODAY = 20
MOST_OF_A_SHIFT = 50


@dataclasses.dataclass(frozen=True)
class DueWork:
    """One row of a worker's day: what is agreed, in which case, and whether now is a safe moment."""

    follow_up: FollowUp
    window: SafeWindow
    attempts: int

    @property
    def is_late(self) -> bool:
        return self.follow_up.due_on < timezone.localdate()

    @property
    def contacts_her(self) -> bool:
        return self.follow_up.kind in KINDS_THAT_CONTACT_HER

    @property
    def asks_a_partner(self) -> bool:
        return self.follow_up.kind == FollowUpKind.REFERRAL_ANSWER


def days_work(worker: User, *, now: dt.datetime) -> list[DueWork]:
    """Return what `worker` has agreed to do by today, the latest first, without a name of anybody.

    Two statements whatever the number of rows.
    """
    return _due_work(FollowUp.objects.due_by(now.date()).filter(responsible=worker).visible_to(worker), now)


def work_due_in_sight(worker: User, *, now: dt.datetime) -> list[DueWork]:
    """Return what anybody has agreed to do by today in the cases that `worker` sees: what a shift hands over.

    The partners' answers are left out, which the referrals' own list names. Fifty at most, the latest first.
    """
    due = FollowUp.objects.due_by(now.date()).exclude(kind=FollowUpKind.REFERRAL_ANSWER)
    return _due_work(due.visible_to(worker).select_related("responsible"), now, at_most=MOST_OF_A_SHIFT)


def _due_work(due: QuerySet[FollowUp], now: dt.datetime, *, at_most: int | None = None) -> list[DueWork]:
    rows = (
        due.select_related("case__safe_contact")
        .annotate(attempts_made=Count("attempts"))
        .order_by("due_on", "window_from", "id")
    )[:at_most]
    return [DueWork(row, safe_window(row.case.safe_contact, now), row.attempts_made) for row in rows]


def cases_waiting_for_a_worker(worker: User) -> list[Case]:
    """Return the cases that nobody has accepted yet: a lead's to assign, an operator's own to know of."""
    if worker.role not in {Role.COORDINATOR, Role.OPERATOR}:
        return []
    waiting = Case.objects.visible_to(worker).filter(status=CaseStatus.OPEN).select_related("opened_by")
    return list(waiting.defer("summary").order_by("opened_at", "id")[:MOST_ON_TODAY])


def high_risk_without_plan(worker: User) -> list[Case]:
    """Return the living cases at high risk in which no contact and no work is planned, the oldest first."""
    if worker.role not in CASE_WORKER_ROLES:
        return []
    planned = FollowUp.objects.planned().filter(case=OuterRef("pk"))
    cases = Case.objects.visible_to(worker).living().filter(~Exists(planned), risk_level=RiskLevel.HIGH)
    return list(cases.defer("summary").order_by("opened_at", "id")[:MOST_ON_TODAY])


def stops_to_review(worker: User) -> list[Case]:
    """Return the coordinator's cases in which contact was stopped and nobody has decided, oldest first."""
    if worker.role != Role.COORDINATOR:
        return []
    stopped = {"safe_contact__stopped_at__isnull": False, "safe_contact__stop_reviewed_at__isnull": True}
    cases = Case.objects.visible_to(worker).living().filter(**stopped).select_related("safe_contact")
    return list(cases.defer("summary").order_by("safe_contact__stopped_at", "id")[:MOST_ON_TODAY])


def own_cases(worker: User) -> list[Case]:
    """Return the living cases on which `worker` works, the newest first: from here her day goes on."""
    if worker.role not in CASE_WORKER_ROLES:
        return []
    mine = Assignment.objects.filter(case=OuterRef("pk"), worker=worker, until__isnull=True)
    cases = Case.objects.visible_to(worker).living().filter(Exists(mine))
    return list(cases.defer("summary").order_by("-opened_at", "-id")[:MOST_ON_TODAY])


def cases_in_numbers(worker: User, today: dt.date) -> list[tuple[str, int]]:
    """Return how many cases are in each state, for managers, who see counts and no names (decision 12).

    Of the closed ones those of this month: the archive is counted in the report.
    """
    if worker.role != Role.MANAGER:
        return []
    seen = Case.objects.not_barring(worker)
    closed_now = seen.filter(closed_at__gte=start_of(today.replace(day=1)))
    with seeing_every_case(Why.COUNTING):
        counted = dict(seen.living().order_by().values_list("status").annotate(number=Count("*")))
        closed = closed_now.exclude(closure_reason=ClosureReason.OPENED_TWICE).count()
    living = [(str(status.label), counted[status]) for status in CaseStatus if status in counted]
    return [*living, (gettext("Closed this month"), closed)]
