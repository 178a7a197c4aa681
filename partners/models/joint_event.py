"""What the centre holds together with partners, and how many came. Numbers and words, nobody's name."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import CASE_ROLES
from accounts.models import User
from partners.enums import JointEventKind, ParticipantKind, ParticipantSex
from partners.models.entries import EntryQuerySet
from partners.models.organisation import PartnerOrganisation
from reference.models import District


class JointEventQuerySet(EntryQuerySet["JointEvent"]):
    """Round tables, seminars and trainings, planned and past."""

    def visible_to(self, worker: User) -> Self:
        """Workers on cases see every joint event; others see none."""
        return self.all() if worker.role in CASE_ROLES else self.none()

    def held(self) -> Self:
        """Keep those that took place: only these count in the statistics."""
        return self.filter(is_cancelled=False, held_on__lte=timezone.localdate())


class JointEvent(models.Model):
    """A round table, a seminar or a training that the centre holds with partners.

    Its words are typed once, in the language of the day: they are minutes, not a page for the public.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=JointEventKind)
    held_on = models.DateField(_("day"))
    topic = models.CharField(_("topic"), max_length=250, help_text=_("What it is about. No client's data."))
    place = models.CharField(_("place"), max_length=250, help_text=_("The hall or the address."))
    district = models.ForeignKey(
        District, models.PROTECT, related_name="joint_events", verbose_name=_("district")
    )
    partners = models.ManyToManyField(
        PartnerOrganisation, related_name="joint_events", verbose_name=_("held together with")
    )
    decisions = models.TextField(
        _("decisions"),
        blank=True,
        help_text=_("What was decided, who does it, by when. Write it once it is over. No client's data."),
    )
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = JointEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint event")
        verbose_name_plural = _("joint events")
        indexes = [models.Index(fields=["held_on", "id"], name="joint_event_by_day")]
        constraints = [
            models.CheckConstraint(
                name="joint_event_kind_is_known",
                condition=Q(kind__in=JointEventKind.values),
                violation_error_message=_("Choose the kind of event from the list."),
            ),
            models.CheckConstraint(
                name="joint_event_says_what_and_where",
                condition=~Q(topic="") & ~Q(place=""),
                violation_error_message=_("Write what the event is about and where it is held."),
            ),
            models.CheckConstraint(
                name="joint_event_cancelled_has_no_decisions",
                condition=Q(is_cancelled=False) | Q(decisions=""),
                violation_error_message=_("A cancelled event has no decisions. Empty them first."),
            ),
        ]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        return reverse("partners:event", args=[self.pk])

    @property
    def lies_ahead(self) -> bool:
        """Whether its day has not come yet."""
        return self.held_on > timezone.localdate()


class JointEventAttendance(models.Model):
    """How many of one kind and sex came to a joint event."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(
        JointEvent, models.CASCADE, related_name="attendance", verbose_name=_("joint event")
    )
    participant_kind = models.CharField(_("kind"), max_length=20, choices=ParticipantKind)
    sex = models.CharField(_("sex"), max_length=7, choices=ParticipantSex)
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("participants")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "participant_kind", "sex"],
                name="joint_event_attendance_stands_once",
                violation_error_message=_("These participants are already counted."),
            ),
            models.CheckConstraint(
                name="joint_event_attendance_counts_somebody",
                condition=Q(number__gt=0),
                violation_error_message=_("Write how many came, or leave it empty."),
            ),
            models.CheckConstraint(
                name="joint_event_attendance_words_are_known",
                condition=Q(participant_kind__in=ParticipantKind.values, sex__in=ParticipantSex.values),
                violation_error_message=_("Choose the kind and the sex from the lists."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_participant_kind_display()}, {self.get_sex_display()}"
