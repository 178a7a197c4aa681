"""Partners: who they are. Nothing about them is secret."""

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import CASE_ROLES
from accounts.models import User
from partners.enums import KEEPER_ROLES, PartnerKind
from reference.models import Named, NamedQuerySet, in_active_language

LISTED_AFTER_A_CHECK = dt.timedelta(days=365)
"""An entry that nobody has checked for a year leaves the public list: a wrong number is worse than none."""


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

    def listed_on(self, day: dt.date) -> Self:
        """Keep what the public may read on `day`: they agreed, work with us, were checked within a year."""
        return self.active().filter(agreed_to_be_listed=True, checked_on__gt=day - LISTED_AFTER_A_CHECK)

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
