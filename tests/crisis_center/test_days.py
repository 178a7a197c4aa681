"""Days are written as people of the centre write them, in each of its languages."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils import formats, translation

from crisis_center import days

TODAY = date(2026, 11, 23)
SHORTLY_BEFORE_MIDNIGHT_IN_LONDON = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already the 23rd here


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2026, 11, 23, 10, 38, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("language", "short", "full", "heading"),
    [
        ("en", "23 Nov", "23 November 2026", "Monday, 23 November"),
        ("ru", "23 нояб.", "23 ноября 2026", "Понедельник, 23 ноября"),
        ("kk", "23 қар.", "23 қараша 2026", "Дүйсенбі, 23 қараша"),
    ],
)
def test_a_day_is_written_in_the_language_of_the_page(language, short, full, heading):
    with translation.override(language):
        assert (days.short_day(TODAY), days.full_day(TODAY), days.weekday_and_day(TODAY)) == (
            short,
            full,
            heading,
        )


def test_a_day_of_another_year_names_the_year():
    assert days.short_day(date(2025, 11, 4)) == "4 Nov 2025"


def test_where_the_year_stands_beside_the_day_it_is_not_said_twice():
    assert days.day_and_month(date(2025, 11, 4)) == "4 Nov"


def test_a_moment_is_shown_in_the_time_of_the_centre():
    assert days.day_and_clock(SHORTLY_BEFORE_MIDNIGHT_IN_LONDON) == "23 Nov, 04:30"


def test_a_timeline_shows_the_time_of_today_and_the_year_of_before():
    yesterday = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    assert [days.clock_or_year(moment) for moment in (SHORTLY_BEFORE_MIDNIGHT_IN_LONDON, yesterday)] == [
        "04:30",
        "2026",
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 21), "2 days late"),
        (date(2026, 11, 22), "1 day late"),
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 26), "in 3 days"),
    ],
)
def test_how_far_a_due_day_is_stands_in_words(day, words):
    assert days.due_in_words(day) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["less than a minute", "1 minute", "45 minutes"]),
        ("ru", ["меньше минуты", "1 минута", "45 минут"]),
        ("kk", ["бір минуттан аз", "1 минут", "45 минут"]),
    ],
)
def test_a_call_that_was_hung_up_at_once_lasted_less_than_a_minute(language, words):
    with translation.override(language):
        assert [days.minutes_in_words(minutes) for minutes in (0, 1, 45)] == words


def test_today_begins_at_midnight_of_the_centre():
    """The day is kept for a minute, so the first second after midnight asks for it anew."""
    with time_machine.travel(datetime(2026, 11, 23, 18, 59, 59, tzinfo=UTC), tick=False):
        last_second = days.today()
    with time_machine.travel(datetime(2026, 11, 23, 19, 0, tzinfo=UTC), tick=False):
        assert (last_second, days.today()) == (date(2026, 11, 23), date(2026, 11, 24))


def test_a_missing_day_is_shown_as_nothing():
    shown = Template("[{{ day|short_day }}{{ moment|clock }}]").render(Context({"day": None}))
    assert shown == "[]"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_date_field_shows_the_day_first_and_reads_both_ways_of_writing(language):
    with translation.override(language):
        written = formats.get_format_lazy("DATE_INPUT_FORMATS")
        assert (formats.localize_input(TODAY, written[0]), "%Y-%m-%d" in written) == ("23.11.2026", True)


@pytest.mark.parametrize(
    ("language", "number"),
    [("en", "1\xa0234\xa0567.5"), ("ru", "1\xa0234\xa0567,5"), ("kk", "1\xa0234\xa0567,5")],
)
def test_a_large_number_is_readable_in_each_language(language, number):
    with translation.override(language):
        assert formats.number_format(1234567.5, use_l10n=True, force_grouping=True) == number
