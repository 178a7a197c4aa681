"""Keeping the numbers of settled days, for reports to add up."""

from __future__ import annotations

import datetime as dt
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Count, Min, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from cases.row_security import Why, seeing_every_case
from reporting.counting import DAY_HELD, INTERVENTIONS, STATISTICS, earlier_interventions
from reporting.models import CLIENTS_BY_DAY_BEFORE, ChangedDay, KeptDay, KeptNumber
from reporting.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DAYS_AT_ONCE = 60
UNSETTLED_DAYS = 2  # today and yesterday are counted row by row: their rows still come and change
ONE_KEEPER = 7_201_846  # the number of the lock: two keepers would write the same numbers


@seeing_every_case(Why.COUNTING)
@transaction.atomic
def keep_settled_days(*, most: int = DAYS_AT_ONCE) -> int:
    """Count the oldest days that are settled and not kept, or were changed since; return how many.

    Marks are taken before the rows are counted, and only those: what is changed meanwhile leaves a mark that
    stays. The day of the database decides, which sets the marks as well. Does nothing while another process
    keeps days.
    """
    if not _is_only_keeper():
        return 0
    marks = list(ChangedDay.objects.values_list("pk", flat=True))
    days = list(islice(_days_to_keep(), most))
    if days:
        KeptNumber.objects.filter(day__in=days).delete()
        KeptNumber.objects.bulk_create(_numbers_of(days), batch_size=5000)
        KeptDay.objects.bulk_create([KeptDay(day=day) for day in days], ignore_conflicts=True)
        ChangedDay.objects.filter(pk__in=marks, day__in=days).delete()
    return len(days)


def _is_only_keeper() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [ONE_KEEPER])
        return bool(cursor.fetchone()[0])


def _days_to_keep() -> Iterator[dt.date]:
    """Yield days that are settled and not kept as they are, the oldest first."""
    first_on = _first_day()
    last_on = _today_of_the_database() - dt.timedelta(days=UNSETTLED_DAYS)
    if first_on is None:
        return
    kept = set(KeptDay.objects.unchanged().values_list("day", flat=True))
    for ordinal in range(first_on.toordinal(), last_on.toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        if day not in kept:
            yield day


def _first_day() -> dt.date | None:
    """Return the day of the first row that is counted, or of the first number that is kept."""
    one_of_each = {statistic.moment: statistic for statistic in reversed(STATISTICS.values())}
    moments = [one.rows().aggregate(first=Min(moment))["first"] for moment, one in one_of_each.items()]
    days = [timezone.localdate(moment) for moment in moments if moment]
    kept = KeptDay.objects.order_by("day").values_list("day", flat=True).first()
    return min([*days, kept] if kept else days, default=None)


def _today_of_the_database() -> dt.date:
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        return timezone.localdate(cursor.fetchone()[0])


def _numbers_of(days: list[dt.date]) -> Iterator[KeptNumber]:
    periods = list(_joined(days))
    for cut, statistic in STATISTICS.items():
        rows = statistic.of(periods, team=None).annotate(day=TruncDate(statistic.moment))
        counted = rows.values_list("day", statistic.team, statistic.code).annotate(number=Count("*"))
        yield from _numbers(cut, counted)
    yield from _numbers(CLIENTS_BY_DAY_BEFORE, _clients(periods))


def _clients(periods: Iterable[Period]) -> QuerySet[Any, Any]:
    """Count the cases of each day and team by the day before it on which something took place in them."""
    last = earlier_interventions().order_by("-held_at").values("held_at")[:1]
    rows = (
        INTERVENTIONS.of(periods, team=None).annotate(day=DAY_HELD).annotate(before=TruncDate(Subquery(last)))
    )
    return rows.values_list("day", "case__team", "before").annotate(number=Count("case", distinct=True))


def _numbers(cut: str, counted: Iterable[Any]) -> Iterator[KeptNumber]:
    for day, team_id, code, number in counted:
        yield KeptNumber(day=day, team_id=team_id, cut=cut, code=str(code or ""), number=number)


def _joined(days: Iterable[dt.date]) -> Iterator[Period]:
    """Yield the days as periods, neighbours in one: they keep their distance from their place in the row."""
    for _distance, group in groupby(enumerate(days), key=lambda one: one[1].toordinal() - one[0]):
        row = [day for _number, day in group]
        yield Period(row[0], row[-1])
