"""Filled databases, and a server that answers what it was told."""

import os
import socket
import threading

import pytest

from bench.data.databases import Databases
from tests import database


@pytest.fixture(scope="session")
def made(django_db_setup):
    """The maker of filled databases; each process of a test run has its own, for none may wait for another."""
    databases = Databases(database.server(), migrated=database.TEMPLATE)
    databases.digest += os.environ.get("PYTEST_XDIST_WORKER", "")
    return databases


@pytest.fixture
def answers():
    """A server that gives prepared answers, one connection after the other, and closes none by itself."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(texts):
        def talk():
            line, _address = listening.accept()
            with line:
                for text in texts:
                    line.recv(65536)
                    line.sendall(text)

        threading.Thread(target=talk, daemon=True).start()
        return listening.getsockname()[1]

    yield serve
    listening.close()
