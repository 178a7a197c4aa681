"""What a session knows of its worker: since when, where, last seen, locked. Moments are whole seconds.

The session lies in the database; no right is kept in it (A7).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
LOCKED_AT = "locked_at"
SECOND_FACTOR_AT = "second_factor_at"
CHECKED_AT = "checked_at"
BROWSER = "browser"
DEVICE = "device"
SECONDS_BETWEEN_NOTES = 60  # a write a minute, not a write a request


def begin(session: SessionBase, *, browser: str = "") -> None:
    """Start counting: the password was right, in a browser of this sort. The second step follows."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = _now()
    session[BROWSER] = browser
    for mark in (LOCKED_AT, SECOND_FACTOR_AT, CHECKED_AT):
        session.pop(mark, None)


def pass_second_factor(session: SessionBase) -> None:
    """Make a half session a whole one. A right given changes the key (U7): call `cycle_key` with it."""
    session[SECOND_FACTOR_AT] = session[CHECKED_AT] = _now()


def has_passed_second_factor(session: SessionBase) -> bool:
    return SECOND_FACTOR_AT in session


def is_half_for_too_long(session: SessionBase) -> bool:
    """Tell whether a second step can no longer follow. The lock comes later than that, so they never meet."""
    longest = min(settings.SECOND_STEP_SECONDS, settings.IDLE_LOCK_SECONDS - 1)
    return _now() - session.get(SIGNED_IN_AT, 0) >= longest


def began_before(session: SessionBase, moment: datetime | None) -> bool:
    """Tell whether the session began before something ended all sessions; without a moment nothing did."""
    return moment is not None and session.get(SIGNED_IN_AT, 0) <= int(moment.timestamp())


def note_check(session: SessionBase) -> None:
    """Remember that the worker has just shown again who she is."""
    session[CHECKED_AT] = _now()


def was_just_checked(session: SessionBase) -> bool:
    return _now() - session.get(CHECKED_AT, 0) < settings.ASK_AGAIN_AFTER_SECONDS


def note(session: SessionBase) -> None:
    """Remember that the worker is there. Counted from the last note, idleness is never under-counted."""
    if _now() - session[SEEN_AT] >= SECONDS_BETWEEN_NOTES:
        session[SEEN_AT] = _now()


def lock(session: SessionBase) -> None:
    session.setdefault(LOCKED_AT, _now())


def unlock(session: SessionBase) -> None:
    """Open a locked session under a new key; its absolute end does not move."""
    session.cycle_key()
    session[SEEN_AT] = session[CHECKED_AT] = _now()
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
