"""The meeting of a case with a partner's service."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.enums import DisclosedItem
from cases.models import REFERENCE_LENGTH, Case
from referrals.enums import LIVING, WAITING_FOR_PARTNER, DeclineReason, ReferralStatus, SentHow
from vault.fields import SealedTextField
from vault.queryset import SealedQuerySet

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User

NEVER_SENT = frozenset({ReferralStatus.PREPARED, ReferralStatus.WITHDRAWN})


class ReferralQuerySet(SealedQuerySet):
    def visible_to(self, worker: User) -> ReferralQuerySet:
        return self.filter(case__in=Case.objects.visible_to(worker))

    def open_to(self, worker: User) -> ReferralQuerySet:
        """Return the referrals whose page `worker` may open now; `emergency_until` as of their case."""
        cases = Case.objects.open_to(worker).filter(pk=OuterRef("case"))
        until = Subquery(cases.values("emergency_until"))
        return self.filter(Exists(cases)).annotate(emergency_until=until)

    def living(self) -> ReferralQuerySet:
        return self.filter(status__in=LIVING)

    def waiting_for_partner(self) -> ReferralQuerySet:
        return self.filter(status__in=WAITING_FOR_PARTNER)

    def answer_due_by(self, day: dt.date) -> ReferralQuerySet:
        return self.waiting_for_partner().filter(answer_due_on__lte=day)


class Referral(models.Model):
    """Something we ask a partner to do for the people of a case."""

    vault_tag = "referral"
    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=REFERENCE_LENGTH, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="referrals", verbose_name=_("case"))
    receiver = models.ForeignKey(
        "partners.Branch", models.PROTECT, related_name="referrals", verbose_name=_("receiver")
    )
    status = models.CharField(
        _("status"), max_length=16, choices=ReferralStatus, default=ReferralStatus.PREPARED
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    items = ArrayField(models.CharField(max_length=15, choices=DisclosedItem), verbose_name=_("what is told"))
    consent = models.ForeignKey(
        "cases.Consent",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("consent"),
    )
    legal_basis = models.ForeignKey(
        "reference.LegalBasis",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("legal basis"),
    )
    client_was_told = models.BooleanField(_("the client was told"), null=True, blank=True)
    request = SealedTextField(_("what we ask for"), tag="request", purpose="case")
    prepared_at = models.DateTimeField(auto_now_add=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    sent_how = models.CharField(_("sent how"), max_length=16, choices=SentHow, blank=True)
    answer_due_on = models.DateField(_("answer expected by"), null=True, blank=True)
    receipt_number = SealedTextField(
        _("their receipt number"), tag="receipt_number", purpose="case", null=True, blank=True
    )
    recipient_person = SealedTextField(
        _("who took it there"), tag="recipient_person", purpose="case", null=True, blank=True
    )
    decline_reason = models.CharField(
        _("reason for declining"), max_length=20, choices=DeclineReason, blank=True
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "receiver"],
                condition=Q(status__in=sorted(LIVING)),
                name="referral_one_living_a_receiver",
                violation_error_message=_(
                    "This partner is dealing with the case already. Open that referral."
                ),
            ),
            models.CheckConstraint(
                name="referral_sent_has_consent_or_legal_basis",
                condition=Q(status__in=sorted(NEVER_SENT))
                | Q(consent__isnull=False)
                | Q(legal_basis__isnull=False),
                violation_error_message=_("Nothing leaves the centre without her consent or a legal basis."),
            ),
            models.CheckConstraint(
                name="referral_sent_names_moment_and_way",
                condition=Q(status__in=sorted(NEVER_SENT)) | (Q(sent_at__isnull=False) & ~Q(sent_how="")),
                violation_error_message=_("A referral that was sent says when and how."),
            ),
            models.CheckConstraint(
                name="referral_declined_has_reason",
                condition=(Q(status=ReferralStatus.DECLINED) & ~Q(decline_reason=""))
                | (~Q(status=ReferralStatus.DECLINED) & Q(decline_reason="")),
                violation_error_message=_("A declined referral names the reason; another one has none."),
            ),
            models.CheckConstraint(
                name="referral_tells_something",
                condition=Q(items__len__gt=0),
                violation_error_message=_("Choose at least one thing that is told."),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-prepared_at"], name="referral_newest_of_case"),
            models.Index(fields=["status", "-prepared_at", "-id"], name="referral_newest_of_status"),
            models.Index(fields=["receiver", "-prepared_at", "-id"], name="referral_newest_of_receiver"),
            models.Index(fields=["-prepared_at", "-id"], name="referral_newest_first"),
            models.Index(
                fields=["-prepared_at", "-id"], condition=Q(is_urgent=True), name="referral_newest_urgent"
            ),
            models.Index(
                fields=["answer_due_on", "id"],
                condition=Q(status__in=sorted(WAITING_FOR_PARTNER)),
                name="referral_waiting_by_day",
            ),
            models.Index(fields=["sent_at"], include=["status", "case"], name="referral_sent_by_moment"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("referrals:referral", kwargs={"reference": self.reference})

    @property
    def is_waiting_for_partner(self) -> bool:
        return self.status in WAITING_FOR_PARTNER

    @property
    def items_labels(self) -> list[str]:
        return [str(DisclosedItem(item).label) for item in self.items]


class ReferralStatusChange(models.Model):
    """Every move of a referral, shown on it; the note is the partner's answer in words."""

    vault_tag = "referral_status_change"
    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="status_changes")
    from_status = models.CharField(max_length=16, choices=ReferralStatus)
    to_status = models.CharField(max_length=16, choices=ReferralStatus)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = SealedTextField(_("note"), tag="note", purpose="case", null=True, blank=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("move of a referral")
        verbose_name_plural = _("moves of a referral")
        indexes = [models.Index(fields=["referral", "at"], name="referral_change_of_referral")]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"
