"""The days of the centre as moments: rows know when, and an index knows nothing else."""

import datetime as dt

from django.utils import timezone


def start_of(day: dt.date) -> dt.datetime:
    """Return the first moment of a day in the time zone of the centre."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def moments_of(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last moment of a day, for the lookup `range`."""
    return start_of(day), timezone.make_aware(dt.datetime.combine(day, dt.time.max))
