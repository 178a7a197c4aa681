"""A file opened in an emergency by somebody to whom her role does not open it (decision 38)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from cases.enums import EmergencyCategory, EmergencyVerdict
from cases.models.conflict import ConflictOfInterest
from vault.fields import SealedTextField
from vault.queryset import SealedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

MINUTES = 60


class EmergencyAccessQuerySet(SealedQuerySet):
    """Which openings."""

    def living(self) -> EmergencyAccessQuerySet:
        """Return those that open a file now: not ended by the worker, and their hour is not over."""
        return self.filter(ended_at__isnull=True, expires_at__gt=timezone.now())

    def of_worker(self, worker: User) -> EmergencyAccessQuerySet:
        return self.filter(worker=worker)

    def reviewable_by(self, worker: User) -> EmergencyAccessQuerySet:
        """Return those that `worker` may review: of her team's cases, a manager all, never her own."""
        barring = ConflictOfInterest.objects.barring(worker).filter(case=OuterRef("case"))
        others = self.filter(~Exists(barring)).exclude(worker=worker)
        if worker.role == Role.COORDINATOR:
            return others.filter(case__team_id=worker.team_id)
        return others if worker.role == Role.MANAGER else self.none()

    def unreviewed(self) -> EmergencyAccessQuerySet:
        return self.filter(reviewed_at__isnull=True)


class EmergencyAccess(models.Model):
    """One worker, one case, one hour; afterwards somebody else looks at why."""

    vault_tag = "emergency"
    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="emergencies", verbose_name=_("case"))
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("worker")
    )
    category = models.CharField(_("kind of emergency"), max_length=20, choices=EmergencyCategory)
    reason = SealedTextField(_("reason"), tag="reason", purpose="case")
    opened_at = models.DateTimeField(_("opened at"))
    expires_at = models.DateTimeField(_("ends at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("reviewed by"),
    )
    verdict = models.CharField(_("verdict"), max_length=15, choices=EmergencyVerdict, blank=True)
    note = SealedTextField(_("note"), tag="note", purpose="case", null=True, blank=True)

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency access")
        verbose_name_plural = _("emergency accesses")
        constraints = [
            models.CheckConstraint(
                name="emergency_lasts_an_hour_at_most",
                condition=Q(expires_at__gt=F("opened_at"))
                & Q(expires_at__lte=F("opened_at") + dt.timedelta(minutes=MINUTES)),
                violation_error_message=_("An emergency opens a file for 60 minutes at most."),
            ),
            models.CheckConstraint(
                name="emergency_reviewed_by_somebody_else",
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, verdict="")
                | (
                    Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & ~Q(verdict="")
                    & ~Q(reviewed_by=F("worker"))
                ),
                violation_error_message=_("Somebody else reviews it, with a verdict."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["worker", "case", "expires_at"],
                condition=Q(ended_at__isnull=True),
                name="emergency_of_worker_now",
            ),
            models.Index(fields=["worker", "opened_at"], name="emergency_newest_of_worker"),
            models.Index(
                fields=["case", "opened_at"],
                condition=Q(reviewed_at__isnull=True),
                name="emergency_unreviewed",
            ),
        ]

    def __str__(self) -> str:
        return f"emergency {self.pk}"

    @property
    def is_living(self) -> bool:
        return self.ended_at is None and self.expires_at > timezone.now()
