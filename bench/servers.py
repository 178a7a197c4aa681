"""The servers that are measured: the product and the limits, each as its own process tree on loopback."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.place import Place
from crisis_center.stack.embedded import StackError
from crisis_center.stack.processes import Child, Children
from crisis_center.stack.tree import ROOT

PROGRAMS = Path(sys.executable).parent
SECONDS_TO_START, SECONDS_TO_STOP = 60.0, 3.0
PRODUCT, IN_CLEAR = "crisis_center.wsgi", "bench.clear"
UNLIMITED, UNGUARDED = "bench.unlimited", "bench.unguarded"
LIMITS = "bench.limits.wsgi"
ROWS_OF_LIMITS = 100_000

# Two processes each, as `make run` starts; the product's own is `gthread`.
COMMANDS = {
    "gthread": ("gunicorn", "{app}", "--bind", "127.0.0.1:{port}", "--workers", "2", "--threads", "4"),
    "sync": ("gunicorn", "{app}", "--bind", "127.0.0.1:{port}", "--workers", "2"),
    "granian": (
        "granian", "--interface", "wsgi", "{app}:application", "--host", "127.0.0.1", "--port", "{port}",
        "--workers", "2", "--blocking-threads", "4", "--no-ws",
    ),
}  # fmt: skip
OWN = "gthread"


@dataclass(frozen=True)
class Server:
    """One running server."""

    port: int
    pid: int


@contextmanager
def serving(place: Place, app: str, environment: dict[str, str], kind: str = OWN) -> Iterator[Server]:
    """Start a server of `app`, wait until it accepts connections, and stop it afterwards."""
    port = free_port()
    children = Children(place.data, environment)
    program, *options = (part.format(app=app, port=port) for part in COMMANDS[kind])
    child = children.start(f"{app}-{kind}", str(PROGRAMS / program), *options)
    try:
        _wait(child, port)
        yield Server(port, child.process.pid)
    finally:
        children.stop(SECONDS_TO_STOP)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(child: Child, port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if child.has_died() or time.monotonic() > deadline:
                raise StackError(f"{child.name} does not answer:\n{child.last_words()}") from None
            time.sleep(0.05)
        else:
            return


@dataclass(frozen=True)
class Limits:
    """The environments of the bare views and of the floor, and the session of the floor's worker."""

    bare: dict[str, str]
    floor: dict[str, str]
    session: str


def prepare_limits(place: Place) -> Limits:
    """Make the database of the limits when it is missing, and sign its worker in."""
    place.postgres.create_database("limits")
    shared = place.environment("limits", "centre_owner") | {"DJANGO_SETTINGS_MODULE": "bench.limits.settings"}
    command = [sys.executable, "-m", "bench.limits.prepare", str(ROWS_OF_LIMITS)]
    floor = shared | {"BENCH_LIMIT": "floor"}
    done = subprocess.run(command, cwd=ROOT, env=floor, check=True, stdout=subprocess.PIPE, text=True)
    return Limits(shared | {"BENCH_LIMIT": "bare"}, floor, json.loads(done.stdout)["sessionid"])
