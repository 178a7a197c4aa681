"""The pages of the numbers, as coordinators and managers open them."""

import re

import pytest
import time_machine
from django.urls import reverse

from audit.models import JournalEntry
from reporting.models import ApprovedSnapshot
from reporting.periods import Period
from reporting.queries import figures_to_approve, fingerprint_of
from tests.accounts.factories import TeamFactory
from tests.cases.factories import CaseFactory
from tests.reporting.factories import (
    ALMATY,
    NOON,
    QUARTER,
    a_call,
    a_check_in,
    a_sent_referral,
    an_approved,
    an_intervention,
)
from tests.workers import as_worker

pytestmark = pytest.mark.django_db

REPORT, LIST = reverse("reporting:report"), reverse("reporting:approved_list")
APPROVE, APPROVED = (
    reverse("reporting:approve", args=["2026-q3"]),
    reverse("reporting:approved", args=["2026-q3"]),
)
NOW = NOON.replace(month=11, day=23, hour=10, minute=45)


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(NOW, tick=False):
        yield


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def some_calls(operator, number: int = 6) -> None:
    for _time in range(number):
        a_call(operator)


def seen_now() -> str:
    return fingerprint_of(figures_to_approve(QUARTER))


def test_the_report_of_this_year_opens_first(manager, operator):
    some_calls(operator)
    response = as_worker(manager).get(REPORT)
    page = response.context["page"]
    assert (page.period.code, page.calls, page.calls_with_request) == ("2026", 6, 6)
    assert [month.label for month in page.calls_by_month][-2:] == ["Oct", "Nov (1–23)"]
    assert [month.label for month in page.newest_months] == ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov (1–23)"]
    assert "Counted 23 Nov, 10:45. Unfinished calls are left out." in text(response)
    assert "All months as a table" in text(response)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"period": "2026-q3"}, "2026-q3"),
        ({"period": "2025"}, "2025"),
        ({"period": "2026-08"}, "2026-08"),
        ({"first_on": "2026-08-10", "last_on": "2026-08-20"}, "2026-08-10..2026-08-20"),
        ({"period": "2025", "first_on": "2026-08-10", "last_on": "2026-08-20"}, "2026-08-10..2026-08-20"),
        ({"period": "1999"}, "2026"),
        ({"period": "nonsense"}, "2026"),
    ],
)
def test_a_period_is_chosen_or_two_days(manager, asked, code):
    assert as_worker(manager).get(REPORT, asked).context["page"].period.code == code


@pytest.mark.parametrize(
    ("first_on", "last_on", "sentence"),
    [
        ("2026-08-20", "2026-08-10", "Choose a last day that is not before the first, at most a year later."),
        ("2025-01-01", "2026-08-10", "Choose a last day that is not before the first, at most a year later."),
        ("2026-08-20", "", "Choose both days, or a period of the list."),
        ("", "2026-08-20", "Choose both days, or a period of the list."),
        ("2026-11-24", "2026-11-25", "Choose a first day of these years that is not ahead."),
        ("1926-11-24", "1926-11-25", "Choose a first day of these years that is not ahead."),
    ],
)
def test_days_that_cannot_be_say_what_to_do_and_this_year_is_shown(manager, first_on, last_on, sentence):
    response = as_worker(manager).get(REPORT, {"first_on": first_on, "last_on": last_on})
    assert sentence in text(response)
    assert response.context["page"].period.code == "2026"
    assert "<details open>" in response.content.decode()


def test_a_hidden_number_is_nowhere_on_the_page(manager, operator):
    for call_type, times in (("about_self", 6), ("repeat", 7), ("prank", 3)):
        for _time in range(times):
            a_call(operator, call_type=call_type)
    response = as_worker(manager).get(REPORT, {"period": "2026-q3"})
    calls = response.context["page"].tables[0]
    assert {row.label: row.number for row in calls.rows if row.number != 0} == {
        "About herself": 6,
        "Repeat call": None,
        "Prank": None,
    }
    assert "Prank hidden" in text(response)
    assert "with a request" not in text(response)  # 6 and the hidden 7 would give the 3 away


def test_single_numbers_come_with_what_they_are_a_part_of(manager, coordinator):
    for status in ("completed",) * 5 + ("declined",) * 6:
        a_sent_referral(coordinator, status)
    for outcome in ("improving",) * 7 + ("unchanged",) * 5:
        a_check_in(outcome)
    shown = text(as_worker(manager).get(REPORT, {"period": "2026-q3"}))
    assert "Referrals completed 5 of 11 sent" in shown
    assert "Check-ins: improving 7 of 12 reached" in shown


def test_a_coordinator_sees_her_teams_numbers_and_is_told_so(coordinator, other_team_coordinator, manager):
    some_calls(coordinator, 5)
    some_calls(other_team_coordinator, 6)
    own = as_worker(coordinator).get(REPORT)
    assert own.context["page"].calls == 5
    assert "Only the work of the team “Shymkent” is counted." in text(own)
    everybody = as_worker(manager).get(REPORT)
    assert everybody.context["page"].calls == 11
    assert "Only the work of the team" not in text(everybody)


def test_the_report_costs_the_same_for_one_case_and_for_three(
    manager, operator, coordinator, django_assert_num_queries
):
    client = as_worker(manager)
    for _time in (1, 2):
        an_intervention(CaseFactory(opened_at=NOON))
        a_call(operator)
        a_check_in()
        a_sent_referral(coordinator)
        with django_assert_num_queries(24):
            client.get(REPORT)


def test_looking_at_numbers_opens_no_file_and_leaves_no_line(manager, operator):
    some_calls(operator)
    before = JournalEntry.objects.count()
    client = as_worker(manager)
    client.get(REPORT), client.get(LIST), client.get(APPROVE)
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_chart_is_drawn_with_points_whatever_the_language(manager, operator, language):
    """A decimal comma in an attribute would break the picture."""
    some_calls(operator)
    manager.language = language
    manager.save()
    page = as_worker(manager).get(REPORT).content.decode()
    drawn = re.findall(r'\s(?:x|y|x1|width|height)="([^"]+)"', page)
    assert len(drawn) > 40
    assert [value for value in drawn if not re.fullmatch(r"-?[\d.]+%?", value)] == []


@pytest.mark.parametrize(
    ("period", "offered"), [("2026-q3", True), ("2026", False), ("2026-08", False), ("2026-q4", False)]
)
def test_a_manager_is_led_to_approving_what_can_be_approved(manager, coordinator, period, offered):
    link = reverse("reporting:approve", args=[period]) if "-0" not in period else "/reports/approve/"
    assert (link in as_worker(manager).get(REPORT, {"period": period}).content.decode()) is offered
    assert link not in as_worker(coordinator).get(REPORT, {"period": period}).content.decode()


def test_the_list_offers_what_has_ended_and_says_why_the_rest_cannot_be(manager):
    an_approved("2025", manager)
    response = as_worker(manager).get(LIST)
    assert [
        (candidate.period.code, bool(candidate.answer)) for candidate in response.context["candidates"]
    ] == [
        ("2026-q3", True),
        ("2026-q2", True),
        ("2026-q1", True),
        ("2025-q4", False),
        ("2024", True),
    ]
    assert "“Year 2025” is approved already." in text(response)
    assert "Year 2025 1 January 2025 – 31 December 2025 1 January 2026" in text(response)


def test_a_coordinator_reads_who_approves(coordinator):
    shown = text(as_worker(coordinator).get(LIST))
    assert "A manager approves what the website shows." in shown
    assert "Nothing is approved yet" in shown


def test_the_list_costs_the_same_for_one_period_and_for_three(manager, django_assert_num_queries):
    client = as_worker(manager)
    for code in ("2026-q1", "2026-q2", "2026-q3"):
        an_approved(code, manager)
        with django_assert_num_queries(6):
            client.get(LIST)


def test_a_manager_sees_what_the_website_will_show_and_approves_it(manager, operator, coordinator):
    some_calls(operator)
    client = as_worker(manager)
    page = client.get(APPROVE)
    assert page.context["statistic"].headline[0].number == 6
    assert f'value="{seen_now()}"' in page.content.decode()
    response = client.post(APPROVE, {"seen": seen_now()})
    assert (response.status_code, response.url) == (302, LIST)
    assert "The website may show these numbers now." in text(client.get(LIST))
    shown = as_worker(coordinator).get(APPROVED)
    assert shown.context["statistic"].headline[0].number == 6
    assert "Approved on 23 November 2026. The website shows exactly this." in text(shown)


def test_pressing_twice_approves_once(manager):
    client, seen = as_worker(manager), {"seen": seen_now()}
    assert [client.post(APPROVE, seen).status_code for _time in (1, 2)] == [302, 302]
    assert ApprovedSnapshot.objects.count() == 1


def test_numbers_that_changed_meanwhile_are_shown_again_before_they_are_approved(manager, operator):
    seen = seen_now()
    some_calls(operator)
    client = as_worker(manager)
    response = client.post(APPROVE, {"seen": seen})
    assert response.status_code == 409
    assert "The numbers have changed since you looked. These are the new ones." in text(response)
    assert response.context["statistic"].headline[0].number == 6
    assert ApprovedSnapshot.objects.count() == 0
    assert client.post(APPROVE, {"seen": seen_now()}).status_code == 302


@pytest.mark.parametrize("typed", [{}, {"seen": ""}, {"seen": "x" * 65}])
def test_nothing_is_approved_unseen(manager, typed):
    response = as_worker(manager).post(APPROVE, typed)
    assert (response.status_code, ApprovedSnapshot.objects.count()) == (200, 0)


def test_a_running_quarter_shows_the_reason_in_place_of_the_button(manager):
    path = reverse("reporting:approve", args=["2026-q4"])
    client = as_worker(manager)
    response = client.get(path)
    assert "This period is not over yet. Choose a quarter or a year that has ended." in text(response)
    assert 'name="seen"' not in response.content.decode()
    assert client.post(path, {"seen": "anything"}).status_code == 409
    assert ApprovedSnapshot.objects.count() == 0


@pytest.mark.parametrize("code", ["2026-08", "2026-q5", "26", "nonsense"])
def test_a_period_that_the_website_never_shows_does_not_exist(manager, code):
    client = as_worker(manager)
    assert client.get(f"/reports/approve/{code}/").status_code == 404
    assert client.post(f"/reports/approve/{code}/", {"seen": "x"}).status_code == 404
    assert client.get(f"/reports/approved/{code}/").status_code == 404


def test_numbers_that_are_not_approved_do_not_exist(manager):
    assert as_worker(manager).get(APPROVED).status_code == 404


@pytest.mark.parametrize("role", ["operator", "psychologist", "lawyer", "administrator", "auditor"])
def test_for_all_others_there_are_no_numbers(request, manager, role):
    an_approved("2026-q3", manager)
    client = as_worker(request.getfixturevalue(role))
    assert [client.get(path).status_code for path in (REPORT, LIST, APPROVED, APPROVE)] == [404] * 4
    assert client.post(APPROVE, {"seen": "x"}).status_code == 404


def test_a_coordinator_approves_nothing(coordinator):
    client = as_worker(coordinator)
    assert (client.get(APPROVE).status_code, client.post(APPROVE, {"seen": seen_now()}).status_code) == (
        404,
        404,
    )
    assert ApprovedSnapshot.objects.count() == 0


def test_a_coordinator_without_work_sees_zeros_not_the_centres(coordinator, operator):
    coordinator.team = TeamFactory(name="Empty")
    coordinator.save()
    some_calls(operator)
    assert as_worker(coordinator).get(REPORT).context["page"].calls == 0


def test_a_day_of_the_centre_ends_at_its_own_midnight(manager, operator):
    for minute in (59, 58, 57, 56, 55):
        a_call(operator, NOON.replace(hour=23, minute=minute))
        a_call(operator, NOON.replace(day=16, hour=0, minute=minute).astimezone(ALMATY))
    asked = {"first_on": "2026-08-15", "last_on": "2026-08-15"}
    page = as_worker(manager).get(REPORT, asked).context["page"]
    assert (page.calls, page.period) == (5, Period(NOON.date(), NOON.date()))
