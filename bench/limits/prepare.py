"""Makes the table, fills it, signs somebody in, and prints the cookies of her session as JSON."""

import json
import sys

import django
from django.core.management import call_command
from django.db import connection
from django.test import Client

FILL = """
    insert into limits_row (number, created_at, status, kind, city, name, phone, text)
    select 'N-' || n, now() - n * interval '1 minute', 'open', 'call', 'City ' || n %% 40,
           'Name ' || n, '+7 700 000 ' || n, repeat('words ', 50)
    from generate_series(1, %s) n"""


def main(rows: int) -> None:
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from limits_row")
        if not cursor.fetchone()[0]:
            cursor.execute(FILL, [rows])
            cursor.execute("analyze limits_row")
    print(json.dumps({"sessionid": session()}))


def session() -> str:
    """Sign in as Django's own test browser does and return the key of the session."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 the models exist only after the set-up

    worker, _is_new = get_user_model().objects.get_or_create(username="worker")
    client = Client()
    client.force_login(worker)
    return client.session.session_key or ""


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
