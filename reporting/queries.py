"""Numbers to show: the report of the centre, counted now, and the statistic for everybody, as approved.

In what leaves this file small numbers are hidden already, so that no page can show one by mistake.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from cases.row_security import Why, seeing_every_case
from hotline.enums import CLOSED_AT_ONCE
from partners.queries import joint_event_counts
from reporting import counting, cuts
from reporting.kept_days import Days
from reporting.models import ApprovedSnapshot
from reporting.periods import Month, Period
from reporting.suppression import Cell, Shown, shown_number, shown_parts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from django.utils.functional import Promise

    from accounts.models import Team, User

Figures = dict[str, Any]

# What the website shows: the words of the single numbers, then the tables, in this order.
HEADLINE: dict[str, str | Promise] = {
    "calls": _("Calls"),
    "clients_helped": _("Clients who were helped"),
    "interventions": _("Interventions"),
    "referrals_sent": _("Referrals sent"),
    "joint_events": _("Joint events"),
}
PUBLISHED_CUTS = (
    cuts.CALLS,
    cuts.KINDS_OF_VIOLENCE,
    cuts.INTERVENTIONS,
    cuts.REFERRALS,
    cuts.CHECK_INS,
    cuts.JOINT_EVENTS,
    cuts.PARTICIPANTS,
)


@dataclass(frozen=True)
class PublishedRow:
    """A number and its words. None is a hidden number; `share` is percent of the greatest number shown."""

    label: str
    number: int | None
    share: float | None


@dataclass(frozen=True)
class PublishedTable:
    """A table as it is shown. `total` is None when it is hidden, or when the rows do not add up to one."""

    code: str
    title: str
    rows: list[PublishedRow]
    total: int | None

    @property
    def has_hidden(self) -> bool:
        return any(row.number is None for row in self.rows)


@dataclass(frozen=True)
class PublishedPeriod:
    """A period whose numbers everybody may see."""

    period_code: str
    first_on: dt.date
    last_on: dt.date
    approved_on: dt.date

    @property
    def title(self) -> str:
        """Return the period in words of the active language."""
        return Period(self.first_on, self.last_on).title


@dataclass(frozen=True)
class PublishedStatistic(PublishedPeriod):
    """The approved numbers of one period."""

    headline: list[PublishedRow]
    tables: list[PublishedTable]


@dataclass(frozen=True)
class Report:
    """The numbers of a period as they are now; `calls_by_month` goes with `months`."""

    period: Period
    months: list[Month]
    calls_by_month: Shown
    clients_helped: int | None
    shown: Mapping[str, Shown]

    def table(self, cut: cuts.Cut) -> PublishedTable:
        return table_of(cut, self.shown[cut.code])

    def number(self, cut: cuts.Cut, code: str) -> int | None:
        """Return one row of a table, hidden where the table hides it."""
        return dict(self.shown[cut.code].rows)[code]

    @property
    def calls_with_request(self) -> int | None:
        """Return how many calls were conversations; hidden where the table hides one of them."""
        numbers = [number for code, number in self.shown[cuts.CALLS.code].rows if code not in CLOSED_AT_ONCE]
        return None if None in numbers else sum(number for number in numbers if number)


@seeing_every_case(Why.COUNTING)
def report(period: Period, *, team: Team | None, today: dt.date) -> Report:
    """Count a period now, of one team or of the whole centre, and hide what is small.

    Joint events are the whole centre's, whoever asks.
    """
    months = list(period.months(today))
    days = Days.of(period, team)
    by_month = counting.calls_by_month(days)
    events = joint_event_counts(period.first_on, period.last_on)
    counted: dict[cuts.Cut, Mapping[str, int]] = {
        cuts.CUTS[code]: counting.counted(cuts.CUTS[code], days) for code in counting.STATISTICS
    }
    counted |= {cuts.JOINT_EVENTS: events.events_by_kind, cuts.PARTICIPANTS: events.participants_by_kind}
    return Report(
        period=period,
        months=months,
        calls_by_month=shown_parts([Cell(month.code, by_month[month.code]) for month in months]),
        clients_helped=shown_number(counting.clients_helped(days)),
        shown={cut.code: cut.shown(numbers) for cut, numbers in counted.items()},
    )


def team_counted_by(worker: User) -> Team | None:
    """Return whose work a worker may count: a coordinator her team's, a manager everybody's (None)."""
    return worker.team if worker.role == Role.COORDINATOR else None


def figures_to_approve(period: Period) -> Figures:
    """Count what the website would show of a period, as codes and numbers, with small numbers hidden."""
    counted = report(period, team=None, today=timezone.localdate())
    headline = [
        ["calls", counted.shown[cuts.CALLS.code].total],
        ["clients_helped", counted.clients_helped],
        ["interventions", counted.shown[cuts.INTERVENTIONS.code].total],
        ["referrals_sent", counted.shown[cuts.REFERRALS.code].total],
        ["joint_events", counted.shown[cuts.JOINT_EVENTS.code].total],
    ]
    tables = {cut.code: counted.shown[cut.code] for cut in PUBLISHED_CUTS}
    return {
        "headline": headline,
        "tables": [
            {"code": code, "rows": [list(row) for row in table.rows], "total": table.total}
            for code, table in tables.items()
        ],
    }


def fingerprint_of(figures: Figures) -> str:
    """Return what tells whether figures are still those that somebody looked at."""
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()


def approved_periods() -> list[Period]:
    """Return the periods whose numbers are approved, the newest first."""
    return [
        Period(first_on, last_on)
        for first_on, last_on in ApprovedSnapshot.objects.newest_first().values_list("first_on", "last_on")
    ]


def published_periods() -> list[PublishedPeriod]:
    """Return the periods that everybody may see, the newest first."""
    found = ApprovedSnapshot.objects.newest_first().defer("figures")
    return [
        PublishedPeriod(snapshot.period_code, snapshot.first_on, snapshot.last_on, snapshot.approved_on)
        for snapshot in found
    ]


def published_statistic(period_code: str = "") -> PublishedStatistic | None:
    """Return the approved numbers of a period, or of the newest one, in words of the active language.

    None when nothing of that period is approved. Nothing is counted here: what was approved stays.
    """
    found = ApprovedSnapshot.objects.newest_first()
    snapshot = (found.filter(period_code=period_code) if period_code else found).first()
    if snapshot is None:
        return None
    return statistic_of(snapshot.period, snapshot.figures, approved_on=snapshot.approved_on)


def statistic_of(period: Period, figures: Figures, *, approved_on: dt.date) -> PublishedStatistic:
    """Return figures in words, exactly as the website shows them."""
    return PublishedStatistic(
        period_code=period.code,
        first_on=period.first_on,
        last_on=period.last_on,
        approved_on=approved_on,
        headline=_rows([(str(HEADLINE[code]), number) for code, number in figures["headline"]]),
        tables=[_published_table(**table) for table in figures["tables"]],
    )


def table_of(cut: cuts.Cut, shown: Shown) -> PublishedTable:
    """Return a table in words: in its own order, or the greatest number first where it has none."""
    rows = list(shown.rows) if cut.has_order else sorted(shown.rows, key=_greatest_first)
    labelled = [(cut.label(code), number) for code, number in rows]
    return PublishedTable(cut.code, str(cut.title), _rows(labelled), shown.total)


def _published_table(code: str, rows: list[list[Any]], total: int | None) -> PublishedTable:
    kept = Shown(tuple((row, number) for row, number in rows), total)
    return table_of(cuts.CUTS[code], kept)


def _greatest_first(row: tuple[str, int | None]) -> float:
    """Put hidden rows between the numbers and the zeros: their place says nothing about them."""
    number = row[1]
    return -0.5 if number is None else -number


def _rows(numbers: Iterable[tuple[str, int | None]]) -> list[PublishedRow]:
    listed = list(numbers)
    greatest = max((number for _label, number in listed if number), default=0)
    return [PublishedRow(label, number, _share(number, greatest)) for label, number in listed]


def _share(number: int | None, greatest: int) -> float | None:
    if number is None:
        return None
    return round(100 * number / greatest, 1) if greatest else 0.0
