"""Days, numbers and plurals as each language writes them; Django knows little Kazakh."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import formats, translation
from django.utils.translation import ngettext

from crisis_center import days

LATE = ("%(days)d day late", "%(days)d days late")
CASES = {
    "en": ["1 day late", "2 days late", "5 days late", "11 days late", "21 days late"],
    "ru": [
        "просрочено на 1 день", "просрочено на 2 дня", "просрочено на 5 дней", "просрочено на 11 дней",
        "просрочено на 21 день",
    ],
    "kk": ["1 күн кешікті", "2 күн кешікті", "5 күн кешікті", "11 күн кешікті", "21 күн кешікті"],
}  # fmt: skip


@pytest.mark.parametrize("language", CASES)
def test_what_is_counted_agrees_with_its_number(language):
    with translation.override(language):
        assert [ngettext(*LATE, count) % {"days": count} for count in (1, 2, 5, 11, 21)] == CASES[language]


@pytest.mark.parametrize(
    ("language", "months"),
    [
        ("ru", ["января", "марта", "мая", "августа", "ноября"]),
        ("kk", ["қаңтар", "наурыз", "мамыр", "тамыз", "қараша"]),
    ],
)
def test_a_month_after_its_day_stands_in_the_case_that_the_language_asks_for(language, months):
    with translation.override(language):
        written = [days.full_day(date(2026, month, 5)) for month in (1, 3, 5, 8, 11)]
    assert written == [f"5 {month} 2026" for month in months]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["1.5", "1\xa0234\xa0567", "23 November 2026", "23.11.2026"]),
        ("ru", ["1,5", "1\xa0234\xa0567", "23 ноября 2026", "23.11.2026"]),
        ("kk", ["1,5", "1\xa0234\xa0567", "23.11.2026", "23.11.2026"]),
    ],
)
def test_djangos_own_formats_never_put_the_month_first(language, written):
    page = Template('{{ half }};{{ many|floatformat:"0g" }};{{ day }};{{ day|date:"SHORT_DATE_FORMAT" }}')
    with translation.override(language):
        shown = page.render(Context({"half": 1.5, "many": 1234567, "day": date(2026, 11, 23)}))
    assert shown.split(";") == written


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_week_begins_on_monday_and_a_time_has_24_hours(language):
    with translation.override(language):
        assert [formats.get_format(name) for name in ("FIRST_DAY_OF_WEEK", "TIME_FORMAT")] == [1, "H:i"]


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "Thursday, 5 March"), ("ru", "Четверг, 5 марта"), ("kk", "Бейсенбі, 5 наурыз")],
)
def test_a_heading_names_the_day_of_the_week(language, day):
    with translation.override(language):
        assert days.weekday_and_day(date(2026, 3, 5)) == day
