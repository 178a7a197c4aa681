"""Look at the real database on `check --deploy`: is the journal protected from the role we run as."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import Error as DatabaseError
from django.db import connection

from audit.models import JournalEntry

FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE")


@register(Tags.security, deploy=True)
def journal_is_protected(**_kwargs: Any) -> list[CheckMessage]:
    """Report missing triggers and rights that the running role must not have (decision 18, security L3)."""
    try:
        return [*_missing_triggers(), *_rights_too_many()]
    except DatabaseError as error:
        return [
            Error(
                "The journal could not be examined.",
                hint=f"Run `migrate` as the owner and see that the database answers: {type(error).__name__}.",
                id="audit.E001",
            )
        ]


def _missing_triggers() -> Iterator[CheckMessage]:
    table = JournalEntry._meta.db_table
    installed = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(installed, [table])
        names = {name for (name,) in cursor.fetchall()}
    for trigger in JournalEntry._meta.triggers:  # type: ignore[attr-defined]
        if trigger.get_pgid(JournalEntry) not in names:
            yield Error(
                f"The journal's trigger {trigger.name} is missing or switched off.",
                hint="Run `manage.py pgtrigger install` as the owner of the database.",
                id="audit.E002",
            )


def _rights_too_many() -> Iterator[CheckMessage]:
    table = JournalEntry._meta.db_table
    with connection.cursor() as cursor:
        for right in FORBIDDEN:
            cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
            if cursor.fetchone() != (False,):
                yield Error(
                    f"The role of DATABASE_URL may {right} the journal.",
                    hint="Run as centre_app, which may only SELECT and INSERT there.",
                    id="audit.E003",
                )
