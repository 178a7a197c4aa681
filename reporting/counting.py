"""The statistics: one function, one statement, one GROUP BY over plain codes each (decision 7).

Different clients alone take two or three: who is the same person is told apart here, over ids.

A period begins at a midnight of the centre and ends before another one. `team` narrows a number to one team's
cases and calls; without it the whole centre is counted. Nothing is hidden here yet: see `suppression`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, F, Func, Q, QuerySet
from django.db.models.functions import TruncMonth

from cases.enums import FollowUpStatus, HouseholdRole, SameVerdict
from cases.models import Case, CaseFold, FollowUp, Intervention, Person, SamePerson
from hotline.enums import CallStatus, CallType
from hotline.models import Call
from referrals.models import Referral

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import Team
    from reporting.periods import Period


def calls_by_month(period: Period, team: Team | None = None) -> Counter[str]:
    """Count the calls by the month in which they began, named as "2026-11"."""
    months = _calls(period, team).annotate(month=TruncMonth("started_at"))
    return Counter({f"{month:%Y-%m}": number for month, number in _counted(months, "month").items()})


def calls_by_type(period: Period, team: Team | None = None) -> Counter[str]:
    """Count the calls by what kind of call they were."""
    return _counted(_calls(period, team), "call_type")


def cases_by_status(period: Period, team: Team | None = None) -> Counter[str]:
    """Count the cases opened in the period by where they stand now."""
    return _counted(_new_cases(period, team), "status")


def cases_by_risk(period: Period, team: Team | None = None) -> Counter[str]:
    """Count the cases opened in the period by their risk now; "" is a case that nobody has assessed."""
    return _counted(_new_cases(period, team), "risk_level")


def cases_by_kind_of_violence(period: Period, team: Team | None = None) -> Counter[str]:
    """Count the cases opened in the period by kind of violence; a case counts under each of its kinds."""
    each = Func(F("kinds_of_violence"), function="unnest", output_field=CharField())
    return _counted(_new_cases(period, team).annotate(kind_of_violence=each), "kind_of_violence")


def interventions_by_kind(period: Period, team: Team | None = None) -> Counter[str]:
    """Count what took place, by kind. A session for several counts once in each of their cases."""
    return _counted(_interventions(period, team), "kind")


def clients_helped(period: Period, team: Team | None = None) -> int:
    """Count the clients in whose cases something took place, each once however often she came.

    Cases that workers have said to be of one person count once, also by way of a third one (decision 1).
    """
    cases = _interventions(period, team).values("case")
    clients = Person.objects.filter(role=HouseholdRole.CLIENT, case__in=cases)
    group_of = _same_people()
    if not group_of:
        return clients.count()
    same = SamePerson.objects.filter(verdict=SameVerdict.SAME)
    is_linked = Q(pk__in=same.values("person_a")) | Q(pk__in=same.values("person_b"))
    linked = list(clients.filter(is_linked).values_list("pk", flat=True))
    return clients.count() - len(linked) + len({group_of[person] for person in linked})


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


def referrals_by_status(period: Period, team: Team | None = None) -> Counter[str]:
    """Count the referrals sent in the period by where they stand now."""
    sent = Referral.objects.filter(**_within(period, "sent_at"))
    return _counted(_of_team(sent, "case__team", team), "status")


def check_ins_by_outcome(period: Period, team: Team | None = None) -> Counter[str]:
    """Count the check-ins in which she was reached and said how she is, by what she said."""
    done = FollowUp.objects.filter(status=FollowUpStatus.DONE, **_within(period, "settled_at"))
    return _counted(_of_team(done.exclude(outcome=""), "case__team", team), "outcome")


def _calls(period: Period, team: Team | None) -> QuerySet[Any]:
    """Return the calls that count: finished ones, without tests of the line."""
    finished = Call.objects.filter(status=CallStatus.FINISHED, **_within(period, "started_at"))
    return _of_team(finished.exclude(call_type=CallType.TEST), "team", team)


def _new_cases(period: Period, team: Team | None) -> QuerySet[Any]:
    """Return the cases that count: one that was opened twice counts where it goes on.

    Folded ones are few and left out by their keys, so that the counts still need nothing but an index.
    """
    folded = CaseFold.objects.living().values("folded")
    return _of_team(Case.objects.filter(**_within(period, "opened_at")).exclude(pk__in=folded), "team", team)


def _interventions(period: Period, team: Team | None) -> QuerySet[Any]:
    return _of_team(Intervention.objects.filter(**_within(period, "held_at")), "case__team", team)


def _within(period: Period, moment: str) -> dict[str, Any]:
    begins, ends = period.moments
    return {f"{moment}__gte": begins, f"{moment}__lt": ends}


def _of_team(rows: QuerySet[Any], path: str, team: Team | None) -> QuerySet[Any]:
    return rows.filter(**{path: team}) if team else rows


def _counted(rows: QuerySet[Any], by: str) -> Counter[Any]:
    """Count rows by a code. Rows, not keys: a key would be fetched from the table, which no index needs."""
    counted = rows.order_by().values_list(by).annotate(number=Count("*"))
    return Counter(dict(counted))
