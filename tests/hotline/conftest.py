"""Workers of another team, and reading what a test wants to look at."""

import pytest

from accounts.enums import Role
from accounts.models import User
from hotline.models import Call
from tests.accounts.factories import TeamFactory, UserFactory
from vault.context import opening


@pytest.fixture
def colleague(db) -> User:
    """Another operator of the same team."""
    return UserFactory(role=Role.OPERATOR, username="colleague")


@pytest.fixture
def stranger(db) -> User:
    return UserFactory(role=Role.OPERATOR, username="stranger", team=TeamFactory(name="Turkestan"))


@pytest.fixture
def opened():
    """Return a context in which one call is read, without a journal line."""

    def open_call(call: Call):
        return opening([call.pk], purposes=["call"])

    return open_call
