"""Where partners sit."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import CASE_ROLES
from accounts.models import User
from partners.enums import SpokenLanguage
from partners.models.entries import EntryQuerySet
from partners.models.organisation import PartnerOrganisation
from reference.alphabet import AlphabetKey, shown_name
from reference.models import District, Named, in_active_language
from reference.telephones import dialled


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

    @property
    def dialled(self) -> str:
        """The first number of the phone as a telephone takes it."""
        return dialled(self.phone)

    def spoken_languages(self) -> list[str]:
        """The names of the languages in which a client can talk here."""
        return [str(SpokenLanguage(code).label) for code in self.languages]
