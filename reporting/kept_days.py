"""Days whose numbers are kept, so that a report of a year adds up some thousand numbers, not a million rows.

A number is never out of date: whatever is changed on a kept day leaves a mark in its transaction (triggers of
migration 0003), and a marked day is counted row by row until it is kept anew.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from reporting import cuts
from reporting.models import CLIENTS_BY_DAY_BEFORE, KeptDay, KeptNumber
from reporting.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Team

MOST_SPANS = 20  # with more, counting all of it is quicker than asking for so many parts


@dataclass(frozen=True)
class Days:
    """A period as it is counted, for one team or for all: `live` days row by row, the others as kept."""

    period: Period
    team: Team | None
    live: tuple[Period, ...]

    @classmethod
    def of(cls, period: Period, team: Team | None = None) -> Days:
        """Tell kept days from live ones; costs one statement."""
        kept = KeptDay.objects.unchanged().filter(day__range=(period.first_on, period.last_on))
        live = tuple(_between(period, kept.order_by("day").values_list("day", flat=True)))
        return cls(period, team, live if len(live) <= MOST_SPANS else (period,))

    @cached_property
    def kept(self) -> Kept:
        return Kept(self)


def _between(period: Period, kept: Iterable[dt.date]) -> Iterable[Period]:
    """Yield the parts of the period between kept days."""
    first_on, one = period.first_on, dt.timedelta(days=1)
    for day in kept:
        if first_on < day:
            yield Period(first_on, day - one)
        first_on = day + one
    if first_on <= period.last_on:
        yield Period(first_on, period.last_on)


class Kept:
    """What is kept of the days of a period that are not live: one statement for each of its three sums."""

    def __init__(self, days: Days) -> None:
        self._first_on = days.period.first_on
        self._rows = _kept_rows(days)

    def numbers(self, cut_code: str) -> Counter[str]:
        return Counter({code: number for cut, code, number in self._numbers if cut == cut_code})

    @cached_property
    def _numbers(self) -> list[tuple[str, str, int]]:
        rows = self._rows.exclude(cut=CLIENTS_BY_DAY_BEFORE)
        return list(rows.values_list("cut", "code").annotate(Sum("number")))

    @cached_property
    def calls_by_month(self) -> Counter[str]:
        rows = self._rows.filter(cut=cuts.CALLS.code).annotate(month=TruncMonth("day"))
        months = rows.values_list("month").annotate(Sum("number"))
        return Counter({f"{month:%Y-%m}": number for month, number in months})

    @cached_property
    def clients_helped(self) -> int:
        """Return in how many cases the first intervention of the period was on a kept day.

        It was the first one when the day before it on which the case had another lies before the period.
        """
        first = self._rows.filter(cut=CLIENTS_BY_DAY_BEFORE, code__lt=self._first_on.isoformat())
        return first.aggregate(number=Sum("number"))["number"] or 0


def _kept_rows(days: Days) -> QuerySet[KeptNumber, Any]:
    live = Q(pk__in=[])
    for period in days.live:
        live |= Q(day__range=(period.first_on, period.last_on))
    rows = KeptNumber.objects.filter(~live, day__range=(days.period.first_on, days.period.last_on))
    return (rows.filter(team=days.team) if days.team else rows).order_by()
