"""That somebody who used violence may be a worker of the centre or of a partner: a question, no answer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from cases.enums import HintVerdict
from cases.models.case import Case
from cases.models.conflict import ConflictOfInterest


class ConflictHintQuerySet(models.QuerySet["ConflictHint"]):
    """Which resemblances."""

    def unanswered(self) -> ConflictHintQuerySet:
        return self.filter(verdict="")

    def open(self) -> ConflictHintQuerySet:
        """Return those that may still be answered otherwise: nobody was sure of them yet."""
        return self.filter(verdict__in=["", HintVerdict.UNSURE])

    def to_decide_by(self, worker: User) -> ConflictHintQuerySet:
        """Return what `worker` may decide: a coordinator of the team, never about herself.

        Where the team has no other coordinator who sees the case, the managers decide; else it waits.
        """
        mine = self.filter(case__in=Case.objects.not_barring(worker)).exclude(worker=worker)
        if worker.role == Role.COORDINATOR:
            return mine.filter(case__team_id=worker.team_id)
        return mine.filter(_without_a_lead()) if worker.role == Role.MANAGER else self.none()


def _without_a_lead() -> Q:
    """Say of a hint that nobody leads the team but whom it is about, and those whom a conflict bars."""
    barred = ConflictOfInterest.objects.living().filter(
        case=OuterRef(OuterRef("case")), worker=OuterRef("pk")
    )
    leads = User.objects.active().filter(~Exists(barred), role=Role.COORDINATOR, team=OuterRef("case__team"))
    others = leads.exclude(pk=OuterRef("worker"))
    about_a_worker = Q(worker__isnull=False)
    return (about_a_worker & ~Q(Exists(others))) | (~about_a_worker & ~Q(Exists(leads)))


class ConflictHint(models.Model):
    """Whoever used violence in a case has a name like that of a worker or of a partner's contact person.

    It names the worker or contact person by key; the name that was compared is not kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="conflict_hints", verbose_name=_("case"))
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("worker"),
    )
    contact = models.ForeignKey(
        "partners.ContactPerson",
        models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("contact person"),
    )
    noticed_at = models.DateTimeField(_("noticed at"))
    verdict = models.CharField(_("verdict"), max_length=15, choices=HintVerdict, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )

    objects = ConflictHintQuerySet.as_manager()

    class Meta:
        verbose_name = _("hint of a conflict")
        verbose_name_plural = _("hints of conflicts")
        constraints = [
            models.CheckConstraint(
                name="conflict_hint_is_about_one",
                condition=Q(worker__isnull=False, contact__isnull=True)
                | Q(worker__isnull=True, contact__isnull=False),
                violation_error_message=_("A hint is about a worker or about a contact person."),
            ),
            models.CheckConstraint(
                name="conflict_hint_decided_names_the_worker",
                condition=Q(verdict="", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(verdict="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                violation_error_message=_("A hint that was decided names who decided it and when."),
            ),
            models.UniqueConstraint(
                fields=["case", "worker"],
                condition=Q(worker__isnull=False),
                name="conflict_hint_once_a_worker",
                violation_error_message=_("This resemblance is known already."),
            ),
            models.UniqueConstraint(
                fields=["case", "contact"],
                condition=Q(contact__isnull=False),
                name="conflict_hint_once_a_contact",
                violation_error_message=_("This resemblance is known already."),
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(verdict=""), name="conflict_hint_unanswered"),
        ]

    def __str__(self) -> str:
        return f"hint {self.pk}"
