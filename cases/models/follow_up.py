"""An agreed next contact, its attempts, and the reminders to staff about it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.enums import AttemptOutcome, CheckInOutcome, FollowUpKind, FollowUpStatus
from cases.models.case import Case
from vault.fields import SealedTextField
from vault.queryset import SealedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class FollowUpQuerySet(SealedQuerySet):
    def planned(self) -> FollowUpQuerySet:
        return self.filter(status=FollowUpStatus.PLANNED)

    def due_by(self, day: dt.date) -> FollowUpQuerySet:
        """Return what should be done on `day` or should have been before."""
        return self.planned().filter(due_on__lte=day)

    def visible_to(self, worker: User) -> FollowUpQuerySet:
        return self.filter(case__in=Case.objects.visible_to(worker))


class FollowUp(models.Model):
    """A contact that was agreed: a local day and the hours in which it is safe (decision 24)."""

    vault_tag = "follow_up"
    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="follow_ups")
    version = models.PositiveIntegerField(default=1, editable=False)
    kind = models.CharField(_("purpose"), max_length=20, choices=FollowUpKind)
    status = models.CharField(
        _("status"), max_length=12, choices=FollowUpStatus, default=FollowUpStatus.PLANNED
    )
    due_on = models.DateField(_("date of next contact"))
    window_from = models.TimeField(_("from"), null=True, blank=True)
    window_until = models.TimeField(_("until"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="follow_ups", verbose_name=_("who")
    )
    origin = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)
    planned_at = models.DateTimeField(auto_now_add=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    outcome = models.CharField(_("outcome"), max_length=15, choices=CheckInOutcome, blank=True)
    her_words = SealedTextField(_("her words"), tag="her_words", purpose="case", null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.CheckConstraint(
                name="follow_up_settled_names_worker_and_moment",
                condition=Q(status=FollowUpStatus.PLANNED, settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(status=FollowUpStatus.PLANNED) & Q(settled_at__isnull=False, settled_by__isnull=False)),
                violation_error_message=_("A settled follow-up names who settled it and when."),
            ),
            models.CheckConstraint(
                name="follow_up_only_done_has_outcome",
                condition=Q(status=FollowUpStatus.DONE) | Q(outcome=""),
                violation_error_message=_("Only a follow-up that is done has an outcome."),
            ),
            models.CheckConstraint(
                name="follow_up_hours_are_a_window",
                condition=Q(window_from__isnull=True, window_until__isnull=True)
                | Q(window_from__isnull=False, window_until__isnull=False, window_from__lt=F("window_until")),
                violation_error_message=_("The hours begin before they end; give both or neither."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status=FollowUpStatus.PLANNED),
                name="follow_up_planned_by_day",
            ),
            models.Index(
                fields=["case", "due_on"],
                condition=Q(status=FollowUpStatus.PLANNED),
                name="follow_up_planned_of_case",
            ),
            models.Index(
                fields=["responsible", "due_on"],
                condition=Q(status=FollowUpStatus.PLANNED),
                name="follow_up_planned_of_worker",
            ),
            models.Index(
                fields=["settled_at"],
                condition=Q(status=FollowUpStatus.DONE) & ~Q(outcome=""),
                include=["outcome", "case"],
                name="follow_up_answered_by_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ContactAttempt(models.Model):
    """One attempt to reach her: begun when the number was shown, ended by an outcome."""

    vault_tag = "contact_attempt"
    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="attempts")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    outcome = models.CharField(_("how it ended"), max_length=25, choices=AttemptOutcome, blank=True)
    outside_hours_reason = SealedTextField(
        _("why outside her safe hours"), tag="outside_hours_reason", purpose="case", null=True, blank=True
    )
    expired_reason = SealedTextField(
        _("why after her permission had ended"), tag="expired_reason", purpose="case", null=True, blank=True
    )
    note = SealedTextField(_("note"), tag="note", purpose="case", null=True, blank=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.CheckConstraint(
                name="contact_attempt_ended_has_outcome",
                condition=(Q(ended_at__isnull=True) & Q(outcome=""))
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                violation_error_message=_("An attempt that has ended says how it ended."),
            ),
            models.UniqueConstraint(
                fields=["follow_up"],
                condition=Q(ended_at__isnull=True),
                name="contact_attempt_one_at_a_time",
                violation_error_message=_("An attempt is running already: say first how it ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Reminder(models.Model):
    """The message to staff about a follow-up; the unique row decides that it goes out once (decision 24)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="reminders")
    step = models.PositiveSmallIntegerField(_("step"))
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField(_("for the day"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "step", "recipient", "due_on"],
                name="reminder_once_a_step",
                violation_error_message=_("This reminder has been given already."),
            )
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"


class ReminderClock(models.Model):
    """When reminders go out and when they were last looked for: one row, shown in the footer."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    digest_from = models.TimeField(_("reminders go out from"), default=dt.time(8))
    last_ran_at = models.DateTimeField(_("last ran at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder clock")
        verbose_name_plural = _("reminder clocks")
        constraints = [
            models.CheckConstraint(
                name="reminder_clock_is_one_row",
                condition=Q(id=1),
                violation_error_message=_("There is one reminder clock."),
            )
        ]

    def __str__(self) -> str:
        return "reminder clock"
