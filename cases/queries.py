"""Reads that cross models."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case as Case_
from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from accounts.enums import Role
from accounts.models import User
from cases.conflicts import not_barred_from, without_barred_cases
from cases.enums import (
    STOPPING_OUTCOMES,
    AssignmentRole,
    FollowUpKind,
    FollowUpStatus,
    HouseholdRole,
    TimelineKind,
)
from cases.models import (
    Assignment,
    Case,
    CaseFold,
    CaseQuerySet,
    Consent,
    ContactAttempt,
    FollowUp,
    Person,
    ReminderClock,
    RiskAssessment,
    SafetyReview,
    TimelineEntry,
)
from cases.row_security import Why, seeing_every_case
from partners.models import Branch
from reference.alphabet import shown_name
from reference.models import MediaTitle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import Model

    from accounts.models import Team
    from reference.models import District


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

    A manager's holds every case of the centre; `may_open` tells which of them she may read.
    """
    rows = _list_rows(get_language()).filter(_chosen(worker, filters))
    if worker.role != Role.MANAGER:
        return rows.visible_to(worker).annotate(may_open=Value(value=True))
    rows = rows.not_barring(worker)
    return rows.annotate(may_open=Exists(Case.objects.visible_to(worker).filter(pk=OuterRef("pk"))))


@functools.cache
def _list_rows(_language: str) -> CaseQuerySet:
    """Return all cases with what a row shows: described once for each language, never asked as it is."""
    primary = Assignment.objects.filter(case=OuterRef("pk"), until__isnull=True, role=AssignmentRole.PRIMARY)
    planned = FollowUp.objects.planned().filter(case=OuterRef("pk")).order_by("due_on")
    return Case.objects.only("reference", "status", "risk_level", "kinds_of_violence", "opened_at").annotate(
        district_name=shown_name("district__name_"),
        primary_worker_name=Subquery(primary.values("worker__display_name")[:1]),
        next_follow_up_on=Subquery(planned.values("due_on")[:1]),
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
    """Return cases with all that the head of a case's pages shows, in two statements for any case.

    `tab_counts` counts what stands behind each tab, by one GROUP BY on the timeline (decision 5). An upper
    app's verbs begin with the noun of their subject ("call_linked"), so that what it adds is counted
    without being known here.
    """
    return _case_files().all()


@functools.cache
def _case_files() -> CaseQuerySet:
    """Describe `case_files` once: its counts cost more to put together than to ask for."""
    workers = Assignment.objects.filter(until__isnull=True).select_related("worker").order_by("since", "id")
    subjects = functools.partial(Count, "subject_id", distinct=True)
    counts = JSONObject(
        sessions=subjects(filter=Q(kind=TimelineKind.SESSION)),
        referrals=subjects(filter=Q(kind=TimelineKind.REFERRAL)),
        consents=subjects(filter=Q(kind=TimelineKind.CONSENT)),
        follow_ups=subjects(filter=Q(verb="follow_up_planned")),
        calls=subjects(filter=Q(verb__startswith="call_")),
    )
    timeline = TimelineEntry.objects.filter(case=OuterRef("pk")).order_by()
    return (
        Case.objects.select_related("team", "district", "opened_by", "safe_contact")
        .annotate(tab_counts=Subquery(timeline.values("case").annotate(counts=counts).values("counts")))
        .prefetch_related(Prefetch("assignments", queryset=workers))
    )


@dataclasses.dataclass(frozen=True)
class NextContact:
    """The planned follow-up that comes first: for what, when, by whom."""

    follow_up_id: UUID
    kind: FollowUpKind
    due_on: dt.date
    worker_name: str


def case_files_with_next_contact() -> CaseQuerySet:
    """Return `case_files` with the first planned follow-up and the newest fold, in one statement."""
    return _case_files_with_next_contact().all()


@functools.cache
def _case_files_with_next_contact() -> CaseQuerySet:
    first = FollowUp.objects.planned().filter(case=OuterRef("pk")).order_by("due_on", "id")
    facts = JSONObject(id="id", kind="kind", due_on="due_on", worker_name="responsible__display_name")
    folds = CaseFold.objects.can_be_undone().filter(kept=OuterRef("pk")).order_by("-folded_at")
    return _case_files().annotate(
        next_contact_facts=Subquery(first.annotate(facts=facts).values("facts")[:1]),
        reference_to_undo=Subquery(folds.values("folded__reference")[:1]),
    )


def next_contact(case: Any) -> NextContact | None:
    """Return the next contact of a case from `case_files_with_next_contact`, or None when none is planned."""
    facts = case.next_contact_facts
    if not facts:
        return None
    due_on = dt.date.fromisoformat(facts["due_on"])
    return NextContact(UUID(facts["id"]), FollowUpKind(facts["kind"]), due_on, facts["worker_name"])


@seeing_every_case(Why.JOURNAL)
def case_id_of(reference: str) -> UUID | None:
    """Return which case a reference means, whoever asks: for the journal, never for a page."""
    return Case.objects.filter(reference=reference).values_list("pk", flat=True).first()


@seeing_every_case(Why.SHELL)
def fold_of(shell: Case) -> CaseFold | None:
    """Return the newest fold of a case that was opened twice, for whoever may see its shell.

    She may know of one of the two cases only, and is led on all the same.
    """
    return CaseFold.objects.newest_of(shell)


def latest_risk(case: Case) -> RiskAssessment | None:
    """Return the assessment that counts: the newest one."""
    return (
        RiskAssessment.objects.filter(case=case)
        .select_related("assessed_by")
        .order_by("-assessed_at", "-id")
        .first()
    )


def case_timeline(case: Case, kind: str = "", *, worker: User) -> QuerySet[TimelineEntry]:
    """Return the story of a case, of one kind if `kind` names one, each line with its `actor_name`.

    A line that tells of another case from which a conflict bars `worker` is not there for her.
    """
    told = TimelineEntry.objects.filter(case=case).annotate(actor_name=F("actor__display_name"))
    entries = without_barred_cases(told, worker)
    return entries.filter(kind=kind) if kind in TimelineKind.values else entries


def valid_consents(case: Case, day: dt.date) -> list[Consent]:
    """Return the consents that hold on `day`, with their receivers."""
    consents = Consent.objects.valid_on(day).filter(case=case).select_related("receiver__organisation")
    return list(consents.order_by("valid_until", "id"))


def household_of(case: Case) -> list[Person]:
    """Return the people of a case: the client first, then those who used violence, then the others."""
    order = list(HouseholdRole)
    people = Person.objects.filter(case=case)
    return sorted(people, key=lambda person: (order.index(HouseholdRole(person.role)), str(person.pk)))


def consents_of(case: Case) -> list[Consent]:
    """Return all consents of a case with their receivers, the newest first."""
    consents = Consent.objects.filter(case=case).select_related("receiver__organisation", "recorded_by")
    return list(consents.order_by("-given_on", "-recorded_at"))


def name_facts(entries: Iterable[TimelineEntry]) -> None:
    """Set `receiver` and `media_title` on the lines whose facts name one: two statements for a whole page."""
    branches = Branch.objects.select_related("organisation")
    receivers = _named(entries, "receiver", branches.in_bulk)
    titles = _named(entries, "media_title", functools.partial(MediaTitle.objects.in_bulk, field_name="code"))
    for entry in entries:
        entry.receiver = receivers.get(entry.fact("receiver"))  # type: ignore[attr-defined]
        entry.media_title = titles.get(entry.fact("media_title"))  # type: ignore[attr-defined]


def _named(
    entries: Iterable[TimelineEntry], fact: str, found: Callable[[set[str]], Mapping[Any, Model]]
) -> dict[str, Model]:
    keys = {entry.fact(fact) for entry in entries} - {None}
    return {str(key): row for key, row in found(keys).items()} if keys else {}


def workers_of(case: Case, *, actor: User) -> QuerySet[User]:
    """Return who may be responsible for work on the case: its workers, the leads of its team, `actor`."""
    assigned = Assignment.objects.filter(case=case, until__isnull=True).values("worker")
    leads = Q(role=Role.COORDINATOR, team_id=case.team_id)
    at_work = User.objects.filter(Q(pk__in=assigned) | leads | Q(pk=actor.pk), is_active=True)
    return at_work.filter(not_barred_from(case)).order_by("display_name")


def last_reminder_run() -> dt.datetime | None:
    """Return when the reminders were last looked for, for the footer; None when they never were."""
    return ReminderClock.objects.values_list("last_ran_at", flat=True).first()


def follow_ups_of(case: Case) -> list[FollowUp]:
    """Return the agreed contacts of a case: those still planned first, the next one on top."""
    return list(
        FollowUp.objects.filter(case=case)
        .select_related("responsible")
        .annotate(
            attempts_made=Count("attempts"),
            is_over=Case_(When(status=FollowUpStatus.PLANNED, then=Value(0)), default=Value(1)),
            planned_on=Case_(When(status=FollowUpStatus.PLANNED, then=F("due_on"))),
        )
        .order_by("is_over", "planned_on", "-due_on", "id")
    )


def what_stopped_contact(case: Case) -> ContactAttempt | None:
    """Return the newest attempt that ended in a stop of all contact, with who made it."""
    attempts = ContactAttempt.objects.filter(case=case, outcome__in=STOPPING_OUTCOMES)
    return attempts.select_related("worker").order_by("-ended_at", "id").first()


def safety_reviews_of(case: Case) -> list[SafetyReview]:
    """Return what was decided after each stop of all contact, the newest first."""
    return list(case.safety_reviews.select_related("reviewed_by").order_by("-reviewed_at", "id"))
