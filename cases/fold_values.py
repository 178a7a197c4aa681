"""What two files say of the same woman, value by value. Read it inside `opening` of both cases.

The values of two columns that mean nothing alone (hours, whether and how she may be contacted) are one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.enums import HouseholdRole, MayContact, RiskLevel, VoicemailRule
from cases.models import Case, Person, SafeContact
from vault.errors import DamagedRecord
from vault.fields import SealedDateField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

KEPT, FOLDED, BOTH = "kept", "folded", "both"
EMPTY: tuple[Any, ...] = (None, "", [])
# A bare day beside other values would say nothing.
DATED = frozenset({"confirmed_on", "valid_until", "stopped_at", "stop_reviewed_at"})
MODELS: dict[str, Any] = {"client": Person, "safe_contact": SafeContact, "case": Case}

Values = tuple[Any, ...]


@dataclass(frozen=True)
class File:
    """The rows of a case on which the compared values stand."""

    case: Case
    client: Person
    safe_contact: SafeContact

    @property
    def seen(self) -> str:
        """Return what tells whether a colleague has changed one of the rows since a form was opened."""
        return f"{self.case.version}.{self.client.version}.{self.safe_contact.version}.{self.case.risk_level}"


def file_of(case: Case) -> File:
    """Return the rows of a case as they are now."""
    return File(
        Case.objects.select_related("district").get(pk=case.pk),
        Person.objects.get(case=case, role=HouseholdRole.CLIENT),
        SafeContact.objects.get(case=case),
    )


def seen_of(*, kept: File, folded: File) -> str:
    """Return the versions of all that a fold compares, for the form to bring back (decision 16)."""
    return f"{kept.seen}/{folded.seen}"


@dataclass(frozen=True)
class Value:
    """One thing that is compared: on which row it stands, in which columns, and how two of it are joined.

    `caution` numbers what is safer for the client, the safest lowest: that is chosen beforehand. Where a file
    says something that is `beyond_choice`, nobody is asked.
    """

    row: str
    names: tuple[str, ...]
    joined_by: str = ""
    between: str = ", "
    called: Any = ""
    caution: Callable[[Values], int] | None = None
    beyond_choice: Callable[[Values], bool] = lambda _values: False

    @property
    def code(self) -> str:
        return f"{self.row}_{self.names[0]}"

    @property
    def label(self) -> str:
        return capfirst(str(self.called or self.field(self.names[0]).verbose_name))

    def field(self, name: str) -> Any:
        return MODELS[self.row]._meta.get_field(name)

    def of(self, file: File) -> Values:
        row = getattr(file, self.row)
        return tuple(getattr(row, name) for name in self.names)

    def put_into(self, file: File, values: Values) -> None:
        for name, value in zip(self.names, values, strict=True):
            setattr(getattr(file, self.row), name, value)


def in_order(*codes: Any) -> Callable[[Values], int]:
    """Return the caution of values that stand in an order, the safest first."""
    return lambda values: codes.index(values[0])


def _by_permission(values: Values) -> int:
    """Put a stop of all contact before everything, then what she has not allowed."""
    stopped_at = values[3]
    return -1 if stopped_at else in_order(MayContact.NO, MayContact.SHE_CALLS, MayContact.YES)(values)


VALUES = (
    Value("client", ("name",)),
    Value("client", ("other_names",), joined_by=", "),
    Value("client", ("code_name",)),
    Value("client", ("sex",)),
    Value("client", ("birth_date", "age_band_at_first_contact")),
    Value("client", ("age_band_at_incident",)),
    Value("client", ("phone",)),
    Value("client", ("iin",)),
    Value("client", ("address",)),
    Value("client", ("occupation",)),
    Value("client", ("note",), joined_by="\n"),
    Value(
        "safe_contact",
        ("may_contact", "channel", "confirmed_on", "stopped_at", "stop_reviewed_at", "valid_until"),
        caution=_by_permission,
        beyond_choice=lambda values: values[3] is not None,  # contact that was stopped stays stopped
    ),
    Value("safe_contact", ("number",)),
    Value("safe_contact", ("safe_days",)),
    Value("safe_contact", ("safe_from", "safe_until"), between="–", called=_("safe hours")),
    Value("safe_contact", ("voicemail",), caution=in_order(*VoicemailRule)),
    Value("safe_contact", ("messages_allowed",), caution=in_order(False, True)),
    Value("safe_contact", ("message_wording",)),
    Value("safe_contact", ("also_used_by",), joined_by="; "),
    Value("safe_contact", ("language",)),
    Value("safe_contact", ("ask_for",)),
    Value("safe_contact", ("code_word",)),
    Value("safe_contact", ("if_someone_else",)),
    Value("safe_contact", ("alert",), joined_by="; "),
    Value("case", ("district",)),
    Value("case", ("kinds_of_violence",), joined_by=", "),
    Value(
        "case",
        ("risk_level",),
        caution=in_order(RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW, ""),
        beyond_choice=lambda values: values == ("",),  # that nobody has judged it is no judgement
    ),
    Value("case", ("summary",), joined_by="\n"),
)


@dataclass(frozen=True)
class Compared:
    """What two files say of one thing; `kept` or `folded` is None where its record is damaged."""

    value: Value
    kept: Values | None
    folded: Values | None

    @property
    def code(self) -> str:
        return self.value.code

    @property
    def is_damaged(self) -> bool:
        return None in (self.kept, self.folded)

    @property
    def is_empty(self) -> bool:
        return all(map(_is_empty, self.sides.values()))

    @property
    def is_asked(self) -> bool:
        """Answer whether a worker chooses: the files differ, and there is a choice."""
        is_settled = any(map(self.value.beyond_choice, self.sides.values()))
        return not (self.is_damaged or self.kept == self.folded or is_settled)

    @property
    def sides(self) -> dict[str, Values]:
        """Return what can be chosen, by its code; nothing where a record is damaged."""
        if self.kept is None or self.folded is None:
            return {}
        sides = {KEPT: self.kept, FOLDED: self.folded}
        if self.value.joined_by and not any(map(_is_empty, sides.values())):
            sides[BOTH] = (_joined(self.kept[0], self.folded[0], self.value.joined_by),)
        return sides

    @property
    def proposed(self) -> str:
        """Return what is chosen beforehand: the safer, else both, else what was said before what was not."""
        sides = self.sides
        if caution := self.value.caution:
            return min(KEPT, FOLDED, key=lambda side: caution(sides[side]))
        return BOTH if BOTH in sides else FOLDED if _is_empty(sides[KEPT]) else KEPT

    def chosen(self, choices: Mapping[str, str]) -> Values | None:
        """Return what the kept case says from now on, or None where a damaged record stays as it is."""
        if self.is_damaged:
            return None
        return self.sides[choices[self.code] if self.is_asked else self.proposed]

    def words(self) -> dict[str, str]:
        """Return what can be chosen as a person reads it."""
        return {side: in_words(self.value, values) for side, values in self.sides.items()}


def _is_empty(values: Values) -> bool:
    return all(value in EMPTY for value in values)


def _joined(kept: Any, folded: Any, between: str) -> Any:
    if isinstance(kept, list):
        return [*kept, *(one for one in folded if one not in kept)]
    return between.join([kept, folded])


def compare(*, kept: File, folded: File) -> list[Compared]:
    """Compare two files, the differences first."""
    compared = [Compared(value, readable(value, kept), readable(value, folded)) for value in VALUES]
    return sorted(compared, key=lambda one: not one.is_asked)


def readable(value: Value, file: File) -> Values | None:
    """Return what a file says, or None where the record is damaged."""
    try:
        return value.of(file)
    except DamagedRecord:
        return None


def in_words(value: Value, values: Values) -> str:
    """Return values as a person reads them."""
    said = [_said(value.field(name), one) for name, one in zip(value.names, values, strict=True)]
    return value.between.join(filter(None, said)) or gettext("nothing")


def _said(field: Any, value: Any) -> str:
    if value in EMPTY:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    words = dict(getattr(field, "base_field", field).flatchoices)
    listed = value if isinstance(value, list) else [value]
    said = ", ".join(str(words.get(one) or formats.localize(_day_of(one))) for one in listed)
    return f"{field.verbose_name} {said}" if field.name in DATED else said


def _day_of(value: Any) -> Any:
    return timezone.localdate(value) if isinstance(value, dt.datetime) else value


def as_stored(values: Iterable[Any]) -> list[Any]:
    """Return values as JSON keeps them."""
    return [_plain(value) for value in values]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value.pk) if isinstance(value, models.Model) else value


def from_stored(value: Value, stored: list[Any]) -> Values:
    """Return values as the rows take them."""
    return tuple(_taken(value.field(name), one) for name, one in zip(value.names, stored, strict=True))


def _taken(field: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, SealedDateField):
        return dt.date.fromisoformat(value)
    if field.is_relation:
        return field.related_model._default_manager.get(pk=value)
    return field.to_python(value) if isinstance(field, models.DateField | models.TimeField) else value
