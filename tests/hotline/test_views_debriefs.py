"""A worker's own care on the pages: the call, Today of her and of her coordinators, nowhere else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JournalEntry
from cases.services.conflicts import declare_conflict
from hotline.models import Debrief
from hotline.services.cases import link_call_to_case
from tests.accounts.factories import UserFactory
from tests.hotline.factories import a_debrief, finished_call
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
ASK = "I would like to talk about this call"
ONE = "1 colleague would like to talk about a call"


def path(call, name="ask_for_debrief"):
    return reverse(f"hotline:{name}", kwargs={"reference": call.reference})


def answer_to(debrief, name):
    return reverse(f"shift:{name}", kwargs={"debrief_id": debrief.pk})


class TestOnTheCall:
    def test_she_asks_after_it_is_finished_and_takes_it_back(self, operator):
        call, client = finished_call(operator), as_worker(operator)
        assert ASK in client.get(call.get_absolute_url()).text
        asked = client.post(path(call), follow=True).text
        assert ("nothing of the call" in asked, "No coordinator has seen it yet." in asked, ASK in asked) == (
            True,
            True,
            False,
        )
        back = client.post(path(call, "withdraw_debrief"), follow=True).text
        assert ("Your wish to talk is taken back." in back, ASK in back) == (True, True)

    def test_she_sees_who_saw_it_and_who_talked_with_her(self, operator, coordinator):
        debrief, client, lead = a_debrief(operator), as_worker(operator), as_worker(coordinator)
        page = debrief.call.get_absolute_url()
        lead.post(answer_to(debrief, "see_debrief"))
        assert f"{coordinator.display_name} saw it" in client.get(page).text
        lead.post(answer_to(debrief, "hold_debrief"))
        assert f"{coordinator.display_name} talked with you" in client.get(page).text

    def test_nobody_else_reads_there_that_she_asked(self, operator, coordinator, psychologist, case):
        call = finished_call(operator, worker_debrief=True)
        link_call_to_case(actor=operator, call=call, case=case)
        for worker in (coordinator, psychologist):
            page = as_worker(worker).get(call.get_absolute_url()).text
            assert "talk about" not in page
            assert call.reference in page

    def test_nobody_else_asks_for_her(self, operator, coordinator):
        call = finished_call(operator)
        answer = as_worker(coordinator).post(path(call), follow=True)
        assert "Only the worker who took this call asks to talk about it." in answer.text
        assert Debrief.objects.count() == 0


class TestOnToday:
    def test_a_coordinator_sees_a_worker_and_a_time_and_no_call(self, operator, coordinator):
        debrief = a_debrief(operator)
        page = as_worker(coordinator).get("/today/").text
        assert [words in page for words in (ONE, operator.display_name, debrief.call.reference)] == [
            True,
            True,
            False,
        ]

    def test_she_herself_sees_what_became_of_it(self, operator, coordinator):
        debrief = a_debrief(operator)
        client, lead = as_worker(operator), as_worker(coordinator)
        page = client.get("/today/").text
        assert ("You would like to talk about a call" in page, "No coordinator has seen it yet." in page) == (
            True,
            True,
        )
        answer = lead.post(answer_to(debrief, "see_debrief"), follow=True).text
        assert ("Your colleague sees that you have seen it." in answer, "I have seen it" in answer) == (
            True,
            False,
        )
        assert f"{coordinator.display_name} saw it" in client.get("/today/").text
        answer = lead.post(answer_to(debrief, "hold_debrief"), follow=True).text
        assert ("It is noted that you have talked with her." in answer, ONE in answer) == (True, False)
        assert "You would like to talk about a call" not in client.get("/today/").text

    def test_a_conflict_of_interest_hides_the_call_and_not_the_colleague(self, operator, coordinator, case):
        debrief = a_debrief(operator)
        link_call_to_case(actor=operator, call=debrief.call, case=case)
        second = UserFactory(role="coordinator")
        declare_conflict(actor=second, case=case, worker=coordinator)
        declare_conflict(actor=second, case=case, worker=operator)
        assert as_worker(coordinator).get(debrief.call.get_absolute_url()).status_code == 404
        assert ONE in as_worker(coordinator).get("/today/").text
        own = as_worker(operator).get("/today/").text
        assert ("You would like to talk about a call" in own, debrief.call.reference in own) == (True, False)

    def test_managers_and_reports_know_nothing_of_it(self, operator, manager):
        debrief = a_debrief(operator)
        client = as_worker(manager)
        for page in ("/today/", "/reports/"):
            assert "would like to talk" not in client.get(page).text
        assert client.post(answer_to(debrief, "see_debrief")).status_code == 404

    def test_three_cost_no_more_statements_than_one(self, operator, coordinator):
        client, counts = as_worker(coordinator), []
        for number in (1, 2):
            for _time in range(number):
                a_debrief(UserFactory(role="operator"))
                a_debrief(coordinator)
            with CaptureQueriesContext(connection) as captured:
                client.get("/today/")
            counts.append(len(captured))
        assert counts[0] == counts[1]


def test_of_another_teams_there_is_nothing_and_a_line(operator, other_team_coordinator):
    debrief, client = a_debrief(operator), as_worker(other_team_coordinator)
    assert client.post(answer_to(debrief, "hold_debrief")).status_code == 404
    line = JournalEntry.objects.get(kind="refusal")
    assert (line.verb, line.subject_id) == ("hotline.opening_refused", debrief.pk)


def test_what_was_taken_back_meanwhile_is_said(operator, coordinator):
    debrief = a_debrief(operator)
    as_worker(operator).post(path(debrief.call, "withdraw_debrief"))
    answer = as_worker(coordinator).post(answer_to(debrief, "hold_debrief"), follow=True)
    assert "Your colleague has taken her wish back." in answer.text
