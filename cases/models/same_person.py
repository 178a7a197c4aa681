"""That somebody of one case is somebody of another: each case keeps its own keys and rights (decision 1)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.enums import SameVerdict
from cases.models.person import Person

if TYPE_CHECKING:
    from collections.abc import Collection


def ordered(one: Person, other: Person) -> tuple[Person, Person]:
    """Return two people in the order in which a pair of them stands: the lower id first."""
    return (one, other) if one.pk < other.pk else (other, one)


class SamePersonQuerySet(models.QuerySet["SamePerson"]):
    """Pairs of people of two cases."""

    def of_people(self, people: Collection[Person]) -> SamePersonQuerySet:
        return self.filter(Q(person_a__in=people) | Q(person_b__in=people))


class SamePerson(models.Model):
    """What a worker has said of two people of two cases. The newest word counts, the journal keeps all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_a = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("one person"))
    person_b = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("other person"))
    verdict = models.CharField(_("verdict"), max_length=15, choices=SameVerdict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"))

    objects = SamePersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("same person")
        verbose_name_plural = _("same people")
        constraints = [
            models.CheckConstraint(
                name="same_person_lower_id_first",
                condition=Q(person_a__lt=F("person_b")),
                violation_error_message=_("A pair stands once, and nobody makes a pair with herself."),
            ),
            models.UniqueConstraint(
                fields=["person_a", "person_b"],
                name="same_person_once_a_pair",
                violation_error_message=_("Somebody has decided about these two already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.pk}"
