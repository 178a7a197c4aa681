"""Papers on working together."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.models.entries import EntryQuerySet
from partners.models.organisation import PartnerOrganisation


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
