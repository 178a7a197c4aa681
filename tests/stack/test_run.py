"""`make run` starts the whole centre, refuses what cannot work, and leaves nothing behind."""

import os
import re
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from crisis_center.stack.embedded import socket_folder
from tests import database
from tests.stack.processes import Run, free_port, processes_of, run_to_its_end, until

pytestmark = pytest.mark.processes


@pytest.fixture
def data(tmp_path):
    """A data folder whose last process is ended, whatever the test did."""
    folder = tmp_path / "centre"
    yield folder
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)


def status_of(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310 our own address
        return response.status


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_the_centre_opens_refuses_a_second_run_and_stops_without_a_trace(data):
    with Run(data, free_port()) as run:
        said = run.wait_until_open()
        assert run.url in said
        assert "demonstration only" in said
        assert status_of(run.url + "health/") == 200

        code, words = run_to_its_end(data, free_port())
        assert (code, run.url in words) == (1, True)

        assert run.end() == (0, "Stopping.\n")
        assert processes_of(data) == []


def test_nothing_survives_when_the_supervisor_is_killed(data):
    with Run(data, free_port(), DEMO="0") as run:
        run.wait_until_open()
        names = b" ".join(command_of(pid) for pid in processes_of(data))
        assert [
            name for name in (b"gunicorn", b"worker", b"beat", b"postgres", b"redis") if name not in names
        ] == []
        run.kill()
        assert until(lambda: processes_of(data) == [])


@pytest.fixture
def servers_of_the_tests(data, django_db_setup):
    """A migrated database and a Redis that run already, as the environment names them."""
    server = database.server()
    name = f"centre_run_{os.getpid()}"
    server.create_database(name, template=database.TEMPLATE)
    yield {
        "DATABASE_URL": server.url(name),
        "DATABASE_OWNER_URL": server.url(name, role="centre_owner"),
        "REDIS_URL": re.sub("db=[0-9]+", "db=15", os.environ["REDIS_URL"]),
    }
    server.drop_database(name)


def test_an_empty_centre_prints_one_link_and_stops_whole_when_one_process_dies(data, servers_of_the_tests):
    with Run(data, free_port(), DEMO="0", **servers_of_the_tests) as run:
        said = run.wait_until_open()
        [link] = re.findall(rf"{run.url}\S+", said.split("first administrator")[1])
        assert status_of(link) == 200
        assert [name for name in ("postgres", "redis") if (data / name).exists()] == []
        [beat] = [pid for pid in processes_of(data) if b"\0beat\0" in command_of(pid)]
        os.kill(beat, signal.SIGKILL)
        code, words = run.result()
    assert (code, words.splitlines()[0]) == (1, f"The beat process ended with -9, see {data}/beat.log:")
    assert processes_of(data) == []


def test_a_busy_port_is_named_before_anything_starts(data):
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", 0))
        neighbour.listen()
        port = neighbour.getsockname()[1]
        code, words = run_to_its_end(data, port)
    assert code == 1
    assert words.startswith(f"Port {port} cannot be used (Address already in use).")
    assert f"PORT={port + 1 if port < 65535 else 8000} make run" in words
    assert not (data / "postgres").exists()


def test_a_port_that_is_no_port_is_refused(data):
    code, words = run_to_its_end(data, 0)
    assert (code, words) == (1, "PORT must be a number from 1 to 65535, not '0'.\n")


def test_the_demonstrations_keys_are_for_its_owner_alone(data):
    from crisis_center.stack.run import Place, keys

    data.mkdir()
    made = keys(Place(data=data, port=8000))
    again = keys(Place(data=data, port=8000))
    assert made == again
    assert Path(made["SECRET_KEY_FILE"]).stat().st_mode & 0o777 == 0o400
    assert len(Path(made["SECRET_KEY_FILE"]).read_text()) >= 50
    assert {path.stat().st_mode & 0o777 for path in Path(made["VAULT_KEYS_DIR"]).iterdir()} == {0o400}


def test_socket_paths_stay_short_however_long_the_data_folders_path_is(tmp_path):
    folder = socket_folder(tmp_path / ("long" * 50))
    assert len(str(folder / ".s.PGSQL.5432")) < 100
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.rmdir()
