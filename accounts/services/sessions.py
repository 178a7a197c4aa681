"""Which sessions of a worker go on, and which end."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import KnownDevice, Session, User
from accounts.policies import can_end_sessions
from accounts.queries import OpenSession, sessions_of
from accounts.refusals import Refusal
from audit.services import record

MOST_SESSIONS = 3


@transaction.atomic
def keep_to_most(*, actor: User, newest: str) -> bool:
    """End the oldest sessions of the actor, who has just begun the `newest`; say whether one ended.

    Her own row is locked first, so that two sign-ins at the same moment count each other.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    older = [session for session in sessions_of(actor) if session.handle != newest]
    too_many = older[MOST_SESSIONS - 1 :]
    _end(too_many)
    if too_many:
        record(actor=actor, verb="accounts.session_ended", subject=actor, result="too_many")
    return bool(too_many)


@transaction.atomic
def end_session(*, actor: User, handle: str) -> None:
    """End one of the actor's own sessions and forget its device. One that has ended already is a success."""
    _end_and_forget(actor, [session for session in sessions_of(actor) if session.handle == handle])


@transaction.atomic
def end_other_sessions(*, actor: User, kept: str) -> None:
    """End all sessions of the actor but the one she sits at, and forget their devices."""
    _end_and_forget(actor, [session for session in sessions_of(actor) if session.handle != kept])


@transaction.atomic
def end_sessions_of(*, actor: User, worker: User) -> None:
    """End all sessions of a worker at once; no device is known any more. She may sign in again.

    Refuses an actor who does not manage staff.
    """
    answer = can_end_sessions(actor, worker)
    if not answer:
        raise Refusal(answer.reason)
    Session.objects.filter(worker=worker).delete()
    KnownDevice.objects.filter(worker=worker).delete()
    record(actor=actor, verb="accounts.sessions_ended", subject=worker)


def _end_and_forget(actor: User, sessions: list[OpenSession]) -> None:
    if not sessions:
        return
    _end(sessions)
    known = [session.device_id for session in sessions if session.device_id]
    KnownDevice.objects.filter(worker=actor, pk__in=known).delete()
    record(actor=actor, verb="accounts.session_ended", subject=actor)


def _end(sessions: Iterable[OpenSession]) -> None:
    Session.objects.filter(pk__in=[session.kept_key for session in sessions]).delete()
