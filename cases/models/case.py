"""The case: the file, and the owner of its keys. Nothing here says who she is."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case as Case_
from django.db.models import Exists, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from cases.enums import (
    AssignmentRole,
    CaseStatus,
    ClosureOutcome,
    ClosureReason,
    KindOfViolence,
    RiskLevel,
)
from cases.models.conflict import ConflictOfInterest
from cases.models.emergency import EmergencyAccess
from cases.models.references import REFERENCE_LENGTH
from vault.fields import SealedTextField
from vault.queryset import SealedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

ANY_REFERENCE = "C-0000-0000"


class CaseQuerySet(SealedQuerySet):
    """Which cases a worker may open, and which she may count (decisions 12 and 38).

    One rule in parts: what her role opens (`_file_by_role`, `_safe_contact_by_role`), what an emergency opens
    for an hour (`_or_in_emergency`), and above both, whom a conflict of interest bars (`not_barring`).
    """

    def visible_to(self, worker: User) -> CaseQuerySet:
        """Return the cases whose file `worker` may open: what stands in her lists, counts and searches."""
        return self.filter(_file_by_role(worker)).not_barring(worker)

    def safe_contact_visible_to(self, worker: User) -> CaseQuerySet:
        """Return the cases whose alerts and safe contact `worker` may see: an operator, her whole team's."""
        return self.filter(_safe_contact_by_role(worker)).not_barring(worker)

    def open_to(self, worker: User) -> CaseQuerySet:
        """Return the cases whose pages `worker` may open now: those visible to her, and one of an emergency.

        `emergency_until` is set where the emergency alone opens it. Lists, counts and searches ask
        `visible_to`: an emergency opens one file and adds it to nothing.
        """
        return self._or_in_emergency(_file_by_role(worker), worker).not_barring(worker)

    def safe_contact_open_to(self, worker: User) -> CaseQuerySet:
        """Return the cases whose safe contact `worker` may open now, as `open_to` does for the whole file."""
        return self._or_in_emergency(_safe_contact_by_role(worker), worker).not_barring(worker)

    def _or_in_emergency(self, by_role: Q, worker: User) -> CaseQuerySet:
        hers = EmergencyAccess.objects.living().of_worker(worker).filter(case=OuterRef("pk"))
        until = Subquery(hers.order_by("-expires_at").values("expires_at")[:1])
        alone = Case_(When(by_role, then=None), default=until, output_field=models.DateTimeField())
        return self.filter(by_role | Exists(hers)).annotate(emergency_until=alone)

    def not_barring(self, worker: User) -> CaseQuerySet:
        """Leave out the cases in which `worker` has a conflict of interest: for her they do not exist."""
        return self.filter(~Exists(ConflictOfInterest.objects.barring(worker).filter(case=OuterRef("pk"))))

    def living(self) -> CaseQuerySet:
        return self.exclude(status=CaseStatus.CLOSED)


def _file_by_role(worker: User) -> Q:
    """Say which files her role opens to `worker`: for one reason a role, so that one index leads."""
    if worker.role == Role.OPERATOR:
        return Q(opened_by=worker, accepted_at__isnull=True)
    if worker.role == Role.COORDINATOR:
        return Q(team_id=worker.team_id)
    if worker.role in {Role.PSYCHOLOGIST, Role.LAWYER, Role.MANAGER}:
        return Q(Exists(Assignment.objects.filter(case=OuterRef("pk"), worker=worker, until__isnull=True)))
    return Q(pk__in=[])


def _safe_contact_by_role(worker: User) -> Q:
    return Q(team_id=worker.team_id) if worker.role == Role.OPERATOR else _file_by_role(worker)


class Case(models.Model):
    """One client's file at the centre."""

    vault_tag = "case"
    vault_owner = "id"
    emergency_until: dt.datetime | None = None  # `open_to` says until when an emergency alone opens it

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=REFERENCE_LENGTH, unique=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=CaseStatus, default=CaseStatus.OPEN)
    version = models.PositiveIntegerField(default=1, editable=False)
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="cases", verbose_name=_("team"))
    district = models.ForeignKey(
        "reference.District", models.PROTECT, null=True, blank=True, verbose_name=_("district")
    )
    kinds_of_violence = ArrayField(
        models.CharField(max_length=20, choices=KindOfViolence),
        default=list,
        blank=True,
        verbose_name=_("kinds of violence"),
    )
    risk_level = models.CharField(_("risk level"), max_length=10, choices=RiskLevel, blank=True)
    summary = SealedTextField(_("summary"), tag="summary", purpose="case", null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closure_reason = models.CharField(
        _("reason for closing"), max_length=20, choices=ClosureReason, blank=True
    )
    closure_outcome = models.CharField(
        _("outcome at closing"), max_length=20, choices=ClosureOutcome, blank=True
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                name="case_closed_has_reason_and_outcome",
                condition=(
                    Q(status=CaseStatus.CLOSED, closed_at__isnull=False)
                    & ~Q(closure_reason="")
                    & ~Q(closure_outcome="")
                )
                | (
                    ~Q(status=CaseStatus.CLOSED)
                    & Q(closed_at__isnull=True, closure_reason="", closure_outcome="")
                ),
                violation_error_message=_(
                    "A closed case names a reason and an outcome; another one has none."
                ),
            ),
            models.CheckConstraint(
                name="case_in_progress_is_accepted",
                condition=Q(status=CaseStatus.OPEN)
                | Q(accepted_at__isnull=False)
                | Q(status=CaseStatus.CLOSED),
                violation_error_message=_("A case in progress has been accepted by a primary worker."),
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="case_newest_first"),
            models.Index(fields=["team", "-opened_at", "-id"], name="case_newest_of_team"),
            models.Index(fields=["team", "status", "-opened_at", "-id"], name="case_newest_of_status"),
            models.Index(fields=["team", "risk_level", "-opened_at", "-id"], name="case_newest_of_risk"),
            models.Index(fields=["risk_level", "-opened_at", "-id"], name="case_newest_at_risk"),
            models.Index(fields=["team", "district", "-opened_at", "-id"], name="case_newest_of_district"),
            *(  # a rare kind is found at once, a common one in the order of the list
                models.Index(
                    fields=["-opened_at", "-id"],
                    condition=Q(kinds_of_violence__contains=[kind.value]),
                    name=f"case_newest_of_{kind.value}",
                )
                for kind in KindOfViolence
            ),
            models.Index(
                fields=["risk_level", "opened_at", "id"],
                condition=~Q(status=CaseStatus.CLOSED),
                name="case_living_by_risk",
            ),
            models.Index(
                fields=["opened_by", "-opened_at", "-id"],
                condition=Q(accepted_at__isnull=True),
                name="case_unaccepted_of_opener",
            ),
            models.Index(
                fields=["closed_at"], condition=Q(closed_at__isnull=False), name="case_closed_by_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return address_of(self.reference)

    @property
    def emergency_minutes(self) -> int:
        """Return for how many minutes more, begun ones whole, an emergency opens the case."""
        left = self.emergency_until - timezone.now() if self.emergency_until else dt.timedelta()
        return max(0, math.ceil(left.total_seconds() / 60))

    @property
    def is_closed(self) -> bool:
        return self.status == CaseStatus.CLOSED

    @property
    def is_folded(self) -> bool:
        """Answer whether this is the shell of a case that was opened twice and goes on in another one."""
        return self.closure_reason == ClosureReason.OPENED_TWICE

    @property
    def kinds_of_violence_labels(self) -> list[str]:
        return [str(KindOfViolence(kind).label) for kind in self.kinds_of_violence]


def address_of(reference: str) -> str:
    """Return the address of a case's page. Django is asked for one of them: a list has fifty."""
    return _address().replace(ANY_REFERENCE, reference)


@cache
def _address() -> str:
    return reverse("cases:case", kwargs={"reference": ANY_REFERENCE})


class Assignment(models.Model):
    """Who works on a case, and since when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name=_("worker")
    )
    role = models.CharField(_("role in the case"), max_length=15, choices=AssignmentRole)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(role=AssignmentRole.PRIMARY, until__isnull=True),
                name="assignment_one_primary_worker",
                violation_error_message=_("This case has a primary worker already."),
            ),
            models.UniqueConstraint(
                fields=["case", "worker", "role"],
                condition=Q(until__isnull=True),
                name="assignment_once_a_role",
                violation_error_message=_("This worker has this role in the case already."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["worker", "case"], condition=Q(until__isnull=True), name="assignment_of_worker_now"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class StatusChange(models.Model):
    """The domain history of a case: shown on it, never changed."""

    vault_tag = "status_change"
    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="status_changes")
    from_status = models.CharField(max_length=10, choices=CaseStatus)
    to_status = models.CharField(max_length=10, choices=CaseStatus)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = SealedTextField(_("reason"), tag="reason", purpose="case", null=True, blank=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"


class RiskAssessment(models.Model):
    """A judgement of the risk, with its reason; the newest one counts."""

    vault_tag = "risk_assessment"
    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="risk_assessments")
    level = models.CharField(_("risk level"), max_length=10, choices=RiskLevel)
    reason = SealedTextField(_("reason"), tag="reason", purpose="case")
    assessed_at = models.DateTimeField(_("assessed at"))
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk assessment")
        verbose_name_plural = _("risk assessments")
        indexes = [models.Index(fields=["case", "-assessed_at"], name="risk_newest_of_case")]

    def __str__(self) -> str:
        return f"{self.level} {self.pk}"


class TimelineEntry(models.Model):
    """One line of the case's story, written in the transaction of what it tells (decision 5).

    `facts` holds codes and numbers only (a kind, a status, minutes): never a name, never free text.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="timeline")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    subject_id = models.UUIDField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        indexes = [
            models.Index(fields=["case", "-occurred_at", "-id"], name="timeline_newest_of_case"),
            models.Index(fields=["case", "kind"], name="timeline_kinds_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"

    @property
    def template_names(self) -> list[str]:
        """Return the template of this verb, which its own app ships, and the plain one."""
        return [f"cases/timeline/{self.verb}.html", "cases/timeline/_plain.html"]

    def fact(self, name: str) -> Any:
        return self.facts.get(name)
