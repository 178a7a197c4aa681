"""The pages about times: corrected, entered later, on paper."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotline.forms.call import CallForm
from hotline.models import Call, CallTimeCorrection, LateEntry
from hotline.sections import SECTIONS
from hotline.services.after_the_fact import PastCall, begin_past_call
from hotline.services.calls import hang_up
from tests.hotline.factories import TOLD, finished_call, running_call
from tests.hotline.pages import opened_page
from tests.hotline.test_services_times import call_of, correct
from tests.workers import as_worker

pytestmark = pytest.mark.django_db

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def entered(writer, answered_by, ended=4 * HOUR) -> Call:
    now = timezone.now()
    about = {"started_at": now - ended - HOUR, "ended_at": now - ended, "why": "colleague"}
    return begin_past_call(
        actor=writer, past=PastCall(call_id=uuid.uuid4(), answered_by=answered_by, **about)
    )


class TestTheBarOfACall:
    def test_says_after_hanging_up_how_long_both_parts_took(self, operator):
        call = hang_up(actor=operator, call=running_call(operator))
        now = timezone.now()
        Call.objects.filter(pk=call.pk).update(started_at=now - 15 * MINUTE, ended_at=now - 3 * MINUTE)
        page = as_worker(operator).get(call.get_absolute_url())
        assert (page.context["elapsed"], page.context["wrap_up"][:3]) == ("12:00", "03:")
        assert "data-wrap-up" in page.text

    @pytest.mark.parametrize(("minutes", "said"), [(44, 0), (46, 1)])
    def test_says_gently_when_a_conversation_is_long(self, operator, minutes, said):
        call = running_call(operator)
        Call.objects.filter(pk=call.pk).update(started_at=timezone.now() - minutes * MINUTE)
        page = as_worker(operator).get(call.get_absolute_url()).text
        status = re.search(r'class="long-call" role="status">(.*?)</span>', page)
        assert bool(status.group(1)) == said


class TestCorrecting:
    def typed(self, call, **more):
        started_at = local(call.started_at - 5 * MINUTE)
        about = {"started_at": started_at, "ended_at": local(call.ended_at), "reason": "It rang earlier."}
        return {**about, "version": call.version, **more}

    def test_a_minute_that_stays_keeps_its_seconds(self, operator):
        call, browser = call_of(operator), as_worker(operator)
        path = reverse("hotline:times", args=[call.reference])
        assert f'value="{local(call.started_at)}"' in browser.get(path).text
        ended_at = call.ended_at
        assert browser.post(path, self.typed(call)).url == call.get_absolute_url()
        call.refresh_from_db()
        assert call.ended_at == ended_at
        assert call.started_at.second == 0

    def test_the_page_of_the_call_says_who_corrected_it_and_why(self, operator, coordinator):
        call = call_of(operator)
        former = timezone.localtime(call.started_at)
        correct(coordinator, call)
        page = as_worker(operator).get(call.get_absolute_url()).text
        for words in ("Corrected times", "It rang at 14:02.", coordinator.display_name, f"{former:%H:%M}"):
            assert words in page

    def test_it_costs_one_statement_however_often_it_was_corrected(self, operator):
        call, browser = call_of(operator), as_worker(operator)
        counts = []
        for minutes in (31, 32, 33):
            correct(operator, call, minutes * MINUTE)
            with CaptureQueriesContext(connection) as statements:
                browser.get(call.get_absolute_url())
            counts.append(len(statements))
        assert counts[0] == counts[1] == counts[2]

    def test_the_second_of_two_tabs_keeps_what_was_typed_and_may_send_it_again(self, operator):
        call, browser = call_of(operator), as_worker(operator)
        path, typed = reverse("hotline:times", args=[call.reference]), self.typed(call)
        correct(operator, call)
        answer = browser.post(path, typed)
        assert (answer.status_code, "It rang earlier." in answer.text) == (409, True)
        assert "changed meanwhile" in answer.text
        again = re.search(r'name="version" value="(\d+)"', answer.text).group(1)
        assert browser.post(path, {**typed, "version": again}).status_code == 302
        assert CallTimeCorrection.objects.count() == 2

    def test_what_cannot_be_comes_back_with_everything_that_was_typed(self, operator):
        call, browser = call_of(operator), as_worker(operator)
        path = reverse("hotline:times", args=[call.reference])
        answer = browser.post(path, self.typed(call, ended_at=local(call.started_at - HOUR)))
        assert "The call ends before it starts" in answer.text
        assert "It rang earlier." in answer.text
        assert "This field is required" in browser.post(path, {}).text

    def test_a_running_call_is_refused_with_the_reason(self, operator):
        call, browser = running_call(operator), as_worker(operator)
        path = reverse("hotline:times", args=[call.reference])
        answers = [browser.get(path), browser.post(path)]
        assert [answer.status_code for answer in answers] == [403, 403]
        assert "Hang up first" in answers[0].text

    def test_the_way_there_keeps_what_was_typed(self, operator):
        browser = as_worker(operator)
        answer = browser.post(reverse("hotline:to_times"), {**opened_page(browser), **TOLD})
        assert answer.url == reverse("hotline:times", args=[Call.objects.get().reference])


class TestEnteringAfterTheFact:
    def post(self, browser, worker, **more):
        page = browser.get(reverse("hotline:after_the_fact")).text
        now = timezone.now()
        typed = {
            "call_id": re.search(r'name="call_id" value="([^"]+)"', page).group(1),
            "answered_by": worker.pk,
            "started_at": local(now - 3 * HOUR),
            "ended_at": local(now - 2 * HOUR),
            "why": "outage",
        }
        return browser.post(reverse("hotline:after_the_fact"), {**typed, **more})

    def test_leads_to_the_form_of_every_call_without_timer_and_danger_mode(self, operator):
        browser = as_worker(operator)
        page = browser.get(self.post(browser, operator).url).text
        assert 'id="call-form"' in page
        assert [
            words for words in ('role="timer"', 'data-danger="yes"', 'class="danger"') if words in page
        ] == []
        assert "Entered after the fact" in page
        assert "If there was danger" in page

    def test_herself_is_chosen_first_and_colleagues_of_the_hotline_can_be(
        self, operator, colleague, psychologist, stranger
    ):
        page = as_worker(operator).get(reverse("hotline:after_the_fact"))
        form = page.context["form"]
        assert form["answered_by"].value() == operator.pk
        assert set(form.fields["answered_by"].queryset) == {operator, colleague}

    def test_what_cannot_be_comes_back_with_everything_that_was_typed(self, operator):
        answer = self.post(as_worker(operator), operator, ended_at=local(timezone.now() + HOUR))
        assert "lies in the future" in answer.text
        assert re.search(r'value="outage"[^>]*checked|checked[^>]*value="outage"', answer.text)
        assert Call.objects.count() == 0

    def test_what_the_service_refuses_stays_on_the_page(self, operator, colleague):
        theirs = running_call(colleague)
        answer = self.post(as_worker(operator), operator, call_id=theirs.pk)
        assert (answer.status_code, "Only the worker who took this call" in answer.text) == (409, True)

    def test_a_worker_without_a_team_is_told_why(self, operator):
        operator.team = None
        operator.save()
        answer = as_worker(operator).get(reverse("hotline:after_the_fact"))
        assert (answer.status_code, "You are in no team yet" in answer.text) == (403, True)

    @pytest.mark.parametrize("times", [1, 2])
    def test_finished_for_a_colleague_it_says_whose_it_is(self, operator, colleague, times):
        call, browser = entered(operator, colleague), as_worker(operator)
        hidden = opened_page(browser, call.get_absolute_url())
        for _time in range(times):
            answer = browser.post(reverse("hotline:finish"), {**hidden, **TOLD}, follow=True)
        assert answer.request["PATH_INFO"] == reverse("hotline:calls")
        assert "belongs to the colleague who answered it" in answer.text
        assert browser.get(call.get_absolute_url()).status_code == 404
        assert as_worker(colleague).get(call.get_absolute_url()).status_code == 200

    def test_no_answer_promises_a_mode_that_a_past_call_has_not(self, operator):
        browser = as_worker(operator)
        past, running = entered(operator, operator), running_call(operator)
        pages = [browser.get(call.get_absolute_url()).text for call in (past, running)]
        assert ["turns on danger mode" in page for page in pages] == [False, True]

    def test_the_page_and_the_list_say_that_it_was_entered_later(self, operator, coordinator):
        call = entered(coordinator, operator)
        browser = as_worker(coordinator)
        hidden = opened_page(browser, call.get_absolute_url())
        browser.post(reverse("hotline:finish"), {**hidden, **TOLD})
        page = as_worker(operator).get(call.get_absolute_url()).text
        said = " ".join(re.search(r"Entered later by[^<]+", page).group().split())
        assert said.startswith(f"Entered later by {coordinator.display_name} on ")
        assert said.endswith(str(LateEntry.objects.get().get_why_display()))
        assert "wrap-up" not in page
        assert "entered later" in as_worker(operator).get(reverse("hotline:calls")).text

    def test_a_call_that_was_written_while_it_ran_costs_no_question_more(self, operator):
        call, browser = finished_call(operator), as_worker(operator)
        with CaptureQueriesContext(connection) as statements:
            browser.get(call.get_absolute_url())
        assert [one["sql"] for one in statements if "lateentry" in one["sql"]] == []


class TestThePaperForm:
    def test_asks_all_that_the_form_asks_in_its_order(self, operator):
        page = as_worker(operator).get(reverse("hotline:paper_form"))
        asked = [
            question.label or question.boxes[0]
            for part in page.context["parts"]
            for question in part.questions
        ]
        form = CallForm()
        of_sections = [form[name].label for section in SECTIONS for name in section.fields]
        assert asked[2:] == of_sections
        assert [part.section.number for part in page.context["parts"]] == [*range(9)]
        assert "Destroy this sheet after entering it" in page.text

    def test_is_printed_in_another_language_than_the_page(self, operator):
        page = as_worker(operator).get(reverse("hotline:paper_form"), {"in": "kk"}).text
        assert '<article class="paper" lang="kk">' in page
        assert "The form of a call on paper" in page

    @pytest.mark.parametrize("asked", ["xx", ""])
    def test_a_language_that_is_not_spoken_here_is_that_of_the_page(self, operator, asked):
        page = as_worker(operator).get(reverse("hotline:paper_form"), {"in": asked})
        assert page.context["paper_language"] == "en"
