"""A search of the whole test database for words that must not be there (security K1).

Only what is committed is seen: use it in a transactional test, with the words planted before.
"""

import base64
import io
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import psycopg2
from django.db import connection
from psycopg2 import sql

from tests import database

TABLES = """
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') order by 1, 2
"""


def find_in_database(needles: Iterable[str]) -> dict[str, list[str]]:
    """Return each needle that was found, with the tables and forms of it; nothing found is {}.

    Needles of fewer than five letters are found by chance.
    """
    forms = {needle: dict(encodings(needle)) for needle in needles}
    found: dict[str, list[str]] = {}
    for table, content in dumps(connection.settings_dict["NAME"]):
        for needle, encoded in forms.items():
            for form, wanted in encoded.items():
                if wanted in content:
                    found.setdefault(needle, []).append(f"{table}: {form}")
    return found


def dumps(name: str) -> Iterator[tuple[str, bytes]]:
    """Yield every table of a database with its bytes, as text and as stored, read as superuser."""
    superuser = database.server().connect(name)
    try:
        with superuser.cursor() as cursor:
            cursor.execute(TABLES)
            for schema, table in cursor.fetchall():
                yield (
                    f"{schema}.{table}",
                    _copied(cursor, schema, table, "text") + _copied(cursor, schema, table, "binary"),
                )
    finally:
        superuser.close()


def _copied(cursor: psycopg2.extensions.cursor, schema: str, table: str, form: str) -> bytes:
    target = io.BytesIO()
    statement = sql.SQL("copy (select * from {}) to stdout (format {})")
    cursor.copy_expert(statement.format(sql.Identifier(schema, table), sql.SQL(form)), target)
    return target.getvalue()


def encodings(needle: str) -> Iterator[tuple[str, bytes]]:
    """Yield the forms in which a word might lie around."""
    cases = {"as written": needle, "lower case": needle.lower(), "upper case": needle.upper()}
    for case, word in cases.items():
        yield f"UTF-8, {case}", word.encode()
        yield f"UTF-16 LE, {case}", word.encode("utf-16-le")
        yield f"UTF-16 BE, {case}", word.encode("utf-16-be")
        yield f"hex, {case}", word.encode().hex().encode()
        yield f"HEX, {case}", word.encode().hex().upper().encode()
        yield f"JSON, {case}", json.dumps(word)[1:-1].encode()
        yield f"URL, {case}", quote(word).encode()
        for shift in range(3):
            yield f"base64 at {shift}, {case}", _base64_inside(word.encode(), shift)


def _base64_inside(word: bytes, shift: int) -> bytes:
    """Return the symbols that a word surely has in base64 when it starts `shift` bytes into a triple."""
    encoded = base64.b64encode(b"\0" * shift + word)
    whole = (shift + len(word)) // 3 * 4
    return encoded[(0, 2, 3)[shift] : whole]
