"""What the centre does for the people of a case: sessions, consultations, viewings."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.enums import InterventionKind, SessionTopic
from cases.models.case import Case
from cases.models.person import Person
from vault.fields import SealedTextField
from vault.queryset import SealedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class GroupSession(models.Model):
    """A session or viewing shown to several at once: no names, only that it took place (decision 1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    media_title = models.ForeignKey(
        "reference.MediaTitle", models.PROTECT, null=True, blank=True, verbose_name=_("title shown")
    )
    held_at = models.DateTimeField(_("held at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    people_count = models.PositiveSmallIntegerField(_("number of people"))
    led_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("group session")
        verbose_name_plural = _("group sessions")
        constraints = [
            models.CheckConstraint(
                name="group_session_has_people",
                condition=Q(people_count__gte=2),
                violation_error_message=_("A group session has at least two people."),
            )
        ]

    def __str__(self) -> str:
        return f"group session {self.pk}"


class Intervention(models.Model):
    """One thing the centre did. Everybody on the case sees that it took place; its note is elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="interventions")
    kind = models.CharField(_("kind"), max_length=20, choices=InterventionKind)
    topic = models.CharField(_("topic"), max_length=20, choices=SessionTopic, blank=True)
    held_at = models.DateTimeField(_("held at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("worker")
    )
    participants = models.ManyToManyField(
        Person, related_name="interventions", verbose_name=_("participants")
    )
    group_session = models.ForeignKey(
        GroupSession, models.PROTECT, null=True, blank=True, related_name="interventions"
    )
    submission_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        constraints = [
            models.CheckConstraint(
                name="intervention_takes_time",
                condition=Q(minutes__gte=1, minutes__lte=1440),
                violation_error_message=_("Give the length in minutes, from 1 to 1440."),
            )
        ]
        indexes = [
            models.Index(fields=["case", "-held_at"], name="intervention_newest_of_case"),
            models.Index(fields=["held_at", "kind"], include=["case"], name="intervention_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Viewing(models.Model):
    """The detail of a viewing: which title of the library was shown."""

    intervention = models.OneToOneField(
        Intervention, models.CASCADE, primary_key=True, related_name="viewing"
    )
    media_title = models.ForeignKey("reference.MediaTitle", models.PROTECT, verbose_name=_("title shown"))

    class Meta:
        verbose_name = _("viewing")
        verbose_name_plural = _("viewings")

    def __str__(self) -> str:
        return f"viewing {self.pk}"


class SessionNoteQuerySet(SealedQuerySet):
    def readable_by(self, worker: User) -> SessionNoteQuerySet:
        """Return the notes that `worker` wrote or was let into by their author; role opens nothing."""
        granted = Exists(NoteGrant.objects.filter(note=OuterRef("pk"), worker=worker))
        return self.filter(Q(author=worker) | granted)


class SessionNote(models.Model):
    """What was said. Privileged: its author, and those to whom the author opens it (decision 11)."""

    vault_tag = "session_note"
    vault_owner = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    intervention = models.OneToOneField(Intervention, models.CASCADE, related_name="note")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = SealedTextField(_("note"), tag="text", purpose="privileged")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = SessionNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("session note")
        verbose_name_plural = _("session notes")

    def __str__(self) -> str:
        return f"note {self.pk}"


class NoteGrant(models.Model):
    """The author opened a note to a colleague."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(SessionNote, models.CASCADE, related_name="grants")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("access to a note")
        verbose_name_plural = _("access to notes")
        constraints = [
            models.UniqueConstraint(
                fields=["note", "worker"],
                name="note_grant_once_a_worker",
                violation_error_message=_("This colleague can read the note already."),
            )
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"
