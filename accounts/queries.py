"""Reads about staff."""

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from accounts.enums import Role
from accounts.models import Invitation, Team, User, UserQuerySet

SYSTEM_USERNAME = "system"


def system_actor() -> User:
    """Return the named user as whom background work acts; nobody can sign in as it.

    It is made by a migration, so a missing one means an unmigrated database.
    """
    return User.objects.get(username=SYSTEM_USERNAME, role=Role.SYSTEM)


def workers() -> UserQuerySet:
    """Return everybody who may have signed in one day, by name; the system's own user is nobody."""
    return User.objects.people().select_related("team", "invitation").order_by("display_name", "username")


def teams() -> QuerySet[Team]:
    """Return the teams with `members`, the number of workers who may sign in."""
    return Team.objects.annotate(members=Count("workers", filter=Q(workers__is_active=True)))


def demonstration_workers() -> list[User]:
    """Return the one worker of each role whom the demonstration offers, in the order of the roles.

    It offers nobody unless this is a demonstration, so nobody signs in without a password elsewhere.
    """
    if not settings.DEMO:
        return []
    first_of_each = User.objects.people().active().order_by("role", "joined_at", "username").distinct("role")
    order = list(Role)
    return sorted(first_of_each, key=lambda worker: order.index(Role(worker.role)))


def open_invitation(token: str) -> Invitation | None:
    """Return the invitation behind a one-time link, or None when it was used, is too old or never was."""
    return Invitation.objects.open().with_token(token).select_related("worker").first()
