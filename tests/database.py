"""A test database per process: migrated once by centre_owner, cloned from a template, used as centre_app.

What a test prepares belongs to no worker, so its session stands as centre_service, which sees every row. A
request stands alone (`as_in_production`): whatever it sees, it sees by its own context, as a centre at work.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from accounts.models import User
from cases.row_security import act_as
from crisis_center.stack.embedded import APP, OWNER, SERVICE, Postgres

TEMPLATE = "centre_template"
PREPARING = f" -c role={SERVICE}"


def server() -> Postgres:
    return Postgres(Path(os.environ["CENTRE_TEST_DATA"]), ephemeral=True)


def use(name: str, role: str = APP) -> None:
    """Point Django's one connection at database `name` as `role`; as centre_app it prepares data."""
    connection.close()
    connection.settings_dict.update({"NAME": name, "USER": role})
    options = connection.settings_dict["OPTIONS"]
    options["options"] = options["options"].replace(PREPARING, "") + (PREPARING if role == APP else "")


@contextmanager
def as_in_production() -> Iterator[None]:
    """Take from the session what lets a test prepare data; afterwards it has it again, and no context."""
    _stand_as("none")
    try:
        yield
    finally:
        _stand_as(SERVICE)


def _stand_as(role: str) -> None:
    """Set it beside Django, which counts statements, and for the session: a test may have no transaction."""
    try:
        connection.ensure_connection()
    except OperationalError:
        return
    if connection.connection.get_transaction_status() != TRANSACTION_STATUS_INERROR:
        with connection.connection.cursor() as cursor:
            cursor.execute(
                "select set_config('role', %s, false), set_config('centre.actor', '', false), "
                "set_config('centre.role', '', false), set_config('centre.team', '', false)",
                [role],
            )


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


@contextmanager
def acting(worker: User | None) -> Iterator[None]:
    """Ask as the application in a request of `worker`; for nobody there is no context at all."""
    with as_in_production(), transaction.atomic():
        if worker:
            act_as(worker)
        yield
