"""Working days of Kazakhstan, the numbers to call in need, and the districts that a form offers.

Saturdays that the government makes working days count as days off: a task then waits till Monday.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import F
from django.utils.translation import get_language

from reference.alphabet import LANGUAGES, shown_name
from reference.enums import HelpLineKind
from reference.models import District, HelpLine, Holiday, NoteOutline, RiskInstrument, RiskQuestion

WEEKEND = frozenset({6, 7})
ONE_DAY = dt.timedelta(days=1)


def days_off_after(day: dt.date) -> set[dt.date]:
    """Return the holidays later than `day` as the centre keeps them; they are few, so all are read."""
    return set(Holiday.objects.observed().filter(day__gt=day).values_list("day", flat=True))


def is_working_day(day: dt.date) -> bool:
    """Say whether offices of Kazakhstan work on `day`: Monday to Friday, no holiday."""
    return next_working_day(day) == day


def next_working_day(day: dt.date) -> dt.date:
    """Return `day` when offices work on it, else the first later day on which they do."""
    return working_days_after(day - ONE_DAY, 1)


def working_days_after(day: dt.date, count: int) -> dt.date:
    """Return the `count`-th working day after `day` (1 is the next one); one query.

    Refuses (ValueError) to count fewer than one.
    """
    if count < 1:
        raise ValueError("Count at least one working day.")
    days_off = days_off_after(day)
    while count:
        day += ONE_DAY
        if day.isoweekday() not in WEEKEND and day not in days_off:
            count -= 1
    return day


@dataclass(frozen=True)
class NumbersToCall:
    """What a page shows to somebody in need; `own` is None while nobody has confirmed the centre's number."""

    own: HelpLine | None
    emergency: list[HelpLine]
    day_and_night: list[HelpLine]


def numbers_to_call(day: dt.date) -> NumbersToCall:
    """Return the confirmed numbers in force on `day`, in the order of their list; one query."""
    shown = list(HelpLine.objects.shown_on(day))
    of_kind = {kind: [line for line in shown if line.kind == kind] for kind in HelpLineKind}
    return NumbersToCall(
        own=next(iter(of_kind[HelpLineKind.OWN]), None),
        emergency=of_kind[HelpLineKind.EMERGENCY],
        day_and_night=of_kind[HelpLineKind.DAY_AND_NIGHT],
    )


@dataclass(frozen=True)
class Asked:
    """A risk instrument and its questions in their order."""

    instrument: RiskInstrument
    questions: list[RiskQuestion]


def instrument_on(day: dt.date, family: str) -> Asked | None:
    """Return the newest version of an instrument that holds on `day`, or None; one query."""
    held = RiskInstrument.objects.valid_on(day).filter(family=family).order_by("-version").values("pk")[:1]
    return _asked(RiskQuestion.objects.filter(instrument__in=held))


def instrument_asking(codes: Iterable[str], family: str) -> Asked | None:
    """Return the newest version that asks one of these questions, also when it holds no more; one query.

    A call that began with one version ends with it.
    """
    asking = RiskInstrument.objects.filter(family=family, questions__code__in=[*codes])
    return _asked(RiskQuestion.objects.filter(instrument__in=asking.order_by("-version").values("pk")[:1]))


def questions_of(instrument_id: uuid.UUID) -> Asked | None:
    """Return an instrument of which the id is known, with its questions; one query."""
    return _asked(RiskQuestion.objects.filter(instrument=instrument_id))


def _asked(questions: models.QuerySet[RiskQuestion]) -> Asked | None:
    found = list(questions.select_related("instrument").order_by("rank"))
    return Asked(found[0].instrument, found) if found else None


def outlines_on(day: dt.date) -> dict[str, list[str]]:
    """Return the headings of the notes for each type of call that has an outline on `day`; one query.

    Of two outlines of one type the one that began later counts.
    """
    rows = NoteOutline.objects.valid_on(day).order_by(F("valid_from").asc(nulls_first=True), "code")
    return {row.call_type: row.headings for row in rows}


def district_on(day: dt.date, pk: uuid.UUID) -> District | None:
    """Return the district of this id when it holds on `day`, else None; one query."""
    sql, dates = _district_in_sql(day)
    return next(iter(District.objects.raw(sql, [*dates, pk])), None)


def districts_to_choose_on(day: dt.date) -> list[tuple[uuid.UUID, str]]:
    """Return id and name of each district that holds on `day`, in the order of the alphabet; one query."""
    with connection.cursor() as cursor:
        cursor.execute(*_districts_in_sql(day, get_language()))
        return cursor.fetchall()


# Every call that is logged asks the first of these, and every list of cases the second. To put a query
# together takes several times as long as to ask it: each is put together once a day, and asked anew.


@lru_cache(maxsize=2)
def _district_in_sql(day: dt.date) -> tuple[str, tuple[Any, ...]]:
    """Return the query of `district_on` and its dates; the id comes last and is the caller's."""
    rows = District.objects.valid_on(day).filter(pk=uuid.UUID(int=0))
    sql, (*dates, _nobody) = rows.query.sql_with_params()
    return sql, tuple(dates)


@lru_cache(maxsize=2 * len(LANGUAGES))
def _districts_in_sql(day: dt.date, _language: str | None) -> tuple[str, tuple[Any, ...]]:
    rows = District.objects.valid_on(day).alphabetical().values_list("pk", shown_name())
    return rows.query.sql_with_params()
