"""The safety check on the page of a call: kept while it is answered, counted by the server, never in the way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JournalEntry
from cases.models import Case, RiskAssessment
from hotline.models import Call, SafetyCheck
from hotline.services.drafts import Window, save_draft
from reference.models import RiskInstrument
from tests.hotline.factories import CHECKED, TOLD, TYPED, checked_call, finished_call, running_call
from tests.hotline.pages import hidden_of, opened_page
from tests.hotline.test_views_cases import intake_post, path
from tests.hotline.test_views_writing import STATEMENTS_TO_LOG_A_CALL, post, typed_last
from tests.workers import as_worker
from vault.context import opening

pytestmark = pytest.mark.django_db
RAISED = {"check_hsc1-worse": "yes", "judged_level": "high", "judged_reason": "He bought a gun."}


class TestThePage:
    def test_asks_ten_questions_folded_away(self, operator):
        page = as_worker(operator).get(reverse("hotline:new")).content.decode()
        assert page.count('id="id_check_hsc1-') >= 10
        assert '<details class="section fold" id="check"' in page
        assert "Nothing is answered yet." in page
        assert page.index('id="s5"') < page.index('id="check"') < page.index('id="s6"')

    def test_comes_back_open_with_the_answers_and_what_they_say(self, operator):
        call = running_call(operator, **CHECKED)
        answer = as_worker(operator).get(call.get_absolute_url())
        page = answer.content.decode()
        assert answer.context["check"]["check_hsc1-worse"].value() == "yes"
        assert 'data-check="/calls/safety-check/"' in page
        assert page.partition('id="check"')[2].partition(">")[0].endswith(" open")
        assert "<strong>3 points</strong>, 2 of 10 answered yes or no" in page
        assert "High risk" in page
        line = answer.context["check_line"]
        assert (line.done, line.progress, line.is_complete) == (3, "3 of 10", False)

    def test_stands_without_it_when_the_centre_has_none(self, operator):
        RiskInstrument.objects.update(valid_from="2020-01-01", valid_until="2020-12-31")
        client = as_worker(operator)
        page = client.get(reverse("hotline:new")).content.decode()
        assert 'id="check"' not in page
        post(client, "finish", opened_page(client), **TOLD, check_gone="yes")
        assert (Call.objects.count(), SafetyCheck.objects.count()) == (1, 0)

    def test_keeping_shows_the_result_without_javascript(self, operator):
        client = as_worker(operator)
        page = client.post(reverse("hotline:keep"), {**opened_page(client), **TYPED, **CHECKED}, follow=True)
        assert "2 of 10 answered yes or no" in page.content.decode()
        assert typed_last(Call.objects.get()) == {**TYPED, **CHECKED}


class TestCountingWhileItIsAnswered:
    def test_says_what_weighs_and_is_no_page(self, operator):
        answer = as_worker(operator).post(reverse("hotline:safety_check"), CHECKED)
        words = answer.content.decode()
        assert (answer.status_code, "<html" in words) == (200, False)
        assert "Has he threatened to kill her, the children or himself?" in words
        assert "high by itself" in words
        assert "Does it happen more often" in words
        assert "Is there a safe place" not in words

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({}, "Nothing is answered yet."),
            ({"check_hsc1-worse": "no"}, "Low risk is said only from 6 answers of yes or no on."),
            ({"check_hsc1-weapon": "yes"}, "at least medium by itself"),
            ({"check_hsc1-worse": "yes", "judged_level": "high"}, "Raised by your judgement."),
            ({**CHECKED, "judged_level": "medium"}, "your judgement raises nothing"),
        ],
    )
    def test_says_how_much_is_known_and_what_the_judgement_does(self, operator, typed, words):
        assert words in as_worker(operator).post(reverse("hotline:safety_check"), typed).content.decode()

    def test_keeps_nothing_reads_nothing_and_stands_in_no_journal(self, operator):
        client = as_worker(operator)
        before = JournalEntry.objects.count()
        client.post(reverse("hotline:safety_check"), CHECKED)
        assert (Call.objects.count(), JournalEntry.objects.count()) == (0, before)

    def test_the_fragment_is_the_same_part_as_on_the_whole_page(self, operator):
        client = as_worker(operator)
        fragment = client.post(reverse("hotline:safety_check"), CHECKED).content.decode()
        page = client.get(running_call(operator, **CHECKED).get_absolute_url()).content.decode()
        assert fragment.strip() in page

    def test_is_not_read_by_address(self, operator, manager):
        url = reverse("hotline:safety_check")
        assert as_worker(operator).get(url).status_code == 405
        assert as_worker(manager).post(url, CHECKED).status_code == 404

    def test_without_an_instrument_says_nothing(self, operator):
        RiskInstrument.objects.update(valid_from="2020-01-01", valid_until="2020-12-31")
        words = (
            as_worker(operator).post(reverse("hotline:safety_check"), {"check_gone": "yes"}).content.decode()
        )
        assert "Nothing is answered yet." in words


class TestFinishing:
    def test_keeps_it_with_the_call(self, operator):
        client = as_worker(operator)
        hidden = opened_page(client)
        with CaptureQueriesContext(connection) as statements:
            post(client, "finish", hidden, **TOLD, **RAISED)
        check = SafetyCheck.objects.get()
        assert (check.band, check.judged, check.points) == ("", "high", 1)
        assert len(statements) <= STATEMENTS_TO_LOG_A_CALL, [line["sql"][:90] for line in statements]

    def test_a_call_without_it_costs_no_further_statement(self, operator):
        client = as_worker(operator)
        hidden = opened_page(client)
        with CaptureQueriesContext(connection) as statements:
            post(client, "finish", hidden, **TOLD, judged_level="as_said", **{"check_hsc1-worse": ""})
        said = [line["sql"] for line in statements]
        assert [sql for sql in said if "risk" in sql or "safetycheck" in sql] == []
        assert SafetyCheck.objects.count() == 0

    def test_a_judgement_without_a_reason_is_asked_for_one_and_nothing_is_lost(self, operator):
        client = as_worker(operator)
        typed = {**TOLD, **RAISED, "judged_reason": ""}
        answer = post(client, "finish", opened_page(client), **typed)
        page = answer.content.decode()
        assert (answer.status_code, Call.objects.get().status) == (200, "running")
        assert '<a href="#id_judged_reason">Why higher than the answers say?</a>' in page
        assert page.partition('id="check"')[2].partition(">")[0].endswith(" open")
        assert typed_last(Call.objects.get())["check_hsc1-worse"] == "yes"
        post(client, "finish", hidden_of(page), **{**typed, **RAISED})
        assert SafetyCheck.objects.get().judged == "high"

    def test_what_cannot_be_answered_is_refused(self, operator):
        client = as_worker(operator)
        wrong = {"check_hsc1-worse": "yes", "check_hsc1-choking": "perhaps", "judged_reason": "x" * 301}
        answer = post(client, "finish", opened_page(client), **TOLD, **wrong)
        assert sorted(answer.context["check"].errors) == ["check_hsc1-choking", "judged_reason"]

    def test_the_other_window_is_compared_answer_by_answer(self, operator):
        client = as_worker(operator)
        call = running_call(operator, **CHECKED)
        here = opened_page(client, call.get_absolute_url())
        there = {**TYPED, **CHECKED, **RAISED, "check_hsc1-worse": "no"}
        save_draft(actor=operator, window=Window(call_id=call.pk), seq=1, typed=there)
        mine = {**TYPED, **CHECKED, "check_hsc1-choking": "declined"}
        answer = post(client, "finish", here, **mine)
        assert answer.status_code == 409
        assert {fact.label: fact.words for fact in answer.context["elsewhere"]} == {
            "Has he ever pressed her throat or stopped her breath?": "nothing",
            "Does it happen more often than before, or has it become worse?": "No",
            "Judged higher": "High risk",
            "Why higher": "He bought a gun.",
        }
        again = post(client, "finish", hidden_of(answer.content.decode()), **mine)
        with opening([call.pk], purposes=["call"]):
            assert (again.status_code, SafetyCheck.objects.get().replies["hsc1-choking"]) == (302, "declined")

    def test_windows_that_say_the_same_differ_in_nothing(self, operator):
        client = as_worker(operator)
        call = running_call(operator, **CHECKED)
        here = opened_page(client, call.get_absolute_url())
        save_draft(actor=operator, window=Window(call_id=call.pk), seq=1, typed={**TYPED, **CHECKED})
        answer = post(client, "finish", here, **{**TYPED, **CHECKED})
        assert (answer.status_code, answer.context["elsewhere"]) == (409, [])


class TestTheCallInWords:
    def told(self, operator, call):
        parts = as_worker(operator).get(call.get_absolute_url()).context["parts"]
        return {str(part.section.title): {fact.label: fact.words for fact in part.facts} for part in parts}

    def test_tells_the_answers_the_result_and_the_judgement(self, operator):
        call = checked_call(operator, {"hsc1-weapon": "no"}, judged="high", reason="He bought a gun.")
        told = self.told(operator, call)
        assert list(told)[-1] == "Safety check"
        assert told["Safety check"] == {
            "Could he reach a weapon now: a knife, a gun, anything he has threatened with?": "No",
            "What the answers say": "Not enough is known: 0 points, 1 of 10 answered yes or no",
            "Judged higher": "High risk",
            "Why higher": "He bought a gun.",
        }

    def test_of_a_running_call_tells_the_same_to_the_coordinator(self, operator, coordinator):
        call = running_call(operator, **CHECKED)
        told = self.told(coordinator, call)["Safety check"]
        assert told["What the answers say"] == "High risk: 3 points, 2 of 10 answered yes or no"
        assert told["Is there a safe place where she can be tonight?"] == "Unknown"

    def test_says_what_was_counted_then_whatever_the_list_says_now(self, operator):
        call = checked_call(operator)
        RiskInstrument.objects.update(medium_from=90, high_from=90)
        assert self.told(operator, call)["Safety check"]["What the answers say"].startswith("High risk: 3")

    def test_a_call_without_it_tells_nothing_of_it(self, operator):
        assert "Safety check" not in self.told(operator, finished_call(operator))

    def test_a_draft_that_no_instrument_knows_does_not_take_the_page_away(self, operator, coordinator):
        RiskInstrument.objects.update(valid_from="2020-01-01", valid_until="2020-12-31")
        call = running_call(operator, check_gone="yes")
        assert "Safety check" not in self.told(coordinator, call)

    def test_damaged_answers_do_not_take_the_page_away(self, operator):
        call = checked_call(operator)
        check = SafetyCheck.objects.get()
        pk, stored = check.pk, bytearray(check.answers_sealed)
        stored[40] ^= 1
        check.delete()
        check.pk, check.answers = pk, bytes(stored)  # the row itself is never changed
        check.save(force_insert=True)
        told = self.told(operator, call)["Safety check"]
        assert told["Answers"] == "Record damaged"


class TestOpeningACaseFromIt:
    def test_offers_the_risk_with_a_reason_and_writes_the_judgement(self, operator):
        call = checked_call(operator, {"hsc1-worse": "yes"}, judged="high", reason="He bought a gun.")
        client = as_worker(operator)
        form = client.get(path(call))
        offered = form.context["form"]
        assert offered["risk_level"].value() == "high"
        reason = offered["risk_reason"].value()
        assert reason.startswith("Safety check during the call of ")
        assert reason.endswith(
            ": 1 point, 1 of 10 answered yes or no. The answers say: not enough is known. "
            "Judged higher: High risk. He bought a gun."
        )
        client.post(path(call), intake_post(form))
        case, assessed = Case.objects.get(), RiskAssessment.objects.get()
        assert (case.risk_level, assessed.level) == ("high", "high")
        with opening([case.pk]):
            assert assessed.reason == reason

    def test_without_a_judgement_offers_what_the_answers_say(self, operator):
        form = as_worker(operator).get(path(checked_call(operator))).context["form"]
        assert form["risk_level"].value() == "high"
        assert form["risk_reason"].value().endswith("2 of 10 answered yes or no. The answers say: High risk.")

    @pytest.mark.parametrize("call_of", [finished_call, lambda one: checked_call(one, {"hsc1-worse": "no"})])
    def test_offers_nothing_where_not_enough_is_known(self, operator, call_of):
        form = as_worker(operator).get(path(call_of(operator))).context["form"]
        assert (form["risk_level"].value(), form["risk_reason"].value()) == (None, None)
