"""Who works on a case."""

import pytest

from audit.models import JournalEntry
from cases.enums import AssignmentRole, CaseStatus
from cases.models import Assignment, Case
from cases.refusals import Conflict, Refusal
from cases.services.assignments import assign_primary_worker, assign_worker
from tests.cases.at_once import at_once
from tests.cases.factories import AssignmentFactory, CaseFactory

pytestmark = pytest.mark.django_db


def test_a_new_case_is_in_progress_once_it_has_a_primary_worker(coordinator, psychologist):
    case = CaseFactory()
    assignment = assign_primary_worker(actor=coordinator, case=case, worker=psychologist)
    case.refresh_from_db()
    assert (case.status, case.accepted_at is None, case.version) == (CaseStatus.ACTIVE, False, 2)
    assert (assignment.worker, assignment.role) == (psychologist, AssignmentRole.PRIMARY)
    entry = case.timeline.get()
    assert (entry.verb, entry.facts, entry.actor) == ("worker_assigned", {"role": "primary"}, coordinator)
    line = JournalEntry.objects.get(verb="cases.worker_assigned")
    assert (line.actor_id, line.case_id, line.fields) == (coordinator.pk, case.pk, ["role", "worker"])


def test_asking_twice_assigns_once(coordinator, psychologist):
    case = CaseFactory()
    first = assign_worker(actor=coordinator, case=case, worker=psychologist, role="primary")
    assert assign_worker(actor=coordinator, case=case, worker=psychologist, role="primary") == first
    assert case.timeline.count() == 1


def test_another_worker_joins_without_moving_the_case(coordinator, lawyer):
    case = CaseFactory()
    assign_worker(actor=coordinator, case=case, worker=lawyer, role=AssignmentRole.LAWYER)
    case.refresh_from_db()
    assert (case.status, Assignment.objects.get().role) == (CaseStatus.OPEN, "lawyer")


def test_a_second_primary_worker_is_a_hand_over_and_refused_here(coordinator, psychologist, lawyer):
    case = CaseFactory(primary_worker=psychologist)
    with pytest.raises(Conflict, match="has a primary worker already"):
        assign_primary_worker(actor=coordinator, case=case, worker=lawyer)
    assert [one.worker for one in case.assignments.all()] == [psychologist]


def test_a_role_that_takes_no_cases_is_refused(coordinator, manager):
    with pytest.raises(Refusal, match="role takes no cases"):
        assign_primary_worker(actor=coordinator, case=CaseFactory(), worker=manager)


def test_a_coordinator_of_another_team_is_refused_for_she_would_not_see_the_case(
    coordinator, other_team_coordinator
):
    with pytest.raises(Refusal, match="her own team"):
        assign_worker(actor=coordinator, case=CaseFactory(), worker=other_team_coordinator, role="other")


def test_somebody_who_may_no_longer_sign_in_gets_no_case(coordinator, psychologist):
    psychologist.is_active = False
    with pytest.raises(Refusal, match="role takes no cases"):
        assign_worker(actor=coordinator, case=CaseFactory(), worker=psychologist, role="psychologist")


@pytest.mark.parametrize("role", ["primary", "lawyer"])
def test_a_closed_case_gets_no_worker(role, coordinator, lawyer):
    with pytest.raises(Refusal, match="This case is closed"):
        assign_worker(actor=coordinator, case=CaseFactory(closed=True), worker=lawyer, role=role)


def test_a_case_that_was_closed_meanwhile_gets_no_worker(coordinator, psychologist):
    case = CaseFactory()
    Case.objects.filter(pk=case.pk).update(
        status="closed",
        closed_at=case.opened_at,
        closure_reason="needs_met",
        closure_outcome="safer",
        version=2,
    )
    with pytest.raises(Conflict, match="it is now “Closed”"):
        assign_primary_worker(actor=coordinator, case=case, worker=psychologist)
    assert not Assignment.objects.exists()


def test_the_database_decides_when_the_same_is_asked_twice_at_once(coordinator, psychologist, monkeypatch):
    case = CaseFactory()
    there = AssignmentFactory(case=case, worker=psychologist)
    answers = iter([None, there])  # the first look is older than the colleague's commit
    monkeypatch.setattr("django.db.models.QuerySet.first", lambda self: next(answers))
    assert assign_worker(actor=coordinator, case=case, worker=psychologist, role="primary") == there
    assert case.assignments.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_primary_workers_assigned_at_once_one_is_refused(coordinator, psychologist, lawyer):
    case = CaseFactory()

    def assign(worker):
        return lambda: assign_primary_worker(
            actor=coordinator, case=Case.objects.get(pk=case.pk), worker=worker
        )

    answers = at_once(assign(psychologist), assign(lawyer))
    assert {type(answer) for answer in answers} == {Assignment, Conflict}
    assert case.assignments.count() == 1
