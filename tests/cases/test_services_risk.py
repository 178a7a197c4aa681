"""The risk level: a judgement with a reason."""

import uuid

import pytest

from audit.models import JournalEntry
from cases.models import Case, RiskAssessment
from cases.reading import reading_case
from cases.refusals import Refusal
from cases.services.risk import assess_risk
from tests.cases.factories import CaseFactory

pytestmark = pytest.mark.django_db


def test_the_newest_assessment_is_the_risk_of_the_case(psychologist):
    case = CaseFactory()
    assess_risk(actor=psychologist, case=case, level="high", reason="He has a knife.")
    newest = assess_risk(actor=psychologist, case=case, level="low", reason=" He is in prison. ")
    assert (case.risk_level, Case.objects.get().risk_level) == ("low", "low")
    with reading_case(case, actor=psychologist, purpose="test"):
        assert RiskAssessment.objects.get(pk=newest.pk).reason == "He is in prison."


def test_an_assessment_stands_in_the_story_and_in_the_journal_without_its_reason(psychologist):
    case = CaseFactory()
    assessment = assess_risk(actor=psychologist, case=case, level="high", reason="He has a knife.")
    entry = case.timeline.get()
    assert (entry.verb, entry.facts, entry.subject_id) == ("risk_assessed", {"level": "high"}, assessment.pk)
    line = JournalEntry.objects.get(verb="cases.risk_assessed")
    assert (line.actor_id, line.case_id, line.fields) == (psychologist.pk, case.pk, ["reason", "risk_level"])


def test_a_double_click_records_one_assessment(psychologist):
    case = CaseFactory()
    drawn = uuid.uuid4()
    for _click in range(2):
        assess_risk(
            actor=psychologist, case=case, level="high", reason="He has a knife.", assessment_id=drawn
        )
    assert (RiskAssessment.objects.get().pk, case.timeline.count()) == (drawn, 1)


def test_a_level_without_a_reason_is_refused(psychologist):
    case = CaseFactory()
    with pytest.raises(Refusal, match="Say in a few words why"):
        assess_risk(actor=psychologist, case=case, level="high", reason="  ")
    assert (case.risk_level, RiskAssessment.objects.count()) == ("", 0)


def test_a_closed_case_is_not_assessed(psychologist):
    with pytest.raises(Refusal, match="This case is closed"):
        assess_risk(actor=psychologist, case=CaseFactory(closed=True), level="high", reason="He has a knife.")
