"""What is kept of second steps beside the authenticators, which are allauth's rows (`mfa.Authenticator`)."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import ResetReason

PATIENCE = timedelta(minutes=3)  # U6
CODES_ARE_COUNTED_FOR = timedelta(minutes=30)
KEPT_FOR = timedelta(days=1)


class SecondStepQuerySet(models.QuerySet["SecondStep"]):
    """Which right passwords."""

    def to_tell(self) -> Self:
        """Return those that were not followed by a second step in time, and of which nobody was told."""
        return self.filter(finished_at=None, told_at=None, began_at__lte=timezone.now() - PATIENCE)

    def recent(self) -> Self:
        return self.filter(began_at__gt=timezone.now() - CODES_ARE_COUNTED_FOR)

    def past(self) -> Self:
        return self.filter(began_at__lte=timezone.now() - KEPT_FOR)


class SecondStep(models.Model):
    """A right password, after which the second step is to come: one row each time, kept for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_steps", verbose_name=_("worker")
    )
    began_at = models.DateTimeField(_("password accepted at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    told_at = models.DateTimeField(_("worker told at"), null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), default=0)

    objects = SecondStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("second step")
        verbose_name_plural = _("second steps")
        indexes = [models.Index(fields=["worker", "began_at"], name="accounts_secondstep_by_worker")]

    def __str__(self) -> str:
        return f"Second step {self.pk}"


class SecondFactorResetQuerySet(models.QuerySet["SecondFactorReset"]):
    """Which resets."""

    def open(self) -> Self:
        """Return those that wait for a second person and are not too old."""
        return self.filter(confirmed_at=None, expires_at__gt=timezone.now(), worker__is_active=True)


class SecondFactorReset(models.Model):
    """One person asks that a worker may enrol anew, another one who knows her confirms (U1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="second_factor_resets",
        verbose_name=_("worker"),
    )
    reason = models.CharField(_("reason"), max_length=20, choices=ResetReason)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = SecondFactorResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("reset of the second step")
        verbose_name_plural = _("resets of the second step")
        ordering = ("started_at",)
        constraints = [
            models.CheckConstraint(
                name="accounts_reset_reason_is_known",
                condition=models.Q(reason__in=ResetReason.values),
                violation_error_message=_("Choose one of the reasons."),
            ),
            models.CheckConstraint(
                name="accounts_reset_is_not_started_for_oneself",
                condition=~models.Q(started_by=models.F("worker")),
                violation_error_message=_("Nobody resets the own second step."),
            ),
            models.CheckConstraint(
                name="accounts_reset_takes_another_person",
                condition=models.Q(confirmed_by=None)
                | (
                    ~models.Q(confirmed_by=models.F("started_by"))
                    & ~models.Q(confirmed_by=models.F("worker"))
                ),
                violation_error_message=_("Another person confirms, who is not the worker herself."),
            ),
            models.CheckConstraint(
                name="accounts_reset_confirmation_is_whole",
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                violation_error_message=_("A confirmation names who confirmed and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"Reset {self.pk}"
