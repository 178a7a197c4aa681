"""Work that somebody left behind, and the notes of a worker who left."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from cases.enums import HandOverReason, NotesPassingStatus
from cases.models.case import Case
from cases.models.conflict import ConflictOfInterest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User


def _worker(name: _StrPromise) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=name)


def _worker_or_nobody(name: _StrPromise) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=name, null=True, blank=True
    )


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def waiting(self) -> HandOverQuerySet:
        return self.filter(settled_at__isnull=True)

    def visible_to(self, worker: User) -> HandOverQuerySet:
        """Return what a coordinator's own team left behind, but in cases from which a conflict bars her.

        To others there is no queue.
        """
        if worker.role != Role.COORDINATOR:
            return self.none()
        barring = ConflictOfInterest.objects.barring(worker).filter(case=OuterRef("case"))
        return self.filter(~Exists(barring), team_id=worker.team_id)


class HandOver(models.Model):
    """One case of a worker who left it, or something of an upper app, until a colleague gets it.

    What is no case is known by `kind` and `subject_id`: the upper app says what it is (`services.hand_over`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="hand_overs")
    kind = models.CharField(max_length=20, default="case")
    subject_id = models.UUIDField(null=True, blank=True)
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+", verbose_name=_("team"))
    former = _worker(_("whose work it was"))
    reason = models.CharField(_("reason"), max_length=10, choices=HandOverReason)
    queued_at = models.DateTimeField(_("waits since"))
    given_to = _worker_or_nobody(_("given to"))
    settled_by = _worker_or_nobody(_("given by"))
    settled_at = models.DateTimeField(_("given at"), null=True, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "former"],
                condition=Q(settled_at__isnull=True, case__isnull=False),
                name="hand_over_waits_once_a_case",
                violation_error_message=_("This worker's part of the case waits for a colleague already."),
            ),
            models.UniqueConstraint(
                fields=["subject_id"],
                condition=Q(settled_at__isnull=True, subject_id__isnull=False),
                name="hand_over_waits_once_a_subject",
                violation_error_message=_("This waits for a colleague already."),
            ),
            models.CheckConstraint(
                name="hand_over_is_about_one_thing",
                condition=Q(kind="case", case__isnull=False, subject_id__isnull=True)
                | (~Q(kind="case") & Q(case__isnull=True, subject_id__isnull=False)),
                violation_error_message=_("A hand-over is about a case or about one other thing."),
            ),
            models.CheckConstraint(
                name="hand_over_given_names_both",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, given_to__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, given_to__isnull=False),
                violation_error_message=_("Work that was handed over says to whom, and by whom."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "former", "queued_at"],
                condition=Q(settled_at__isnull=True),
                name="hand_over_waiting_of_team",
            )
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"


class NotesPassingQuerySet(models.QuerySet["NotesPassing"]):
    def asked(self) -> NotesPassingQuerySet:
        return self.filter(status=NotesPassingStatus.ASKED)

    def visible_to(self, worker: User) -> NotesPassingQuerySet:
        if worker.role != Role.COORDINATOR:
            return self.none()
        return self.filter(team_id=worker.team_id)


class NotesPassing(models.Model):
    """Two coordinators pass the notes of a worker who left to a named psychologist, unread (decision 11)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+", verbose_name=_("team"))
    author = _worker(_("who wrote the notes"))
    receiver = _worker(_("who will read them"))
    status = models.CharField(
        _("status"), max_length=10, choices=NotesPassingStatus, default=NotesPassingStatus.ASKED
    )
    asked_by = _worker(_("first coordinator"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = _worker_or_nobody(_("second coordinator"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = NotesPassingQuerySet.as_manager()

    class Meta:
        verbose_name = _("passing on of notes")
        verbose_name_plural = _("passings on of notes")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "team"],
                condition=Q(status=NotesPassingStatus.ASKED),
                name="notes_passing_asked_once",
                violation_error_message=_("This waits for a second coordinator already."),
            ),
            models.CheckConstraint(
                name="notes_passed_by_two_coordinators",
                condition=~Q(status=NotesPassingStatus.PASSED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                violation_error_message=_("Two coordinators pass notes on together, never one alone."),
            ),
            models.CheckConstraint(
                name="notes_passing_decided_names_who_and_when",
                condition=Q(status=NotesPassingStatus.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~Q(status=NotesPassingStatus.ASKED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                violation_error_message=_("A decision names who took it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"passing on of notes {self.pk}"
