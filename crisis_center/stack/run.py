"""`make run`: the whole centre on this machine, for a demonstration and for developers.

Starts PostgreSQL and Redis (unless DATABASE_URL and REDIS_URL name others), brings the database up to
date, then web, worker and beat; Ctrl-C stops them all. PORT, DATA and DEMO=0 change what is started.
"""

import fcntl
import os
import secrets
import signal
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from crisis_center.stack.embedded import OWNER, OwnedServer, Postgres, Redis, StackError, end_with_parent
from crisis_center.stack.processes import Child, Children
from vault.keys import make_demo_keys

HOST = "127.0.0.1"  # a demonstration answers this machine alone
SETTINGS = "crisis_center.settings.development"
PROGRAMS = Path(sys.executable).parent
SECONDS_TO_STOP = 3.0
ONLY_A_DEMONSTRATION = (
    "This is a demonstration only: its keys lie beside its data in {keys}. Put no real person into it."
)


@dataclass(frozen=True)
class Place:
    """Where this run keeps its data and answers."""

    data: Path
    port: int

    @classmethod
    def from_environment(cls) -> "Place":
        port = os.environ.get("PORT", "8000")
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise StackError(f"PORT must be a number from 1 to 65535, not {port!r}.")
        data = Path(os.environ.get("DATA", "var/centre")).resolve()
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(data=data, port=int(port))

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/"

    @property
    def keys(self) -> Path:
        return self.data / "keys"


class Stop:
    """Set by the first Ctrl-C (or SIGTERM, or a closed terminal); later ones change nothing."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # under nohup it stays ignored
            signal.signal(signal.SIGHUP, self._ask)

    def _ask(self, *_signal: object) -> None:
        self._asked.set()

    def asked(self, within: float = 0) -> bool:
        """Return True as soon as somebody asked to stop, False after `within` seconds."""
        return self._asked.wait(within)


class Stopped(Exception):
    """Somebody asked to stop while the centre was still starting."""


def main() -> int:
    """Run until asked to stop (0) or until one of the processes dies (1)."""
    if "MAKELEVEL" in os.environ:
        end_with_parent(signal.SIGTERM)
    stop = Stop()
    place = Place.from_environment()
    try:
        with one_run(place), ExitStack() as servers:
            refuse_a_busy_port(place)
            environment = {**os.environ, **keys(place), "DJANGO_SETTINGS_MODULE": SETTINGS}
            environment["STATIC_ROOT"] = str(place.data / "static")
            owned = start_servers(place, environment, servers)
            children = Children(place.data, environment)
            servers.callback(children.stop, SECONDS_TO_STOP)
            return run(place, children, owned, stop)
    except Stopped:
        return 0


def run(place: Place, children: Children, owned: list[OwnedServer], stop: Stop) -> int:
    """Prepare the database, start the processes, and watch them."""
    greeting = prepare(place, children, stop)
    start_processes(place, children)
    wait_until_ready(place, children, stop)
    warning = ONLY_A_DEMONSTRATION.format(keys=place.keys)
    say(f"The centre is open at {place.url}", greeting, warning, "Ctrl-C stops it.")
    return watch(children, owned, stop)


def say(*lines: str) -> None:
    print("\n".join(line for line in lines if line), flush=True)


@contextmanager
def one_run(place: Place) -> Iterator[None]:
    """Hold the data folder's lock; a second run would start a second beat, so it is refused."""
    with open(place.data / "run.lock", "a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(already_running(lock, place)) from None
        lock.truncate(0)
        lock.write(place.url)
        lock.flush()
        yield


def already_running(lock: IO[str], place: Place) -> str:
    lock.seek(0)
    return (
        f"The centre already runs from {place.data}: {lock.read()} "
        "Stop it first, or start another one with DATA=another-folder PORT=8001 make run"
    )


def refuse_a_busy_port(place: Place) -> None:
    """Say so before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, place.port))
        except OSError as error:
            raise StackError(
                f"Port {place.port} cannot be used ({error.strerror}). Choose another: "
                f"PORT={place.port + 1 if place.port < 65535 else 8000} make run"
            ) from None


def keys(place: Place) -> dict[str, str]:
    """Return the paths of the secrets (decision 23); those that nobody named are made in the data folder."""
    place.keys.mkdir(exist_ok=True, mode=0o700)
    made = {}
    if "SECRET_KEY_FILE" not in os.environ:
        made["SECRET_KEY_FILE"] = str(secret_key(place.keys / "secret_key"))
    if "VAULT_KEYS_DIR" not in os.environ:
        make_demo_keys(place.keys / "vault")
        made["VAULT_KEYS_DIR"] = str(place.keys / "vault")
    return made


def secret_key(path: Path) -> Path:
    """Make the signing key once, readable by its owner alone."""
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(64), encoding="utf-8")
        unfinished.chmod(0o400)
        unfinished.rename(path)
    return path


def start_servers(place: Place, environment: dict[str, str], servers: ExitStack) -> list[OwnedServer]:
    """Start what the environment does not name, write the addresses into it, and return what was started."""
    owned: list[OwnedServer] = []
    if "REDIS_URL" not in environment:
        valkey = Redis(place.data)
        servers.callback(valkey.stop)
        valkey.start()
        environment["REDIS_URL"] = valkey.url
        owned.append(valkey)
    if "DATABASE_URL" not in environment:
        postgres = Postgres(place.data)
        servers.callback(postgres.stop)
        postgres.start()
        postgres.create_database("centre")
        environment["DATABASE_URL"] = postgres.url("centre")
        environment["DATABASE_OWNER_URL"] = postgres.url("centre", role=OWNER)
        owned.append(postgres)
    return owned


def prepare(place: Place, children: Children, stop: Stop) -> str:
    """Migrate as the owner, then fill as the application; return what the person at the keyboard needs."""
    owner = children.environment.get("DATABASE_OWNER_URL") or children.environment["DATABASE_URL"]
    static = manage(children, "collectstatic", "--no-input")
    finish(children, stop, manage(children, "migrate", "--no-input", DATABASE_URL=owner))
    greeting = finish(children, stop, manage(children, "prepare_centre", "--url", place.url))
    finish(children, stop, static)
    return greeting


def manage(children: Children, command: str, *options: str, **environment: str) -> Child:
    return children.start(command, sys.executable, "manage.py", command, *options, **environment)


def finish(children: Children, stop: Stop, child: Child) -> str:
    """Wait for the end of a management command and return what it printed."""
    while not child.has_died():
        if stop.asked(within=0.05):
            raise Stopped
    children.running.remove(child)
    if child.process.returncode:
        raise StackError(how_it_died(child))
    return child.log.read_text(encoding="utf-8").strip()


def start_processes(place: Place, children: Children) -> None:
    """Start web, worker and beat."""
    celery = (str(PROGRAMS / "celery"), "-A", "crisis_center.worker")
    memory = ("--worker-tmp-dir", "/dev/shm") if Path("/dev/shm").is_dir() else ()  # noqa: S108 gunicorn's heartbeat
    children.start(
        "web", str(PROGRAMS / "gunicorn"), "crisis_center.wsgi", "--bind", f"{HOST}:{place.port}",
        "--workers", "2", "--threads", "4", "--graceful-timeout", "3", *memory,
    )  # fmt: skip
    alone = ("--without-gossip", "--without-mingle")
    children.start("worker", *celery, "worker", "-l", "INFO", "--pool", "threads", "-c", "2", *alone)
    children.start("beat", *celery, "beat", "--schedule", str(place.data / "beat-schedule"), "--pidfile=")


def wait_until_ready(place: Place, children: Children, stop: Stop) -> None:
    """Return when the health page answers; while starting, a dead process is the answer."""
    while not answers(f"{place.url}health/"):
        if dead := children.first_dead():
            raise StackError(how_it_died(dead))
        if stop.asked(within=0.1):
            raise Stopped


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 our own address
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def watch(children: Children, owned: list[OwnedServer], stop: Stop) -> int:
    """Wait until somebody asks to stop, or until one of us is gone."""
    while not stop.asked(within=0.5):
        if dead := children.first_dead():
            say(how_it_died(dead))
            return 1
        if any(server.has_died() for server in owned):
            say("PostgreSQL or Redis ended: see its log in the data folder.")
            return 1
    say("Stopping.")
    return 0


def how_it_died(child: Child) -> str:
    code = child.process.returncode
    return f"The {child.name} process ended with {code}, see {child.log}:\n{child.last_words()}"


if __name__ == "__main__":
    sys.exit(main())
