"""What every test stands on: a real database as the application's role, no network."""

import os
import socket
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from crisis_center import middleware
from crisis_center.stack.browser import SKIPPED, find_chromium
from tests import database

pytest_plugins = ["tests.workers", "tests.cases.fixtures", "tests.access.counted"]
LONGEST = {"test_forgotten_words.py", "test_matrix_of_cases.py"}  # begun last, they would be waited for alone
TESTS = Path(__file__).parent
WALKS = {"access", "architecture", "bench", "browser", "languages", "stack"}
"""Folders whose tests walk over the whole product: that a line runs there proves nothing of it, and to count
the lines takes a third of their time. A service is covered by its own tests."""


def _database_name() -> str:
    return f"centre_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page asked for in Kazakh leaves its language behind in the thread: each test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Replace Django's own creation: the application's role may neither create nor truncate (decision 18)."""
    with django_db_blocker.unblock():
        database.make_template()
        database.clone(_database_name())


@pytest.fixture(autouse=True, scope="session")
def _clone_instead_of_truncate() -> Iterator[None]:
    """After a transactional test the database is cloned anew: the journal refuses TRUNCATE."""
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: database.clone(_database_name()))
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _requests_stand_alone() -> Iterator[None]:
    """What lets a test prepare data counts for no request, of the test client or of a live server."""
    answer = BaseHandler.get_response

    def alone(self: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        with database.as_in_production():
            return answer(self, request)

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseHandler, "get_response", alone)
    yield
    patch.undo()


@pytest.fixture
def without_second_net(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take row-level security away, for a control: requests stand as the role for which no row is hidden."""
    monkeypatch.setattr(database, "as_in_production", nullcontext)
    monkeypatch.setattr(middleware, "act_as", lambda _worker: None)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """A test that reaches for another machine fails at once, and says which."""
    connect = socket.socket.connect

    def only_this_machine(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"A test reached for {address[0]}.")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", only_this_machine)
    yield
    patch.undo()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest modules begin first; all others keep their drawn order. Count no lines of a walk.

    Without Chromium the browser tests are skipped in one clear line; in CI they fail instead.
    """
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in WALKS:
            item.add_marker(pytest.mark.no_cover)
    if find_chromium() or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=SKIPPED))
