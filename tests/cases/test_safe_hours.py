"""Is it safe to contact her now? What she has not said is no."""

import datetime as dt

import pytest

from cases.models import SafeContact
from cases.safe_hours import (
    ASKED_ANEW_AFTER,
    SafeState,
    agreed_until,
    confirmed_until,
    is_agreed_on,
    safe_window,
)

D = dt.date
MONDAY = D(2026, 11, 23)
TEN, ONE = dt.time(10), dt.time(13)


def state(clock, *, day=MONDAY, **said):
    safe_contact = SafeContact(**{"may_contact": "yes", "confirmed_on": MONDAY, **said})
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
    safe_contact = SafeContact(may_contact="yes", safe_from=TEN, safe_until=ONE, valid_until=MONDAY)
    window = safe_window(safe_contact, dt.datetime.combine(MONDAY, dt.time(11)))
    assert (window.begins, window.ends, window.is_safe_now) == (TEN, ONE, True)
    assert window.agreed_until == MONDAY


@pytest.mark.parametrize(
    ("said", "day", "holds"),
    [
        ({"valid_until": MONDAY}, MONDAY, True),
        ({"valid_until": MONDAY}, MONDAY + dt.timedelta(1), False),
        ({"confirmed_on": MONDAY}, MONDAY + ASKED_ANEW_AFTER, True),
        ({"confirmed_on": MONDAY}, MONDAY + ASKED_ANEW_AFTER + dt.timedelta(1), False),
        ({"confirmed_on": MONDAY, "valid_until": D(2027, 11, 1)}, D(2027, 11, 1), True),
        ({}, MONDAY, False),  # nobody wrote down when she said it
        ({"valid_until": MONDAY, "may_contact": "she_calls"}, MONDAY, False),
    ],
)
def test_a_permission_ends_with_her_day_or_when_it_has_not_been_confirmed_for_long(said, day, holds):
    safe_contact = SafeContact(**{"may_contact": "yes", **said})
    assert is_agreed_on(safe_contact, day) is holds


def test_a_permission_that_has_ended_is_safe_at_no_hour_and_says_until_when_it_held():
    window = safe_window(
        SafeContact(may_contact="yes", valid_until=MONDAY - dt.timedelta(1)),
        dt.datetime.combine(MONDAY, dt.time(11)),
    )
    assert (window.state, window.agreed_until, window.begins) == (
        SafeState.EXPIRED,
        MONDAY - dt.timedelta(1),
        None,
    )


def test_without_a_day_it_outlasts_the_three_month_check_in_that_she_agrees_to():
    assert dt.timedelta(days=92) < ASKED_ANEW_AFTER
    assert agreed_until(SafeContact(confirmed_on=MONDAY)) == D(2027, 3, 3)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ({}, None),
        ({"confirmed_on": D(2026, 11, 13)}, None),
        ({"confirmed_on": D(2026, 11, 13), "valid_until": D(2026, 11, 30)}, D(2026, 12, 10)),
        ({"valid_until": D(2026, 11, 30)}, D(2026, 11, 30)),
        ({"confirmed_on": D(2026, 11, 13), "valid_until": D(2026, 11, 10)}, MONDAY),
    ],
)
def test_what_is_still_right_holds_as_long_again_as_she_agreed_before(said, until):
    assert confirmed_until(SafeContact(may_contact="yes", **said), MONDAY) == until
