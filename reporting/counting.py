"""The statistics, over plain codes (decision 7): of settled days their kept numbers, of others the rows.

What belongs to a table, and when, stands in `STATISTICS` once: the numbers that are kept are counted by it as
well. Different clients are told apart here, over ids. Nothing is hidden here yet: see `suppression`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth

from cases.enums import FollowUpStatus, HouseholdRole, SameVerdict
from cases.models import Case, CaseFold, FollowUp, Intervention, Person, SamePerson
from hotline.enums import CallStatus, CallType
from hotline.models import Call
from referrals.models import Referral
from reporting import cuts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from accounts.models import Team
    from reporting.kept_days import Days
    from reporting.periods import Period


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """What one table counts: which rows, at which moment, of whose team, under which code."""

    rows: Callable[[], QuerySet[Any]]
    moment: str
    team: str
    code: str

    def of(self, periods: Iterable[Period], team: Team | None) -> QuerySet[Any]:
        """Return the rows of these periods, of one team or of the whole centre."""
        rows = self.rows().filter(within(periods, self.moment)).order_by()
        return rows.filter(**{self.team: team}) if team else rows


def _calls() -> QuerySet[Any]:
    """Return the calls that count: finished ones, without tests of the line."""
    return Call.objects.filter(status=CallStatus.FINISHED).exclude(call_type=CallType.TEST)


def _cases() -> QuerySet[Any]:
    """Return the cases that count: one that was opened twice counts where it goes on.

    Folded ones are few and left out by their keys, so that the counts still need nothing but an index.
    """
    return Case.objects.exclude(pk__in=CaseFold.objects.living().values("folded"))


def _cases_under_each_kind() -> QuerySet[Any]:
    """Return a case once for each kind of violence in it."""
    each = Func(F("kinds_of_violence"), function="unnest", output_field=CharField())
    return _cases().annotate(kind_of_violence=each)


def _answered_check_ins() -> QuerySet[Any]:
    """Return the check-ins in which she was reached and said how she is."""
    return FollowUp.objects.filter(status=FollowUpStatus.DONE).exclude(outcome="")


CALLS = Statistic(rows=_calls, moment="started_at", team="team", code="call_type")
INTERVENTIONS = Statistic(rows=Intervention.objects.all, moment="held_at", team="case__team", code="kind")
STATISTICS: dict[str, Statistic] = {
    cuts.CALLS.code: CALLS,
    # By where they stand now, and by their risk now: "" is a case that nobody has assessed.
    cuts.CASES_BY_STATUS.code: Statistic(rows=_cases, moment="opened_at", team="team", code="status"),
    cuts.CASES_BY_RISK.code: Statistic(rows=_cases, moment="opened_at", team="team", code="risk_level"),
    cuts.KINDS_OF_VIOLENCE.code: Statistic(
        rows=_cases_under_each_kind, moment="opened_at", team="team", code="kind_of_violence"
    ),
    # A session for several counts once in each of their cases.
    cuts.INTERVENTIONS.code: INTERVENTIONS,
    cuts.REFERRALS.code: Statistic(
        rows=Referral.objects.all, moment="sent_at", team="case__team", code="status"
    ),
    cuts.CHECK_INS.code: Statistic(
        rows=_answered_check_ins, moment="settled_at", team="case__team", code="outcome"
    ),
}


def counted(cut: cuts.Cut, days: Days) -> Counter[str]:
    """Count one table by its codes."""
    rows = STATISTICS[cut.code].of(days.live, days.team)
    return days.kept.numbers(cut.code) + _counted(rows, STATISTICS[cut.code].code)


def calls_by_month(days: Days) -> Counter[str]:
    """Count the calls by the month in which they began, named as "2026-11"."""
    months = CALLS.of(days.live, days.team).annotate(month=TruncMonth("started_at"))
    live = {f"{month:%Y-%m}": number for month, number in _counted(months, "month").items()}
    return days.kept.calls_by_month + Counter(live)


def clients_helped(days: Days) -> int:
    """Count the clients in whose cases something took place, each once however often she came.

    Cases that workers have said to be of one person count once, also by way of a third one (decision 1).
    """
    cases = days.kept.clients_helped + _cases_first_met_on_live_days(days)
    group_of = _same_people()
    if not group_of:
        return cases
    same = SamePerson.objects.filter(verdict=SameVerdict.SAME)
    is_linked = Q(pk__in=same.values("person_a")) | Q(pk__in=same.values("person_b"))
    took_place = INTERVENTIONS.of([days.period], days.team).filter(case=OuterRef("case"))
    clients = Person.objects.filter(is_linked, Exists(took_place), role=HouseholdRole.CLIENT)
    linked = list(clients.values_list("pk", flat=True))
    return cases - len(linked) + len({group_of[person] for person in linked})


def _cases_first_met_on_live_days(days: Days) -> int:
    """Count the cases whose first intervention of the period was on a day that is counted row by row."""
    rows = INTERVENTIONS.of(days.live, days.team)
    if days.live != (days.period,):
        earlier = earlier_interventions().filter(held_at__gte=days.period.moments[0])
        rows = rows.annotate(day=DAY_HELD).filter(~Exists(earlier))
    number: int = rows.aggregate(number=Count("case", distinct=True))["number"]
    return number


DAY_HELD = TruncDate("held_at")  # as `day`, for which `earlier_interventions` asks


def earlier_interventions() -> QuerySet[Any]:
    """Return what took place in the case of an outer intervention on days before it."""
    return Intervention.objects.filter(case=OuterRef("case"), held_at__date__lt=OuterRef("day"))


def _same_people() -> dict[UUID, UUID]:
    """Return for everybody who stands in several cases the one person who stands for all of them."""
    group_of: dict[UUID, UUID] = {}

    def first_of(person: UUID) -> UUID:
        while (before := group_of.setdefault(person, person)) != person:
            group_of[person] = person = group_of[before]
        return person

    pairs = SamePerson.objects.filter(verdict=SameVerdict.SAME).values_list("person_a", "person_b")
    for person_a, person_b in pairs:
        group_of[first_of(person_a)] = first_of(person_b)
    return {person: first_of(person) for person in list(group_of)}


def within(periods: Iterable[Period], moment: str) -> Q:
    """Return that `moment` lies in one of the periods; in none of no periods."""
    inside = Q(pk__in=[])
    for period in periods:
        begins, ends = period.moments
        inside |= Q(**{f"{moment}__gte": begins, f"{moment}__lt": ends})
    return inside


def _counted(rows: QuerySet[Any], by: str) -> Counter[Any]:
    """Count rows by a code. Rows, not keys: a key would be fetched from the table, which no index needs."""
    return Counter(dict(rows.values_list(by).annotate(number=Count("*"))))
