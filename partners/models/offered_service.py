"""What branches offer."""

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.enums import ServiceKind
from partners.models.branch import Branch
from partners.models.entries import EntryQuerySet
from reference.models import Dated, holding_on


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
