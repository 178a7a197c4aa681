"""A test database per process: migrated once by centre_owner, cloned from a template, used as centre_app."""

import fcntl
import os
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from crisis_center.stack.embedded import APP, OWNER, Postgres

TEMPLATE = "centre_template"


def server() -> Postgres:
    return Postgres(Path(os.environ["CENTRE_TEST_DATA"]), ephemeral=True)


def use(name: str, role: str = APP) -> None:
    """Point Django's one connection at database `name` as `role`."""
    connection.close()
    connection.settings_dict.update({"NAME": name, "USER": role})


def make_template() -> None:
    """Migrate the template database once, whichever process comes first."""
    postgres = server()
    with open(postgres.data / "template.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = postgres.data / "template.done"
        if done.exists():
            return
        postgres.drop_database(TEMPLATE)
        postgres.create_database(TEMPLATE)
        use(TEMPLATE, OWNER)
        call_command("migrate", interactive=False, verbosity=0)
        use(TEMPLATE)
        call_command("load_reference_data", verbosity=0)
        connection.close()
        done.touch()


def clone(name: str) -> None:
    """Give `name` the template's fresh content; open connections to it are ended."""
    connection.close()
    postgres = server()
    postgres.drop_database(name)
    postgres.create_database(name, template=TEMPLATE)
    use(name)
