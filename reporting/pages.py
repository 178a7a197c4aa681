"""What the pages of this app put together from the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.enums import CheckInOutcome
from referrals.enums import ReferralStatus
from reporting import cuts
from reporting.charts import Chart, Point, lying, upright
from reporting.periods import Period, recent_periods
from reporting.policies import can_approve

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from accounts.answers import Answer
    from accounts.models import User
    from reporting.queries import PublishedPeriod, PublishedTable, Report

SMALL_TABLES = (
    cuts.CALLS,
    cuts.KINDS_OF_VIOLENCE,
    cuts.REFERRALS,
    cuts.CHECK_INS,
    cuts.CASES_BY_STATUS,
    cuts.CASES_BY_RISK,
    cuts.JOINT_EVENTS,
    cuts.PARTICIPANTS,
)
BESIDE_CHART = 6
QUARTERS, YEARS = 5, 3  # the running one and those that a manager may approve now


@dataclass(frozen=True)
class Page:
    """Everything that stands on the page of a report; each chart with the rows of its table."""

    period: Period
    calls: int | None
    calls_with_request: int | None
    clients_helped: int | None
    referrals_completed: int | None
    referrals_sent: int | None
    check_ins_improving: int | None
    check_ins: int | None
    calls_by_month: list[Point]
    calls_chart: Chart
    interventions: PublishedTable
    interventions_chart: Chart
    tables: list[PublishedTable]

    @property
    def newest_months(self) -> list[Point]:
        """Return the months that stand beside the chart; all of them are one press away."""
        return self.calls_by_month[-BESIDE_CHART:]

    @property
    def has_more_months(self) -> bool:
        return len(self.calls_by_month) > BESIDE_CHART


@dataclass(frozen=True)
class Candidate:
    """A period that has ended, and whether its numbers may be approved."""

    period: Period
    answer: Answer


def page_of(report: Report) -> Page:
    """Return the page of a report. All single numbers are those of the tables, hidden where these hide."""
    by_month = dict(report.calls_by_month.rows)
    months = [Point(month.name, by_month[month.code], month.is_whole) for month in report.months]
    bars = [Point(month.short_name, by_month[month.code], month.is_whole) for month in report.months]
    interventions = report.table(cuts.INTERVENTIONS)
    kinds = [Point(row.label, row.number) for row in interventions.rows if row.number != 0]
    return Page(
        period=report.period,
        calls=report.calls_by_month.total,
        calls_with_request=report.calls_with_request,
        clients_helped=report.clients_helped,
        referrals_completed=report.number(cuts.REFERRALS, ReferralStatus.COMPLETED),
        referrals_sent=report.table(cuts.REFERRALS).total,
        check_ins_improving=report.number(cuts.CHECK_INS, CheckInOutcome.IMPROVING),
        check_ins=report.table(cuts.CHECK_INS).total,
        calls_by_month=months,
        calls_chart=upright(bars),
        interventions=interventions,
        interventions_chart=lying(kinds),
        tables=[report.table(cut) for cut in SMALL_TABLES],
    )


def candidates(worker: User, published: Iterable[PublishedPeriod], *, today: dt.date) -> list[Candidate]:
    """Return the last quarters and years that are over and not approved, and whether they may be."""
    approved = [Period(period.first_on, period.last_on) for period in published]
    recent = [
        *recent_periods(today, months=3, count=QUARTERS),
        *recent_periods(today, months=12, count=YEARS),
    ]
    return [
        Candidate(period, can_approve(worker, period, approved=approved, today=today))
        for period in recent
        if period.is_over(today) and period not in approved
    ]
