"""Who works on the case: taking it, assigning it."""

import pytest

from cases.models import Assignment, Case
from tests.cases.factories import CaseFactory
from tests.cases.pages import address
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


def test_a_coordinator_takes_a_new_case(coordinator):
    case = CaseFactory()
    answer = as_worker(coordinator).post(address(case, "take"))
    assert (answer.status_code, answer["Location"]) == (302, address(case))
    assert (Case.objects.get().status, Assignment.objects.get().worker) == ("active", coordinator)


def test_a_case_that_a_colleague_took_is_not_taken_again(coordinator, psychologist):
    case = CaseFactory(in_progress=True, primary_worker=psychologist)
    answer = as_worker(coordinator).post(address(case, "take"))
    assert (answer.status_code, "has a primary worker already" in answer.text) == (409, True)
    assert Assignment.objects.get().worker == psychologist


def test_an_operator_does_not_take_the_case_that_she_opened(operator):
    answer = as_worker(operator).post(address(CaseFactory(opened_by=operator), "take"))
    assert (answer.status_code, Assignment.objects.count()) == (403, 0)
    assert "A coordinator of the team decides who works on a case." in answer.text


def test_taking_a_case_is_a_button_not_a_link(coordinator):
    assert as_worker(coordinator).get(address(CaseFactory(), "take")).status_code == 405


@pytest.mark.parametrize(("role", "status"), [("primary", "active"), ("psychologist", "open")])
def test_a_coordinator_assigns_a_worker_of_the_team(role, status, coordinator, psychologist):
    case = CaseFactory()
    browser = as_worker(coordinator)
    offered = browser.get(address(case, "assign")).context["form"].fields["worker"].queryset
    assert set(offered) == {coordinator, psychologist}
    browser.post(address(case, "assign"), {"worker": str(psychologist.pk), "role": role})
    assert (Case.objects.get().status, Assignment.objects.get().role) == (status, role)


def test_a_second_primary_worker_is_refused_and_the_choice_stays(coordinator, psychologist):
    case = CaseFactory(in_progress=True, primary_worker=coordinator)
    typed = {"worker": str(psychologist.pk), "role": "primary"}
    answer = as_worker(coordinator).post(address(case, "assign"), typed)
    assert (answer.status_code, "has a primary worker already" in answer.text) == (409, True)
    assert answer.context["form"]["worker"].value() == str(psychologist.pk)


def test_somebody_of_another_team_cannot_be_chosen(coordinator, other_team_coordinator):
    typed = {"worker": str(other_team_coordinator.pk), "role": "primary"}
    answer = as_worker(coordinator).post(address(CaseFactory(), "assign"), typed)
    assert (answer.status_code, Assignment.objects.count()) == (200, 0)


def test_strangers_assign_nobody(lawyer, other_team_coordinator):
    case = CaseFactory()
    for stranger in (lawyer, other_team_coordinator):
        answers = [as_worker(stranger).post(address(case, name)) for name in ("take", "assign")]
        assert [answer.status_code for answer in answers] == [404, 404]
