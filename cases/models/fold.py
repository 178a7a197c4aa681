"""A case that was opened twice, folded into the one that goes on."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from vault.fields import SealedJSONField
from vault.queryset import SealedQuerySet

DAYS_TO_UNDO = 30  # the centre's request: a mistaken fold can be undone for 30 days


class CaseFoldQuerySet(SealedQuerySet):
    def living(self) -> CaseFoldQuerySet:
        """Return the folds that hold: their folded cases are shells and count nowhere."""
        return self.filter(undone_at__isnull=True)

    def can_be_undone(self) -> CaseFoldQuerySet:
        """Return the living folds whose 30 days are not over, by the clock of the database."""
        return self.living().filter(folded_at__gt=Now() - dt.timedelta(days=DAYS_TO_UNDO))

    def newest_of(self, case: Case) -> CaseFold | None:
        """Return the newest fold of a case that was opened twice, with both cases and who folded it."""
        folds = self.filter(folded=case).select_related("folded", "kept", "folded_by")
        return cast("CaseFold | None", folds.order_by("-folded_at").first())


class CaseFold(models.Model):
    """Who folded which case into which, and what is needed to take it back.

    A fold that was undone stays as history, so a case may have several, of which one lives. `before` holds
    what the kept case said before and what moved, sealed under the kept case; an undone fold has none.
    """

    vault_tag = "case_fold"
    vault_owner = "kept_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    folded = models.ForeignKey(
        Case, models.CASCADE, related_name="folds", verbose_name=_("case that was opened twice")
    )
    kept = models.ForeignKey(
        Case, models.PROTECT, related_name="folds_taken_in", verbose_name=_("case that goes on")
    )
    folded_at = models.DateTimeField(_("folded at"))
    folded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("folded by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("undone by"),
    )
    before = SealedJSONField(_("before the fold"), tag="before", purpose="case", null=True, blank=True)

    objects = CaseFoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("fold of a case")
        verbose_name_plural = _("folds of cases")
        constraints = [
            models.CheckConstraint(
                name="case_fold_takes_two_cases",
                condition=~Q(folded=F("kept")),
                violation_error_message=_("A case cannot be folded into itself."),
            ),
            models.CheckConstraint(
                name="case_fold_undone_names_the_worker",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False, undone_at__gte=F("folded_at")),
                violation_error_message=_("A fold that was undone names who undid it and when."),
            ),
            models.UniqueConstraint(
                fields=["folded"],
                condition=Q(undone_at__isnull=True),
                name="case_fold_one_living_a_case",
                violation_error_message=_("This case was folded into another one already."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["kept", "-folded_at"],
                condition=Q(undone_at__isnull=True),
                name="case_fold_newest_of_kept",
            )
        ]

    def __str__(self) -> str:
        return f"fold {self.pk}"

    @property
    def can_be_undone_until(self) -> dt.datetime:
        return self.folded_at + dt.timedelta(days=DAYS_TO_UNDO)

    @property
    def is_too_old_to_undo(self) -> bool:
        return timezone.now() >= self.can_be_undone_until
