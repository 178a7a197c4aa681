"""A worker would like to talk about a call: her own care, never a number."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from hotline.models.call import Call

if TYPE_CHECKING:
    from accounts.models import User


class DebriefQuerySet(models.QuerySet["Debrief"]):
    """Which wishes to talk."""

    def living(self) -> DebriefQuerySet:
        """Return those that still wait: nobody has talked with her, and she has not withdrawn."""
        return self.filter(done_at__isnull=True, withdrawn_at__isnull=True)

    def of_worker(self, worker: User) -> DebriefQuerySet:
        return self.filter(worker=worker)

    def newest_of(self, call: Call, worker: User) -> Debrief | None:
        """Return what she asked last about a call and has not taken back."""
        asked = self.of_worker(worker).filter(call=call, withdrawn_at__isnull=True)
        return asked.select_related("seen_by", "done_by").order_by("-asked_at").first()

    def cared_for_by(self, worker: User) -> DebriefQuerySet:
        """Return what a coordinator's colleagues of her team asked for. Managers and all others: none."""
        if worker.role != Role.COORDINATOR or worker.team_id is None:
            return self.none()
        return self.filter(team_id=worker.team_id).exclude(worker=worker)


class Debrief(models.Model):
    """One wish to talk about one call, and what became of it. It says nothing of the call but its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="debriefs", verbose_name=_("call"))
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("worker")
    )
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+", verbose_name=_("team"))
    asked_at = models.DateTimeField(_("asked at"))
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(_("talked at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = DebriefQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish to talk about a call")
        verbose_name_plural = _("wishes to talk about calls")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "worker"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="debrief_asked_once_at_a_time",
                violation_error_message=_("You have asked for this already."),
            ),
            models.CheckConstraint(
                name="debrief_is_seen_by_somebody_else",
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False) & ~Q(seen_by=F("worker")),
                violation_error_message=_("Somebody else sees it, by name and time."),
            ),
            models.CheckConstraint(
                name="debrief_is_held_by_somebody_else",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done_by=F("worker")),
                violation_error_message=_("Somebody else talks with her, by name and time."),
            ),
            models.CheckConstraint(
                name="debrief_is_held_or_withdrawn",
                condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True),
                violation_error_message=_("What was talked about is not withdrawn any more."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "asked_at"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="debrief_waiting_in_team",
            ),
        ]

    def __str__(self) -> str:
        return f"debrief {self.pk}"
