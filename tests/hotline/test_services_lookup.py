"""Who may be calling: few rows, each of them journaled, and nothing linked."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import JournalEntry
from cases.finding import question_while_typing
from cases.models import TimelineEntry
from cases.refusals import Refusal
from hotline.models import CallCase
from hotline.services.lookup import look_up_caller
from tests.accounts.factories import TeamFactory
from tests.cases.factories import CaseFactory, PersonFactory
from tests.hotline.factories import finished_call

pytestmark = pytest.mark.django_db
NAME = "Қасымова Айгүл"
NUMBER = "+7 701 123 45 67"


def look_up(worker, *, name="", phone=""):
    return look_up_caller(actor=worker, question=question_while_typing(name=name, phones=[phone]))


def cases_of(worker, number, name=NAME, **of_case):
    return [CaseFactory(team=worker.team, client__name=name, **of_case) for _number in range(number)]


def test_the_number_she_calls_from_and_her_safe_number_find_her(operator):
    by_phone = CaseFactory(team=operator.team, client__phone=NUMBER, safe_contact__number="")
    by_safe = CaseFactory(team=operator.team, safe_contact__number="+7 702 000 00 01")
    question = question_while_typing(name="", phones=[NUMBER, "8 702 000 00 01"])
    found = look_up_caller(actor=operator, question=question)
    assert {match.case for match in found.people} == {by_phone, by_safe}
    assert {match.by for match in found.people} == {("phone",)}


def test_there_are_five_rows_at_most_and_those_that_surely_agree_are_first(operator):
    similar = cases_of(operator, 3, name="Касыпова Айгуль")
    sure = cases_of(operator, 2)
    calls = [finished_call(operator, caller_name=NAME, phone="") for _number in range(3)]
    found = look_up(operator, name=NAME)
    assert {match.case for match in found.people[:2]} == set(sure)
    assert {match.case for match in found.people[2:]} < set(similar)
    assert [match.call for match in found.calls] == [calls[-1]]
    assert len(found.people) + len(found.calls) == 5
    cases_of(operator, 4)
    crowd = look_up(operator, name=NAME)
    assert (len(crowd.people), len(crowd.calls), crowd.has_more) == (5, 0, True)


def test_a_case_has_one_row_however_many_of_its_people_agree(operator):
    [case] = cases_of(operator, 1)
    PersonFactory(case=case, name="Касымов Тимур")
    assert [match.case for match in look_up(operator, name="Касымова").people] == [case]


def test_what_is_shown_is_journaled_and_what_is_cut_away_is_not(operator):
    shown = cases_of(operator, 5)
    cases_of(operator, 1, opened_at=timezone.now() - dt.timedelta(days=9))
    look_up(operator, name=NAME)
    lines = JournalEntry.objects.filter(verb="cases.read", actor_id=operator.pk)
    assert set(lines.values_list("case_id", flat=True)) == {case.pk for case in shown}
    assert set(lines.values_list("purpose", flat=True)) == {"search_result"}
    assert JournalEntry.objects.filter(verb="cases.searched", actor_id=operator.pk).count() == 1


def test_an_earlier_call_is_journaled_as_read(operator):
    call = finished_call(operator, phone=NUMBER)
    look_up(operator, phone=NUMBER)
    line = JournalEntry.objects.get(verb="hotline.call_read")
    assert (line.subject_id, line.purpose) == (call.pk, "search_result")


def test_of_another_team_it_says_that_something_may_be_there_and_not_what(operator):
    CaseFactory(team=TeamFactory(name="Turkestan"), client__phone=NUMBER)
    found = look_up(operator, phone=NUMBER)
    assert (found.people, found.calls, found.has_protected) == ([], [], True)
    assert not JournalEntry.objects.filter(verb="cases.read").exists()


def test_nothing_is_linked_by_a_lookup(operator):
    cases_of(operator, 1)
    finished_call(operator, caller_name=NAME)
    look_up(operator, name=NAME)
    assert (CallCase.objects.count(), TimelineEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_one_row_and_for_three(operator, rows, django_assert_num_queries):
    cases_of(operator, rows)
    for _number in range(rows):
        finished_call(operator, caller_name=NAME, phone="")
    question = question_while_typing(name=NAME, phones=[])
    journaled = rows + min(rows, 5 - rows) + 1
    with django_assert_num_queries(14 + journaled):
        found = look_up_caller(actor=operator, question=question)
    assert len(found.people) == rows


def test_who_asks_too_often_is_refused(operator, monkeypatch):
    monkeypatch.setattr("cases.services.search_limits.MOST_A_MINUTE", 1)
    look_up(operator, name=NAME)
    with pytest.raises(Refusal, match="many searches in one minute"):
        look_up(operator, name=NAME)
