"""What the client allowed: for one receiver, for named purposes, until a day."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.enums import ConsentGivenBy, ConsentPurpose, ConsentWay, DisclosedItem
from cases.models.case import Case
from vault.fields import SealedTextField
from vault.queryset import SealedQuerySet

if TYPE_CHECKING:
    import datetime as dt


class ConsentQuerySet(SealedQuerySet):
    def valid_on(self, day: dt.date) -> ConsentQuerySet:
        """Return the consents that hold on `day`: begun, not ended, not withdrawn."""
        return self.filter(given_on__lte=day, valid_until__gte=day, withdrawn_at__isnull=True)


class Consent(models.Model):
    """Informed, time-limited and for one receiver only; withdrawal acts at once (NNEDV, law 94-V art. 8)."""

    vault_tag = "consent"
    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="consents")
    receiver = models.ForeignKey(
        "partners.Branch", models.PROTECT, related_name="+", verbose_name=_("receiver")
    )
    purposes = ArrayField(models.CharField(max_length=15, choices=ConsentPurpose), verbose_name=_("purposes"))
    items = ArrayField(
        models.CharField(max_length=15, choices=DisclosedItem), verbose_name=_("what may be told")
    )
    given_by = models.CharField(_("given by"), max_length=15, choices=ConsentGivenBy)
    way = models.CharField(_("given how"), max_length=10, choices=ConsentWay)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES)
    given_on = models.DateField(_("given on"))
    valid_until = models.DateField(_("valid until"))
    note = SealedTextField(_("note"), tag="note", purpose="case", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                name="consent_ends_after_it_begins",
                condition=Q(valid_until__gte=F("given_on")),
                violation_error_message=_("A consent ends on or after the day it was given."),
            ),
            models.CheckConstraint(
                name="consent_names_purpose_and_items",
                condition=Q(purposes__len__gt=0, items__len__gt=0),
                violation_error_message=_(
                    "A consent names at least one purpose and one thing that may be told."
                ),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_names_the_worker",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message=_("A withdrawal names the worker who took it down."),
            ),
        ]
        indexes = [models.Index(fields=["case", "receiver"], name="consent_of_case_for_receiver")]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    def is_valid_on(self, day: dt.date) -> bool:
        return self.withdrawn_at is None and self.given_on <= day <= self.valid_until

    @property
    def purposes_labels(self) -> list[str]:
        return [str(ConsentPurpose(purpose).label) for purpose in self.purposes]

    @property
    def items_labels(self) -> list[str]:
        return [str(DisclosedItem(item).label) for item in self.items]
