"""What this app keeps: numbers as a manager approved them, which never change, and those of settled days."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
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


# Not a table of the report. Its codes are days: "2026-09-05", or "" where nothing took place before.
CLIENTS_BY_DAY_BEFORE = "clients_by_day_before"


class KeptDayQuerySet(models.QuerySet["KeptDay"]):
    def unchanged(self) -> KeptDayQuerySet:
        """Return the days on which nothing was changed since their numbers were counted."""
        return self.filter(~Exists(ChangedDay.objects.filter(day=OuterRef("day"))))


class KeptDay(models.Model):
    """A settled day whose numbers are kept, also when there are none."""

    day = models.DateField(primary_key=True)

    objects = KeptDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept day")
        verbose_name_plural = _("kept days")

    def __str__(self) -> str:
        return f"{self.day}"


class KeptNumber(models.Model):
    """How many of one code one team had on one day. `cut` is a table of the report, or the clients."""

    pk = models.CompositePrimaryKey("day", "team_id", "cut", "code")
    day = models.DateField()
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+")
    cut = models.CharField(max_length=30)
    code = models.CharField(max_length=30)
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("kept number")
        verbose_name_plural = _("kept numbers")

    def __str__(self) -> str:
        return f"{self.day} {self.cut}"


class ChangedDay(models.Model):
    """A mark that something of a day was changed. Only triggers write it: one row a change, so none waits."""

    day = models.DateField(db_index=True)

    class Meta:
        verbose_name = _("changed day")
        verbose_name_plural = _("changed days")

    def __str__(self) -> str:
        return f"{self.day}"
