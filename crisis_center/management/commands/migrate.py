"""Django's migrate, made safe to run beside a working centre and twice at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

ADVISORY_LOCK = 0x63656E747265  # "centre"
LOCK_TIMEOUT = "5s"


class Command(migrate.Command):
    help = f"{migrate.Command.help} One at a time, and never waiting longer than {LOCK_TIMEOUT} for a table."

    def handle(self, *args: Any, **options: Any) -> None:
        """Hold the advisory lock throughout; a table that is in use stops the migration, not the centre."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])
            cursor.execute("select set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        try:
            super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [ADVISORY_LOCK])
