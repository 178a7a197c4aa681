"""One worker of each role, and a browser signed in as one of them."""

import pytest
from django.test import Client

from accounts.enums import PEOPLE_ROLES, Role
from accounts.models import User
from accounts.presence import pass_second_factor
from tests.accounts.factories import TeamFactory, UserFactory


def as_worker(user: User) -> Client:
    """Return a browser in which `user` has just signed in."""
    return signed_in(Client(), user)


def signed_in(client: Client, user: User) -> Client:
    """Sign `user` in as a right password and a second factor would, in a browser that is there already."""
    client.force_login(user)
    session = client.session
    pass_second_factor(session)
    session.save()
    return client


def _worker_of(role: Role):
    @pytest.fixture(name=str(role))
    def worker(db) -> User:
        return UserFactory(role=role, username=str(role))

    return worker


operator = _worker_of(Role.OPERATOR)
psychologist = _worker_of(Role.PSYCHOLOGIST)
lawyer = _worker_of(Role.LAWYER)
coordinator = _worker_of(Role.COORDINATOR)
manager = _worker_of(Role.MANAGER)
administrator = _worker_of(Role.ADMINISTRATOR)
auditor = _worker_of(Role.AUDITOR)


@pytest.fixture
def other_team_coordinator(db) -> User:
    return UserFactory(
        role=Role.COORDINATOR, username="other_coordinator", team=TeamFactory(name="Turkestan")
    )


@pytest.fixture
def system(db) -> User:
    return User.objects.get(username="system")


@pytest.fixture
def everybody(request) -> list[User]:
    """Return one worker of each role a person may have, in the order of the enum."""
    return [request.getfixturevalue(str(role)) for role in Role if role in PEOPLE_ROLES]
