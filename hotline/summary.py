"""A call in words: what was answered, part by part, from a finished call or from its newest draft."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hotline.check_in_words import check_in, check_words, other_answers
from hotline.models import Call, CallDraft, CallPerson
from hotline.people import FIELDS as FIELDS_OF_A_PERSON
from hotline.people import NUMBERS, OF_A_PERSON, numbers_in, people_typed, prefix_of
from hotline.sections import (
    AFTER_SITUATION,
    ALL_SECTIONS,
    MASKED_FIELDS,
    NOTES,
    OWN_CARE,
    SAFETY_CHECK,
    TOLD_FIELDS,
    Section,
)
from hotline.verdicts import verdicts_in
from reference.models import District
from vault.fields import SealedField
from vault.templatetags.sealed import sealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hotline.enums import Verdict

NAMES_OF_PEOPLE = tuple(f"{prefix_of(number)}_name" for number in NUMBERS)
MASKED = MASKED_FIELDS | {*NAMES_OF_PEOPLE}


@dataclasses.dataclass(frozen=True)
class Fact:
    """One answer in words. A personal one is never printed; of a masked one the words are left out."""

    label: str
    words: str
    is_personal: bool = False
    is_masked: bool = False


@dataclasses.dataclass(frozen=True)
class Part:
    """A section of the call with its answers."""

    section: Section
    facts: list[Fact]


def told_in(call: Call) -> dict[str, Any]:
    """Return what is known of a call and its people: their fields, or what was typed last.

    Ask it inside `reading_call`.
    """
    if call.is_finished:
        told = {name: sealed(call, name) for name in TOLD_FIELDS}
        return told | check_in(call) | told_of_people(call)
    newest = CallDraft.objects.newest_of(call)
    return (newest.typed or {}) if newest else {}


def parts_of(told: Mapping[str, Any], *, unmasked: bool = False) -> list[Part]:
    """Return the answered questions by section, without the notes, which are shown as they were written.

    Numbers, names and addresses are in it only when they were asked for (A5).
    """
    sections = [section for section in ALL_SECTIONS if section is not NOTES]
    parts = [Part(section, facts_of(told, section.fields, unmasked=unmasked)) for section in sections]
    parts.insert(AFTER_SITUATION, Part(SAFETY_CHECK, _facts_in_words(check_words(told))))
    people = [_part_of_person(told, number, unmasked=unmasked) for number in numbers_in(told)]
    after = next(place for place, part in enumerate(parts, 1) if "caller_role" in part.section.fields)
    return [part for part in [*parts[:after], *people, *parts[after:]] if part.facts]


def masked_in(told: Mapping[str, Any]) -> list[str]:
    """Return the answered fields that are shown on demand only."""
    return [name for name in (*TOLD_FIELDS, *NAMES_OF_PEOPLE) if name in MASKED and told.get(name)]


def masked_fields_of(call: Call) -> list[str]:
    """Return what is shown of a call when somebody asks for what is hidden, as the journal names it."""
    hidden = [*MASKED_FIELDS, "people"] if call.people.exists() else MASKED_FIELDS
    return sorted(hidden)


def told_of_people(call: Call) -> dict[str, Any]:
    """Return what a finished call tells of its people, as its form carried it."""
    prefetch_related_objects([call], "people")  # the page asks once more who of them has no case
    return {
        f"{prefix_of(person.place)}_{name}": sealed(person, name)
        for person in call.people.all()
        for name in FIELDS_OF_A_PERSON
    }


def _part_of_person(told: Mapping[str, Any], number: int, *, unmasked: bool) -> Part:
    names = [f"{prefix_of(number)}_{name}" for name in FIELDS_OF_A_PERSON]
    title = _("Who needs help: person %(number)s") % {"number": number}
    facts = facts_of(told, tuple(names), unmasked=unmasked)
    return Part(Section(0, title, ()), facts)


def facts_of(told: Mapping[str, Any], names: tuple[str, ...], *, unmasked: bool) -> list[Fact]:
    asked = [name for name in names if name not in OWN_CARE]
    answered = [(name, words) for name in asked if (words := words_of(name, told.get(name)))]
    return [_fact(name, words, is_masked=name in MASKED and not unmasked) for name, words in answered]


def _fact(name: str, words: str, *, is_masked: bool) -> Fact:
    shown = "" if is_masked else words
    return Fact(label_of(name), shown, is_personal=_is_sealed(name), is_masked=is_masked)


def differences(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> list[Fact]:
    """Return what another window says otherwise than this one."""
    told = [
        Fact(label_of(name), words_of(name, theirs.get(name)) or _("nothing"))
        for name in TOLD_FIELDS
        if (theirs.get(name) or None) != (ours.get(name) or None)
    ]
    return [
        *told,
        *_other_people(people_typed(theirs), people_typed(ours)),
        *_facts_in_words(other_answers(theirs, ours)),
        *_other_verdicts(verdicts_in(theirs), verdicts_in(ours)),
    ]


def _facts_in_words(words: Iterable[tuple[str, str]]) -> list[Fact]:
    """Return what is sealed in words: the part of the safety check, whose questions are no fields."""
    return [Fact(label, said or _("nothing"), is_personal=True) for label, said in words]


def _other_people(theirs: Mapping[str, str], ours: Mapping[str, str]) -> list[Fact]:
    return [
        Fact(f"{person_in_words(name)}: {label_of(name)}", words_of(name, theirs.get(name)) or _("nothing"))
        for name in sorted({*theirs, *ours})
        if theirs.get(name) != ours.get(name)
    ]


def person_in_words(name: str) -> str:
    """Return whose field it is: "Person 2"."""
    return _("Person %(number)s") % {"number": name.split("_")[1]}


def _other_verdicts(theirs: Mapping[str, Verdict], ours: Mapping[str, Verdict]) -> list[Fact]:
    said = {reference: theirs.get(reference) for reference in [*theirs, *ours]}
    return [
        Fact(reference, str(verdict.label) if verdict else _("nothing"))
        for reference, verdict in said.items()
        if verdict != ours.get(reference)
    ]


def field_of(name: str) -> Any:
    """Return the field of a call, or of one of its people: `person_2_name`."""
    found = OF_A_PERSON.fullmatch(name)
    return CallPerson._meta.get_field(found[2]) if found else Call._meta.get_field(name)


def _is_sealed(name: str) -> bool:
    return isinstance(field_of(name), SealedField)


def label_of(name: str) -> str:
    return str(capfirst(field_of(name).verbose_name))


def words_of(name: str, value: Any) -> str:
    """Return one answer in words, whether it comes from the row or as text from a draft."""
    if value in (None, "", [], False):
        return ""
    if name == "district":
        return _district_name(value)
    field = field_of(name)
    if isinstance(field, models.BooleanField):
        return _("Yes")
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(field, models.DateField):
        return _day_in_words(value)
    codes = {str(code): str(words) for code, words in getattr(field, "base_field", field).flatchoices}
    values = value if isinstance(value, list) else [value]
    return ", ".join(codes.get(str(one), str(one)) for one in values)


def _day_in_words(value: dt.date | str) -> str:
    """Return a day as it is written here; a draft is unchecked, so what is no day stands as it was typed."""
    try:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    except ValueError:
        return str(value)
    return date_format(day, "SHORT_DATE_FORMAT")


def _district_name(value: District | str) -> str:
    if isinstance(value, District):
        return value.name
    try:
        district = District.objects.filter(pk=value).first()
    except ValidationError:  # a draft is unchecked: this is no id
        return ""
    return district.name if district else ""
