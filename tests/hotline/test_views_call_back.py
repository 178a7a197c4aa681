"""Calling back after a cut line: from the page of the running call, and from that of a finished one."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from audit.models import JournalEntry
from hotline.models import Call
from tests.hotline.factories import TOLD, finished_call, running_call
from tests.hotline.pages import hidden_of
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
ONCE = {"if_cut_off": "call_back_once"}
OFFER = "She agreed to be called back once."


def of_call(name, call):
    return reverse(f"hotline:{name}", kwargs={"reference": call.reference})


def hung_up(client, call, **typed):
    """Press "Hang up" on the page of a running call and return the page that follows."""
    hidden = hidden_of(client.get(of_call("call", call)).text)
    return client.post(reverse("hotline:hang_up"), {**hidden, **TOLD, **typed}, follow=True)


def test_while_she_talks_nothing_of_it_is_on_the_page(operator):
    call = running_call(operator, **ONCE)
    assert OFFER not in as_worker(operator).get(of_call("call", call)).text


def test_once_the_line_is_cut_the_page_offers_one_call_and_keeps_what_was_typed(operator):
    call, client = running_call(operator), as_worker(operator)
    page = hung_up(client, call, **ONCE)
    assert OFFER in page.text
    typed = {**hidden_of(page.text), **TOLD, **ONCE, "notes": "The line went dead."}
    page = client.post(reverse("hotline:call_back_now"), typed, follow=True)
    assert ("after the line was cut" in page.text, OFFER in page.text) == (True, False)
    assert "The line went dead." in page.text
    assert Call.objects.get().called_back_by == operator
    again = client.post(
        reverse("hotline:call_back_now"), {**hidden_of(page.text), **TOLD, **ONCE}, follow=True
    )
    assert "She was called back already. She agreed to one call." in again.text


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({}, "If the line was cut: She has not said that we may call back."),
        ({"if_cut_off": "do_not_call_back"}, "If the line was cut: She asked us not to call back."),
        ({"if_cut_off": "she_calls"}, "If the line was cut: She calls again herself. Wait for her call."),
    ],
)
def test_else_the_page_says_why_nobody_calls_back(operator, typed, reason):
    page = hung_up(as_worker(operator), running_call(operator), **typed)
    assert (reason in " ".join(page.text.split()), OFFER in page.text) == (True, False)


def test_a_call_back_without_a_page_of_hers_does_not_exist(operator):
    assert as_worker(operator).post(reverse("hotline:call_back_now"), ONCE).status_code == 404


def test_a_colleagues_call_is_not_called_back_from_a_page_of_mine(operator, colleague):
    call = running_call(operator, **ONCE)
    hidden = hidden_of(as_worker(operator).get(of_call("call", call)).text)
    assert as_worker(colleague).post(reverse("hotline:call_back_now"), {**hidden, **ONCE}).status_code == 404
    assert Call.objects.get().called_back_at is None


def test_from_a_finished_call_the_press_shows_the_number_and_is_journaled(operator):
    call, client = finished_call(operator, **ONCE), as_worker(operator)
    page = client.get(of_call("call", call))
    assert (OFFER in page.text, TOLD["phone"] in page.text) == (True, False)
    page = client.post(of_call("call_back", call))
    assert (page.status_code, TOLD["phone"] in page.text, OFFER in page.text) == (200, True, False)
    assert "phone" in JournalEntry.objects.get(purpose="call_back").fields
    page = client.get(of_call("call", call))
    assert (TOLD["phone"] in page.text, "Called back at" in page.text) == (False, True)
    assert client.post(of_call("call_back", call)).status_code == 403


@pytest.mark.parametrize(("may_contact", "warns"), [("no", True), ("she_calls", True), ("yes", False)])
def test_a_number_shown_on_demand_says_whether_she_may_be_called(operator, may_contact, warns):
    call = finished_call(operator, may_contact=may_contact, contact_channel="call")
    page = as_worker(operator).post(of_call("show_personal", call))
    assert ("not to call her" in page.text, TOLD["phone"] in page.text) == (warns, True)


@pytest.mark.parametrize("told", [{}, {"if_cut_off": "she_calls"}])
def test_a_finished_call_without_her_word_offers_nothing(operator, told):
    call, client = finished_call(operator, **told), as_worker(operator)
    assert "Was the line cut?" not in client.get(of_call("call", call)).text
    answer = client.post(of_call("call_back", call))
    assert (answer.status_code, TOLD["phone"] in answer.text) == (403, False)


def test_half_an_hour_later_we_wait_for_her_call(operator):
    call = finished_call(operator, **ONCE)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=31)):
        client = as_worker(operator)
        assert OFFER not in client.get(of_call("call", call)).text
        assert "within 30 minutes" in client.post(of_call("call_back", call)).text


def test_a_colleague_sees_that_she_was_called_back_and_calls_nobody(operator, coordinator, colleague):
    call = finished_call(operator, **ONCE)
    lead = as_worker(coordinator)
    assert OFFER not in lead.get(of_call("call", call)).text
    assert lead.post(of_call("call_back", call)).status_code == 403
    assert as_worker(colleague).post(of_call("call_back", call)).status_code == 404
