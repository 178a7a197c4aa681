"""Reads about staff."""

from accounts.enums import Role
from accounts.models import User

SYSTEM_USERNAME = "system"


def system_actor() -> User:
    """Return the named user as whom background work acts; nobody can sign in as it.

    It is made by a migration, so a missing one means an unmigrated database.
    """
    return User.objects.get(username=SYSTEM_USERNAME, role=Role.SYSTEM)
