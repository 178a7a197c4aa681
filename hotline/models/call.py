"""The call, and the cases that came of it."""

from __future__ import annotations

import uuid
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.enums import Role
from cases.enums import (
    AgeBand,
    ContactChannel,
    KindOfViolence,
    MayContact,
    Relationship,
    Sex,
    VoicemailRule,
    Weekday,
)
from cases.models import REFERENCE_LENGTH, Case, ConflictOfInterest
from hotline.enums import (
    CLOSED_AT_ONCE,
    CallChannel,
    CallDirection,
    CallerRole,
    CallOutcome,
    CallStatus,
    CallType,
    EmergencyNumber,
    Given,
    IfCutOff,
    Need,
    Reply,
    SpokenLanguage,
    Urgency,
)
from vault.enums import Purpose
from vault.fields import SealedTextField
from vault.index import Findable, Indexed
from vault.queryset import SealedQuerySet

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models.query import RawQuerySet
    from django.utils.functional import _StrPromise

    from accounts.models import User

MOST_NOTES = 10_000
FRAME_OF_A_CALL = (
    "reference", "status", "version", "operator", "team", "started_at", "ended_at", "finished_at",
    "finished_in", "danger_noted_at", "entered_later",
)  # fmt: skip
MOST_CHILDREN = 30


class CallQuerySet(SealedQuerySet):
    def visible_to(self, worker: User) -> CallQuerySet:
        """Return the calls that `worker` may open (decision 12): her own, her team's, those of her cases.

        Whoever took it: a call of a case from which a conflict of interest bars her is none of them.
        """
        return self._opened_by_role(worker).not_barring(worker)

    def not_barring(self, worker: User) -> CallQuerySet:
        """Leave out the calls of the cases in which `worker` has a conflict of interest (decision 38)."""
        barring = ConflictOfInterest.objects.barring(worker).filter(case__call_links__call=OuterRef("pk"))
        return self.filter(~Exists(barring))

    def _opened_by_role(self, worker: User) -> CallQuerySet:
        if worker.role == Role.OPERATOR:
            return self.filter(operator=worker)
        if worker.role == Role.COORDINATOR:
            return self.filter(team_id=worker.team_id)
        if worker.role in {Role.PSYCHOLOGIST, Role.LAWYER}:
            of_her_cases = CallCase.objects.filter(
                call=OuterRef("pk"), case__in=Case.objects.visible_to(worker)
            )
            return self.filter(Exists(of_her_cases))
        return self.none()

    def frame_of(self, call_id: uuid.UUID) -> Call | None:
        """Return a call without the forty fields that the form fills; None when it is not begun.

        Whoever takes more in reads none of them.
        """
        found: RawQuerySet[Call] = Call.objects.raw(_frame_in_sql(), [call_id])
        return next(iter(found), None)

    def unfinished(self) -> CallQuerySet:
        return self.exclude(status=CallStatus.FINISHED)

    def urgent(self) -> CallQuerySet:
        """Return the calls in danger that no coordinator has taken."""
        return self.filter(danger_noted_at__isnull=False, danger_taken_at__isnull=True)


@cache
def _frame_in_sql() -> str:
    """Return the query of `frame_of`, which each save of a draft asks: put together once."""
    nobodys = Call.objects.filter(pk=uuid.UUID(int=0)).only(*FRAME_OF_A_CALL)
    sql, _id = nobodys.query.sql_with_params()
    return sql


def _reply(question: _StrPromise) -> models.CharField:
    return models.CharField(question, max_length=15, choices=Reply, blank=True)


def _code(name: _StrPromise, choices: type[models.TextChoices], *, default: str = "") -> models.CharField:
    return models.CharField(name, max_length=20, choices=choices, blank=True, default=default)


def _codes(name: _StrPromise, choices: type[models.TextChoices]) -> ArrayField:
    code = models.CharField(max_length=20, choices=choices)
    return ArrayField(code, default=list, blank=True, verbose_name=name)


def _words(name: _StrPromise, tag: str, longest: int) -> SealedTextField:
    return SealedTextField(name, tag=tag, purpose=Purpose.CALL, max_length=longest, blank=True)


class Call(Indexed):
    """One conversation. It stays a call for life, with a key of its own (decision 4)."""

    vault_tag = "call"
    vault_owner = "id"
    found_by = ("caller_name", "phone", "safe_number", "ask_for")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=REFERENCE_LENGTH, unique=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=CallStatus, default=CallStatus.RUNNING)
    version = models.PositiveIntegerField(default=1, editable=False)
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("operator")
    )
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+", verbose_name=_("team"))
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    finished_in = models.UUIDField(null=True, blank=True, editable=False)  # the window: sent twice is once
    entered_later = models.BooleanField(_("entered later"), default=False)  # LateEntry says by whom
    danger_noted_at = models.DateTimeField(_("danger noted at"), null=True, blank=True)
    danger_taken_at = models.DateTimeField(_("danger taken over at"), null=True, blank=True)
    danger_taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_back_at = models.DateTimeField(_("called back at"), null=True, blank=True)
    called_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    call_type = _code(_("type of call"), CallType)
    channel = _code(_("channel"), CallChannel, default=CallChannel.PHONE)
    direction = _code(_("direction"), CallDirection, default=CallDirection.INCOMING)

    safe_to_talk = _reply(_("Can you speak freely?"))
    abuser_present = _reply(_("Is he near you?"))
    immediate_danger = _reply(_("Is there immediate danger?"))
    injuries = _reply(_("Are there injuries?"))
    weapon = _reply(_("Is there a weapon in the home?"))
    children_present = _reply(_("Are children there now?"))
    emergency_called = _reply(_("Were 102 or 103 called?"))
    if_cut_off = _code(_("if we are cut off"), IfCutOff)
    emergency_numbers = _codes(_("help that was called"), EmergencyNumber)
    address = _words(_("where she is now"), "address", 500)

    caller_role = _code(_("who is calling"), CallerRole)
    caller_name = _words(_("how to address her"), "caller_name", 120)
    phone = _words(_("telephone"), "phone", 60)
    language = _code(_("language of the conversation"), SpokenLanguage)
    interpreter_needed = models.BooleanField(_("interpreter needed"), default=False)
    age_band = _code(_("age"), AgeBand)
    sex = _code(_("sex"), Sex)
    district = models.ForeignKey(
        "reference.District",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
    )
    called_before = _reply(_("Has she called before?"))

    may_contact = models.CharField(
        _("may we contact her?"), max_length=10, choices=MayContact, default=MayContact.NO
    )
    contact_channel = _code(_("how"), ContactChannel)
    safe_number = _words(_("safe number"), "safe_number", 60)
    ask_for = _words(_("name to ask for"), "ask_for", 120)
    code_word = _words(_("code phrase"), "code_word", 120)
    safe_days = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        default=list,
        blank=True,
        verbose_name=_("safe days"),
    )
    safe_from = models.TimeField(_("safe from"), null=True, blank=True)
    safe_until = models.TimeField(_("safe until"), null=True, blank=True)
    voicemail = models.CharField(
        _("voicemail"), max_length=15, choices=VoicemailRule, default=VoicemailRule.NEVER
    )
    messages_allowed = models.BooleanField(_("messages allowed"), default=False)
    message_wording = _words(_("agreed words of a message"), "message_wording", 300)
    also_used_by = _words(_("who else uses the telephone"), "also_used_by", 300)
    if_someone_else = _words(_("what to say if someone else answers"), "if_someone_else", 300)
    valid_until = models.DateField(_("she agrees until"), null=True, blank=True)

    kinds_of_violence = _codes(_("kinds of violence"), KindOfViolence)
    used_violence = _code(_("who used violence"), Relationship)
    lives_together = _reply(_("Do they live together?"))
    children_count = models.PositiveSmallIntegerField(
        _("children in the family"), null=True, blank=True, validators=[MaxValueValidator(MOST_CHILDREN)]
    )
    child_saw_violence = _reply(_("Did a child see the violence?"))

    needs = _codes(_("needs"), Need)
    given = _codes(_("what was done"), Given)
    outcome = _code(_("result"), CallOutcome)
    urgency = _code(_("how soon"), Urgency)
    worker_debrief = models.BooleanField(_("I would like to talk about this call"), default=False)
    notes = _words(_("notes"), "notes", MOST_NOTES)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                name="call_finished_has_type_and_end",
                condition=(
                    Q(status=CallStatus.FINISHED, ended_at__isnull=False, finished_at__isnull=False)
                    & ~Q(call_type="")
                )
                | (~Q(status=CallStatus.FINISHED) & Q(finished_at__isnull=True)),
                violation_error_message=_(
                    "A finished call has a type and an end; another one is not closed."
                ),
            ),
            models.CheckConstraint(
                name="call_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                violation_error_message=_("A call ends after it starts."),
            ),
            models.CheckConstraint(
                name="call_safe_hours_are_a_window",
                condition=Q(safe_from__isnull=True, safe_until__isnull=True)
                | Q(safe_from__isnull=False, safe_until__isnull=False, safe_from__lt=F("safe_until")),
                violation_error_message=_("Safe hours begin before they end; give both or neither."),
            ),
            models.CheckConstraint(
                name="call_danger_is_taken_by_somebody",
                condition=Q(danger_taken_at__isnull=True, danger_taken_by__isnull=True)
                | Q(
                    danger_noted_at__isnull=False,
                    danger_taken_at__isnull=False,
                    danger_taken_by__isnull=False,
                ),
                violation_error_message=_("Danger that was noted is taken over by a named worker."),
            ),
            models.CheckConstraint(
                name="call_is_called_back_by_somebody",
                condition=Q(called_back_at__isnull=True, called_back_by__isnull=True)
                | Q(called_back_at__isnull=False, called_back_by__isnull=False),
                violation_error_message=_("A call back after a cut line is made by a named worker."),
            ),
        ]
        indexes = [
            models.Index(fields=["operator", "-started_at", "-id"], name="call_newest_of_operator"),
            models.Index(fields=["team", "-started_at", "-id"], name="call_newest_of_team"),
            models.Index(fields=["team", "call_type", "-started_at", "-id"], name="call_newest_of_type"),
            models.Index(
                fields=["operator", "started_at"],
                condition=~Q(status=CallStatus.FINISHED),
                name="call_unfinished_of_operator",
            ),
            models.Index(
                fields=["team", "started_at"],
                condition=~Q(status=CallStatus.FINISHED),
                name="call_unfinished_of_team",
            ),
            models.Index(
                fields=["started_at"],
                condition=Q(status=CallStatus.FINISHED),
                include=["call_type", "team"],
                name="call_finished_by_moment",
            ),
            models.Index(
                fields=["team", "danger_noted_at"],
                condition=Q(danger_noted_at__isnull=False, danger_taken_at__isnull=True),
                name="call_urgent_of_team",
            ),
            GinIndex(fields=["tokens"], name="call_by_token", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return address_of(self.reference)

    def findable(self) -> Findable:
        """Return what a call is found by when the caller calls again."""
        return Findable(
            names=[self.readable("caller_name"), self.readable("ask_for")],
            phones=[self.readable("phone"), self.readable("safe_number")],
        )

    @property
    def is_finished(self) -> bool:
        return self.status == CallStatus.FINISHED

    @property
    def is_closed_at_once(self) -> bool:
        return self.call_type in CLOSED_AT_ONCE

    @property
    def duration(self) -> dt.timedelta:
        """Return how long the conversation took, or takes until now."""
        return (self.ended_at or timezone.now()) - self.started_at

    @property
    def length_in_words(self) -> str:
        """Return the length of the conversation, without its wrap-up."""
        return in_words(self.duration)


def in_words(length: dt.timedelta) -> str:
    """Return a length in full minutes; a shorter one in seconds."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return ngettext("%(seconds)d second", "%(seconds)d seconds", seconds) % {"seconds": seconds}
    minutes = seconds // 60
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}


@lru_cache(maxsize=1024)
def address_of(reference: str) -> str:
    """Return the address of a call's page; the rows of a list are the same all day."""
    return reverse("hotline:call", kwargs={"reference": reference})


class CallCase(models.Model):
    """A call belongs to a case; it may belong to several (decision 4)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="case_links")
    case = models.ForeignKey(Case, models.CASCADE, related_name="call_links")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("call of a case")
        verbose_name_plural = _("calls of cases")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "case"],
                name="call_case_once",
                violation_error_message=_("This call belongs to the case already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
