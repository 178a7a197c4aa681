"""A recipe is a case of the pattern as text with holes: what differs in each copy is filled in.

Which rows belong to a case is read from the models: whatever would be deleted with the case or its calls.
So the table of a later app is copied without being named here.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from accounts.models import Team, User
from audit.models import JournalEntry
from bench.data.copies import KeyHole, Recipe, SealedHole, TableText, TokensHole
from cases.enums import HouseholdRole, Sex
from cases.models import Case, Person, SafeContact
from hotline.models import Call
from reference.models import District
from vault.cipher import Place, unseal
from vault.context import key_for_reading, opening
from vault.enums import Purpose
from vault.fields import SealedField
from vault.index import TokensField
from vault.models import DataKey, WrappedKey
from vault.tokens import Population

Model = type[models.Model]
Row = dict[str, Any]  # text, or None where nothing stands

JOURNAL_LINES = 5  # of each case: no page shows more of them for being there
ROOTS = (Case, Call)
UUIDS = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
REFERENCES = r"\b[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}\b"
DAYS = r"\b20\d\d-\d\d-\d\d\b"
IDS = re.compile(f"(?P<uuid>{UUIDS})|(?P<reference>{REFERENCES})")
MOMENTS = re.compile(f"{IDS.pattern}|(?P<day>{DAYS})")
MARKS = re.compile("\0([a-z]+) ([0-9]+)\0")
# The order of the values of a copy.
KINDS = ("ids", "days", "references", "places", "seals", "wraps", "tokens")
# Sealed values by which a row is found: in each copy those of its own people stand there.
NAMES: dict[tuple[Model, str], str] = {
    (Call, "caller_name"): "code name",
    (Call, "ask_for"): "code name",
    (Person, "name"): "name",
    (Person, "code_name"): "code name",
    (SafeContact, "ask_for"): "code name",
}
PHONES: set[tuple[Model, str]] = {
    (Call, "phone"),
    (Call, "safe_number"),
    (Person, "phone"),
    (SafeContact, "number"),
}
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def owned_models() -> list[Model]:
    """Return the models whose rows go with a case or a call, each after those that it hangs on."""
    found: list[Model] = list(ROOTS)
    everything = apps.get_models(include_auto_created=True)
    while more := [model for model in everything if model not in found and hangs_on(model, found)]:
        found += more
    return found


def hangs_on(model: Model, owners: list[Model]) -> list[str]:
    """Return the columns by which a row of `model` goes when its owner goes."""
    return [
        key.attname
        for key in model._meta.local_concrete_fields
        if isinstance(key, models.ForeignKey)
        and key.related_model in owners
        and key.remote_field.on_delete is models.CASCADE
    ]


def stored_fields(model: Model) -> list[Any]:
    """Return the columns that are copied: a number that the database gives is left to it."""
    fields = model._meta.local_concrete_fields
    return [one for one in fields if not isinstance(one, models.AutoField) and not one.generated]


def rows_of(case: Case) -> dict[Model, list[Row]]:
    """Return every row that belongs to a case, column by column as the database writes it."""
    calls = Call.objects.filter(case_links__case=case).values_list("pk", flat=True)
    known = {str(case.pk), *map(str, calls)}
    hanging, rows = owned_models(), {}
    for model in hanging:
        columns = ["id"] if model in ROOTS else hangs_on(model, hanging)
        rows[model] = _texts(model, dict.fromkeys(columns, known))
        known |= {row["id"] for row in rows[model] if row.get("id")}
    rows[DataKey] = _texts(DataKey, {"owner_id": known})
    rows[WrappedKey] = _texts(WrappedKey, {"data_key_id": {row["id"] for row in rows[DataKey]}})
    rows[JournalEntry] = _texts(JournalEntry, {"case_id": {str(case.pk)}})[:JOURNAL_LINES]
    return {model: found for model, found in rows.items() if found}


def _texts(model: Model, wanted: Mapping[str, set[Any]]) -> list[Row]:
    table, fields = model._meta.db_table, stored_fields(model)
    selected = ", ".join(f'"{one.column}"::text' for one in fields)
    where = " or ".join(f'"{column}"::text = any(%s)' for column in wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f'select {selected} from "{table}" where {where} order by "{model._meta.pk.column}"',  # noqa: S608 our own names
            [list(values) for values in wanted.values()],
        )
        return [dict(zip((one.attname for one in fields), row, strict=True)) for row in cursor.fetchall()]


def read_recipe(case: Case) -> Recipe:
    """Return the recipe of a case of the pattern."""
    rows = rows_of(case)
    owners = {UUID(row["owner_id"]) for row in rows[DataKey]}
    with opening(owners, purposes=Purpose):
        return _Reading(rows).recipe(is_closed=case.is_closed)


class _Reading:
    """Reads the rows of one case into text, and numbers the holes as it meets them."""

    def __init__(self, rows: dict[Model, list[Row]]) -> None:
        self.rows = rows
        self.places = {str(user.pk): str(user.role) for user in User.objects.people()}
        self.places |= {str(team.pk): "team" for team in Team.objects.all()}
        self.own = self._identifiers() - self.places.keys()
        self.references = {row["reference"] for found in rows.values() for row in found if "reference" in row}
        self.keys = {(row["owner_id"], row["purpose"]): row["id"] for row in rows[DataKey]}
        self.versions = {row["data_key_id"]: int(row["kek_version"]) for row in rows[WrappedKey]}
        self.holes: dict[str, list[str]] = {kind: [] for kind in KINDS}
        self.holes["wraps"] = list(self.keys.values())
        self.sealed: list[SealedHole] = []
        self.found: list[tuple[str, int]] = []

    def _identifiers(self) -> set[str]:
        columns = (
            (one.attname, found)
            for model, found in self.rows.items()
            for one in stored_fields(model)
            if isinstance(one, models.UUIDField)
        )
        return {row[name] for name, found in columns for row in found} - {None}

    def recipe(self, *, is_closed: bool) -> Recipe:
        texts = {model: self._text(model, found) for model, found in self.rows.items()}
        keys = tuple(
            KeyHole(self._id(key), self._id(owner), purpose, self.versions[key])
            for (owner, purpose), key in self.keys.items()
        )
        return Recipe(
            is_closed=is_closed,
            ids=len(self.holes["ids"]),
            days=tuple(dt.date.fromisoformat(day).toordinal() for day in self.holes["days"]),
            references=tuple(text[0] for text in self.holes["references"]),
            places=tuple(self.holes["places"]),
            sealed=tuple(self.sealed),
            keys=keys,
            tokens=tuple(self._tokens(population, row) for population, row in self.found),
            tables=tuple(self._table(model, text) for model, text in texts.items()),
        )

    def _text(self, model: Model, found: list[Row]) -> str:
        """Return the rows of one table with a mark in each hole."""
        fields = stored_fields(model)
        return "".join("\t".join(self._column(one, row) for one in fields) + "\n" for row in found)

    def _column(self, one: Any, row: Row) -> str:
        text = row[one.attname]
        if text is None:
            return r"\N"
        if isinstance(one, SealedField):
            return rf"\\x{self._seal(one, row, text)}"
        if one.model is WrappedKey and one.attname == "blob":
            return rf"\\x{self._mark('wraps', row['data_key_id'])}"
        if isinstance(one, TokensField):
            return f"{{{self._mark('tokens', str(self._found_row(row)))}}}"
        if one.related_model is District:
            return self._mark("places", "district")
        moved = MOMENTS if isinstance(one, models.DateField | models.JSONField) else IDS
        return moved.sub(self._hole, text.translate(ESCAPES))

    def _hole(self, found: re.Match[str]) -> str:
        text = found[0]
        if text in self.places:
            return self._mark("places", self.places[text])
        if text in self.own:
            return self._mark("ids", text)
        if text in self.references:
            return self._mark("references", text)
        return self._mark("days", text) if found.lastgroup == "day" else text

    def _mark(self, kind: str, text: str) -> str:
        return f"\0{kind} {self._number(kind, text)}\0"

    def _number(self, kind: str, text: str) -> int:
        known = self.holes[kind]
        if text not in known:
            known.append(text)
        return known.index(text)

    def _id(self, text: str) -> int:
        return self._number("ids", text)

    def _seal(self, one: SealedField, row: Row, text: str) -> str:
        """Open a value of the pattern and note where each copy seals it again."""
        model: Any = one.model
        owner = row[model.vault_owner]
        place = Place(model.vault_tag, one.tag, UUID(row["id"]), UUID(owner))
        key = key_for_reading(place.owner_id, one.purpose)
        plain = unseal(key, place, bytes.fromhex(text.removeprefix(r"\x")))
        number = self._number("wraps", self.keys[owner, one.purpose])
        self.sealed.append(
            SealedHole(
                self._id(row["id"]),
                self._id(owner),
                number,
                place.model_tag,
                place.field_tag,
                plain,
                part_of(model, one.name, row),
            )
        )
        return self._mark("seals", str(len(self.sealed)))

    def _found_row(self, row: Row) -> int:
        is_perpetrator = row.get("role") == HouseholdRole.USED_VIOLENCE
        self.found.append(
            ((Population.PERPETRATOR if is_perpetrator else Population.CLIENT).value, self._id(row["id"]))
        )
        return len(self.found)

    def _tokens(self, population: str, row: int) -> TokensHole:
        """Return which sealed values of a row, read by now, its tokens are made of."""
        own = [(place, hole.part) for place, hole in enumerate(self.sealed) if hole.row == row and hole.part]
        return TokensHole(
            population,
            tuple(place for place, part in own if part != "phone"),
            tuple(place for place, part in own if part == "phone"),
        )

    def _table(self, model: Model, text: str) -> TableText:
        """Return the text with `%s` in its holes, and where each value stands among those of a copy."""
        first, start = {}, 0
        for kind in KINDS:
            first[kind], start = start, start + len(self.holes[kind])
        holes = tuple(first[kind] + int(number) for kind, number in MARKS.findall(text))
        columns = tuple(one.column for one in stored_fields(model))
        return TableText(model._meta.db_table, columns, MARKS.sub("%s", text.replace("%", "%%")), holes)


def part_of(model: Model, name: str, row: Row) -> str:
    """Return which name or number of a copy's people stands in a field, or "" for other words."""
    if (model, name) in PHONES:
        return "phone"
    part = NAMES.get((model, name), "")
    if part != "name":
        return part
    if row["role"] == HouseholdRole.CLIENT:
        return "client"
    return "man" if row["sex"] == Sex.MALE else "woman"
