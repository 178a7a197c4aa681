"""What a session knows of its worker: since when, where, last seen, locked. Moments are whole seconds.

The session lies in the database; no right is kept in it (A7).
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
LOCKED_AT = "locked_at"
BROWSER = "browser"
DEVICE = "device"
SECONDS_BETWEEN_NOTES = 60  # a write a minute, not a write a request


def begin(session: SessionBase, *, browser: str = "") -> None:
    """Start counting: somebody has just signed in, in a browser of this sort."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = _now()
    session[BROWSER] = browser
    session.pop(LOCKED_AT, None)


def note(session: SessionBase) -> None:
    """Remember that the worker is there. Counted from the last note, idleness is never under-counted."""
    if _now() - session[SEEN_AT] >= SECONDS_BETWEEN_NOTES:
        session[SEEN_AT] = _now()


def lock(session: SessionBase) -> None:
    session.setdefault(LOCKED_AT, _now())


def unlock(session: SessionBase) -> None:
    """Open a locked session under a new key; its absolute end does not move."""
    session.cycle_key()
    session[SEEN_AT] = _now()
    session.pop(LOCKED_AT, None)


def is_locked(session: SessionBase) -> bool:
    """Tell whether the session is locked: by hand, or by idleness."""
    return LOCKED_AT in session or _now() - session[SEEN_AT] >= settings.IDLE_LOCK_SECONDS


def has_ended(session: SessionBase | Mapping[str, Any]) -> bool:
    """Tell whether the session passed its absolute limit, or never began as sessions begin here."""
    started = session.get(SIGNED_IN_AT)
    return started is None or _now() - started >= settings.SESSION_COOKIE_AGE


def _now() -> int:
    return int(timezone.now().timestamp())
