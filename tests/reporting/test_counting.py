"""Each statistic equals what a person counts by hand."""

import datetime as dt
from itertools import pairwise

import pytest
from django.utils import timezone

from cases.enums import CaseStatus, RiskLevel
from cases.models import Person, SamePerson
from cases.services.folding import undo_fold
from hotline.models import Call
from reporting import counting, cuts
from reporting.kept_days import Days
from reporting.periods import Period
from tests.accounts.factories import TeamFactory
from tests.cases.factories import CaseFactory, PersonFactory
from tests.cases.folding import fold
from tests.hotline.factories import running_call
from tests.reporting.factories import (
    ALMATY,
    NOON,
    QUARTER,
    a_call,
    a_check_in,
    a_sent_referral,
    an_intervention,
)

pytestmark = pytest.mark.django_db

FIRST = dt.datetime(2026, 7, 1, tzinfo=ALMATY)
PAST = dt.datetime(2026, 10, 1, tzinfo=ALMATY)
SECOND = dt.timedelta(seconds=1)


def counted(cut, period=QUARTER):
    return counting.counted(cut, Days.of(period))


# A moment, and whether the third quarter of 2026 has it.
EDGES = [(FIRST - SECOND, 0), (FIRST, 1), (PAST - SECOND, 1), (PAST, 0)]


@pytest.mark.parametrize(("at", "counts"), EDGES)
def test_a_call_belongs_to_the_period_in_which_it_began(operator, at, counts):
    a_call(operator, at)
    assert counted(cuts.CALLS).total() == counts


@pytest.mark.parametrize(("at", "counts"), EDGES)
def test_a_case_belongs_to_the_period_in_which_it_was_opened(at, counts):
    CaseFactory(opened_at=at)
    assert counted(cuts.CASES_BY_STATUS).total() == counts


@pytest.mark.parametrize(("at", "counts"), EDGES)
def test_an_intervention_belongs_to_the_period_in_which_it_was_held(at, counts):
    an_intervention(at=at)
    assert counted(cuts.INTERVENTIONS).total() == counts
    assert counting.clients_helped(Days.of(QUARTER)) == counts


@pytest.mark.parametrize(("at", "counts"), EDGES)
def test_a_referral_belongs_to_the_period_in_which_it_was_sent(coordinator, at, counts):
    a_sent_referral(coordinator, at=at)
    assert counted(cuts.REFERRALS).total() == counts


@pytest.mark.parametrize(("at", "counts"), EDGES)
def test_a_check_in_belongs_to_the_period_in_which_she_answered(at, counts):
    a_check_in(at=at)
    assert counted(cuts.CHECK_INS).total() == counts


def test_an_hour_after_midnight_in_the_centre_is_the_new_month_though_utc_has_the_old_one(operator):
    a_call(operator, dt.datetime(2026, 8, 1, 1, tzinfo=ALMATY))
    a_call(operator, dt.datetime(2026, 7, 31, 23, tzinfo=ALMATY))
    assert counting.calls_by_month(Days.of(QUARTER)) == {"2026-07": 1, "2026-08": 1}


def test_calls_are_counted_by_month_and_by_type(operator):
    for month, call_type in [(7, "about_self"), (7, "silent"), (9, "about_self")]:
        a_call(operator, NOON.replace(month=month), call_type=call_type)
    assert counting.calls_by_month(Days.of(QUARTER)) == {"2026-07": 2, "2026-09": 1}
    assert counted(cuts.CALLS) == {"about_self": 2, "silent": 1}


def test_running_calls_and_tests_of_the_line_do_not_count(operator):
    Call.objects.filter(pk=running_call(operator).pk).update(started_at=NOON)
    a_call(operator, call_type="test")
    assert counted(cuts.CALLS) == {}
    assert counting.calls_by_month(Days.of(QUARTER)) == {}


def test_new_cases_are_counted_by_where_they_stand_now_and_by_their_risk():
    CaseFactory(opened_at=NOON, risk_level=RiskLevel.HIGH)
    CaseFactory(opened_at=NOON, in_progress=True)
    CaseFactory(opened_at=NOON, closed=True, risk_level=RiskLevel.HIGH)
    assert counted(cuts.CASES_BY_STATUS) == {
        CaseStatus.OPEN: 1,
        CaseStatus.ACTIVE: 1,
        CaseStatus.CLOSED: 1,
    }
    assert counted(cuts.CASES_BY_RISK) == {"high": 2, "": 1}


def test_a_case_counts_under_each_kind_of_violence():
    CaseFactory(opened_at=NOON, kinds_of_violence=["physical", "threats"])
    CaseFactory(opened_at=NOON, kinds_of_violence=["physical"])
    CaseFactory(opened_at=NOON)
    assert counted(cuts.KINDS_OF_VIOLENCE) == {"physical": 2, "threats": 1}


def test_interventions_are_counted_by_kind_and_each_client_once():
    mother = CaseFactory()
    PersonFactory(case=mother)
    for kind in ("session", "session", "viewing"):
        an_intervention(mother, kind=kind)
    an_intervention()
    CaseFactory()
    assert counted(cuts.INTERVENTIONS) == {"session": 3, "viewing": 1}
    assert (counting.clients_helped(Days.of(QUARTER)), Person.objects.count()) == (2, 4)


def linked(worker, *people, verdict="same"):
    said = {"verdict": verdict, "decided_by": worker, "decided_at": NOON}
    for pair in pairwise(people):
        person_a, person_b = sorted(pair, key=lambda person: person.pk)
        SamePerson.objects.create(person_a=person_a, person_b=person_b, **said)


def clients(number):
    return [Person.objects.get(case=an_intervention().case, role="client") for _case in range(number)]


@pytest.mark.parametrize("verdict", ["same", "unsure", "not_the_same"])
def test_cases_of_one_woman_count_once_when_somebody_has_said_so(coordinator, verdict):
    linked(coordinator, *clients(2), verdict=verdict)
    assert counting.clients_helped(Days.of(QUARTER)) == (1 if verdict == "same" else 2)


def test_she_counts_once_also_by_way_of_a_case_in_which_nothing_took_place(coordinator):
    one, other, stranger = clients(3)
    idle = Person.objects.get(case=CaseFactory(), role="client")
    linked(coordinator, one, idle, other)
    assert counting.clients_helped(Days.of(QUARTER)) == 2
    linked(coordinator, *clients(3))  # a group of its own
    assert counting.clients_helped(Days.of(QUARTER)) == 3
    linked(coordinator, stranger, one)
    assert counting.clients_helped(Days.of(QUARTER)) == 2


def test_a_child_of_one_case_who_is_the_client_of_another_counts_as_that_client(coordinator):
    mother, grown_up = clients(2)
    linked(coordinator, PersonFactory(case=mother.case), grown_up)
    assert counting.clients_helped(Days.of(QUARTER)) == 2


def test_each_team_counts_a_woman_whom_two_teams_have_helped(coordinator):
    other_team = TeamFactory(name="Turkestan")
    here, there = (CaseFactory(team=team) for team in (coordinator.team, other_team))
    linked(coordinator, *(Person.objects.get(case=an_intervention(case).case) for case in (here, there)))
    teams = (coordinator.team, other_team, None)
    assert [counting.clients_helped(Days.of(QUARTER, team)) for team in teams] == [1, 1, 1]


def test_different_clients_cost_the_same_for_one_link_and_for_three(coordinator, django_assert_num_queries):
    for number in (2, 4):
        linked(coordinator, *clients(number))
        with django_assert_num_queries(5):
            counting.clients_helped(Days.of(QUARTER))


def test_referrals_are_counted_when_they_have_left_by_where_they_stand_now(coordinator):
    for status in ("sent", "completed", "completed", "declined"):
        a_sent_referral(coordinator, status)
    a_sent_referral(coordinator, "prepared", at=None)
    assert counted(cuts.REFERRALS) == {"sent": 1, "completed": 2, "declined": 1}


def test_only_check_ins_in_which_she_said_how_she_is_count():
    a_check_in("improving")
    a_check_in("worse")
    a_check_in("", kind="referral_answer")
    a_check_in("", status="unreachable")
    assert counted(cuts.CHECK_INS) == {"improving": 1, "worse": 1}


def test_a_team_is_counted_without_the_others(coordinator, other_team_coordinator, operator):
    elsewhere = TeamFactory(name="Turkestan")
    for team in (coordinator.team, elsewhere, elsewhere):
        case = CaseFactory(team=team, opened_at=NOON, kinds_of_violence=["physical"])
        an_intervention(case)
        a_check_in(case=case)
    a_sent_referral(coordinator, case=CaseFactory(team=coordinator.team))
    a_sent_referral(other_team_coordinator, case=CaseFactory(team=elsewhere))
    a_call(operator)
    a_call(other_team_coordinator)

    def everything(team=None) -> list[int]:
        days = Days.of(QUARTER, team)
        tables = [counting.counted(cuts.CUTS[code], days).total() for code in counting.STATISTICS]
        return [*tables, counting.calls_by_month(days).total(), counting.clients_helped(days)]

    assert everything(coordinator.team) == [1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert everything(elsewhere) == [1, 2, 2, 2, 2, 1, 2, 1, 2]
    assert everything() == [2, 3, 3, 3, 3, 2, 3, 2, 3]


def test_an_empty_period_counts_nothing():
    CaseFactory(opened_at=timezone.now())
    nothing = Period.of_code("2001-q1")
    assert counted(cuts.CASES_BY_STATUS, nothing) == {}
    assert counting.clients_helped(Days.of(nothing)) == 0


def test_a_case_that_was_opened_twice_counts_where_it_goes_on_and_so_does_its_client(coordinator):
    risky = {"in_progress": True, "opened_at": NOON, "kinds_of_violence": ["threats"], "risk_level": "high"}
    kept, folded = CaseFactory.create_batch(2, **risky)
    an_intervention(case=kept)
    an_intervention(case=folded)
    made = fold(coordinator, kept, folded)
    assert counted(cuts.CASES_BY_STATUS) == {"active": 1}
    assert counted(cuts.CASES_BY_RISK) == {"high": 1}
    assert counted(cuts.KINDS_OF_VIOLENCE) == {"threats": 1}
    assert counting.clients_helped(Days.of(QUARTER)) == 1
    assert counted(cuts.INTERVENTIONS).total() == 2
    undo_fold(actor=coordinator, fold=made)
    assert counted(cuts.CASES_BY_STATUS) == {"active": 2}
    assert counting.clients_helped(Days.of(QUARTER)) == 2
