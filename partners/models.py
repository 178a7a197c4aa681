"""Partners: who they are, where they sit, what they offer, whom to ask there. None of it is secret."""

import datetime as dt
import uuid
from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import CASE_ROLES
from accounts.models import User
from partners.enums import KEEPER_ROLES, PartnerKind, ServiceKind, SpokenLanguage
from reference.alphabet import AlphabetKey, shown_name
from reference.models import Dated, District, Named, NamedQuerySet, holding_on, in_active_language

Entry_co = TypeVar("Entry_co", bound=models.Model, covariant=True)


class PartnerOrganisationQuerySet(NamedQuerySet["PartnerOrganisation"]):
    """Organisations of the directory."""

    def visible_to(self, worker: User) -> Self:
        """Keepers see all, so that they can bring one back; other workers on cases those that are active."""
        seen = self.active() if worker.role in CASE_ROLES else self.none()
        return self if worker.role in KEEPER_ROLES else seen

    def kept_by(self, worker: User) -> Self:
        """Those who keep the directory reach every partner; others none."""
        return self if worker.role in KEEPER_ROLES else self.none()

    def active(self) -> Self:
        """Keep those with which the centre works today."""
        return self.filter(is_active=True)

    def named_like(self, words: str) -> Self:
        """Keep those whose name holds `words` in any language."""
        return self.filter(
            Q(name_ru__icontains=words) | Q(name_kk__icontains=words) | Q(name_en__icontains=words)
        )


class PartnerOrganisation(Named):
    """A body that helps the centre's clients, or whom the centre must tell."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=30, choices=PartnerKind)
    about_ru = models.TextField(_("what they do, in Russian"), blank=True)
    about_kk = models.TextField(_("what they do, in Kazakh"), blank=True)
    about_en = models.TextField(_("what they do, in English"), blank=True)
    website = models.URLField(_("website"), blank=True)
    agreed_to_be_listed = models.BooleanField(_("agreed to be listed in public"), default=False)
    checked_on = models.DateField(_("checked on"))
    is_active = models.BooleanField(_("works with us"), default=True)

    objects = PartnerOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                fields=["name_ru"],
                name="partner_organisation_name_is_taken_once",
                violation_error_message=_("A partner with this Russian name is already in the directory."),
            ),
            models.CheckConstraint(
                name="partner_organisation_kind_is_known",
                condition=Q(kind__in=PartnerKind.values),
                violation_error_message=_("Choose the kind of partner from the list."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("partners:detail", args=[self.pk])

    @property
    def about(self) -> str:
        """What they do, in the active language."""
        return in_active_language(self, "about")


class EntryQuerySet(models.QuerySet[Entry_co]):
    """What is written under a partner: branches, services, contact persons, agreements."""

    def kept_by(self, worker: User) -> Self:
        """Those who keep the directory reach every entry, ended ones too; others reach none."""
        return self if worker.role in KEEPER_ROLES else self.none()


class BranchQuerySet(EntryQuerySet["Branch"]):
    """Offices of partners."""

    def visible_to(self, worker: User) -> Self:
        """Workers on cases see the branches with which the centre works today; others see none."""
        return self.active() if worker.role in CASE_ROLES else self.none()

    def active(self) -> Self:
        """Keep open branches of active organisations."""
        return self.filter(is_active=True, organisation__is_active=True)

    def in_directory_order(self) -> Self:
        """Organisation by organisation, open branches first; `str` of a branch then costs no query."""
        return (
            self.select_related("organisation", "district")
            .annotate(
                sort_key=AlphabetKey(shown_name("organisation__name_")), own_key=AlphabetKey(shown_name())
            )
            .order_by("sort_key", "-is_active", "own_key", "pk")
        )


class Branch(Named):
    """An office of a partner: the place to which a client is referred."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        PartnerOrganisation, models.PROTECT, related_name="branches", verbose_name=_("partner")
    )
    district = models.ForeignKey(
        District, models.PROTECT, related_name="branches", verbose_name=_("district")
    )
    address = models.CharField(
        _("address"),
        max_length=250,
        blank=True,
        help_text=_("Leave it empty when the address is secret, as a shelter's is."),
    )
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    hours_ru = models.CharField(_("hours, in Russian"), max_length=150, blank=True)
    hours_kk = models.CharField(_("hours, in Kazakh"), max_length=150, blank=True)
    hours_en = models.CharField(_("hours, in English"), max_length=150, blank=True)
    languages = ArrayField(
        models.CharField(max_length=2, choices=SpokenLanguage),
        default=list,
        blank=True,
        verbose_name=_("languages spoken"),
    )
    is_active = models.BooleanField(_("open"), default=True)

    objects = BranchQuerySet.as_manager()

    class Meta:
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name_ru"],
                name="branch_name_is_taken_once",
                violation_error_message=_("This partner already has a branch with this Russian name."),
            ),
            models.CheckConstraint(
                name="branch_languages_are_known",
                condition=Q(languages__contained_by=SpokenLanguage.values),
                violation_error_message=_("Choose the languages from the list."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name} — {self.name}"

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()

    @property
    def hours(self) -> str:
        """Opening hours in the active language."""
        return in_active_language(self, "hours")

    def spoken_languages(self) -> list[str]:
        """The names of the languages in which a client can talk here."""
        return [str(SpokenLanguage(code).label) for code in self.languages]


class OfferedServiceQuerySet(EntryQuerySet["OfferedService"]):
    """What branches offer."""

    def valid_on(self, day: dt.date) -> Self:
        """Keep what is offered on `day`."""
        return self.filter(holding_on(day))


class OfferedService(Dated):
    """Something that a branch does for clients, for a time or always."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    branch = models.ForeignKey(Branch, models.CASCADE, related_name="services", verbose_name=_("branch"))
    kind = models.CharField(_("service"), max_length=30, choices=ServiceKind)
    is_free_of_charge = models.BooleanField(_("free of charge"), default=True)
    note = models.CharField(
        _("note"), max_length=250, blank=True, help_text=_("What to bring, whom they take. No client's data.")
    )

    objects = OfferedServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="offered_service_kind_is_known",
                condition=Q(kind__in=ServiceKind.values),
                violation_error_message=_("Choose the service from the list."),
            ),
            models.UniqueConstraint(
                fields=["branch", "kind", "valid_from"],
                nulls_distinct=False,
                name="offered_service_stands_once",
                violation_error_message=_("This branch already offers this service from that day."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return self.branch.get_absolute_url()


class ContactPerson(models.Model):
    """Whom to ask at a branch: work data only, never a private number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    branch = models.ForeignKey(Branch, models.CASCADE, related_name="contacts", verbose_name=_("branch"))
    position_ru = models.CharField(_("position in Russian"), max_length=150)
    position_kk = models.CharField(_("position in Kazakh"), max_length=150, blank=True)
    position_en = models.CharField(_("position in English"), max_length=150, blank=True)
    name = models.CharField(_("name"), max_length=150)
    work_phone = models.CharField(
        _("work phone"), max_length=60, blank=True, help_text=_("The office's number, not a private one.")
    )
    work_email = models.EmailField(_("work email"), blank=True)
    is_current = models.BooleanField(_("works there now"), default=True)

    objects = EntryQuerySet["ContactPerson"].as_manager()

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        constraints = [
            models.CheckConstraint(
                name="contact_person_can_be_reached",
                condition=~Q(work_phone="") | ~Q(work_email=""),
                violation_error_message=_("Write a work phone or a work email."),
            ),
        ]

    def __str__(self) -> str:
        return self.position

    def get_absolute_url(self) -> str:
        return self.branch.get_absolute_url()

    @property
    def position(self) -> str:
        """The position in the active language."""
        return in_active_language(self, "position")


class Agreement(models.Model):
    """A paper on working together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        PartnerOrganisation, models.CASCADE, related_name="agreements", verbose_name=_("partner")
    )
    number = models.CharField(_("number"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = EntryQuerySet["Agreement"].as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("-signed_on", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"],
                name="agreement_number_is_taken_once",
                violation_error_message=_("An agreement with this number is already recorded."),
            ),
            models.CheckConstraint(
                name="agreement_ends_after_it_is_signed",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("signed_on")),
                violation_error_message=_("The agreement cannot end before it is signed."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()
