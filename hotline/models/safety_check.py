"""The safety check that was asked during a call."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.enums import RiskLevel
from hotline.models.call import Call
from vault.enums import Purpose
from vault.fields import SealedJSONField, SealedTextField
from vault.queryset import SealedQuerySet

if TYPE_CHECKING:
    from collections.abc import Mapping

RAISES = (
    Q(judged="")
    | Q(band__in=["", RiskLevel.LOW], judged__in=[RiskLevel.MEDIUM, RiskLevel.HIGH])
    | Q(band=RiskLevel.MEDIUM, judged=RiskLevel.HIGH)
)


class SafetyCheck(models.Model):
    """What the answers said when the call was finished, and what its worker judged. Never changed after."""

    vault_tag = "safety_check"
    vault_owner = "call_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.OneToOneField(Call, models.CASCADE, related_name="safety_check")
    instrument = models.ForeignKey("reference.RiskInstrument", models.PROTECT, related_name="+")
    answers = SealedJSONField(_("answers"), tag="answers", purpose=Purpose.CALL, blank=True)
    answered = models.PositiveSmallIntegerField(_("answered yes or no"))
    asked = models.PositiveSmallIntegerField(_("questions asked"))
    points = models.PositiveSmallIntegerField(_("points"))
    band = models.CharField(_("what the answers say"), max_length=10, choices=RiskLevel, blank=True)
    judged = models.CharField(_("judged higher"), max_length=10, choices=RiskLevel, blank=True)
    reason = SealedTextField(_("reason"), tag="reason", purpose=Purpose.CALL, blank=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("safety check of a call")
        verbose_name_plural = _("safety checks of calls")
        constraints = [
            models.CheckConstraint(
                name="safety_check_is_only_raised",
                condition=RAISES,
                violation_error_message=_("A judgement only raises what the answers say."),
            ),
            models.CheckConstraint(
                name="safety_check_judged_has_reason",
                condition=Q(judged="") | Q(reason__isnull=False),
                violation_error_message=_("A higher judgement has a reason."),
            ),
            models.CheckConstraint(
                name="safety_check_answers_were_asked",
                condition=Q(answered__lte=models.F("asked")),
                violation_error_message=_("No more is answered than was asked."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="safety_checks_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def level(self) -> str:
        """Return the level that counts: the judgement where there is one. Empty: not enough is known."""
        return self.judged or self.band

    @property
    def replies(self) -> Mapping[str, str]:
        """Return the answers by the code of their question. Ask it inside `reading_call`."""
        return self.answers or {}
