"""A whole centre in a temporary folder, each part of which can be killed and started again."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg2

from bench.faults.killing import kill_tree
from bench.place import Place, collect_static, open_place
from bench.servers import COMMANDS, OWN, PROGRAMS, free_port
from crisis_center.stack.embedded import OWNER, OwnedServer
from crisis_center.stack.processes import Child, Children

DATABASE = "faults"
SETTINGS = "crisis_center.settings.development"  # plain http, as on loopback
PATIENCE = 60.0


class Centre:
    """PostgreSQL, Redis and the web server; `kill` returns at once, `launch` waits for nothing."""

    def __init__(self, place: Place, environment: dict[str, str]) -> None:
        self.place = place
        self.port = free_port()
        self.children = Children(place.data, environment)
        self.web: Child | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def launch(self, part: str) -> None:
        if part == "web":
            program, *options = (
                word.format(app="crisis_center.wsgi", port=self.port) for word in COMMANDS[OWN]
            )
            self.web = self.children.start("web", str(PROGRAMS / program), *options)
            return
        server = self._server(part)
        server.take_ownership()
        server.launch()

    def kill(self, part: str) -> None:
        if part == "web":
            assert self.web is not None  # noqa: S101 it was launched
            kill_tree(self.web.process.pid)
            self.web.process.wait()
            return
        server = self._server(part)
        if server.process is not None:
            kill_tree(server.process.pid)
            server.process.wait()
        server.release()

    def wait_for_database(self) -> None:
        if not until(self._database_is_back):
            raise SystemExit("PostgreSQL does not come back.")

    def _database_is_back(self) -> bool:
        """Say so; one that met a dying process of the PostgreSQL before it ends, and is started once more."""
        server = self.place.postgres
        if server.process is not None and server.process.poll() is not None:
            server.release()
            self.launch("postgres")
        return _answers(self.place)

    def stop(self) -> None:
        self.children.stop(3)

    def _server(self, part: str) -> OwnedServer:
        return {"postgres": self.place.postgres, "redis": self.place.redis}[part]


@contextmanager
def a_centre(*, with_web: bool = True) -> Iterator[Centre]:
    """Start a centre with an empty database in a folder of its own; forget it afterwards."""
    with tempfile.TemporaryDirectory(prefix="centre-faults-") as folder, open_place(Path(folder)) as place:
        environment = place.environment(DATABASE) | {"DJANGO_SETTINGS_MODULE": SETTINGS, "DEMO": "0"}
        os.environ.update(
            environment, DJANGO_ALLOW_ASYNC_UNSAFE="true"
        )  # the driver of browsers keeps a loop
        django.setup()
        _make_database(place)
        centre = Centre(place, environment)
        if with_web:
            collect_static(place)
            centre.launch("web")
        try:
            yield centre
        finally:
            centre.stop()


def until(is_so: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Wait until something is so; return False when it is not within `patience` seconds."""
    deadline = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _make_database(place: Place) -> None:
    from django.core.management import call_command  # noqa: PLC0415 Django is set up only now

    from bench.data.databases import using  # noqa: PLC0415 as above

    place.postgres.create_database(DATABASE)
    with using(DATABASE, OWNER):
        call_command("migrate", interactive=False, verbosity=0)
    with using(DATABASE):
        call_command("load_reference_data", verbosity=0)


def _answers(place: Place) -> bool:
    try:
        place.postgres.connect(DATABASE).close()
    except psycopg2.OperationalError:
        return False
    return True
