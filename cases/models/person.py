"""The people of one case, and how the client may be reached safely."""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.enums import (
    AgeBand,
    ContactChannel,
    HouseholdRole,
    MayContact,
    Relationship,
    SafetyDecision,
    Sex,
    VoicemailRule,
    Weekday,
)
from cases.models.case import Case
from vault.fields import SealedDateField, SealedTextField
from vault.index import Findable, Indexed
from vault.queryset import SealedQuerySet
from vault.tokens import Population

BETWEEN_NAMES = re.compile(r"[,;/\n]")


class Person(Indexed):
    """Somebody of the household, inside exactly one case (decision 1). Every name is optional."""

    vault_tag = "person"
    vault_owner = "case_id"
    found_by = ("role", "name", "other_names", "code_name", "phone", "iin")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="household")
    version = models.PositiveIntegerField(default=1, editable=False)
    role = models.CharField(_("role in the household"), max_length=15, choices=HouseholdRole)
    relationship = models.CharField(
        _("relationship to the client"), max_length=20, choices=Relationship, blank=True
    )
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    age_band_at_first_contact = models.CharField(
        _("age group at first contact"), max_length=5, choices=AgeBand, blank=True
    )
    age_band_at_incident = models.CharField(
        _("age group at the time of the violence"), max_length=5, choices=AgeBand, blank=True
    )
    lives_with_client = models.BooleanField(_("lives with the client"), null=True, blank=True)
    saw_the_violence = models.BooleanField(_("saw the violence"), null=True, blank=True)
    name = SealedTextField(_("name"), tag="name", purpose="case", null=True, blank=True)
    other_names = SealedTextField(_("other names"), tag="other_names", purpose="case", null=True, blank=True)
    code_name = SealedTextField(
        _("code name she chose"), tag="code_name", purpose="case", null=True, blank=True
    )
    birth_date = SealedDateField(_("date of birth"), tag="birth_date", purpose="case", null=True, blank=True)
    phone = SealedTextField(_("telephone"), tag="phone", purpose="case", null=True, blank=True)
    iin = SealedTextField(_("IIN"), tag="iin", purpose="case", null=True, blank=True)
    address = SealedTextField(_("address"), tag="address", purpose="case", null=True, blank=True)
    occupation = SealedTextField(_("occupation"), tag="occupation", purpose="case", null=True, blank=True)
    note = SealedTextField(_("note"), tag="note", purpose="case", null=True, blank=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of the household")
        verbose_name_plural = _("people of the household")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(role=HouseholdRole.CLIENT),
                name="person_one_client_a_case",
                violation_error_message=_("A case has exactly one client."),
            ),
            models.CheckConstraint(
                name="person_client_has_no_relationship",
                condition=~Q(role=HouseholdRole.CLIENT) | Q(relationship=""),
                violation_error_message=_(
                    "The client is not related to herself: leave the relationship empty."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "role"], name="person_of_case"),
            GinIndex(fields=["tokens"], name="person_by_token", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    def findable(self) -> Findable:
        """Return what somebody is found by. Who used violence is found among his like only (decision 37)."""
        is_perpetrator = self.role == HouseholdRole.USED_VIOLENCE
        return Findable(
            population=Population.PERPETRATOR if is_perpetrator else Population.CLIENT,
            names=self.known_names,
            phones=[self.readable("phone")],
            iins=[self.readable("iin")],
        )

    @property
    def known_names(self) -> list[str]:
        """Return every name that she is known by: now, before a marriage, by choice."""
        others = BETWEEN_NAMES.split(self.readable("other_names"))
        return [name for name in (self.readable("name"), *others, self.readable("code_name")) if name.strip()]

    @property
    def label(self) -> str:
        """Return what stands for this person where no name is shown: "Son", "Client"."""
        return str(Relationship(self.relationship).label if self.relationship else self.role_in_words)

    @property
    def role_in_words(self) -> str:
        return str(HouseholdRole(self.role).label)

    @property
    def facts_in_words(self) -> list[str]:
        """Return what is known of this person in clear, beside the label."""
        band = self.age_band_at_first_contact
        facts = [self.role_in_words, str(AgeBand(band).label) if band else ""]
        if self.lives_with_client is not None:
            facts.append(
                gettext("lives with the client") if self.lives_with_client else gettext("lives elsewhere")
            )
        if self.saw_the_violence:
            facts.append(gettext("saw the violence"))
        return [fact for fact in facts if fact and fact != self.label]


class SafeContact(Indexed):
    """How she may be reached without putting her in danger. Unspecified means no (NNEDV)."""

    vault_tag = "safe_contact"
    vault_owner = "case_id"
    found_by = ("number", "ask_for")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.CASCADE, related_name="safe_contact")
    version = models.PositiveIntegerField(default=1, editable=False)
    may_contact = models.CharField(
        _("may we contact her?"), max_length=10, choices=MayContact, default=MayContact.NO
    )
    channel = models.CharField(_("how"), max_length=10, choices=ContactChannel, blank=True)
    safe_days = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        default=list,
        blank=True,
        verbose_name=_("safe days"),
    )
    safe_from = models.TimeField(_("safe from"), null=True, blank=True)
    safe_until = models.TimeField(_("safe until"), null=True, blank=True)
    voicemail = models.CharField(
        _("voicemail"), max_length=15, choices=VoicemailRule, default=VoicemailRule.NEVER
    )
    messages_allowed = models.BooleanField(_("messages allowed"), default=False)
    message_wording = SealedTextField(
        _("agreed words of a message"), tag="message_wording", purpose="case", null=True, blank=True
    )
    also_used_by = SealedTextField(
        _("who else uses the telephone"), tag="also_used_by", purpose="case", null=True, blank=True
    )
    language = models.CharField(_("her language"), max_length=2, choices=settings.LANGUAGES, blank=True)
    number = SealedTextField(_("safe number"), tag="number", purpose="case", null=True, blank=True)
    ask_for = SealedTextField(_("name to ask for"), tag="ask_for", purpose="case", null=True, blank=True)
    code_word = SealedTextField(_("code phrase"), tag="code_word", purpose="case", null=True, blank=True)
    if_someone_else = SealedTextField(
        _("what to say if someone else answers"), tag="if_someone_else", purpose="case", null=True, blank=True
    )
    alert = SealedTextField(_("warning before contact"), tag="alert", purpose="case", null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    valid_until = models.DateField(_("she agrees until"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("all contact stopped at"), null=True, blank=True)
    stop_reviewed_at = models.DateTimeField(_("safety reviewed at"), null=True, blank=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("safe contact")
        verbose_name_plural = _("safe contacts")
        constraints = [
            models.CheckConstraint(
                name="safe_contact_hours_are_a_window",
                condition=Q(safe_from__isnull=True, safe_until__isnull=True)
                | Q(safe_from__isnull=False, safe_until__isnull=False, safe_from__lt=F("safe_until")),
                violation_error_message=_("Safe hours begin before they end; give both or neither."),
            ),
            models.CheckConstraint(
                name="safe_contact_names_a_way",
                condition=~Q(may_contact=MayContact.YES) | ~Q(channel=""),
                violation_error_message=_("Say how she may be contacted."),
            ),
            models.CheckConstraint(
                name="safe_contact_stopped_means_no",
                condition=Q(stopped_at__isnull=True) | ~Q(may_contact=MayContact.YES),
                violation_error_message=_(
                    "Contact has been stopped: a coordinator decides whether it may begin again."
                ),
            ),
            models.CheckConstraint(
                name="safe_contact_review_is_of_a_stop",
                condition=Q(stop_reviewed_at__isnull=True) | Q(stopped_at__isnull=False),
                violation_error_message=_("Only a stop of all contact is reviewed."),
            ),
        ]
        indexes = [
            GinIndex(fields=["tokens"], name="safe_contact_by_token", fastupdate=False),
            models.Index(
                fields=["stopped_at"],
                condition=Q(stopped_at__isnull=False, stop_reviewed_at__isnull=True),
                name="safe_contact_stop_to_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.may_contact} {self.pk}"

    def findable(self) -> Findable:
        """Return what her file is found by when she calls from the number that she gave as safe."""
        return Findable(names=[self.readable("ask_for")], phones=[self.readable("number")])


class SafetyReview(models.Model):
    """What a coordinator decided after a stop of all contact, and why. Rows are only added."""

    vault_tag = "safety_review"
    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="safety_reviews")
    stopped_at = models.DateTimeField(_("all contact stopped at"))
    decision = models.CharField(_("decision"), max_length=15, choices=SafetyDecision)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(_("safety reviewed at"))
    note = SealedTextField(_("what the decision rests on"), tag="note", purpose="case")

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("safety review")
        verbose_name_plural = _("safety reviews")
        constraints = [
            models.CheckConstraint(
                name="safety_review_follows_its_stop",
                condition=Q(reviewed_at__gte=F("stopped_at")),
                violation_error_message=_("A stop of all contact is reviewed after it."),
            )
        ]
        indexes = [models.Index(fields=["case", "-reviewed_at"], name="safety_review_of_case")]

    def __str__(self) -> str:
        return f"{self.decision} {self.pk}"
