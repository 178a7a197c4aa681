"""What one shift leaves to the next: a note in words, and who has read it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import HOTLINE_ROLES
from vault.enums import Purpose
from vault.fields import SealedTextField
from vault.queryset import SealedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

MOST_WORDS = 4_000
ON_THE_BOARD = dt.timedelta(days=7)  # who comes back from a week of nights still finds what she missed
KEPT = dt.timedelta(days=30)  # within a month it may be asked who was told of what; then nobody needs it


class ShiftNoteQuerySet(SealedQuerySet):
    """Which notes."""

    def visible_to(self, worker: User) -> ShiftNoteQuerySet:
        """Return the notes of the last week that the hotline of the worker's team may read."""
        if worker.role not in HOTLINE_ROLES or worker.team_id is None:
            return self.none()
        return self.filter(team_id=worker.team_id, left_at__gt=timezone.now() - ON_THE_BOARD)

    def unread_by(self, worker: User) -> ShiftNoteQuerySet:
        """Return the notes of colleagues of which the worker has not said that she has read them."""
        hers = ShiftNoteReading.objects.filter(note=OuterRef("pk"), worker=worker)
        return self.exclude(author=worker).filter(~Exists(hers))

    def to_erase(self) -> ShiftNoteQuerySet:
        return self.filter(left_at__lte=timezone.now() - KEPT)


class ShiftNote(models.Model):
    """What a worker tells the next ones at the end of her shift, under its own key. It is never changed."""

    vault_tag = "shift_note"
    vault_owner = "id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+", verbose_name=_("team"))
    left_at = models.DateTimeField(_("left at"))
    text = SealedTextField(_("what the next one should know"), tag="text", purpose=Purpose.CALL)

    objects = ShiftNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over note")
        verbose_name_plural = _("hand-over notes")
        indexes = [models.Index(fields=["team", "-left_at"], name="shift_note_newest_of_team")]
        triggers = [pgtrigger.Protect(name="shift_notes_only_grow", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"note {self.pk}"


class ShiftNoteReading(models.Model):
    """A colleague has said that she has read a note."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(ShiftNote, models.CASCADE, related_name="readings")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading of a hand-over note")
        verbose_name_plural = _("readings of hand-over notes")
        constraints = [
            models.UniqueConstraint(
                fields=["note", "worker"],
                name="shift_note_read_once_a_worker",
                violation_error_message=_("You have read this note already."),
            )
        ]
        triggers = [pgtrigger.Protect(name="shift_note_readings_only_grow", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"reading {self.pk}"
