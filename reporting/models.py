"""The only table of this app: the numbers of a period as a manager approved them. They never change."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.periods import Period

if TYPE_CHECKING:
    import datetime as dt

# Days from a later one to an earlier one are no range: the database refuses them by itself.
DAYS = Func(F("first_on"), F("last_on"), Value("[]"), function="daterange")


class ApprovedSnapshotQuerySet(models.QuerySet["ApprovedSnapshot"]):
    def newest_first(self) -> ApprovedSnapshotQuerySet:
        return self.order_by("-first_on")


class ApprovedSnapshot(models.Model):
    """What the website shows of one period. Small numbers are hidden before they are written here.

    `figures` holds codes and numbers only; their words are looked up in the reader's language. No two
    periods share a day: a year and its quarters together would give a hidden number away.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period_code = models.CharField(_("period"), max_length=25, unique=True, editable=False)
    first_on = models.DateField(_("first day"), editable=False)
    last_on = models.DateField(_("last day"), editable=False)
    figures = models.JSONField(_("figures"), editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), editable=False)

    objects = ApprovedSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("approved numbers")
        verbose_name_plural = _("approved numbers")
        constraints = [
            ExclusionConstraint(
                name="approved_snapshot_periods_share_no_day",
                expressions=[(DAYS, RangeOperators.OVERLAPS)],
                violation_error_message=_("Numbers of some of these days are approved already."),
            ),
            models.CheckConstraint(
                name="approved_snapshot_period_is_over",
                condition=Q(approved_at__date__gt=F("last_on")),
                violation_error_message=_("Numbers are approved only when their period is over."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="approved_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="approved_is_never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'Approved numbers stay: % refuses truncate', TG_TABLE_NAME;",
            ),
        ]

    def __str__(self) -> str:
        return self.period_code

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)

    @property
    def approved_on(self) -> dt.date:
        """Return the day of approval in the centre's time zone."""
        return timezone.localdate(self.approved_at)
