"""A day of the centre as moments."""

import datetime as dt

import pytest

from reference.moments import moments_of, start_of

ALMATY = dt.timezone(dt.timedelta(hours=5))


def test_a_day_begins_at_the_midnight_of_the_centre():
    assert start_of(dt.date(2026, 11, 26)) == dt.datetime(2026, 11, 26, tzinfo=ALMATY)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 26), dt.date.max], ids=str)
def test_a_day_ends_before_the_next_one_begins_even_the_last_of_all(day):
    first, last = moments_of(day)
    assert last - first == dt.timedelta(days=1, microseconds=-1)
