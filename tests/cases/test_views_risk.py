"""Assessing the risk on its page."""

import pytest

from cases.models import Case, RiskAssessment
from tests.cases.factories import CaseFactory
from tests.cases.pages import address, typed_in
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


def test_the_new_level_stands_on_the_case_with_its_reason(psychologist):
    case = CaseFactory(in_progress=True, primary_worker=psychologist)
    browser = as_worker(psychologist)
    form = browser.get(address(case, "assess_risk")).context["form"]
    typed = {**typed_in(form), "level": "medium", "reason": "He is in prison."}
    for _click in range(2):
        page = browser.post(address(case, "assess_risk"), typed, follow=True)
    assert (page.status_code, RiskAssessment.objects.count()) == (200, 1)
    assert (Case.objects.get().risk_level, "He is in prison." in page.text) == ("medium", True)


def test_a_level_without_a_reason_is_explained(psychologist):
    case = CaseFactory(in_progress=True, primary_worker=psychologist)
    browser = as_worker(psychologist)
    form = browser.get(address(case, "assess_risk")).context["form"]
    answer = browser.post(address(case, "assess_risk"), {**typed_in(form), "level": "high"})
    assert (answer.status_code, answer.context["form"].errors.keys()) == (200, {"reason"})


def test_a_closed_case_is_not_assessed(coordinator):
    answer = as_worker(coordinator).get(address(CaseFactory(closed=True), "assess_risk"))
    assert (answer.status_code, "Reopen it first." in answer.text) == (403, True)


def test_strangers_assess_nothing(lawyer):
    assert as_worker(lawyer).post(address(CaseFactory(), "assess_risk")).status_code == 404
