"""The list of referrals, the tab of a case, the card of Today, the lines of the timeline."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import JournalEntry
from cases.models import TimelineEntry
from referrals.enums import ReferralStatus as S
from referrals.queries import waiting_for_answer
from referrals.views import referral_list
from tests.cases.factories import CaseFactory
from tests.referrals.factories import MOVES, a_referral, move_to
from tests.referrals.test_views_referral import text
from tests.workers import as_worker

pytestmark = pytest.mark.django_db

LIST = reverse("referrals:list")


def of_case(case):
    return reverse("referrals:of_case", kwargs={"reference": case.reference})


def references(answer):
    return re.findall(r'<th scope="row"><a class="code" href="/referrals/([^/]+)/"', answer.content.decode())


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_list_shows_codes_and_where_each_one_stands(case, coordinator):
    with time_machine.travel(dt.datetime(2026, 11, 23, 5, tzinfo=dt.UTC)):
        referral = a_referral(case, coordinator, S.SENT, is_urgent=True)
        page = as_worker(coordinator).get(LIST)
    words = text(page)
    parts = [
        referral.reference,
        case.reference,
        str(referral.receiver),
        "Sent",
        "Urgent",
        "Tomorrow",
        "24 Nov",
    ]
    assert [part for part in parts if part not in words] == []
    assert "<title>Referrals</title>" in page.content.decode()


def test_the_list_is_narrowed_and_cleared(case, coordinator):
    prepared, sent = a_referral(case, coordinator), a_referral(case, coordinator, S.SENT)
    client = as_worker(coordinator)
    partner = prepared.receiver.organisation_id
    found = {
        query: references(client.get(LIST + query))
        for query in (
            "",
            "?status=sent",
            "?waiting=on",
            f"?partner={partner}",
            "?urgent=on",
            "?status=nonsense",
        )
    }
    everything = [sent.reference, prepared.reference]
    assert found == {
        "": everything,
        "?status=sent": [sent.reference],
        "?waiting=on": [sent.reference],
        f"?partner={partner}": [prepared.reference],
        "?urgent=on": [],
        "?status=nonsense": everything,
    }
    assert "No referral here" in text(client.get(LIST + "?urgent=on"))


def test_the_list_pages_by_key(case, coordinator, monkeypatch):
    monkeypatch.setattr(referral_list, "ROWS", 2)
    newest_first = [a_referral(case, coordinator).reference for _ in range(3)][::-1]
    client = as_worker(coordinator)
    first = client.get(LIST)
    second = client.get(LIST + re.search(r'rel="next" href="([^"]+)"', first.content.decode())[1])
    back = client.get(LIST + re.search(r'rel="prev" href="([^"]+)"', second.content.decode())[1])
    assert [references(page) for page in (first, second, back)] == [
        newest_first[:2],
        newest_first[2:],
        newest_first[:2],
    ]


def test_the_list_costs_the_same_for_one_three_and_fifty_rows(coordinator):
    client, costs = as_worker(coordinator), {}
    for rows in (1, 3, 50):
        missing = rows - len(references(client.get(LIST)))
        for _row in range(missing):
            a_referral(CaseFactory(in_progress=True), coordinator, S.SENT)
        costs[rows] = statements(client, LIST)
        assert len(references(client.get(LIST))) == rows
    assert (len(set(costs.values())), costs[50] <= 10) == (1, True), costs


def test_the_list_decrypts_nothing_and_journals_no_read(case, coordinator, monkeypatch):
    a_referral(case, coordinator, S.SENT)
    as_worker(coordinator).get(LIST)
    assert JournalEntry.objects.filter(kind="view").count() == 0
    as_worker(coordinator).get(of_case(case))
    assert JournalEntry.objects.get(kind="view").purpose == "referrals", "a read would have been seen"


def test_the_list_is_empty_for_a_colleague_of_another_case(case, coordinator, lawyer):
    referral = a_referral(case, coordinator)
    assert references(as_worker(coordinator).get(LIST)) == [referral.reference]
    assert references(as_worker(lawyer).get(LIST)) == []


def test_the_tab_shows_the_referrals_of_this_case_only(case, coordinator):
    mine = a_referral(case, coordinator)
    a_referral(CaseFactory(in_progress=True), coordinator)
    page = as_worker(coordinator).get(of_case(case))
    assert references(page) == [mine.reference]
    assert "Referrals 1" in text(page), "the tab counts what it lists"
    assert "Prepare a referral" in text(page)


def test_the_tab_of_a_closed_case_says_why_nothing_is_prepared(coordinator):
    page = as_worker(coordinator).get(of_case(CaseFactory(closed=True)))
    assert "No partner has been asked yet" in text(page)
    assert "This case is closed. Reopen it first." in text(page)
    assert 'aria-disabled="true"' in page.content.decode()


def test_the_tab_costs_the_same_for_one_and_three_rows(case, coordinator):
    client, costs = as_worker(coordinator), []
    for more in (1, 2):
        for _row in range(more):
            a_referral(case, coordinator, S.SENT)
        costs.append(statements(client, of_case(case)))
    assert (len(set(costs)), costs[0] <= 12) == (1, True), costs


def test_to_a_stranger_the_tab_does_not_exist(case, coordinator, other_team_coordinator):
    assert as_worker(coordinator).get(of_case(case)).status_code == 200
    assert as_worker(other_team_coordinator).get(of_case(case)).status_code == 404


def test_the_card_of_today_names_who_owes_an_answer(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    work = waiting_for_answer(coordinator, referral.answer_due_on)
    card = render_to_string("referrals/_today_referrals.html", {"work": work})
    parts = [str(referral.receiver), case.reference, referral.get_absolute_url(), "Ask for answer"]
    assert [part for part in parts if part not in card] == []
    assert not waiting_for_answer(coordinator, timezone.localdate())  # Today leaves an empty card out


@pytest.mark.parametrize("target", [S.PREPARED, *MOVES])
def test_a_line_of_the_timeline_names_the_receiver_and_leads_to_the_referral(target, case, coordinator):
    start = {S.SENT: S.PREPARED, S.SERVICE_STARTED: S.ACCEPTED, S.COMPLETED: S.SERVICE_STARTED}
    referral = a_referral(case, coordinator, start.get(target, S.SENT))
    if target in MOVES:
        move_to(referral, target, coordinator)
    entry = TimelineEntry.objects.get(verb=f"referral_{target}")
    assert entry.template_names[0] == f"cases/timeline/referral_{target}.html"
    without_name = render_to_string(entry.template_names, {"entry": entry})
    entry.receiver = referral.receiver
    with_name = render_to_string(entry.template_names, {"entry": entry})
    found = [str(referral.receiver) in line for line in (without_name, with_name)]
    assert found == [False, True]
    assert f'href="{referral.get_absolute_url()}"' in with_name
    assert ("No place free" in with_name) is (target == S.DECLINED)
