"""Copies of a recipe: new ids, new keys, every value sealed anew, other people; other words stay alike.

Nothing here needs Django to be set up, so that a process that copies starts at once.
"""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.data.people import Household
from bench.data.tokens import tokens_of
from vault.cipher import Binding, HeldKey, Place, new_data_key, seal, wrap

LIVING_SHARE, MOST_LIVING = 5, 2_000  # the archive of a centre grows, the work of its day does not
LIVING_DAYS = 40  # a living case was opened so many days ago at most
ARCHIVE_DAYS = 4 * 365
OF_TODAYS_WORKERS = 10_000  # nor does what one worker keeps: whoever has left wrote the rest of the archive
IN_A_ROW = 7  # copies of one team: prime to recipes and districts, so that every team has some of each
CROCKFORD = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCES = 1 << 40  # eight symbols of five bits
STEP = 654_435_761_987  # odd, so that no reference comes twice before all have come
REFERENCES_A_COPY = 8
Target = tuple[str, tuple[str, ...]]  # a table and the columns that are written
RARE = 5  # cases of the district that hardly anybody comes from, all of them old


@dataclass(frozen=True)
class SealedHole:
    """A sealed value: whose it is, and what it says. Numbers are positions of ids and of keys.

    `part` says which name or number of the copy's own people stands there instead.
    """

    row: int
    owner: int
    key: int
    model_tag: str
    field_tag: str
    plain: bytes
    part: str = ""


@dataclass(frozen=True)
class TokensHole:
    """The tokens of a row: whose population, and which of the sealed values are its names and phones."""

    population: str
    names: tuple[int, ...]
    phones: tuple[int, ...]


@dataclass(frozen=True)
class KeyHole:
    """A data key of the case or of its call."""

    id: int
    owner: int
    purpose: str
    version: int


@dataclass(frozen=True)
class TableText:
    """The rows of one table, as COPY reads them, with `%s` in each hole and which value goes there."""

    table: str
    columns: tuple[str, ...]
    text: str
    holes: tuple[int, ...]

    @cached_property
    def chosen(self) -> Callable[[list[str]], Any]:
        return itemgetter(*self.holes)  # of a single hole the value itself, which % takes as well

    def filled(self, values: list[str]) -> str:
        return self.text % self.chosen(values)


@dataclass(frozen=True)
class Recipe:
    """A case with holes. The values of a copy stand in the order of the fields: ids, days, and so on."""

    is_closed: bool
    ids: int
    days: tuple[int, ...]
    references: tuple[str, ...]
    places: tuple[str, ...]
    sealed: tuple[SealedHole, ...]
    keys: tuple[KeyHole, ...]
    tokens: tuple[TokensHole, ...]
    tables: tuple[TableText, ...]


@dataclass(frozen=True)
class Team:
    """A team, its workers by their role, and those who left."""

    id: str
    workers: Mapping[str, tuple[str, ...]]
    who_left: Mapping[str, tuple[str, ...]]

    def workers_of(self, role: str, *, at_work: bool) -> tuple[str, ...]:
        """Return who works in a role now or, where anybody left it, who did."""
        return self.workers[role] if at_work else self.who_left.get(role, self.workers[role])


@dataclass(frozen=True)
class Kitchen:
    """What copying needs beside a number: recipes, teams, districts, and the server's keys."""

    recipes: tuple[Recipe, ...]
    teams: tuple[Team, ...]
    districts: tuple[str, ...]  # the last one is rare
    server_keys: Mapping[tuple[str, int], bytes]
    index_keys: tuple[bytes, ...]
    total: int
    in_clear: bool = False

    @cached_property
    def living(self) -> list[Recipe]:
        return [recipe for recipe in self.recipes if not recipe.is_closed]

    @cached_property
    def closed(self) -> list[Recipe]:
        return [recipe for recipe in self.recipes if recipe.is_closed]

    @cached_property
    def number_living(self) -> int:
        return min(MOST_LIVING, self.total // LIVING_SHARE)

    def rows_of(self, numbers: Iterable[int]) -> dict[Target, list[str]]:
        """Return the rows of these copies as COPY reads them, by table and columns."""
        rows: dict[Target, list[str]] = {}
        for number in numbers:
            recipe, days_back = self.recipe_of(number)
            values = self.values_of(recipe, number, days_back)
            for table in recipe.tables:
                rows.setdefault((table.table, table.columns), []).append(table.filled(values))
        return rows

    def recipe_of(self, number: int) -> tuple[Recipe, int]:
        """Return what copy `number` is made from and how many days it lies back. The first are the newest."""
        if number < self.number_living:
            return self.living[number % len(self.living)], number * LIVING_DAYS // self.number_living
        old = (number - self.number_living) * ARCHIVE_DAYS // (self.total - self.number_living)
        return self.closed[number % len(self.closed)], LIVING_DAYS + old

    def case_of(self, number: int) -> str:
        """Return the reference of the case that copy `number` is."""
        references = self.recipe_of(number)[0].references
        return reference("C", number, references.index("C"))

    def values_of(self, recipe: Recipe, number: int, days_back: int) -> list[str]:
        """Return what goes into the holes of one copy."""
        drawn = os.urandom(16 * recipe.ids)
        text, ids = drawn.hex(), [UUID(bytes=drawn[at : at + 16]) for at in range(0, len(drawn), 16)]
        secrets = [new_data_key() for _key in recipe.keys]
        plain = words_of(recipe, Household(number))
        return [
            *(text[at : at + 32] for at in range(0, len(text), 32)),
            *(dt.date.fromordinal(day - days_back).isoformat() for day in recipe.days),
            *(reference(prefix, number, of_copy) for of_copy, prefix in enumerate(recipe.references)),
            *(self.place(name, number) for name in recipe.places),
            *self.seals(recipe, plain, ids, secrets),
            *(self.wrapped(key, ids, secret) for key, secret in zip(recipe.keys, secrets, strict=True)),
            *(self.tokens(hole, plain) for hole in recipe.tokens),
        ]

    def place(self, name: str, number: int) -> str:
        """Return the team, the district or the worker of a role in whom copy `number` has its place."""
        if name == "district":
            common = self.districts[number % (len(self.districts) - 1)]
            return self.districts[-1] if number >= self.total - RARE else common
        turn = number // IN_A_ROW
        team = self.teams[turn % len(self.teams)]
        if name == "team":
            return team.id
        workers = team.workers_of(name, at_work=number < OF_TODAYS_WORKERS)
        return workers[turn // len(self.teams) % len(workers)]

    def seals(self, recipe: Recipe, plain: list[bytes], ids: list[UUID], secrets: list[bytes]) -> list[str]:
        if self.in_clear:
            return [words.hex() for words in plain]
        held = [
            HeldKey(ids[key.id], AESGCM(secret)) for key, secret in zip(recipe.keys, secrets, strict=True)
        ]
        return [
            seal(
                held[hole.key],
                Place(hole.model_tag, hole.field_tag, ids[hole.row], ids[hole.owner]),
                words,
            ).hex()
            for hole, words in zip(recipe.sealed, plain, strict=True)
        ]

    def tokens(self, hole: TokensHole, plain: list[bytes]) -> str:
        """Return the tokens of a row as PostgreSQL writes an array."""
        names, phones = ([plain[at].decode() for at in places] for places in (hole.names, hole.phones))
        return ",".join(map(str, tokens_of(hole.population, names, phones, keys=self.index_keys)))

    def wrapped(self, key: KeyHole, ids: list[UUID], secret: bytes) -> str:
        binding = Binding(ids[key.id], ids[key.owner], key.purpose, key.version)
        return wrap(self.server_keys[key.purpose, key.version], binding, secret).hex()


def words_of(recipe: Recipe, household: Household) -> list[bytes]:
    """Return what each sealed value of a copy says."""
    return [
        household.said(hole.part, hole.row).encode() if hole.part else hole.plain for hole in recipe.sealed
    ]


def reference(prefix: str, number: int, of_copy: int) -> str:
    """Return the reference of a copy: looks drawn, and never comes twice."""
    drawn = (number * REFERENCES_A_COPY + of_copy + 1) * STEP % REFERENCES
    symbols = bytes(CROCKFORD[drawn >> shift & 31] for shift in range(35, -5, -5)).decode()
    return f"{prefix}-{symbols[:4]}-{symbols[4:]}"
