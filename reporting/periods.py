"""What a report covers: a year, a quarter, a month, or days of one's own. Days are the centre's days."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import format_date
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, pgettext

from reference.moments import start_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = re.compile(r"(?P<year>\d{4})(?:-q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")
OWN_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
QUARTERS = ("I", "II", "III", "IV")
YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Period:
    """From `first_on` to `last_on`, both days included."""

    first_on: dt.date
    last_on: dt.date

    @classmethod
    def of_months(cls, year: int, first: int, last: int) -> Period:
        return cls(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))

    @classmethod
    def of_code(cls, code: str) -> Period | None:
        """Return the period that `code` names: "2026", "2026-q3", "2026-09", "2026-09-05..2026-09-20"."""
        if days := OWN_DAYS.fullmatch(code):
            return cls._of_days(*days.groups())
        found = CODE.fullmatch(code)
        if not found or int(found["year"]) not in YEARS:
            return None
        year = int(found["year"])
        if found["quarter"]:
            return cls.of_months(year, int(found["quarter"]) * 3 - 2, int(found["quarter"]) * 3)
        if found["month"]:
            return cls.of_months(year, int(found["month"]), int(found["month"]))
        return cls.of_months(year, 1, 12)

    @classmethod
    def _of_days(cls, first: str, last: str) -> Period | None:
        try:
            period = cls(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        except ValueError:
            return None
        return period if period.is_in_order else None

    @property
    def is_in_order(self) -> bool:
        """Say whether the period begins before it ends, in years that the centre can have."""
        return self.first_on <= self.last_on and {self.first_on.year, self.last_on.year} <= set(YEARS)

    @property
    def code(self) -> str:
        """Return how the period is named in addresses and kept with approved numbers."""
        year, months = self.first_on.year, self._whole_months()
        if months == (1, 12):
            return f"{year}"
        if months and (months[1] - months[0], months[1] % 3) == (2, 0):
            return f"{year}-q{months[1] // 3}"
        if months and months[0] == months[1]:
            return f"{year}-{months[0]:02}"
        return f"{self.first_on}..{self.last_on}"

    @property
    def title(self) -> str:
        """Return the period in words of the active language."""
        year, months = self.first_on.year, self._whole_months()
        if months == (1, 12):
            return pgettext("period", "Year %(year)s") % {"year": year}
        if "-q" in self.code:
            quarter = QUARTERS[self.last_on.month // 3 - 1]
            return gettext("Quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": year}
        if months and months[0] == months[1]:
            return capfirst(in_words(self.first_on, "LLLL y"))
        return f"{in_words(self.first_on, 'd MMM y')} – {in_words(self.last_on, 'd MMM y')}"

    @property
    def is_published_kind(self) -> bool:
        """Say whether it is a quarter or a year: shorter ones show too much of single people."""
        return len(self.code) == len("2026") or "-q" in self.code

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """Return when it begins and before when it ends, in the time zone of the centre."""
        return start_of(self.first_on), start_of(self.last_on + dt.timedelta(days=1))

    def is_over(self, today: dt.date) -> bool:
        return self.last_on < today

    def overlaps(self, other: Period) -> bool:
        return self.first_on <= other.last_on and other.first_on <= self.last_on

    def months(self, today: dt.date) -> Iterator[Month]:
        """Yield the months that it touches, up to `today`."""
        until = min(self.last_on, today)
        first_on = self.first_on
        while first_on <= until:
            whole = Period.of_months(first_on.year, first_on.month, first_on.month)
            counted = Period(first_on, min(whole.last_on, until))
            yield Month(counted, is_whole=counted == whole and whole.is_over(today))
            first_on = whole.last_on + dt.timedelta(days=1)

    def _whole_months(self) -> tuple[int, int] | None:
        """Return the first and the last month when it is whole months of one year."""
        first, last = self.first_on, self.last_on
        months = (first.month, last.month)
        same_year = first.year == last.year
        return months if same_year and self == Period.of_months(first.year, *months) else None


@dataclass(frozen=True)
class Month:
    """A month of a report, or the part of it that is counted; `is_whole` when it is over and all of it is."""

    counted: Period
    is_whole: bool

    @property
    def code(self) -> str:
        return f"{self.counted.first_on:%Y-%m}"

    @property
    def short_name(self) -> str:
        """Return "Nov", as it stands under a bar."""
        return capfirst(in_words(self.counted.first_on, "LLL").rstrip("."))

    @property
    def name(self) -> str:
        """Return "Nov", or "Nov (1–23)" when only a part of it is counted."""
        if self.is_whole:
            return self.short_name
        return f"{self.short_name} ({self.counted.first_on.day}–{self.counted.last_on.day})"


def period_of(day: dt.date, *, months: int) -> Period:
    """Return the year (12), quarter (3) or month (1) in which `day` lies."""
    last = (day.month + months - 1) // months * months
    return Period.of_months(day.year, last - months + 1, last)


def period_before(period: Period, *, months: int) -> Period:
    """Return the year, quarter or month before the one that begins with `period`."""
    return period_of(period.first_on - dt.timedelta(days=1), months=months)


def recent_periods(today: dt.date, *, months: int, count: int) -> list[Period]:
    """Return the last `count` years (12), quarters (3) or months (1), the running one first."""
    periods = [period_of(today, months=months)]
    while len(periods) < count:
        periods.append(period_before(periods[-1], months=months))
    return periods


def in_words(day: dt.date, pattern: str) -> str:
    words: str = format_date(day, pattern, locale=get_language() or "en")
    return words
