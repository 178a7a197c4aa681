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
from cases.models.person import Person


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
        if worker.role == Role.MANAGER:
            return mine.filter(~Exists(_coordinators_for(OuterRef)))
        return self.none()


def _coordinators_for(outer: type[OuterRef]) -> models.QuerySet[User]:
    """Return the coordinators who may decide the hint of an outer query."""
    barred = ConflictOfInterest.objects.living().filter(case=outer(outer("case")), worker=OuterRef("pk"))
    leads = User.objects.active().filter(role=Role.COORDINATOR, team=outer("case__team"))
    about_her = Q(pk=outer("worker"))
    return leads.filter(~Exists(barred)).exclude(about_her)


class ConflictHint(models.Model):
    """The name of somebody of a case is like that of a worker or of a partner's contact person.

    It names both by key: no name is kept here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="conflict_hints", verbose_name=_("case"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
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
                fields=["person", "worker", "contact"],
                nulls_distinct=False,
                name="conflict_hint_once_a_pair",
                violation_error_message=_("This resemblance is known already."),
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(verdict=""), name="conflict_hint_unanswered"),
        ]

    def __str__(self) -> str:
        return f"hint {self.pk}"
