"""One grid: role, relation to the call, act, answer."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.answers import Answer
from accounts.enums import PEOPLE_ROLES, Role
from accounts.models import User
from hotline import policies
from hotline.enums import IfCutOff
from hotline.models import Call

OPENS_CASES = {Role.OPERATOR, Role.PSYCHOLOGIST, Role.LAWYER, Role.COORDINATOR}
TAKES_CALLS = {Role.OPERATOR, Role.COORDINATOR}
TEAM = "6f1f1a4e-0000-4000-8000-000000000001"


def worker(role, **about):
    return User(role=role, **{"team_id": TEAM, **about})


def call(operator, **about):
    return Call(**{"operator": operator, "status": "running", "call_type": "about_self", **about})


def reasons(answers: dict[Role, Answer]) -> dict[Role, str]:
    return {role: str(answer.reason) for role, answer in answers.items()}


def test_the_hotlines_workers_of_a_team_take_calls():
    answers = {role: bool(policies.can_answer_calls(worker(role))) for role in PEOPLE_ROLES}
    assert answers == {role: role in TAKES_CALLS for role in PEOPLE_ROLES}


@pytest.mark.parametrize(
    ("about", "reason"),
    [({"team_id": None}, "You are in no team yet"), ({"is_active": False}, "Your access has ended")],
)
def test_a_worker_without_a_team_or_access_takes_none(about, reason):
    assert str(policies.can_answer_calls(worker(Role.OPERATOR, **about)).reason).startswith(reason)


def test_only_the_worker_who_took_the_call_writes_it_until_it_is_finished():
    operator = worker(Role.OPERATOR)
    asked = [
        policies.can_write_call(operator, call(operator)),
        policies.can_write_call(operator, call(operator, status="unfinished")),
        policies.can_write_call(operator, call(operator, status="finished")),
        policies.can_write_call(worker(Role.COORDINATOR), call(operator)),
    ]
    assert [answer.allowed for answer in asked] == [True, True, False, False]
    assert str(asked[2].reason).startswith("This call is finished")
    assert str(asked[3].reason).startswith("Only the worker who took this call")


@pytest.mark.parametrize("asks", [policies.can_open_case_from_call, policies.can_link_call])
class TestWhatComesOfACall:
    def test_those_who_open_cases_may(self, asks):
        finished = call(worker(Role.OPERATOR), status="finished")
        answers = {role: bool(asks(worker(role), finished)) for role in PEOPLE_ROLES}
        assert answers == {role: role in OPENS_CASES for role in PEOPLE_ROLES}

    def test_the_call_is_finished_and_about_somebody(self, asks):
        operator = worker(Role.OPERATOR)
        running, silent = call(operator), call(operator, status="finished", call_type="silent")
        assert str(asks(operator, running).reason).startswith("Finish the call first")
        assert str(asks(operator, silent).reason) == "Calls of this type open no case."


NOW = timezone.now()
BEYOND = policies.CALLED_BACK_WITHIN + dt.timedelta(seconds=1)
LATE = "A line that was cut is called back within 30 minutes. Now wait for her call."


@pytest.mark.parametrize(
    ("if_cut_off", "about", "reason"),
    [
        (IfCutOff.CALL_BACK_ONCE, {}, ""),
        (IfCutOff.CALL_BACK_ONCE, {"ended_at": NOW - policies.CALLED_BACK_WITHIN}, ""),
        (IfCutOff.CALL_BACK_ONCE, {"ended_at": NOW - BEYOND}, LATE),
        (
            IfCutOff.CALL_BACK_ONCE,
            {"called_back_at": NOW},
            "She was called back already. She agreed to one call.",
        ),
        (IfCutOff.DO_NOT_CALL_BACK, {}, "She asked us not to call back."),
        (IfCutOff.SHE_CALLS, {}, "She calls again herself. Wait for her call."),
        ("", {}, "She has not said that we may call back."),
        ("something else", {}, "She has not said that we may call back."),
    ],
)
def test_a_cut_line_is_called_back_once_and_only_if_she_said_so(if_cut_off, about, reason):
    operator = worker(Role.OPERATOR)
    answer = policies.can_call_back(operator, call(operator, **about), NOW, if_cut_off=if_cut_off)
    assert (bool(answer), str(answer.reason)) == (not reason, reason)


def test_a_colleague_does_not_call_back():
    asked = policies.can_call_back(
        worker(Role.COORDINATOR), call(worker(Role.OPERATOR)), NOW, if_cut_off=IfCutOff.CALL_BACK_ONCE
    )
    assert str(asked.reason) == "Only the worker who took this call calls back."


def test_a_coordinator_takes_over_danger_that_nobody_has_taken():
    operator, now = worker(Role.OPERATOR), timezone.now()
    noted = call(operator, danger_noted_at=now)
    answers = {role: bool(policies.can_take_alert(worker(role), noted)) for role in PEOPLE_ROLES}
    assert answers == {role: role == Role.COORDINATOR for role in PEOPLE_ROLES}
    coordinator = worker(Role.COORDINATOR)
    asked = {
        "calm": policies.can_take_alert(coordinator, call(operator)),
        "taken": policies.can_take_alert(
            coordinator, call(operator, danger_noted_at=now, danger_taken_at=now)
        ),
    }
    assert {name: str(answer.reason) for name, answer in asked.items()} == {
        "calm": "No danger was noted in this call.",
        "taken": "Somebody has taken this over already.",
    }
