"""Working days of Kazakhstan.

Saturdays that the government makes working days count as days off: a task then waits till Monday.
"""

import datetime as dt

from reference.models import Holiday

WEEKEND = frozenset({6, 7})
ONE_DAY = dt.timedelta(days=1)


def days_off_after(day: dt.date) -> set[dt.date]:
    """Return the holidays later than `day` as the centre keeps them; they are few, so all are read."""
    return set(Holiday.objects.observed().filter(day__gt=day).values_list("day", flat=True))


def is_working_day(day: dt.date) -> bool:
    """Say whether offices of Kazakhstan work on `day`: Monday to Friday, no holiday."""
    return next_working_day(day) == day


def next_working_day(day: dt.date) -> dt.date:
    """Return `day` when offices work on it, else the first later day on which they do."""
    return working_days_after(day - ONE_DAY, 1)


def working_days_after(day: dt.date, count: int) -> dt.date:
    """Return the `count`-th working day after `day` (1 is the next one); one query.

    Refuses (ValueError) to count fewer than one.
    """
    if count < 1:
        raise ValueError("Count at least one working day.")
    days_off = days_off_after(day)
    while count:
        day += ONE_DAY
        if day.isoweekday() not in WEEKEND and day not in days_off:
            count -= 1
    return day
