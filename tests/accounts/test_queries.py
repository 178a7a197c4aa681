"""Reads about staff."""

import pytest

from accounts.enums import Role
from accounts.queries import system_actor


@pytest.mark.django_db
def test_background_work_has_a_named_actor_that_nobody_can_sign_in_as():
    actor = system_actor()
    assert (actor.username, actor.role, actor.is_active, actor.has_usable_password()) == (
        "system",
        Role.SYSTEM,
        False,
        False,
    )
