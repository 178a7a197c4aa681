"""What lists and Today ask."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import PEOPLE_ROLES
from hotline.models import Call
from hotline.queries import CallFilters, calls_of_case, listed_calls, todays_calls
from hotline.services.cases import link_call_to_case
from tests.hotline.factories import finished_call, running_call

pytestmark = pytest.mark.django_db


def test_each_role_sees_the_calls_of_its_relation(operator, colleague, stranger, everybody, case):
    own, teams, far = finished_call(operator), finished_call(colleague), finished_call(stranger)
    link_call_to_case(actor=operator, call=teams, case=case)  # the psychologist works on this case
    seen = {worker.role: set(Call.objects.visible_to(worker)) for worker in everybody}
    expected = {"operator": {own}, "psychologist": {teams}, "coordinator": {own, teams}}
    assert seen == {role: expected.get(role, set()) for role in PEOPLE_ROLES}
    assert set(Call.objects.visible_to(stranger)) == {far}


def test_unfinished_calls_stand_on_their_own_workers_today(operator, colleague, coordinator):
    waiting = [running_call(operator), running_call(operator)]
    running_call(colleague)
    finished_call(operator)
    assert todays_calls(operator).unfinished == waiting
    assert todays_calls(coordinator).unfinished == []


def test_a_call_left_open_for_long_stands_on_its_coordinators_today_too(
    operator, stranger, coordinator, manager
):
    with time_machine.travel(dt.datetime(2026, 11, 22, 5, tzinfo=dt.UTC), tick=False) as clock:
        left, own = running_call(operator), running_call(coordinator)
        running_call(stranger)
        finished_call(operator)
        clock.shift(dt.timedelta(hours=2, minutes=1))
        running_call(operator)
        today = {worker.role: todays_calls(worker) for worker in (operator, coordinator, manager)}
    assert {role: calls.left_open for role, calls in today.items()} == {
        "operator": [],
        "coordinator": [left],
        "manager": [],
    }
    assert today["coordinator"].unfinished == [own]


def test_today_of_somebody_without_calls_is_empty(operator, manager):
    assert [bool(todays_calls(worker)) for worker in (operator, manager)] == [False, False]


def test_a_call_in_danger_stands_on_every_coordinators_today(operator, coordinator):
    call = running_call(operator, immediate_danger="yes")
    today = todays_calls(coordinator)
    assert (today.urgent, bool(today)) == ([call], True)


class TestTheList:
    def test_filters_narrow_it(self, operator, colleague, coordinator):
        with time_machine.travel(dt.datetime(2026, 11, 22, 5, tzinfo=dt.UTC)):
            old = finished_call(operator, call_type="child")
        running, taken = running_call(operator), finished_call(coordinator)

        def found(**chosen):
            return set(listed_calls(coordinator, CallFilters(**chosen)))

        assert found() == {old, running, taken}
        assert found(unfinished=True) == {running}
        assert found(mine=True) == {taken}
        assert found(call_type="child") == {old}
        assert found(day=dt.date(2026, 11, 22)) == {old}
        assert found(day=timezone.localdate(), mine=True) == {taken}


def test_the_calls_of_a_case_are_those_the_worker_sees(operator, colleague, coordinator, psychologist, case):
    own, teams = finished_call(operator), finished_call(colleague)
    for call in (own, teams):
        link_call_to_case(actor=coordinator, call=call, case=case)
    finished_call(operator)
    seen = {worker.role: calls_of_case(case, worker) for worker in (operator, coordinator, psychologist)}
    assert seen == {"operator": [own], "coordinator": [teams, own], "psychologist": [teams, own]}
