"""Who is on duty, and since when."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = dt.timedelta(hours=14)  # a night of twelve hours and what comes after it; longer was forgotten


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Which shifts."""

    def open(self) -> Self:
        """Return those that nobody has ended and that are not forgotten: who says that she is here."""
        return self.filter(ended_at__isnull=True, began_at__gt=timezone.now() - LONGEST)

    def reachable(self) -> Self:
        """Return those on which others may rely: a shift whose planned end has passed is open, no more."""
        return self.open().filter(Q(planned_until__isnull=True) | Q(planned_until__gt=timezone.now()))

    def forgotten(self) -> Self:
        return self.filter(ended_at__isnull=True, began_at__lte=timezone.now() - LONGEST)


class Shift(models.Model):
    """One worker on duty from one moment to another; she begins and ends it herself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="shifts", verbose_name=_("worker")
    )
    began_at = models.DateTimeField(_("began at"))
    planned_until = models.DateTimeField(_("planned until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.UniqueConstraint(
                fields=["worker"],
                condition=Q(ended_at__isnull=True),
                name="accounts_shift_one_open_a_worker",
                violation_error_message=_("This worker is on duty already."),
            ),
            models.CheckConstraint(
                name="accounts_shift_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                violation_error_message=_("A shift ends after it began."),
            ),
            models.CheckConstraint(
                name="accounts_shift_lasts_14_hours_at_most",
                condition=Q(planned_until__isnull=True)
                | Q(planned_until__gt=F("began_at"), planned_until__lte=F("began_at") + LONGEST),
                violation_error_message=_("A shift lasts 14 hours at most. Choose an earlier end."),
            ),
        ]

    def __str__(self) -> str:
        return f"Shift {self.pk}"

    @property
    def is_over_its_plan(self) -> bool:
        return self.planned_until is not None and self.planned_until <= timezone.now()
