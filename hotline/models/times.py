"""What was said about a call's times after the call: corrections, and who entered it later."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hotline.enums import WhyLater
from hotline.models.call import Call
from vault.enums import Purpose
from vault.fields import SealedTextField
from vault.queryset import SealedQuerySet

LONGEST_REASON = 500


class CallTimeCorrection(models.Model):
    """The times of a call were corrected; the call holds the newest. Rows are only added."""

    vault_tag = "call_time_correction"
    vault_owner = "call_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="time_corrections")
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()
    former_started_at = models.DateTimeField()
    former_ended_at = models.DateTimeField()
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"))
    reason = SealedTextField(_("reason"), tag="reason", purpose=Purpose.CALL, max_length=LONGEST_REASON)

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of times")
        verbose_name_plural = _("corrections of times")
        constraints = [
            models.CheckConstraint(
                name="call_time_correction_ends_after_it_starts",
                condition=Q(ended_at__gte=F("started_at")),
                violation_error_message=_("A call ends after it starts."),
            )
        ]
        triggers = [pgtrigger.Protect(name="call_time_corrections_only_grow", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return str(self.pk)


class LateEntry(models.Model):
    """A call that was written down after it was over: by whom, for whom, and why so late."""

    call = models.OneToOneField(Call, models.CASCADE, primary_key=True, related_name="late_entry")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who answered")
    )
    entered_at = models.DateTimeField()
    why = models.CharField(_("why it is entered later"), max_length=20, choices=WhyLater)

    class Meta:
        verbose_name = _("call entered later")
        verbose_name_plural = _("calls entered later")
        constraints = [
            models.CheckConstraint(
                name="late_entry_says_why",
                condition=~Q(why=""),
                violation_error_message=_("Say why the call is entered later."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
