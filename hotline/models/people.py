"""Who needs help, when that is not the caller alone."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.enums import AgeBand, HouseholdRole, Sex
from hotline.enums import RelationToCaller, Reply
from hotline.models.call import Call, CallCase
from vault.enums import Purpose
from vault.fields import SealedTextField
from vault.index import Findable, Indexed
from vault.queryset import SealedQuerySet

MOST_PEOPLE = 6
ROLES = [(role.value, role.label) for role in HouseholdRole if role != HouseholdRole.USED_VIOLENCE]


class CallPerson(Indexed):
    """Somebody who needs help, of whom a call tells. Everything is optional; an empty row is never written.

    She is sealed under the key of the call and stays with it. What becomes of her in a case is copied there
    (decision 4); `link` is the case into which she came.
    """

    vault_tag = "call_person"
    vault_owner = "call_id"
    found_by = ("name",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="people")
    place = models.PositiveSmallIntegerField(
        _("place in the form"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    link = models.ForeignKey(CallCase, models.SET_NULL, null=True, blank=True, related_name="people")
    name = SealedTextField(
        _("name"),
        tag="name",
        purpose=Purpose.CALL,
        max_length=120,
        blank=True,
    )
    relation = models.CharField(
        _("what this person is to the caller"), max_length=10, choices=RelationToCaller, blank=True
    )
    role = models.CharField(_("role in the matter"), max_length=15, choices=ROLES, blank=True)
    age_band = models.CharField(_("age"), max_length=5, choices=AgeBand, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    needs_help_now = models.CharField(_("Is help needed now?"), max_length=15, choices=Reply, blank=True)
    knows_of_call = models.CharField(
        _("Does this person know of the call?"), max_length=15, choices=Reply, blank=True
    )
    may_tell_caller = models.CharField(
        _("May we speak with the caller about this person?"), max_length=15, choices=Reply, blank=True
    )
    note = SealedTextField(
        _("note"),
        tag="note",
        purpose=Purpose.CALL,
        max_length=500,
        blank=True,
    )

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of a call")
        verbose_name_plural = _("people of calls")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "place"],
                name="call_person_once_a_place",
                violation_error_message=_("This person of the call is written down already."),
            ),
            models.CheckConstraint(
                name="call_person_is_one_of_six",
                condition=Q(place__gte=1, place__lte=MOST_PEOPLE),
                violation_error_message=_("A call tells of six people at most, beside the caller."),
            ),
            models.CheckConstraint(
                name="call_person_needs_help",
                condition=~Q(role=HouseholdRole.USED_VIOLENCE),
                violation_error_message=_("Who used violence is not one of the people who need help."),
            ),
        ]
        indexes = [GinIndex(fields=["tokens"], name="call_person_by_token", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.call_id} {self.place}"

    def findable(self) -> Findable:
        """Return what this person is found by when somebody calls again."""
        return Findable(names=[self.readable("name")])

    @property
    def label(self) -> str:
        """Return what stands for this person where no name is shown: "Person 2: Child, 5–9"."""
        words = [self.get_role_display(), self.get_age_band_display(), self.get_sex_display()]
        known = ", ".join(str(word) for word in words if word)
        person = gettext("Person %(number)s") % {"number": self.place}
        return f"{person}: {known}" if known else person
