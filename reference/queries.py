"""Working days of Kazakhstan."""

import datetime as dt

from reference.models import Holiday

WEEKEND = frozenset({6, 7})
HORIZON = dt.timedelta(days=60)


def holidays_between(first: dt.date, last: dt.date) -> set[dt.date]:
    """Return the days off from `first` to `last`, both included, as the centre keeps them."""
    return set(Holiday.objects.filter(day__range=(first, last)).values_list("day", flat=True))


def is_working_day(day: dt.date) -> bool:
    """Say whether offices of Kazakhstan work on `day`: Monday to Friday, no holiday."""
    return next_working_day(day) == day


def next_working_day(day: dt.date) -> dt.date:
    """Return `day` when offices work on it, else the first later day on which they do."""
    return working_days_after(day - dt.timedelta(days=1), 1)


def working_days_after(day: dt.date, count: int) -> dt.date:
    """Return the `count`-th working day after `day` (1 is the next one); one query."""
    if count < 1:
        message = "Count at least one working day."
        raise ValueError(message)
    holidays = holidays_between(day, day + HORIZON + dt.timedelta(days=2 * count))
    while count:
        day += dt.timedelta(days=1)
        if day.isoweekday() not in WEEKEND and day not in holidays:
            count -= 1
    return day
