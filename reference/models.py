"""Dated lists in three languages that the centre keeps and the law changes (decision 8)."""

import datetime as dt
import uuid
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reference.alphabet import AlphabetKey, languages_by_preference, shown_name
from reference.enums import CountingReply, HelpLineKind, SetLevel
from reference.telephones import dialled

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


def holding_on(day: dt.date | F) -> Q:
    """What holds on `day`: both its first and its last day count, no day means always."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return begun & lasting


def in_active_language(thing: models.Model, text: str) -> str:
    """Return `thing`'s `text` in the active language, or in the first language that has it."""
    texts = (getattr(thing, f"{text}_{language}") for language in languages_by_preference())
    return next((found for found in texts if found), "")


class NamedQuerySet(models.QuerySet[Row_co]):
    """Rows that have a name in three languages."""

    def alphabetical(self) -> Self:
        """Order by the name in the active language as a dictionary of that language does."""
        return self.annotate(sort_key=AlphabetKey(shown_name())).order_by("sort_key", "pk")


class Named(models.Model):
    """A thing with a name in each language of the centre; Russian stands in for a missing one."""

    name_ru = models.CharField(_("name in Russian"), max_length=250)
    name_kk = models.CharField(_("name in Kazakh"), max_length=250, blank=True)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return in_active_language(self, "name")


class Dated(models.Model):
    """A thing that holds for a time: both days count, an empty one means always."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_it_begins",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("The last day cannot come before the first day."),
            ),
        ]


class ReferenceQuerySet(NamedQuerySet[Row_co]):
    """Rows of a reference list."""

    def valid_on(self, day: dt.date) -> Self:
        """Keep what holds on `day`."""
        return self.filter(holding_on(day))


class ReferenceRow(Named, Dated):
    """One row of a list: what it is called, when it holds, who says so and when that was checked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    source = models.CharField(_("source"), max_length=300)
    checked_on = models.DateField(_("checked on"))

    class Meta(Dated.Meta):
        abstract = True
        ordering = ("code",)


class District(ReferenceRow):
    """A region, a city or a district; the region above it is its parent."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )

    objects = ReferenceQuerySet["District"].as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("district")
        verbose_name_plural = _("districts")


class HolidayQuerySet(ReferenceQuerySet["Holiday"]):
    """Days off by law."""

    def observed(self) -> Self:
        """Keep the days off that were not taken back: a cancelled one ends before its own day."""
        return self.filter(holding_on(F("day")))


class Holiday(ReferenceRow):
    """A day off of Kazakhstan, the moved days among them."""

    day = models.DateField(_("day"), db_index=True)

    objects = HolidayQuerySet.as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")


class LegalBasisQuerySet(ReferenceQuerySet["LegalBasis"]):
    """Rules of law on which the centre may act."""

    def standing_for_consent(self) -> Self:
        """Keep those on which data may be passed on without the client's consent."""
        return self.filter(stands_for_consent=True)


class LegalBasis(ReferenceRow):
    """A rule of law that allows or obliges the centre to act; a lawyer keeps the list."""

    stands_for_consent = models.BooleanField(_("allows sharing without consent"), default=False)

    objects = LegalBasisQuerySet.as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class MediaTitle(ReferenceRow):
    """A film of the centre's small library."""

    minutes = models.PositiveSmallIntegerField(_("minutes"))
    language = models.CharField(_("language"), max_length=2)

    objects = ReferenceQuerySet["MediaTitle"].as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("film")
        verbose_name_plural = _("films")


class Donor(ReferenceRow):
    """Who pays for a piece of the centre's work."""

    objects = ReferenceQuerySet["Donor"].as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("donor")
        verbose_name_plural = _("donors")


class HelpLineQuerySet(ReferenceQuerySet["HelpLine"]):
    """Numbers to call in need."""

    def shown_on(self, day: dt.date) -> Self:
        """Keep what may be shown on `day`: confirmed by somebody of the centre, and in force."""
        return self.valid_on(day).filter(is_confirmed=True).order_by("rank", "code")


class HelpLine(ReferenceRow):
    """A number to call in need. Until somebody of the centre has called and confirmed it, nobody sees it."""

    kind = models.CharField(_("kind"), max_length=20, choices=HelpLineKind)
    number = models.CharField(_("number"), max_length=30, help_text=_("As people read it: +7 700 000 00 00."))
    note_ru = models.CharField(_("hours and note, in Russian"), max_length=150, blank=True)
    note_kk = models.CharField(_("hours and note, in Kazakh"), max_length=150, blank=True)
    note_en = models.CharField(_("hours and note, in English"), max_length=150, blank=True)
    rank = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    is_confirmed = models.BooleanField(_("called and confirmed"), default=False)
    owner = models.CharField(_("who checks it"), max_length=80)

    objects = HelpLineQuerySet.as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("number to call")
        verbose_name_plural = _("numbers to call")
        ordering = ("rank",)
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="help_line_kind_is_known",
                condition=Q(kind__in=HelpLineKind.values),
                violation_error_message=_("Choose the kind of number from the list."),
            ),
            models.CheckConstraint(
                name="help_line_number_can_be_dialled",
                condition=Q(number__regex=r"^\+?[0-9][0-9 ()-]{1,28}[0-9]$"),
                violation_error_message=_(
                    "Write the number with figures only, for example +7 700 000 00 00."
                ),
            ),
        ]

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return dialled(self.number)

    @property
    def note(self) -> str:
        """Hours and what else to know, in the active language."""
        return in_active_language(self, "note")


class RiskInstrument(ReferenceRow):
    """A short list of questions about risk and how its answers count: never a verdict.

    What would count otherwise is a new version, with a code of its own; what was asked by the old one stays.
    """

    family = models.SlugField(_("what all its versions are called"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    rule_ru = models.TextField(_("how it counts, in Russian"), max_length=1000)
    rule_kk = models.TextField(_("how it counts, in Kazakh"), max_length=1000)
    rule_en = models.TextField(_("how it counts, in English"), max_length=1000)
    medium_from = models.PositiveSmallIntegerField(_("points from which the risk is medium"))
    high_from = models.PositiveSmallIntegerField(_("points from which the risk is high"))
    fewest_answers = models.PositiveSmallIntegerField(_("fewest answers for a low risk"))

    objects = ReferenceQuerySet["RiskInstrument"].as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("risk instrument")
        verbose_name_plural = _("risk instruments")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["family", "version"],
                name="risk_instrument_once_a_version",
                violation_error_message=_("There is an instrument of this version already."),
            ),
            models.CheckConstraint(
                name="risk_instrument_bands_rise",
                condition=Q(medium_from__gte=1, high_from__gte=F("medium_from")),
                violation_error_message=_("A high risk begins at no fewer points than a medium one."),
            ),
        ]

    @property
    def rule(self) -> str:
        """How it counts, in the active language."""
        return in_active_language(self, "rule")


class RiskQuestion(Named):
    """A question of an instrument; its name is its text. One with `at_least` sets that level by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    instrument = models.ForeignKey(
        RiskInstrument, models.PROTECT, related_name="questions", verbose_name=_("risk instrument")
    )
    rank = models.PositiveSmallIntegerField(_("place in the list"))
    hint_ru = models.CharField(_("how to ask it, in Russian"), max_length=250, blank=True)
    hint_kk = models.CharField(_("how to ask it, in Kazakh"), max_length=250, blank=True)
    hint_en = models.CharField(_("how to ask it, in English"), max_length=250, blank=True)
    points = models.PositiveSmallIntegerField(_("points"))
    counts = models.CharField(_("answer that counts"), max_length=3, choices=CountingReply)
    at_least = models.CharField(
        _("level that it sets by itself"), max_length=10, choices=SetLevel, blank=True
    )
    checked_on = models.DateField(_("checked on"))

    objects = NamedQuerySet["RiskQuestion"].as_manager()

    class Meta:
        verbose_name = _("question of a risk instrument")
        verbose_name_plural = _("questions of risk instruments")
        ordering = ("instrument", "rank")
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "rank"],
                name="risk_question_once_a_place",
                violation_error_message=_("Another question stands at this place."),
            ),
            models.CheckConstraint(
                name="risk_question_counts_as_known",
                condition=Q(counts__in=CountingReply.values, at_least__in=["", *SetLevel.values]),
                violation_error_message=_("Choose the answer that counts and its level from the lists."),
            ),
        ]

    @property
    def hint(self) -> str:
        """How to ask it, in the active language."""
        return in_active_language(self, "hint")


class NoteOutline(ReferenceRow):
    """The skeleton of the notes of one type of call: a heading a line, in the order of the conversation."""

    call_type = models.SlugField(_("type of call"), max_length=20)
    headings_ru = models.TextField(_("headings in Russian"), max_length=1000)
    headings_kk = models.TextField(_("headings in Kazakh"), max_length=1000, blank=True)
    headings_en = models.TextField(_("headings in English"), max_length=1000, blank=True)

    objects = ReferenceQuerySet["NoteOutline"].as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("outline of notes")
        verbose_name_plural = _("outlines of notes")

    @property
    def headings(self) -> list[str]:
        """The headings in the active language, one after the other."""
        lines = in_active_language(self, "headings").splitlines()
        return [line.strip() for line in lines if line.strip()]
