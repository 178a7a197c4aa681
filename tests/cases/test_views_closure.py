"""Holding, closing and reopening a case on its pages."""

import pytest

from cases.models import Case
from cases.services.closure import put_case_on_hold
from tests.cases.factories import CaseFactory, FollowUpFactory
from tests.cases.pages import address, typed_in
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


def send(browser, case, name, **typed):
    """Open the form and send it."""
    form = browser.get(address(case, name)).context["form"]
    return browser.post(address(case, name), {**typed_in(form), **typed})


def test_a_case_is_closed_by_its_primary_worker(psychologist):
    case = CaseFactory(in_progress=True, primary_worker=psychologist)
    answer = send(as_worker(psychologist), case, "close", reason="needs_met", outcome="safer")
    assert (answer.status_code, answer["Location"]) == (302, address(case))
    assert (Case.objects.get().status, Case.objects.get().closure_outcome) == ("closed", "safer")


def test_what_stands_in_the_way_of_closing_is_said_before(coordinator):
    case = CaseFactory(in_progress=True)
    FollowUpFactory(case=case, responsible=coordinator)
    browser = as_worker(coordinator)
    page = browser.get(address(case, "close")).text
    assert "A follow-up is still planned. Do it or cancel it." in page
    assert '<button class="btn" type="button" aria-disabled="true" aria-describedby="obstacles">' in page
    answer = send(browser, case, "close", reason="needs_met", outcome="safer", note="She moved.")
    assert (answer.status_code, "She moved." in answer.text) == (409, True)
    assert Case.objects.get().status == "active"


def test_a_closing_without_reason_or_outcome_is_explained(coordinator):
    answer = send(as_worker(coordinator), CaseFactory(), "close")
    assert (answer.status_code, answer.context["form"].errors.keys()) == (200, {"reason", "outcome"})


def test_a_case_rests_goes_on_ends_and_is_taken_up_again(coordinator):
    case, browser = CaseFactory(in_progress=True), as_worker(coordinator)
    states = []
    for name, typed in [
        ("hold", {"reason": "She is at her sister's."}),
        ("resume", {}),
        ("close", {"reason": "needs_met", "outcome": "safer"}),
        ("reopen", {"reason": "He came back."}),
    ]:
        assert send(browser, case, name, **typed).status_code == 302
        states.append(Case.objects.get().status)
    assert states == ["on_hold", "active", "closed", "active"]


def test_whoever_decided_on_an_older_state_is_told_the_newer_one_and_keeps_her_text(
    coordinator, psychologist
):
    case = CaseFactory(in_progress=True, primary_worker=psychologist)
    browser = as_worker(coordinator)
    typed = {
        **typed_in(browser.get(address(case, "close")).context["form"]),
        "reason": "needs_met",
        "outcome": "safer",
        "note": "She moved.",
    }
    put_case_on_hold(actor=psychologist, case=case, reason="She is away.")
    answer = browser.post(address(case, "close"), typed)
    assert (answer.status_code, "it is now “On hold”" in answer.text) == (409, True)
    assert ("She moved." in answer.text, Case.objects.get().status) == (True, "on_hold")
    again = browser.post(address(case, "close"), typed_in(answer.context["form"]))
    assert (again.status_code, Case.objects.get().status) == (302, "closed")


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("close", {"closed": True}, "This case is closed already."),
        ("hold", {}, "Only a case in progress can be put on hold."),
        ("resume", {"in_progress": True}, "This case is not on hold."),
        ("reopen", {"in_progress": True}, "This case is open."),
    ],
)
def test_a_move_that_does_not_fit_is_refused_with_its_reason(name, state, reason, coordinator):
    case, browser = CaseFactory(**state), as_worker(coordinator)
    answers = [browser.get(address(case, name)), browser.post(address(case, name))]
    assert [(answer.status_code, reason in answer.text) for answer in answers] == [(403, True)] * 2


def test_strangers_move_nothing(lawyer, other_team_coordinator):
    case = CaseFactory(in_progress=True)
    for stranger in (lawyer, other_team_coordinator):
        names = ("close", "hold", "resume", "reopen")
        assert {as_worker(stranger).post(address(case, name)).status_code for name in names} == {404}
