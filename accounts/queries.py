"""Reads about staff."""

import dataclasses
import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts import presence
from accounts.enums import CONFIRM_RESETS, Role
from accounts.models import Invitation, SecondFactorReset, Session, Team, User, UserQuerySet

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


def resets_to_confirm(actor: User) -> QuerySet[SecondFactorReset]:
    """Return the resets of second factors that wait for a second person, for those who may be it.

    The actor's own is not among them, and one that the actor started waits for somebody else; it is shown.
    """
    waiting = SecondFactorReset.objects.open().exclude(worker=actor).select_related("worker", "started_by")
    return waiting if actor.role in CONFIRM_RESETS else waiting.none()


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


@dataclasses.dataclass(frozen=True)
class OpenSession:
    """One place where a worker is signed in. `handle` names it in a form; its key never leaves its cookie."""

    kept_key: str
    handle: str
    label: str
    device_id: str
    since: dt.datetime
    seen_at: dt.datetime


def sessions_of(worker: User) -> list[OpenSession]:
    """Return where a worker is signed in now, the newest first."""
    rows = Session.objects.filter(worker=worker, expire_date__gt=timezone.now())
    opened = [(row, row.get_decoded()) for row in rows]
    living = [_open_session(row, held) for row, held in opened if not presence.has_ended(held)]
    return sorted(living, key=lambda session: (session.since, session.seen_at), reverse=True)


def _open_session(row: Session, held: dict[str, Any]) -> OpenSession:
    return OpenSession(
        kept_key=row.session_key,
        handle=row.handle,
        label=held.get(presence.BROWSER, ""),
        device_id=held.get(presence.DEVICE, ""),
        since=_moment(held[presence.SIGNED_IN_AT]),
        seen_at=_moment(held[presence.SEEN_AT]),
    )


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
