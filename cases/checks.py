"""Look at the real database on `check --deploy`: row-level security holds the role we run as."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import Error as DatabaseError
from django.db import connection

HELD = ("cases_case", "cases_sessionnote", "hotline_call", "referrals_referral")


@register(Tags.security, deploy=True)
def rows_are_held(**_kwargs: Any) -> list[CheckMessage]:
    """Report the tables whose rows this role meets without a rule (decision 39)."""
    try:
        return list(_free_tables())
    except DatabaseError as error:
        return [
            Error(
                "Row-level security could not be examined.",
                hint=f"Run `migrate` as the owner and see that the database answers: {type(error).__name__}.",
                id="cases.E001",
            )
        ]


def _free_tables() -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        for table in HELD:
            cursor.execute("SELECT row_security_active(%s)", [table])
            if cursor.fetchone() != (True,):
                yield Error(
                    f"The role of DATABASE_URL sees every row of {table}.",
                    hint="Run as centre_app, which row-level security holds.",
                    id="cases.E002",
                )
