"""Fills a database with copies: by COPY from two processes, while its indexes and constraints are away."""

import io
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 a class, whatever its name says

from bench.data.copies import Kitchen
from bench.data.tokens import fold_each_word_once

BLOCK = 500  # copies that are made and written at a time
PROCESSES = 2
WITHOUT_POOL = 2 * BLOCK

CONSTRAINTS = """
    select format('alter table %s drop constraint %I', conrelid::regclass, conname),
           format('alter table %s add constraint %I %s', conrelid::regclass, conname,
                  pg_get_constraintdef(oid))
    from pg_constraint
    where connamespace = 'public'::regnamespace and contype in ('f', 'p', 'u', 'x')
    order by contype = 'f' desc, conname"""
INDEXES = """
    select format('drop index %I', indexname), indexdef
    from pg_indexes where schemaname = 'public' order by indexname"""
FASTER = """
    set synchronous_commit = off; set maintenance_work_mem = '512MB';
    set max_parallel_maintenance_workers = 2; set session_replication_role = replica"""


def fill(dsn: str, kitchen: Kitchen) -> None:
    """Write every copy into the database behind `dsn`, which a superuser opens. The oldest come first."""
    with opened(dsn) as connection, without_indexes(connection):
        blocks = [range(end - 1, max(-1, end - BLOCK - 1), -1) for end in range(kitchen.total, 0, -BLOCK)]
        if kitchen.total <= WITHOUT_POOL:
            for block in blocks:
                write(connection, kitchen, block)
        else:
            spawn = get_context("spawn")
            with ProcessPoolExecutor(PROCESSES, spawn, initializer=_begin, initargs=(dsn, kitchen)) as pool:
                list(pool.map(_write_block, blocks))
    with opened(dsn) as connection, connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


@contextmanager
def opened(dsn: str) -> Iterator[Connection]:
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(FASTER)
        yield connection
    finally:
        connection.close()


@contextmanager
def without_indexes(connection: Connection) -> Iterator[None]:
    """Take indexes and constraints away and bring them back: a B-tree is built quicker than it grows."""
    constraints = _swap(connection, CONSTRAINTS)
    indexes = _swap(connection, INDEXES)
    yield
    with connection.cursor() as cursor:
        for command in (*reversed(constraints), *indexes):
            cursor.execute(command)


def _swap(connection: Connection, query: str) -> list[str]:
    """Run the first command of each line that `query` finds and return the second ones."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchall()
        for drop, _make in found:
            cursor.execute(drop)
    return [make for _drop, make in found]


def write(connection: Connection, kitchen: Kitchen, block: range) -> None:
    """Make the copies of a block and write them table by table."""
    with connection.cursor() as cursor:
        for (table, columns), rows in kitchen.rows_of(block).items():
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.copy_expert(f'copy "{table}" ({names}) from stdin', io.StringIO("".join(rows)))


_process: dict[str, Any] = {}


def _begin(dsn: str, kitchen: Kitchen) -> None:
    fold_each_word_once()
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(FASTER)
    _process["write"] = partial(write, connection, kitchen)


def _write_block(block: range) -> None:
    _process["write"](block)
