"""Reads that cross models."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value

from accounts.enums import Role
from accounts.models import User
from cases.enums import AssignmentRole, HouseholdRole, TimelineKind
from cases.models import (
    Assignment,
    Case,
    CaseQuerySet,
    Consent,
    FollowUp,
    Person,
    RiskAssessment,
    TimelineEntry,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import Team
    from reference.models import District


def leads_of(case: Case) -> list[User]:
    """Return the coordinators of the case's team who may sign in, by name (decision 11)."""
    return list(
        User.objects.filter(role=Role.COORDINATOR, team_id=case.team_id, is_active=True).order_by("username")
    )


def consent_for(
    case: Case, *, receiver_id: UUID, purpose: str, items: Iterable[str], day: dt.date
) -> Consent | None:
    """Return a consent that allows telling `items` to this receiver for `purpose` on `day`, or None.

    One consent must cover all of it: two half consents are not a whole one (NNEDV: per receiver).
    """
    return (
        Consent.objects.valid_on(day)
        .filter(case=case, receiver_id=receiver_id, purposes__contains=[purpose], items__contains=list(items))
        .order_by("-valid_until", "id")
        .first()
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseFilters:
    """What a worker narrows her list by; None and "" narrow nothing."""

    status: str = ""
    risk_level: str = ""
    kind: str = ""
    district: District | None = None
    team: Team | None = None
    mine: bool = False


def listed_cases(worker: User, filters: CaseFilters) -> CaseQuerySet:
    """Return the worker's list of cases with what a row shows: codes and coarse facts, never a name of hers.

    `may_open` tells whether the row leads to the file: a manager counts cases that she may not read.
    """
    assigned = Assignment.objects.filter(case=OuterRef("pk"), until__isnull=True)
    cases = Case.objects.listed_to(worker).filter(_chosen(worker, filters))
    may_open = Exists(assigned.filter(worker=worker)) if worker.role == Role.MANAGER else Value(value=True)
    return (
        cases.select_related("team", "district")
        .defer("summary")
        .annotate(
            primary_worker_name=Subquery(
                assigned.filter(role=AssignmentRole.PRIMARY).values("worker__display_name")[:1]
            ),
            next_follow_up_on=Subquery(
                FollowUp.objects.planned().filter(case=OuterRef("pk")).order_by("due_on").values("due_on")[:1]
            ),
            may_open=may_open,
        )
    )


def _chosen(worker: User, filters: CaseFilters) -> Q:
    chosen = Q()
    for name in ("status", "risk_level", "district", "team"):
        if value := getattr(filters, name):
            chosen &= Q(**{name: value})
    if filters.kind:
        chosen &= Q(kinds_of_violence__contains=[filters.kind])
    if filters.mine:
        mine = Assignment.objects.filter(worker=worker, until__isnull=True)
        chosen &= Q(pk__in=mine.values("case_id"))
    return chosen


def case_files() -> CaseQuerySet:
    """Return cases with all that the head of a case's pages shows, in two statements for any case."""
    workers = Assignment.objects.filter(until__isnull=True).select_related("worker").order_by("since", "id")
    return Case.objects.select_related("team", "district", "opened_by", "safe_contact").prefetch_related(
        Prefetch("assignments", queryset=workers)
    )


def latest_risk(case: Case) -> RiskAssessment | None:
    """Return the assessment that counts: the newest one."""
    return (
        RiskAssessment.objects.filter(case=case)
        .select_related("assessed_by")
        .order_by("-assessed_at", "-id")
        .first()
    )


def tab_counts(case: Case) -> dict[str, int]:
    """Count what stands behind each tab of a case, by one statement over its timeline (decision 5).

    An upper app's verbs begin with the noun of their subject ("call_linked"), so that what it adds to the
    timeline is counted without being known here.
    """
    subjects = functools.partial(Count, "subject_id", distinct=True)
    counts: dict[str, int] = TimelineEntry.objects.filter(case=case).aggregate(
        sessions=subjects(filter=Q(kind=TimelineKind.SESSION)),
        referrals=subjects(filter=Q(kind=TimelineKind.REFERRAL)),
        consents=subjects(filter=Q(kind=TimelineKind.CONSENT)),
        follow_ups=subjects(filter=Q(verb="follow_up_planned")),
        calls=subjects(filter=Q(verb__startswith="call_")),
    )
    return counts


def case_timeline(case: Case, kind: str = "") -> QuerySet[TimelineEntry]:
    """Return the story of a case with its authors, of one kind if `kind` names one."""
    entries = TimelineEntry.objects.filter(case=case).select_related("actor")
    return entries.filter(kind=kind) if kind in TimelineKind.values else entries


def next_follow_up(case: Case) -> FollowUp | None:
    """Return the planned follow-up that comes first; a late one comes before all others."""
    planned = FollowUp.objects.planned().filter(case=case).select_related("responsible")
    return planned.order_by("due_on", "id").first()


def valid_consents(case: Case, day: dt.date) -> list[Consent]:
    """Return the consents that hold on `day`, with their receivers."""
    consents = Consent.objects.valid_on(day).filter(case=case).select_related("receiver__organisation")
    return list(consents.order_by("valid_until", "id"))


def household_of(case: Case) -> list[Person]:
    """Return the people of a case: the client first, then those who used violence, then the others."""
    order = list(HouseholdRole)
    people = Person.objects.filter(case=case)
    return sorted(people, key=lambda person: (order.index(HouseholdRole(person.role)), str(person.pk)))
