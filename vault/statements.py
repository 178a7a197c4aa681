"""Statements for which somebody waits, in SQL, with query sets and tokens as parts of them.

Put together anew by Django for each question, a search took longer than the database needs to answer it
(bench/README.md). What a worker may see is said by query sets alone: `ids_of` writes down what one says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connection

from vault.fields import SealedField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Part:
    """A part of a statement, with what stands for its placeholders."""

    sql: str
    params: tuple[Any, ...] = ()

    def __add__(self, other: Part | str) -> Part:
        other = other if isinstance(other, Part) else Part(other)
        return Part(f"{self.sql} {other.sql}", self.params + other.params)


def ids_of(rows: QuerySet[Any]) -> Part:
    """Return the statement that reads the keys of a query set's rows, as `pk`; also of one that is empty."""
    query = rows.order_by().values("pk").query
    sql, params = query.get_compiler(connection=connection, elide_empty=False).as_sql()
    return Part(f"({sql})", tuple(params))


class Columns:
    """What a statement reads of a model, and how a row becomes an instance; other fields are deferred."""

    def __init__(self, model: type[Model], alias: str, *names: str) -> None:
        fields = [field for field in model._meta.concrete_fields if field.name in names]
        self.model = model
        self.names = [field.name for field in fields]
        self.attnames = [field.attname for field in fields]
        self.sealed = [place for place, field in enumerate(fields) if isinstance(field, SealedField)]
        self.sql = ", ".join(f"{alias}.{field.column}" for field in fields)

    def __len__(self) -> int:
        return len(self.attnames)

    def place(self, name: str) -> int:
        return self.names.index(name)

    def instance(self, values: Iterable[Any]) -> Any:
        row = [*values]
        for place in self.sealed:
            row[place] = None if row[place] is None else bytes(row[place])
        return self.model.from_db(DEFAULT_DB_ALIAS, self.attnames, row)


def with_tokens(table: str, tokens: Sequence[int]) -> Part:
    """Say which rows have one of the tokens, so that their index is asked first, and rows until it is enough.

    The planner takes each rare token for a common one, and for the first sixty of so many it would walk the
    whole table. `offset 0` has it plan this part by itself.
    """
    return Part(f"(select * from {table} where tokens && %s::bigint[] offset 0)", ([*tokens],))  # noqa: S608 a table


def rows_of(statement: Part) -> list[tuple[Any, ...]]:
    """Ask the database. It starts no processes to share the work, here and until the transaction ends.

    As the planner takes each token for a common one, it would start them for a search that finds nobody, and
    that takes longer than the search.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"set local max_parallel_workers_per_gather = 0; {statement.sql}", statement.params)
        return cursor.fetchall()
