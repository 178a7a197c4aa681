"""Who may not see a case, whatever her role (decision 38)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vault.fields import SealedTextField
from vault.queryset import SealedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

LIVING = Q(lifted_at__isnull=True)
LIFTED_BY_NAME = Q(lifted_at__isnull=True, lifted_by__isnull=True) | Q(
    lifted_at__isnull=False, lifted_by__isnull=False, lifted_at__gte=F("declared_at")
)


class BarQuerySet(SealedQuerySet):
    """What bars somebody from a case."""

    def living(self) -> Self:
        return self.filter(LIVING)


class Bar(models.Model):
    """Somebody is barred from a case, until it is lifted; one that was lifted stays as history."""

    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declared_at = models.DateTimeField(_("declared at"))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    reason = SealedTextField(_("reason"), tag="reason", purpose="case", null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("lifted by"),
    )
    why_lifted = SealedTextField(_("why lifted"), tag="why_lifted", purpose="case", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"conflict {self.pk}"


class ConflictQuerySet(BarQuerySet):
    """Conflicts of workers."""

    def barring(self, worker: User) -> ConflictQuerySet:
        """Return the living conflicts of one worker: the one condition that is above every other rule."""
        return self.living().filter(worker=worker)


class ConflictOfInterest(Bar):
    """A worker who may not see a case. Of the living she has one a case."""

    vault_tag = "conflict"

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="conflicts", verbose_name=_("case"))
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("worker")
    )

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "worker"],
                condition=LIVING,
                name="conflict_one_living_a_worker",
                violation_error_message=_("This worker is barred from the case already."),
            ),
            models.CheckConstraint(
                name="conflict_lifted_names_the_worker",
                condition=LIFTED_BY_NAME,
                violation_error_message=_("A conflict that was lifted names who lifted it and when."),
            ),
        ]
        indexes = [models.Index(fields=["worker", "case"], condition=LIVING, name="conflict_of_worker_now")]


class BranchConflict(Bar):
    """A partner's branch to which a case is never referred: who used violence serves or has friends there."""

    vault_tag = "branch_conflict"

    case = models.ForeignKey(
        "cases.Case", models.CASCADE, related_name="branch_conflicts", verbose_name=_("case")
    )
    branch = models.ForeignKey("partners.Branch", models.PROTECT, related_name="+", verbose_name=_("branch"))

    objects = BarQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of a branch")
        verbose_name_plural = _("conflicts of branches")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "branch"],
                condition=LIVING,
                name="branch_conflict_one_living_a_branch",
                violation_error_message=_("This branch is barred from the case already."),
            ),
            models.CheckConstraint(
                name="branch_conflict_lifted_names_the_worker",
                condition=LIFTED_BY_NAME,
                violation_error_message=_("A conflict that was lifted names who lifted it and when."),
            ),
        ]
