"""Real servers of a data folder: owned by one process, shared by many, gone with their owner."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pytest

from crisis_center.stack import embedded
from crisis_center.stack.embedded import APP, OWNER, Postgres, Redis, StackError, socket_folder
from tests.stack.processes import bare_environment, processes_of, until

pytestmark = pytest.mark.processes
START_AND_SLEEP = """
import sys, time
from pathlib import Path
from types import SimpleNamespace
from crisis_center.stack.embedded import Postgres, Redis
data = Path(sys.argv[1])
print(Postgres(data, ephemeral=True).start(), Redis(data).start(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "servers"
    yield folder
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def started_elsewhere(data: Path) -> Iterator[str]:
    """Start or attach to the servers in another process and say what it answered; then kill that process."""
    command = [sys.executable, "-c", START_AND_SLEEP, str(data)]
    with subprocess.Popen(command, env=bare_environment(), stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.kill()


def rows(server: Postgres, statement: str, role: str = APP) -> list[tuple]:
    connection = server.connect("centre", role=role)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall() if cursor.description else []
    connection.close()
    return found


def test_the_first_process_owns_the_servers_and_others_attach(data):
    postgres, valkey = Postgres(data, ephemeral=True), Redis(data)
    assert (postgres.start(), valkey.start()) == (True, True)
    with started_elsewhere(data) as answer:
        assert answer == "False False"
    postgres.create_database("centre")
    assert rows(postgres, "select current_user::text") == [("centre_app",)]
    valkey.stop()
    postgres.stop()
    assert processes_of(data) == []


def test_killing_the_owner_ends_the_servers_and_loses_nothing(data):
    server = Postgres(data, ephemeral=True)
    with started_elsewhere(data) as answer:
        assert answer == "True True"
        server.create_database("centre")
        rows(server, "create table kept (word text)", role=OWNER)
        rows(server, "insert into kept values ('қала')")
    assert until(lambda: processes_of(data) == [])
    assert server.start() is True
    assert rows(server, "select word from kept") == [("қала",)]
    server.stop()


def test_the_application_may_use_tables_but_not_make_or_empty_them(data):
    server = Postgres(data, ephemeral=True)
    server.start()
    server.create_database("centre")
    server.create_database("centre")
    rows(server, "create table notes (id int)", role=OWNER)
    for forbidden in ("create table more (id int)", "truncate notes", "drop table notes"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            rows(server, forbidden)
    server.stop()


def test_kazakh_letters_have_their_small_forms(data):
    server = Postgres(data, ephemeral=True)
    server.start()
    server.create_database("centre")
    assert rows(server, "select lower('ӘҒҚҢӨҰҮҺІ'), 'Қалдыгүл' ilike 'қАЛ%'") == [("әғқңөұүһі", True)]
    server.stop()


def test_a_socket_folder_open_to_others_is_refused(tmp_path):
    folder = socket_folder(tmp_path)
    folder.chmod(0o755)
    with pytest.raises(StackError, match="is not private to this user"):
        socket_folder(tmp_path)
    folder.rmdir()


@pytest.mark.parametrize(
    ("user", "prefix"),
    [
        (1, []),
        (0, ["unshare", "--user", "--map-user=1", "--map-group=1", "--"]),
        (4242, ["unshare", "--user", "--map-user=1", "--map-group=1", "--"]),
    ],
)
def test_postgres_runs_as_a_user_whom_the_machine_knows(monkeypatch, user, prefix):
    """It refuses root, and in a container a user without a name."""
    answers = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(embedded.os, "geteuid", lambda: user)
    monkeypatch.setattr(embedded.pwd, "getpwall", lambda: [SimpleNamespace(pw_uid=uid) for uid in (0, 5, 1)])
    monkeypatch.setattr(embedded.shutil, "which", lambda name: name)
    monkeypatch.setattr(embedded.subprocess, "run", lambda *_, **__: answers)
    assert embedded.as_ordinary_user() == prefix


def test_without_namespaces_root_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(embedded.os, "geteuid", lambda: 0)
    monkeypatch.setattr(embedded.shutil, "which", lambda _name: None)
    with pytest.raises(StackError, match="run as an ordinary one, or set DATABASE_URL"):
        embedded.as_ordinary_user()
