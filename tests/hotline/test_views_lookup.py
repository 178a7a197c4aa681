"""The card "She may have called before": what it shows to whom, what it leaves behind, what the form carries."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import presence
from audit.models import JournalEntry
from cases.models import FollowUp
from cases.services import search_limits
from hotline.models import Call, CallCase, CallDraft
from hotline.services.drafts import Window, save_draft
from hotline.verdicts import MOST, verdicts_in
from tests.accounts.factories import TeamFactory, UserFactory
from tests.cases.factories import AssignmentFactory, CaseFactory, PersonFactory
from tests.hotline.factories import CHECKED, TOLD, TYPED, finished_call, running_call
from tests.hotline.pages import hidden_of, opened_page
from tests.workers import as_worker, signed_in
from vault.context import opening

pytestmark = pytest.mark.django_db
LOOKUP = "/calls/lookup/"
PART = {"HX-Request": "true"}
NAME = "Қасымова Айгүл"
ALERT = "Her husband checks the telephone."
HER_NAME_IN_ANY_FORM = ("Қасымова", "Айгүл", "Касымова", "Айгуль", "701", "Invented")


def look_up(worker, **typed):
    return as_worker(worker).post(LOOKUP, typed, headers=PART)


def card(worker, **typed):
    answer = look_up(worker, **typed)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().strip()


def case_of(worker, **more):
    return CaseFactory(team=worker.team, client__name=NAME, safe_contact__alert=ALERT, **more)


def searches():
    return JournalEntry.objects.filter(verb="cases.searched").count()


def typed_last(call):
    with opening([call.pk], purposes=["call"]):
        return CallDraft.objects.newest_of(call).typed


class TestTheCard:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"safe_contact__may_contact": "no"}, "Do not contact"),
            ({"safe_contact__may_contact": "she_calls"}, "She will contact us"),
            ({"safe_contact__valid_until": dt.date(2026, 1, 31)}, "Her permission has ended"),
            ({}, "Safe now"),
        ],
    )
    def test_it_says_whether_a_missed_call_of_hers_may_be_returned(self, operator, said, words):
        case_of(operator, **said)
        page = card(operator, caller_name="Айгуль Касымова", direction="returned")
        assert ("Calling her" in page, words in page) == (True, True)

    def test_of_somebody_else_of_the_case_it_says_nothing_about_calling(self, operator):
        PersonFactory(case=CaseFactory(team=operator.team), role="relative", relationship="", name=NAME)
        assert "Calling her" not in card(operator, caller_name="Айгуль Касымова")

    def test_it_shows_the_alert_first_and_no_name_or_number(self, operator):
        case = case_of(operator, client__phone="87011234567")
        page = card(operator, caller_name="Айгуль Касымова", phone="8 701 123 45 67")
        assert page.index(ALERT) < page.index(f">{case.reference}<")
        assert "telephone, name" in page.replace("name, telephone", "telephone, name")
        assert [word for word in HER_NAME_IN_ANY_FORM if word in page] == []
        assert "It is never linked by itself" in page

    def test_an_operator_is_led_to_the_safe_contact_of_a_case_that_is_not_hers(self, operator):
        case = case_of(operator)
        page = card(operator, caller_name=NAME)
        link = f'href="/cases/{case.reference}/safe-contact/" target="_blank" rel="noopener noreferrer"'
        assert link in page
        assert f'href="/cases/{case.reference}/"' not in page

    def test_who_may_open_the_case_is_led_to_it(self, operator, coordinator):
        mine = case_of(operator, opened_by=operator)
        for worker in (operator, coordinator):
            page = card(worker, caller_name=NAME)
            assert f'href="/cases/{mine.reference}/" target="_blank" rel="noopener noreferrer"' in page

    def test_a_similar_spelling_says_so(self, operator):
        case_of(operator)
        page = card(operator, caller_name="Касыпова Айгуль")
        assert "perhaps somebody else" in page
        assert "similar spelling" in page
        assert "perhaps somebody else" not in card(operator, caller_name=NAME)

    def test_an_earlier_call_without_a_case_is_a_row_without_a_verdict(self, operator):
        call = finished_call(operator, caller_name=NAME, phone="")
        page = card(operator, caller_name=NAME)
        assert f'href="{call.get_absolute_url()}" target="_blank" rel="noopener noreferrer"' in page
        assert "About herself" in page
        assert "verdict_" not in page

    def test_it_has_five_rows_at_most(self, operator):
        for _number in range(7):
            case_of(operator)
        page = card(operator, caller_name=NAME)
        assert page.count("data-reference=") == 5
        assert "More people may be meant." in page

    def test_another_team_is_told_that_a_protected_record_may_exist(self, other_team_coordinator, operator):
        case = case_of(operator)
        page = card(other_team_coordinator, caller_name=NAME)
        assert "A protected record may exist.</strong> It may belong to another team" in page
        assert [word for word in (case.reference, ALERT) if word in page] == []

    def test_an_operator_is_sent_to_her_coordinator_for_it(self, operator):
        finished_call(UserFactory(role="operator", team=operator.team), phone="87011234567")
        page = card(operator, phone="87011234567")
        assert "A protected record may exist.</strong> Ask the coordinator." in page

    def test_whom_nobody_is_like_gets_no_card(self, operator):
        case_of(operator)
        assert card(operator, caller_name="Ковальская Наталья") == ""
        assert searches() == 1

    @pytest.mark.parametrize(
        "typed",
        [
            {},
            {"caller_name": "Ай"},
            {"phone": "8701"},
            {"caller_name": NAME, "immediate_danger": "yes"},
            {"caller_name": NAME, "call_type": "silent"},
        ],
    )
    def test_too_little_danger_and_a_call_that_closes_at_once_look_nobody_up(self, operator, typed):
        case_of(operator)
        assert card(operator, **typed) == ""
        assert searches() == 0


class TestWhoMayAsk:
    @pytest.mark.parametrize("role", ["psychologist", "lawyer", "manager", "administrator", "auditor"])
    def test_those_who_take_no_calls_find_no_such_page(self, role, operator, request):
        case_of(operator)
        assert look_up(request.getfixturevalue(role), caller_name=NAME).status_code == 404
        assert searches() == 0

    def test_nobody_signed_in_is_sent_to_sign_in(self, db):
        answer = Client().post(LOOKUP, {"caller_name": NAME}, headers=PART)
        assert (answer.headers["HX-Redirect"][:9], answer.content, searches()) == ("/sign-in/", b"", 0)
        assert Client().post(LOOKUP, {"caller_name": NAME}).status_code == 302

    def test_a_locked_session_is_sent_to_unlock_and_asks_nothing(self, operator):
        case_of(operator)
        client = as_worker(operator)
        session = client.session
        presence.lock(session)
        session.save()
        answer = client.post(LOOKUP, {"caller_name": NAME}, headers=PART)
        assert (answer.headers["HX-Redirect"][:8], answer.content, searches()) == ("/unlock/", b"", 0)

    def test_it_needs_the_token_against_forged_forms(self, operator):
        client = Client(enforce_csrf_checks=True)
        signed_in(client, operator)
        assert client.post(LOOKUP, {"caller_name": NAME}, headers=PART).status_code == 403

    def test_an_address_carries_nothing(self, operator):
        assert as_worker(operator).get(LOOKUP, {"caller_name": NAME}).status_code == 405


class TestTheLimits:
    def test_who_asks_too_often_reads_so_quietly(self, operator, monkeypatch):
        monkeypatch.setattr(search_limits, "MOST_A_MINUTE", 1)
        case_of(operator)
        assert look_up(operator, caller_name=NAME).status_code == 200
        answer = look_up(operator, caller_name=NAME)
        assert (answer.status_code, 50 <= int(answer["Retry-After"]) <= 60) == (429, True)
        assert "many searches in one minute" in answer.content.decode()
        assert ALERT not in answer.content.decode()

    def test_the_call_goes_on_without_the_script_too(self, operator, monkeypatch):
        monkeypatch.setattr(search_limits, "MOST_A_DAY", 1)
        look_up(operator, caller_name=NAME)
        client = as_worker(operator)
        answer = client.post(LOOKUP, {**opened_page(client), **TYPED})
        assert "unusually often today" in answer.content.decode()
        assert (answer.status_code, typed_last(Call.objects.get())) == (200, TYPED)


class TestWithoutTheScript:
    def test_the_page_comes_back_with_the_card_and_all_that_was_typed(self, operator):
        case = case_of(operator)
        client = as_worker(operator)
        hidden = opened_page(client)
        answer = client.post(LOOKUP, {**hidden, **TYPED, "caller_name": NAME})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert ALERT in page
        assert f'name="verdict_{case.reference}" value="same"' in page
        assert answer.context["form"]["notes"].value() == TYPED["notes"]
        assert (hidden_of(page)["client_id"], hidden_of(page)["seq"]) == (hidden["client_id"], "2")
        call = Call.objects.get()
        assert (call.status, typed_last(call)) == ("running", {**TYPED, "caller_name": NAME})

    def test_finding_nobody_is_said(self, operator):
        client = as_worker(operator)
        answer = client.post(LOOKUP, {**opened_page(client), "caller_name": NAME})
        assert "Nobody found whom you may see" in answer.content.decode()

    def test_the_card_is_the_one_of_the_script(self, operator):
        case_of(operator)
        client = as_worker(operator)
        page = client.post(LOOKUP, {**opened_page(client), "caller_name": NAME}).content.decode()
        assert card(operator, caller_name=NAME) in page

    def test_a_page_of_another_worker_does_not_count(self, operator, colleague):
        hidden = opened_page(as_worker(operator))
        answer = as_worker(colleague).post(LOOKUP, {**hidden, "caller_name": NAME})
        assert (answer.status_code, searches(), Call.objects.count()) == (404, 0, 0)

    def test_a_worker_who_lost_her_team_reads_why(self, operator):
        client = as_worker(operator)
        hidden = opened_page(client)
        operator.team = None
        operator.save()
        answer = client.post(LOOKUP, {**hidden, "caller_name": NAME}, follow=True)
        assert "You are in no team yet" in answer.content.decode()
        assert searches() == 0


class TestWhatIsSaidOfHer:
    @pytest.fixture
    def client(self, operator):
        return as_worker(operator)

    def finish(self, client, **typed):
        return client.post(reverse("hotline:finish"), {**opened_page(client), **TOLD, **typed})

    def test_the_same_person_links_the_call_when_it_is_finished(self, operator, client):
        case = case_of(operator)
        said = {f"verdict_{case.reference}": "same"}
        client.post(reverse("hotline:keep"), {**opened_page(client), **TOLD, **said})
        assert CallCase.objects.count() == 0
        call = Call.objects.get()
        hidden = opened_page(client, call.get_absolute_url())
        answer = client.post(reverse("hotline:finish"), {**hidden, **TOLD, **said}, follow=True)
        assert "stands in the timeline of the case" in answer.content.decode()
        assert (CallCase.objects.get().call, CallCase.objects.get().case) == (call, case)

    def test_a_call_in_danger_lets_the_lead_look_though_the_file_is_not_open_to_the_operator(
        self, operator, coordinator, client
    ):
        case = CaseFactory(team=operator.team, risk_level="low")
        self.finish(client, **{f"verdict_{case.reference}": "same"}, **CHECKED)
        assert CallCase.objects.get().case == case
        assert FollowUp.objects.get().responsible == coordinator

    @pytest.mark.parametrize("verdict", ["other", "unsure", "invented"])
    def test_any_other_verdict_links_nothing_and_costs_nothing(self, operator, client, verdict):
        case = case_of(operator)
        costs = []
        for typed in ({}, {f"verdict_{case.reference}": verdict}):
            hidden = opened_page(client)
            with CaptureQueriesContext(connection) as statements:
                client.post(reverse("hotline:finish"), {**hidden, **TOLD, **typed})
            costs.append(len(statements))
        assert costs[0] == costs[1]
        assert (Call.objects.count(), CallCase.objects.count()) == (2, 0)

    def test_a_foreign_case_is_refused_and_everything_typed_is_there(self, operator, client):
        foreign = CaseFactory(team=TeamFactory(name="Turkestan"))
        answer = self.finish(client, **{f"verdict_{foreign.reference}": "same"})
        page = answer.content.decode()
        assert (answer.status_code, CallCase.objects.count()) == (409, 0)
        line = JournalEntry.objects.get(verb="cases.opening_refused")
        assert (line.actor_id, line.subject_id) == (operator.pk, foreign.pk)
        assert "it is not among the cases of your team" in page
        assert f'id="verdict-{foreign.reference}-same" autocomplete="off" checked' in page
        assert f"/cases/{foreign.reference}/" not in page
        assert TOLD["notes"] in page
        call = Call.objects.get()
        assert (call.status, typed_last(call)["notes"]) == ("running", TOLD["notes"])

    def test_a_silent_call_closes_all_the_same(self, operator, client):
        case = case_of(operator)
        answer = self.finish(client, call_type="silent", **{f"verdict_{case.reference}": "same"})
        assert (answer.url, CallCase.objects.count()) == ("/calls/", 0)
        assert "added to no case" in client.get(answer.url).content.decode()

    def test_a_draft_keeps_it_and_the_page_shows_it_without_a_search(self, operator, client):
        case = case_of(operator)
        call = running_call(operator, **{f"verdict_{case.reference}": "same", "verdict_": "same"})
        page = client.get(call.get_absolute_url()).content.decode()
        assert f'id="verdict-{case.reference}-same" autocomplete="off" checked' in page
        assert f"/cases/{case.reference}/safe-contact/" in page
        assert searches() == 0

    def test_saving_while_typing_keeps_it(self, operator, client):
        case = case_of(operator)
        hidden = opened_page(client)
        said = {f"verdict_{case.reference}": "unsure"}
        client.post(
            reverse("hotline:save_draft"), {**hidden, **said}, headers={"X-Draft-Token": hidden["draft_pass"]}
        )
        assert typed_last(Call.objects.get()) == said

    def test_another_verdict_in_another_window_is_shown_before_anything_is_finished(self, operator, client):
        case, other = case_of(operator), case_of(operator)
        call = running_call(operator)
        here = opened_page(client, call.get_absolute_url())
        there = {**TYPED, f"verdict_{case.reference}": "same"}
        save_draft(actor=operator, window=Window(call_id=call.pk), seq=1, typed=there)
        said = {f"verdict_{other.reference}": "unsure"}
        answer = client.post(reverse("hotline:finish"), {**here, **TYPED, **said})
        told = {fact.label: fact.words for fact in answer.context["elsewhere"]}
        assert told == {case.reference: "Same person", other.reference: "nothing"}

    def test_a_case_of_hers_that_another_worker_opened_is_shown_by_its_page(self, coordinator, psychologist):
        case = case_of(coordinator)
        AssignmentFactory(case=case, worker=psychologist)
        call = running_call(coordinator, **{f"verdict_{case.reference}": "other"})
        page = as_worker(coordinator).get(call.get_absolute_url()).content.decode()
        assert f'href="/cases/{case.reference}/"' in page

    def test_what_no_page_of_ours_sends_is_left_out(self):
        typed = {"verdict_C-\x00": "same", "verdict_" + "C" * 12: "same", "verdict_C-1": "no", "notes": "x"}
        assert verdicts_in(typed) == {}
        many = {f"verdict_C-{number}": "same" for number in range(MOST + 5)}
        assert len(verdicts_in(many)) == MOST
