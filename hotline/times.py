"""When a call took place: what its times can be, and how long its parts took."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.refusals import Refusal

if TYPE_CHECKING:
    from hotline.models import Call

LONG_CONVERSATION = dt.timedelta(minutes=45)
"""After it a gentle line stands beside the timer: hardly anybody listens well for longer without a pause."""

LONGEST_CALL = dt.timedelta(hours=24)
"""Nobody telephones for a day: a longer call is a date that was mistyped."""

MENDED_FOR = dt.timedelta(days=30)
"""So long is a call entered and its times corrected: later its month has been reported."""

DANGER_IS_PRESENT_FOR = dt.timedelta(hours=2)
"""So long after its end a call entered later still calls the coordinators when it tells of danger.

Somebody can still be sent to her. Later the alarm would say that it is now what was yesterday.
"""


def refuse_impossible_times(started_at: dt.datetime, ended_at: dt.datetime) -> None:
    """Refuse times that no call can have, or that are too long ago to be written down now."""
    now = timezone.now()
    if max(started_at, ended_at) > now:
        raise Refusal(_("This time lies in the future. Give the time when it took place."))
    if ended_at < started_at:
        raise Refusal(_("The call ends before it starts. Give a later end, or an earlier start."))
    if ended_at - started_at > LONGEST_CALL:
        raise Refusal(_("A call of more than 24 hours is a mistyped date. Look at both days again."))
    if now - ended_at > MENDED_FOR:
        raise Refusal(_("This is more than 30 days ago: its month has been reported. Ask your coordinator."))


def wrap_up_of(call: Call) -> dt.timedelta | None:
    """Return how long was written after the conversation, until now while it is not finished.

    None while she is on the line, and for a call that was entered later: nobody wrote it then.
    """
    if call.ended_at is None or call.entered_later:
        return None
    return (call.finished_at or timezone.now()) - call.ended_at


def is_danger_past(call: Call) -> bool:
    """Say whether a call was entered so late that its danger is no longer one to run for."""
    if not call.entered_later or call.ended_at is None:
        return False
    return timezone.now() - call.ended_at > DANGER_IS_PRESENT_FOR
