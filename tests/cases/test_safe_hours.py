"""Is it safe to contact her now? What she has not said is no."""

import datetime as dt

import pytest

from cases.models import SafeContact
from cases.safe_hours import SafeState, safe_window

MONDAY = dt.date(2026, 11, 23)
TEN, ONE = dt.time(10), dt.time(13)


def state(clock, *, day=MONDAY, **said):
    safe_contact = SafeContact(**{"may_contact": "yes", **said})
    return safe_window(safe_contact, dt.datetime.combine(day, clock)).state


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (dt.time(9, 59, 59), SafeState.LATER_TODAY),
        (TEN, SafeState.SAFE_NOW),
        (dt.time(12, 59, 59), SafeState.SAFE_NOW),
        (ONE, SafeState.NOT_TODAY),
    ],
)
def test_her_hours_begin_on_the_minute_and_end_before_it(clock, expected):
    assert state(clock, safe_from=TEN, safe_until=ONE) == expected


def test_another_day_of_the_week_is_not_safe():
    days = {"safe_days": [1], "safe_from": TEN, "safe_until": ONE}
    assert (state(dt.time(11), **days), state(dt.time(11), day=MONDAY + dt.timedelta(1), **days)) == (
        SafeState.SAFE_NOW,
        SafeState.NOT_TODAY,
    )


def test_without_hours_and_days_every_moment_is_safe_once_she_said_yes():
    assert state(dt.time(3)) == SafeState.SAFE_NOW


@pytest.mark.parametrize(
    ("said", "expected"), [("no", SafeState.NEVER), ("she_calls", SafeState.SHE_CALLS), ("", SafeState.NEVER)]
)
def test_nobody_contacts_her_without_her_yes(said, expected):
    assert state(dt.time(11), may_contact=said) == expected


def test_the_window_tells_the_hours_of_the_day():
    safe_contact = SafeContact(may_contact="yes", safe_from=TEN, safe_until=ONE)
    window = safe_window(safe_contact, dt.datetime.combine(MONDAY, dt.time(11)))
    assert (window.begins, window.ends, window.is_safe_now) == (TEN, ONE, True)
