"""Periods as the centre names them, with edges at its own midnights."""

import datetime as dt

import pytest
from django.utils.translation import override

from reporting.periods import Period, period_before, period_of

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("code", "first_on", "last_on"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-q1", "2026-01-01", "2026-03-31"),
        ("2026-q4", "2026-10-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-09-05..2026-09-20", "2026-09-05", "2026-09-20"),
        ("2025-12-01..2026-01-31", "2025-12-01", "2026-01-31"),
        ("2026-02-01..2026-04-30", "2026-02-01", "2026-04-30"),
    ],
)
def test_a_code_names_its_days_and_days_name_their_code(code, first_on, last_on):
    period = Period.of_code(code)
    assert (str(period.first_on), str(period.last_on), period.code) == (first_on, last_on, code)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ("2026-01-01..2026-12-31", "2026"),
        ("2026-07-01..2026-09-30", "2026-q3"),
        ("2026-09-01..2026-09-30", "2026-09"),
    ],
)
def test_days_that_make_a_year_a_quarter_or_a_month_are_that(days, code):
    assert Period.of_code(days) == Period.of_code(code)
    assert Period.of_code(days).code == code


@pytest.mark.parametrize(
    "nonsense",
    ["", "26", "2026-q5", "2026-13", "1850", "2026-q3 ", "2026-09-31..2026-10-01", "2026-09-20..2026-09-05"],
)
def test_what_names_no_period_is_none(nonsense):
    assert Period.of_code(nonsense) is None


def test_a_period_begins_and_ends_at_midnights_of_the_centre():
    begins, ends = Period.of_code("2026-09").moments
    assert (begins.isoformat(), ends.isoformat()) == (
        "2026-09-01T00:00:00+05:00",
        "2026-10-01T00:00:00+05:00",
    )


def test_a_period_says_what_it_is():
    codes = ["2026", "2026-q3", "2026-09", "2026-09-05..2026-09-20"]
    assert [Period.of_code(code).title for code in codes] == [
        "Year 2026",
        "Quarter III of 2026",
        "September 2026",
        "5 Sep 2026 – 20 Sep 2026",
    ]


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("ru", ["Сентябрь 2026", "5 сент. 2026 – 20 сент. 2026"]),
        ("kk", ["Қыркүйек 2026", "5 қыр. 2026 – 20 қыр. 2026"]),
    ],
)
def test_a_period_speaks_the_language_of_its_reader(language, titles):
    with override(language):
        assert [Period.of_code(code).title for code in ("2026-09", "2026-09-05..2026-09-20")] == titles


def test_a_period_is_over_on_the_day_after_its_last():
    quarter = Period.of_code("2026-q3")
    assert not quarter.is_over(dt.date(2026, 9, 30))
    assert quarter.is_over(dt.date(2026, 10, 1))


@pytest.mark.parametrize(
    ("other", "overlaps"), [("2026", True), ("2026-09", True), ("2026-q4", False), ("2025", False)]
)
def test_periods_overlap_when_they_share_a_day(other, overlaps):
    quarter = Period.of_code("2026-q3")
    assert quarter.overlaps(Period.of_code(other)) is Period.of_code(other).overlaps(quarter) is overlaps


@pytest.mark.parametrize(
    ("code", "is_published"),
    [("2026", True), ("2026-q3", True), ("2026-09", False), ("2026-09-05..2026-10-04", False)],
)
def test_only_quarters_and_years_go_to_the_website(code, is_published):
    assert Period.of_code(code).is_published_kind is is_published


def test_the_months_of_a_year_end_today_and_the_running_one_says_so():
    *over, running = Period.of_code("2026").months(TODAY)
    assert [month.name for month in over] == [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
    ]
    assert all(month.is_whole for month in over)
    assert (running.name, running.short_name, running.code, running.is_whole) == (
        "Nov (1–23)",
        "Nov",
        "2026-11",
        False,
    )


def test_a_month_is_whole_only_when_its_last_day_is_over():
    [month] = Period.of_code("2026-11").months(dt.date(2026, 11, 30))
    assert (month.name, month.is_whole) == ("Nov (1–30)", False)
    [month] = Period.of_code("2026-11").months(dt.date(2026, 12, 1))
    assert (month.name, month.is_whole) == ("Nov", True)


def test_days_of_ones_own_begin_and_end_with_parts_of_months():
    months = list(Period.of_code("2025-12-20..2026-02-10").months(TODAY))
    assert [month.name for month in months] == ["Dec (20–31)", "Jan", "Feb (1–10)"]


def test_a_period_that_has_not_begun_has_no_months():
    assert list(Period.of_code("2027").months(TODAY)) == []


@pytest.mark.parametrize(
    ("months", "now", "before"), [(12, "2026", "2025"), (3, "2026-q4", "2026-q3"), (1, "2026-11", "2026-10")]
)
def test_the_period_of_a_day_and_the_one_before_it(months, now, before):
    period = period_of(TODAY, months=months)
    assert (period.code, period_before(period, months=months).code) == (now, before)


def test_before_the_first_quarter_comes_the_last_one_of_the_year_before():
    assert period_before(Period.of_code("2026-q1"), months=3).code == "2025-q4"
