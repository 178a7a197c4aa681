"""Statements that a connection is asked again: PostgreSQL plans them once, not each time (decision 42).

psycopg 3 does it by itself; the driver here is psycopg2. Only the settings name the two classes.
"""

import datetime as dt
import re
from collections import OrderedDict
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

from psycopg2 import NotSupportedError, ProgrammingError, errors
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, TRANSACTION_STATUS_INERROR, connection, cursor

MOST = 200  # statements that one connection remembers
ASKED_ONCE = ""
PLACE = re.compile("%([s%])")
QUOTED = re.compile("'(?:[^']|'')*'")
PAGE_OF_A_LIST = re.compile(r" LIMIT (?!1\b)\d+(?: OFFSET \d+)?$")
IS_GONE = (errors.FeatureNotSupported, errors.InvalidSqlStatementName)

# The types that psycopg2 writes beside a value, or that PostgreSQL reads from it. All else is quoted text: of
# which type, PostgreSQL finds in the statement, prepared or not.
TYPES = {
    bool: "boolean",
    bytes: "bytea",
    float: "numeric",
    Decimal: "numeric",
    UUID: "uuid",
    dt.date: "date",
    dt.time: "time",
    dt.timedelta: "interval",
}
MOST_OF_AN_INTEGER = 2**31 - 1


class Statement(NamedTuple):
    """The text of a statement and what stands in its places: a code itself, of every other value the type."""

    sql: str
    places: tuple[str, ...]

    @property
    def types(self) -> list[str]:
        """Return the types of the values that are told at each call."""
        return [place for place in self.places if not _is_code(place)]

    @property
    def numbered(self) -> str:
        """Return the text with $1, $2 in place of %s."""
        numbers = count(1)
        places = iter(place if _is_code(place) else f"${next(numbers)}" for place in self.places)
        return PLACE.sub(lambda found: "%" if found[1] == "%" else next(places), self.sql)

    @property
    def has_a_place_for_each(self) -> bool:
        """Answer whether no value stands inside a quoted text, where PostgreSQL sees no place for one."""
        return PLACE.findall(QUOTED.sub("", self.sql)).count("s") == len(self.places)

    def told(self, values: Sequence[Any]) -> list[Any]:
        """Return the values that are told at a call."""
        return [value for value, place in zip(values, self.places, strict=True) if not _is_code(place)]


def statement_of(sql: Any, values: Any) -> Statement | None:
    """Return what may be prepared, or None.

    A statement without values is short. One with a list of values is planned by their number, and a page of a
    list by each value: how far PostgreSQL must read until a page is full depends on it.
    """
    if not values or not isinstance(sql, str) or not isinstance(values, list | tuple):
        return None
    if any(isinstance(value, list | tuple) for value in values) or PAGE_OF_A_LIST.search(sql):
        return None
    return Statement(sql, tuple(_place_of(value) for value in values))


def _place_of(value: object) -> str:
    if type(value) is int:
        return "integer" if abs(value) <= MOST_OF_AN_INTEGER else "bigint"
    if type(value) is dt.datetime:
        return "timestamp with time zone" if value.tzinfo else "timestamp"
    if isinstance(value, Enum) and isinstance(value, str) and value.isidentifier():
        return f"'{value.value}'"
    return TYPES.get(type(value), "unknown")


def _is_code(place: str) -> bool:
    """Answer whether it is a code that the program names: a partial index is found by it alone."""
    return place.startswith("'")


class PreparingConnection(connection):
    """A connection that remembers what it was asked lately, and what of it PostgreSQL has prepared."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.names: OrderedDict[Statement, str | None] = OrderedDict()
        """The name of each statement, ASKED_ONCE before it has one, None when it cannot have one."""
        self.last_number = 0


class PreparingCursor(cursor):
    """A cursor that lets PostgreSQL prepare a statement when it is asked for the second time."""

    connection: PreparingConnection
    _asked: tuple[str, Sequence[Any]] | None = None

    def execute(self, sql: Any, values: Any = None) -> None:
        """Do what psycopg2 does. What fails, fails as it would there."""
        self._asked = None
        statement = None if self.name else statement_of(sql, values)
        if statement and (name := self._name_of(statement)):
            self._call(statement, name, values)
        else:
            super().execute(sql, values)

    @property
    def query(self) -> bytes | None:
        """Return what was asked for last, with its values, as Django shows it and the tests read it."""
        return self.mogrify(*self._asked) if self._asked else super().query

    def _call(self, statement: Statement, name: str, values: Sequence[Any]) -> None:
        self._asked = statement.sql, values
        told = statement.told(values)
        call = f"EXECUTE {name} ({', '.join(['%s'] * len(told))})" if told else f"EXECUTE {name}"
        try:
            super().execute(call, told or None)
        except IS_GONE:  # a column has another type now, or somebody discarded all: it is prepared anew
            del self.connection.names[statement]
            raise

    def _name_of(self, statement: Statement) -> str | None:
        names = self.connection.names
        has_failed = self.connection.get_transaction_status() == TRANSACTION_STATUS_INERROR
        if statement not in names:
            names[statement] = ASKED_ONCE
        elif names[statement] == ASKED_ONCE and not has_failed:
            names[statement] = self._prepare(statement)
        names.move_to_end(statement)
        while len(names) > MOST and not has_failed:
            self._forget(names.popitem(last=False)[1])
        return names[statement]

    def _prepare(self, statement: Statement) -> str | None:
        if not statement.has_a_place_for_each:
            return None
        self.connection.last_number += 1
        name = f"prepared_{self.connection.last_number}"
        types = f"({', '.join(statement.types)})" if statement.types else ""
        return name if self._takes(f"PREPARE {name} {types} AS {statement.numbered}") else None

    def _takes(self, preparing: str) -> bool:
        """Answer whether PostgreSQL can prepare a statement; the transaction goes on if it cannot."""
        if self.connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
            return self._succeeds(preparing)
        super().execute("SAVEPOINT preparing")
        is_taken = self._succeeds(preparing)
        if not is_taken:
            super().execute("ROLLBACK TO SAVEPOINT preparing")
        super().execute("RELEASE SAVEPOINT preparing")
        return is_taken

    def _succeeds(self, preparing: str) -> bool:
        try:
            super().execute(preparing)
        except (ProgrammingError, NotSupportedError):  # most often: no word tells the type of a value
            return False
        return True

    def _forget(self, name: str | None) -> None:
        if name:
            super().execute(f"DEALLOCATE {name}")
