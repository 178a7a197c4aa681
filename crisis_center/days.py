"""Days and times as people of the centre write them, in the language of the page.

Babel knows the months of Kazakh, Django does not. A moment is shown in the centre's time zone.
"""

import time
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

FILTERS = (
    "short_day",
    "day_and_month",
    "full_day",
    "weekday_and_day",
    "clock",
    "day_and_clock",
    "clock_or_year",
    "due_in_words",
    "minutes_in_words",
)
LOCALES = {"en": "en", "ru": "ru", "kk": "kk"}


def today() -> date:
    """Return the day of the centre. Kept for the minute: the rows of a list ask two hundred times."""
    return _day_of_minute(int(time.time()) // 60)


@lru_cache(maxsize=2)
def _day_of_minute(minute: int) -> date:
    return datetime.fromtimestamp(minute * 60, tz=timezone.get_default_timezone()).date()


def _local(moment: datetime) -> datetime:
    """Return a moment by the clock of the centre: no request goes by another one."""
    return moment.astimezone(timezone.get_default_timezone())


def _local_day(moment: date | datetime) -> date:
    return _local(moment).date() if isinstance(moment, datetime) else moment


def _in_words(day: date | datetime, pattern: str) -> str:
    return written(_local_day(day), pattern, LOCALES.get(get_language() or "", "en"))


@lru_cache(maxsize=4096)
def written(day: date, pattern: str, locale: str) -> str:
    words: str = format_date(day, pattern, locale=locale)
    return words


def short_day(day: date | datetime) -> str:
    """Return "23 Nov", with the year when it is not the current one."""
    local = _local_day(day)
    return _in_words(local, "d MMM" if local.year == today().year else "d MMM y")


def day_and_month(day: date | datetime) -> str:
    """Return "23 Nov" of any year, where the year stands beside it."""
    return _in_words(day, "d MMM")


def full_day(day: date | datetime) -> str:
    """Return "23 November 2026", for text that is read out or printed."""
    return _in_words(day, "d MMMM y")


def weekday_and_day(day: date | datetime) -> str:
    """Return "Monday, 23 November", with a capital letter in every language: it begins a heading."""
    words = _in_words(day, "EEEE, d MMMM")
    return words[:1].upper() + words[1:]


def clock(moment: datetime) -> str:
    """Return "10:38"."""
    return _local(moment).strftime("%H:%M")


def day_and_clock(moment: datetime) -> str:
    """Return "23 Nov, 10:38"."""
    return f"{short_day(moment)}, {clock(moment)}"


def clock_or_year(moment: datetime) -> str:
    """Return the time of a moment of today, the year of any other: the second line of a date."""
    day = _local_day(moment)
    return clock(moment) if day == today() else str(day.year)


def due_in_words(day: date) -> str:
    """Return "2 days late", "today", "tomorrow" or "in 3 days"."""
    days = (day - today()).days
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def minutes_in_words(minutes: int) -> str:
    """Return "1 minute", "45 minutes"; of a call that was hung up at once "less than a minute"."""
    if minutes == 0:
        return gettext("less than a minute")
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
