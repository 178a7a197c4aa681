"""What comes of a call."""

import dataclasses

import pytest
from django.utils import timezone

from audit.models import JournalEntry
from cases.enums import HouseholdRole, MayContact, RiskLevel
from cases.models import Case, FollowUp, TimelineEntry
from cases.refusals import Refusal
from cases.services.intake import Intake, PersonDetails, SafeContactDetails
from hotline.models import Call, CallCase
from hotline.services import cases
from hotline.services.cases import add_to_known_cases, link_call_to_case, open_case_from_call
from tests.accounts.factories import TeamFactory
from tests.cases.factories import CaseFactory
from tests.cases.folding import fold
from tests.hotline.factories import checked_call, finished_call, running_call
from vault.context import opening
from vault.services import shred

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(operator):
    return Intake(
        team=operator.team,
        client=PersonDetails(role=HouseholdRole.CLIENT, code_name="Aigul"),
        safe_contact=SafeContactDetails(
            may_contact=MayContact.YES, channel="call", number="+7 700 000 00 14"
        ),
        summary="She asks for shelter.",
    )


def test_a_case_is_opened_with_the_call_in_its_story(operator, intake):
    call = finished_call(operator)
    case = open_case_from_call(actor=operator, call=call, intake=intake)
    link = CallCase.objects.get()
    assert (link.call, link.case, link.linked_by) == (call, case, operator)
    entry = TimelineEntry.objects.get(verb="call_logged")
    assert (entry.case, entry.subject_id, entry.occurred_at) == (case, call.pk, call.started_at)
    assert entry.facts == {"reference": call.reference, "call_type": "about_self", "minutes": 0}
    line = JournalEntry.objects.get(verb="hotline.call_linked")
    assert (line.case_id, line.subject_id, line.fields) == (case.pk, link.pk, ["call", "case"])


def test_the_copied_words_are_the_cases_own(operator, intake):
    call = finished_call(operator)
    case = open_case_from_call(actor=operator, call=call, intake=intake)
    shred(owner_id=call.pk)
    with opening([case.pk]):
        assert (case.summary, case.safe_contact.number) == ("She asks for shelter.", "+7 700 000 00 14")


def test_a_form_sent_twice_opens_one_case(operator, intake):
    call = finished_call(operator)
    first = open_case_from_call(actor=operator, call=call, intake=intake)
    assert open_case_from_call(actor=operator, call=call, intake=intake) == first
    assert (Case.objects.count(), CallCase.objects.count()) == (1, 1)
    assert TimelineEntry.objects.filter(verb="call_logged").count() == 1


def test_one_call_may_belong_to_two_cases(operator, intake):
    call = finished_call(operator)
    other = dataclasses.replace(intake, case_id=Intake(team=operator.team).case_id)
    cases_of_call = {
        open_case_from_call(actor=operator, call=call, intake=each).pk for each in (intake, other)
    }
    assert set(call.case_links.values_list("case_id", flat=True)) == cases_of_call
    assert len(cases_of_call) == 2


def test_a_call_is_added_to_a_case_that_is_open_already(operator, case):
    call = finished_call(operator)
    link = link_call_to_case(actor=operator, call=call, case=case)
    assert link_call_to_case(actor=operator, call=call, case=case) == link
    assert TimelineEntry.objects.filter(case=case, verb="call_logged").count() == 1


def test_a_running_call_opens_no_case(operator, intake):
    with pytest.raises(Refusal, match="Finish the call first"):
        open_case_from_call(actor=operator, call=running_call(operator), intake=intake)
    assert Case.objects.count() == 0


def test_a_running_call_is_added_to_no_case(operator, case):
    with pytest.raises(Refusal, match="Finish the call first"):
        link_call_to_case(actor=operator, call=running_call(operator), case=case)
    assert CallCase.objects.count() == 0


def test_a_silent_call_opens_no_case(operator, intake):
    with pytest.raises(Refusal, match="Calls of this type open no case"):
        open_case_from_call(actor=operator, call=finished_call(operator, call_type="silent"), intake=intake)


def test_a_request_killed_in_the_middle_opens_no_case(operator, intake, monkeypatch):
    call = finished_call(operator)
    monkeypatch.setattr(cases, "add_entry", lambda **_options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_case_from_call(actor=operator, call=call, intake=intake)
    assert (Case.objects.count(), CallCase.objects.count()) == (0, 0)
    assert Call.objects.count() == 1


def test_a_call_is_not_added_to_the_shell_of_a_case_that_goes_on_in_another(coordinator):
    kept, folded = CaseFactory.create_batch(2)
    fold(coordinator, kept, folded)
    shell = Case.objects.get(pk=folded.pk)
    with pytest.raises(Refusal, match="This case was folded into another one"):
        link_call_to_case(actor=coordinator, call=finished_call(coordinator), case=shell)
    assert CallCase.objects.count() == 0


class TestACallInMoreDangerThanItsCase:
    def test_lets_the_lead_look_at_the_safety_plan_today_and_once(self, operator, coordinator):
        case = CaseFactory(team=operator.team, risk_level=RiskLevel.LOW)
        call = checked_call(operator)
        for _time in range(2):
            link_call_to_case(actor=operator, call=call, case=case)
        planned = FollowUp.objects.get()
        assert (planned.case, planned.kind, planned.responsible) == (case, "safety_review", coordinator)
        assert (planned.due_on, planned.planned_by) == (timezone.localdate(), operator)
        case.refresh_from_db()
        assert case.risk_level == RiskLevel.LOW  # who knows the case judges it

    @pytest.mark.parametrize(
        ("about", "call"),
        [
            ({"risk_level": RiskLevel.HIGH}, checked_call),
            ({"risk_level": RiskLevel.LOW}, finished_call),
            ({"closed": True}, checked_call),
        ],
    )
    def test_nobody_is_asked_when_nothing_is_worse_or_nobody_works_on_it(self, operator, about, call):
        case = CaseFactory(team=operator.team, **about)
        link_call_to_case(actor=operator, call=call(operator), case=case)
        assert (CallCase.objects.count(), FollowUp.objects.count()) == (1, 0)


class TestTheCasesInWhichSheWasRecognised:
    def test_an_operator_adds_her_call_to_a_case_of_her_team_that_she_may_not_open(self, operator):
        case = CaseFactory(team=operator.team)
        assert not Case.objects.visible_to(operator).exists()
        call = finished_call(operator)
        assert add_to_known_cases(actor=operator, call=call, references=[case.reference]) == [case]
        link = CallCase.objects.get()
        assert (link.call, link.case, link.linked_by) == (call, case, operator)
        assert TimelineEntry.objects.get(verb="call_logged").case == case
        assert JournalEntry.objects.get(verb="hotline.call_linked").case_id == case.pk

    def test_twice_is_once(self, operator, case):
        call = finished_call(operator)
        for _time in range(2):
            add_to_known_cases(actor=operator, call=call, references=[case.reference])
        assert (CallCase.objects.count(), TimelineEntry.objects.filter(verb="call_logged").count()) == (1, 1)

    def test_a_case_of_another_team_and_one_that_does_not_exist_are_refused_alike(self, operator, case):
        foreign = CaseFactory(team=TeamFactory(name="Turkestan"))
        call = finished_call(operator)
        for reference in (foreign.reference, "C-0000-0000"):
            with pytest.raises(Refusal) as refused:
                add_to_known_cases(actor=operator, call=call, references=[case.reference, reference])
            assert str(refused.value).replace(reference, "R") == (
                "You cannot add the call to case R: it is not among the cases of your team. "
                "Press “Not the same” there, then finish."
            )
        assert CallCase.objects.count() == 0

    def test_a_psychologist_knows_her_own_cases_only(self, psychologist, operator, case):
        other = CaseFactory(team=operator.team)
        call = finished_call(operator)
        assert add_to_known_cases(actor=psychologist, call=call, references=[case.reference]) == [case]
        with pytest.raises(Refusal, match=other.reference):
            add_to_known_cases(actor=psychologist, call=call, references=[other.reference])
