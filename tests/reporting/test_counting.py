"""Each statistic equals what a person counts by hand."""

import datetime as dt
from itertools import pairwise

import pytest
from django.utils import timezone

from cases.enums import CaseStatus, RiskLevel
from cases.models import Person, SamePerson
from cases.services.folding import undo_fold
from hotline.models import Call
from reporting import counting
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
# A moment, and whether the third quarter of 2026 has it.
EDGES = [(FIRST - SECOND, 0), (FIRST, 1), (PAST - SECOND, 1), (PAST, 0)]


@pytest.mark.parametrize(("at", "counts"), EDGES)
def test_a_call_belongs_to_the_period_in_which_it_began(operator, at, counts):
    a_call(operator, at)
    assert counting.calls_by_type(QUARTER).total() == counts


@pytest.mark.parametrize(("at", "counts"), EDGES)
def test_a_case_belongs_to_the_period_in_which_it_was_opened(at, counts):
    CaseFactory(opened_at=at)
    assert counting.cases_by_status(QUARTER).total() == counts


@pytest.mark.parametrize(("at", "counts"), EDGES)
def test_an_intervention_belongs_to_the_period_in_which_it_was_held(at, counts):
    an_intervention(at=at)
    assert counting.interventions_by_kind(QUARTER).total() == counts
    assert counting.clients_helped(QUARTER) == counts


@pytest.mark.parametrize(("at", "counts"), EDGES)
def test_a_referral_belongs_to_the_period_in_which_it_was_sent(coordinator, at, counts):
    a_sent_referral(coordinator, at=at)
    assert counting.referrals_by_status(QUARTER).total() == counts


@pytest.mark.parametrize(("at", "counts"), EDGES)
def test_a_check_in_belongs_to_the_period_in_which_she_answered(at, counts):
    a_check_in(at=at)
    assert counting.check_ins_by_outcome(QUARTER).total() == counts


def test_an_hour_after_midnight_in_the_centre_is_the_new_month_though_utc_has_the_old_one(operator):
    a_call(operator, dt.datetime(2026, 8, 1, 1, tzinfo=ALMATY))
    a_call(operator, dt.datetime(2026, 7, 31, 23, tzinfo=ALMATY))
    assert counting.calls_by_month(QUARTER) == {"2026-07": 1, "2026-08": 1}


def test_calls_are_counted_by_month_and_by_type(operator):
    for month, call_type in [(7, "about_self"), (7, "silent"), (9, "about_self")]:
        a_call(operator, NOON.replace(month=month), call_type=call_type)
    assert counting.calls_by_month(QUARTER) == {"2026-07": 2, "2026-09": 1}
    assert counting.calls_by_type(QUARTER) == {"about_self": 2, "silent": 1}


def test_running_calls_and_tests_of_the_line_do_not_count(operator):
    Call.objects.filter(pk=running_call(operator).pk).update(started_at=NOON)
    a_call(operator, call_type="test")
    assert counting.calls_by_type(QUARTER) == {}
    assert counting.calls_by_month(QUARTER) == {}


def test_new_cases_are_counted_by_where_they_stand_now_and_by_their_risk():
    CaseFactory(opened_at=NOON, risk_level=RiskLevel.HIGH)
    CaseFactory(opened_at=NOON, in_progress=True)
    CaseFactory(opened_at=NOON, closed=True, risk_level=RiskLevel.HIGH)
    assert counting.cases_by_status(QUARTER) == {
        CaseStatus.OPEN: 1,
        CaseStatus.ACTIVE: 1,
        CaseStatus.CLOSED: 1,
    }
    assert counting.cases_by_risk(QUARTER) == {"high": 2, "": 1}


def test_a_case_counts_under_each_kind_of_violence():
    CaseFactory(opened_at=NOON, kinds_of_violence=["physical", "threats"])
    CaseFactory(opened_at=NOON, kinds_of_violence=["physical"])
    CaseFactory(opened_at=NOON)
    assert counting.cases_by_kind_of_violence(QUARTER) == {"physical": 2, "threats": 1}


def test_interventions_are_counted_by_kind_and_each_client_once():
    mother = CaseFactory()
    PersonFactory(case=mother)
    for kind in ("session", "session", "viewing"):
        an_intervention(mother, kind=kind)
    an_intervention()
    CaseFactory()
    assert counting.interventions_by_kind(QUARTER) == {"session": 3, "viewing": 1}
    assert (counting.clients_helped(QUARTER), Person.objects.count()) == (2, 4)


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
    assert counting.clients_helped(QUARTER) == (1 if verdict == "same" else 2)


def test_she_counts_once_also_by_way_of_a_case_in_which_nothing_took_place(coordinator):
    one, other, stranger = clients(3)
    idle = Person.objects.get(case=CaseFactory(), role="client")
    linked(coordinator, one, idle, other)
    assert counting.clients_helped(QUARTER) == 2
    linked(coordinator, *clients(3))  # a group of its own
    assert counting.clients_helped(QUARTER) == 3
    linked(coordinator, stranger, one)
    assert counting.clients_helped(QUARTER) == 2


def test_a_child_of_one_case_who_is_the_client_of_another_counts_as_that_client(coordinator):
    mother, grown_up = clients(2)
    linked(coordinator, PersonFactory(case=mother.case), grown_up)
    assert counting.clients_helped(QUARTER) == 2


def test_each_team_counts_a_woman_whom_two_teams_have_helped(coordinator):
    other_team = TeamFactory(name="Turkestan")
    here, there = (CaseFactory(team=team) for team in (coordinator.team, other_team))
    linked(coordinator, *(Person.objects.get(case=an_intervention(case).case) for case in (here, there)))
    teams = (coordinator.team, other_team, None)
    assert [counting.clients_helped(QUARTER, team) for team in teams] == [1, 1, 1]


def test_different_clients_cost_the_same_for_one_link_and_for_three(coordinator, django_assert_num_queries):
    for number in (2, 4):
        linked(coordinator, *clients(number))
        with django_assert_num_queries(3):
            counting.clients_helped(QUARTER)


def test_referrals_are_counted_when_they_have_left_by_where_they_stand_now(coordinator):
    for status in ("sent", "completed", "completed", "declined"):
        a_sent_referral(coordinator, status)
    a_sent_referral(coordinator, "prepared", at=None)
    assert counting.referrals_by_status(QUARTER) == {"sent": 1, "completed": 2, "declined": 1}


def test_only_check_ins_in_which_she_said_how_she_is_count():
    a_check_in("improving")
    a_check_in("worse")
    a_check_in("", kind="referral_answer")
    a_check_in("", status="unreachable")
    assert counting.check_ins_by_outcome(QUARTER) == {"improving": 1, "worse": 1}


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

    def counted(team=None) -> list[int]:
        statistics = (
            counting.calls_by_type,
            counting.calls_by_month,
            counting.cases_by_status,
            counting.cases_by_risk,
            counting.cases_by_kind_of_violence,
            counting.interventions_by_kind,
            counting.referrals_by_status,
            counting.check_ins_by_outcome,
        )
        return [
            *(count(QUARTER, team).total() for count in statistics),
            counting.clients_helped(QUARTER, team),
        ]

    assert counted(coordinator.team) == [1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert counted(elsewhere) == [1, 1, 2, 2, 2, 2, 1, 2, 2]
    assert counted() == [2, 2, 3, 3, 3, 3, 2, 3, 3]


def test_an_empty_period_counts_nothing():
    CaseFactory(opened_at=timezone.now())
    nothing = Period.of_code("2001-q1")
    assert counting.cases_by_status(nothing) == {}
    assert counting.clients_helped(nothing) == 0


def test_a_case_that_was_opened_twice_counts_where_it_goes_on_and_so_does_its_client(coordinator):
    risky = {"in_progress": True, "opened_at": NOON, "kinds_of_violence": ["threats"], "risk_level": "high"}
    kept, folded = CaseFactory.create_batch(2, **risky)
    an_intervention(case=kept)
    an_intervention(case=folded)
    made = fold(coordinator, kept, folded)
    assert counting.cases_by_status(QUARTER) == {"active": 1}
    assert counting.cases_by_risk(QUARTER) == {"high": 1}
    assert counting.cases_by_kind_of_violence(QUARTER) == {"threats": 1}
    assert counting.clients_helped(QUARTER) == 1
    assert counting.interventions_by_kind(QUARTER).total() == 2
    undo_fold(actor=coordinator, fold=made)
    assert counting.cases_by_status(QUARTER) == {"active": 2}
    assert counting.clients_helped(QUARTER) == 2
