"""Lists show codes and times; they never decrypt and cost the same with one row and with three."""

import datetime as dt

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JournalEntry
from hotline.models import Call
from hotline.queries import todays_calls
from hotline.services.cases import link_call_to_case
from tests.hotline.factories import TOLD, finished_call, running_call
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


def statements(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_list_shows_references_and_no_word_of_hers(operator):
    finished, running = finished_call(operator), running_call(operator)
    answer = as_worker(operator).get(reverse("hotline:calls"))
    page = answer.content.decode()
    assert answer.context["page"].rows == [running, finished]
    assert [words for words in (finished.reference, "About herself", "Running") if words not in page] == []
    assert [words for words in ("Invented Name", TOLD["phone"], TOLD["notes"]) if words in page] == []
    assert JournalEntry.objects.filter(kind="view").count() == 0


def test_the_list_costs_the_same_for_one_row_and_for_three(coordinator, operator):
    client, path = as_worker(coordinator), reverse("hotline:calls")
    finished_call(operator)
    with_one = statements(client, path)
    for _call in range(2):
        finished_call(operator)
    assert statements(client, path) == with_one <= 10


def test_the_list_pages_by_key(operator, monkeypatch):
    monkeypatch.setattr("hotline.views.lists.ROWS", 2)
    calls = [finished_call(operator) for _call in range(3)]
    client = as_worker(operator)
    first = client.get(reverse("hotline:calls")).context["page"]
    second = client.get(reverse("hotline:calls"), {"after": first.older}).context["page"]
    assert (first.rows, second.rows) == ([calls[2], calls[1]], [calls[0]])


def test_filters_come_from_the_address(coordinator, operator):
    own, child = finished_call(coordinator), finished_call(operator, call_type="child")
    client = as_worker(coordinator)

    def found(**chosen):
        return client.get(reverse("hotline:calls"), chosen).context["page"].rows

    assert (found(mine="on"), found(call_type="child")) == ([own], [child])
    assert found(call_type="nonsense", day="yesterday") == [child, own]


def test_a_day_begins_at_midnight_of_the_centre(operator):
    half_past_midnight = dt.datetime(2026, 11, 22, 19, 30, tzinfo=dt.UTC)
    call = finished_call(operator)
    Call.objects.filter(pk=call.pk).update(started_at=half_past_midnight)
    days = ["2026-11-22", "2026-11-23", "2026-11-24", "0001-01-01", "9999-12-31"]
    shown = [
        as_worker(operator).get(reverse("hotline:calls"), {"day": day}).context["page"].rows for day in days
    ]
    assert shown == [[], [call], [], [], []]


def test_an_empty_list_says_what_to_do(operator):
    page = as_worker(operator).get(reverse("hotline:calls")).content.decode()
    assert "begin a call when the telephone rings" in page


class TestTheTabOfACase:
    def test_shows_the_calls_of_the_case(self, operator, psychologist, case):
        call = finished_call(operator)
        client, path = as_worker(psychologist), reverse("hotline:of_case", args=[case.reference])
        assert "No call that you may open" in client.get(path).content.decode()
        link_call_to_case(actor=operator, call=call, case=case)
        answer = client.get(path)
        assert answer.context["calls"] == [call]
        assert client.get(call.get_absolute_url()).status_code == 200

    def test_does_not_exist_for_strangers(self, case, other_team_coordinator):
        path = reverse("hotline:of_case", args=[case.reference])
        assert as_worker(other_team_coordinator).get(path).status_code == 404

    def test_the_call_stands_in_the_timeline_in_words(self, operator, psychologist, case):
        call = finished_call(operator)
        link_call_to_case(actor=operator, call=call, case=case)
        page = as_worker(psychologist).get(case.get_absolute_url()).content.decode()
        assert call.get_absolute_url() in page
        assert "About herself, less than a minute" in page


def test_todays_part_shows_danger_first_and_names_nobody(operator, coordinator):
    running_call(operator, immediate_danger="yes")
    unfinished = running_call(coordinator)
    part = render_to_string("hotline/_today_calls.html", {"work": todays_calls(coordinator)})
    assert (
        part.index("Somebody is in danger")
        < part.index("My unfinished calls")
        < part.index(unfinished.reference)
    )
    assert "Invented Name" not in part


def test_danger_stands_before_all_else_on_the_coordinators_today(operator, coordinator):
    call = running_call(operator, immediate_danger="yes")
    page = as_worker(coordinator).get("/today/").content.decode()
    assert page.index(call.reference) < page.index('id="follow-ups"')
