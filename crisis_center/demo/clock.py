"""The past of the demonstration.

The services ask `django.utils.timezone.now` for the time and let nobody choose it: a case that could be
opened last week would be worth nothing. The demonstration needs a history all the same, so while it is
being loaded, and only then, that one function tells an earlier moment. The journal is not deceived: the
database's own clock writes when its lines were made.
"""

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone

from reference.queries import WEEKEND, days_off_after, working_days_after

YEARS = 3
TICK = dt.timedelta(milliseconds=1)  # what happens at one moment still has an order


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let the services believe that it is `moment`. Refuses (ValueError) a moment that has not come."""
    if moment > timezone.now():
        raise ValueError(f"The demonstration has a past, no future: {moment}.")
    ticks = itertools.count()
    with mock.patch.object(timezone, "now", side_effect=lambda: moment + TICK * next(ticks)):
        yield


class Past:
    """Days and moments counted back from the day on which the demonstration is loaded."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.days_off = days_off_after(self.today - dt.timedelta(days=YEARS * 366))

    def day(self, working_days_ago: int) -> dt.date:
        """Return the working day that many working days before today; 0 is today, whatever day it is."""
        day = self.today
        for _each in range(working_days_ago):
            day -= dt.timedelta(days=1)
            while day.isoweekday() in WEEKEND or day in self.days_off:
                day -= dt.timedelta(days=1)
        return day

    def on(self, working_days_ago: int, clock: str) -> dt.datetime:
        """Return a moment of a past working day, such as `on(3, "14:20")`."""
        return local(self.day(working_days_ago), clock)

    def minutes_ago(self, minutes: int) -> dt.datetime:
        """Return a moment shortly before now: what belongs to today must have happened at any hour."""
        return self.now - dt.timedelta(minutes=minutes)


def local(day: dt.date, clock: str) -> dt.datetime:
    """Return the moment when the centre's clocks show `clock` on `day`."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.fromisoformat(clock)))


def working_days_later(day: dt.date, count: int, clock: str) -> dt.datetime:
    """Return a moment of the `count`-th working day after `day`."""
    return local(working_days_after(day, count), clock)
