"""Working days of Kazakhstan, from the lists that every installation loads."""

import datetime as dt

import pytest

from reference.models import Holiday
from reference.queries import is_working_day, next_working_day, working_days_after
from tests.reference.factories import HolidayFactory

pytestmark = pytest.mark.django_db


def weekday_holidays(year: int) -> set[str]:
    days = Holiday.objects.observed().filter(day__year=year).values_list("day", flat=True)
    return {f"{day:%m-%d}" for day in days if day.weekday() < 5}


def test_the_days_off_on_weekdays_of_2026_are_those_of_the_field_notes():
    assert weekday_holidays(2026) == {
        "01-01", "01-02", "01-07", "03-09", "03-23", "03-24", "03-25",
        "05-01", "05-07", "05-11", "05-27", "07-06", "10-26", "12-16",
    }  # fmt: skip


def test_the_days_off_on_weekdays_of_2027_bring_the_new_constitution_day():
    assert weekday_holidays(2027) == {
        "01-01", "01-04", "01-07", "03-08", "03-15", "03-22", "03-23", "03-24",
        "05-03", "05-07", "05-10", "07-06", "10-25", "12-16",
    }  # fmt: skip


def test_kurban_ait_of_a_coming_year_says_that_it_is_an_estimate():
    rows = Holiday.objects.filter(code__endswith="kurban-ait", day__year__gte=2026)
    assert [(row.day, "an estimate" in row.source) for row in rows.order_by("day")] == [
        (dt.date(2026, 5, 27), True),
        (dt.date(2027, 5, 16), True),
        (dt.date(2028, 5, 5), True),
    ]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2026, 3, 6), True),
        (dt.date(2026, 3, 7), False),  # Saturday
        (dt.date(2026, 3, 8), False),  # Sunday and a holiday
        (dt.date(2026, 3, 9), False),  # the Monday to which it moved
        (dt.date(2026, 3, 10), True),
    ],
)
def test_a_holiday_on_a_sunday_moves_to_monday(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        (dt.date(2026, 3, 20), dt.date(2026, 3, 20)),  # a Friday stays
        (dt.date(2026, 3, 21), dt.date(2026, 3, 26)),  # weekend, Nauryz and its two moved days
        (dt.date(2026, 12, 31), dt.date(2026, 12, 31)),
        (dt.date(2027, 1, 1), dt.date(2027, 1, 5)),  # 2 January is a Saturday and moves to the 4th
    ],
)
def test_a_task_on_a_day_off_waits_for_the_next_working_day(day, next_day):
    assert next_working_day(day) == next_day


@pytest.mark.parametrize(
    ("day", "number", "later"),
    [
        (dt.date(2026, 11, 23), 2, dt.date(2026, 11, 25)),
        (dt.date(2026, 11, 26), 2, dt.date(2026, 11, 30)),  # over a weekend
        (dt.date(2026, 3, 6), 1, dt.date(2026, 3, 10)),
        (dt.date(2026, 3, 7), 1, dt.date(2026, 3, 10)),  # a day off is no start
    ],
)
def test_working_days_are_counted_from_the_day_after(day, number, later):
    assert working_days_after(day, number) == later


@pytest.mark.parametrize(
    "question",
    [is_working_day, next_working_day, lambda day: working_days_after(day, 30)],
    ids=["is it one", "the next", "thirty later"],
)
def test_each_question_about_days_is_one_query(question, django_assert_num_queries):
    with django_assert_num_queries(1):
        question(dt.date(2026, 4, 30))


def test_a_day_off_added_by_an_administrator_counts():
    HolidayFactory(day=dt.date(2026, 9, 2))
    assert next_working_day(dt.date(2026, 9, 2)) == dt.date(2026, 9, 3)


def test_a_day_off_that_was_taken_back_is_a_working_day():
    Holiday.objects.filter(code="2026-05-27-kurban-ait").update(valid_until=dt.date(2026, 5, 1))
    assert is_working_day(dt.date(2026, 5, 27)) is True


def test_a_day_off_that_holds_only_later_does_not_count_yet():
    HolidayFactory(day=dt.date(2026, 9, 2), valid_from=dt.date(2027, 1, 1))
    assert is_working_day(dt.date(2026, 9, 2)) is True


@pytest.mark.parametrize("count", [0, -1])
def test_fewer_than_one_working_day_cannot_be_counted(count):
    with pytest.raises(ValueError, match="Count at least one working day"):
        working_days_after(dt.date(2026, 11, 23), count)
