"""The report, and what everybody may see of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cases.enums import InterventionKind
from reporting import cuts
from reporting.periods import Period
from reporting.queries import (
    PublishedRow,
    approved_periods,
    figures_to_approve,
    published_periods,
    published_statistic,
    report,
    statistic_of,
    team_counted_by,
)
from tests.cases.factories import CaseFactory
from tests.reporting.factories import (
    FIGURES,
    NOON,
    QUARTER,
    a_call,
    a_check_in,
    a_sent_referral,
    an_approved,
    an_intervention,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)


def numbers(table) -> dict[str, int | None]:
    return {row.label: row.number for row in table.rows}


def test_a_report_counts_everything_of_its_period_and_hides_what_is_small(operator):
    case = CaseFactory(opened_at=NOON)
    for kind, times in (("session", 6), ("viewing", 5), ("home_visit", 2)):
        for _time in range(times):
            an_intervention(case, kind=kind)
    for month in (7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8):
        a_call(operator, NOON.replace(month=month))
    found = report(QUARTER, team=None, today=TODAY)
    assert found.calls_by_month.rows == (("2026-07", 5), ("2026-08", 6), ("2026-09", 0))
    assert found.table(cuts.CALLS).total == found.calls_by_month.total == found.calls_with_request == 11
    assert numbers(found.table(cuts.INTERVENTIONS)) == {
        "Individual session": 6,
        "DVD viewing": None,  # the last of the others: 13 without 6 and 5 would be 2
        "Home visit": None,
        "Consultation with a child": 0,
        "Session with the family": 0,
        "Legal consultation": 0,
        "Accompaniment": 0,
    }
    assert found.number(cuts.INTERVENTIONS, InterventionKind.SESSION) == 6
    assert found.clients_helped is None
    assert found.table(cuts.INTERVENTIONS).total == 13


def test_calls_with_a_request_are_hidden_when_one_of_their_rows_is(operator):
    for call_type, times in (("about_self", 5), ("repeat", 2), ("hang_up", 5)):
        for _time in range(times):
            a_call(operator, call_type=call_type)
    found = report(QUARTER, team=None, today=TODAY)
    assert found.table(cuts.CALLS).total == 12
    assert found.calls_with_request is None


def test_a_report_costs_the_same_for_one_case_and_for_three(django_assert_num_queries, operator, coordinator):
    def some_work():
        an_intervention(CaseFactory(opened_at=NOON))
        a_call(operator)
        a_check_in()
        a_sent_referral(coordinator)

    for _time in (1, 2):
        some_work()
        with django_assert_num_queries(18):
            report(QUARTER, team=None, today=TODAY)
        some_work()


def test_a_coordinator_counts_her_teams_work_and_a_manager_everybodys(coordinator, manager):
    assert team_counted_by(coordinator) == coordinator.team
    assert team_counted_by(manager) is None


def test_figures_hold_codes_and_numbers_and_nothing_small(operator):
    for _time in range(6):
        a_call(operator)
    figures = figures_to_approve(QUARTER)
    assert dict(figures["headline"]) == {
        "calls": 6,
        "clients_helped": 0,
        "interventions": 0,
        "referrals_sent": 0,
        "joint_events": 0,
    }
    assert [table["code"] for table in figures["tables"]] == [
        "calls_by_type",
        "kinds_of_violence",
        "interventions_by_kind",
        "referrals_by_status",
        "check_ins_by_outcome",
        "joint_events_by_kind",
        "participants_by_kind",
    ]
    assert figures["tables"][0]["total"] == 6
    shown = [number for table in figures["tables"] for _code, number in table["rows"] if number is not None]
    assert [number for number in shown if 1 <= number <= 4] == []


def test_nothing_is_published_before_it_is_approved():
    assert published_statistic() is None
    assert published_statistic("2026-q3") is None
    assert published_periods() == []


def test_the_newest_approved_period_is_published_and_any_other_on_request(manager):
    for code in ("2026-q2", "2026-q3", "2025"):
        an_approved(code, manager)
    assert published_statistic().period_code == "2026-q3"
    older = published_statistic("2025")
    assert (older.title, older.approved_on, older.last_on) == (
        "Year 2025",
        dt.date(2026, 1, 1),
        dt.date(2025, 12, 31),
    )
    assert published_statistic("2024") is None
    assert [(period.period_code, period.title) for period in published_periods()] == [
        ("2026-q3", "Quarter III of 2026"),
        ("2026-q2", "Quarter II of 2026"),
        ("2025", "Year 2025"),
    ]
    assert approved_periods() == [Period.of_code(code) for code in ("2026-q3", "2026-q2", "2025")]


def test_published_numbers_come_in_words_with_shares_of_the_greatest(manager):
    an_approved("2026-q3", manager)
    statistic = published_statistic()
    assert statistic.headline == [
        PublishedRow("Calls", 40, 100.0),
        PublishedRow("Clients who were helped", None, None),
        PublishedRow("Interventions", 25, 62.5),
        PublishedRow("Referrals sent", 0, 0.0),
    ]
    [table] = statistic.tables
    assert (table.code, table.title, table.total, table.has_hidden) == (
        "interventions_by_kind",
        "Interventions by kind",
        25,
        True,
    )
    assert table.rows == [
        PublishedRow("Individual session", 10, 100.0),
        PublishedRow("Consultation with a child", None, None),
        PublishedRow("Home visit", None, None),
        PublishedRow("DVD viewing", 0, 0.0),
    ]


def test_published_words_are_those_of_the_readers_language(manager):
    an_approved("2026-q3", manager)
    english = published_statistic().tables[0].rows[0].label
    with override("ru"):
        assert published_statistic().tables[0].rows[0].label == InterventionKind.SESSION.label != english


@pytest.mark.parametrize("code", ["", "2026-q3"])
def test_published_numbers_cost_one_statement_however_many_are_approved(manager, code):
    for approved in ("2026-q3", "2026-q2", "2026-q1"):
        an_approved(approved, manager)
        with CaptureQueriesContext(connection) as captured:
            published_statistic(code), published_periods()
        assert len(captured) == 2


def test_a_code_that_the_centre_no_longer_knows_speaks_for_itself():
    table = {"code": "interventions_by_kind", "rows": [["art_therapy", 12]], "total": 12}
    statistic = statistic_of(QUARTER, {**FIGURES, "tables": [table]}, approved_on=TODAY)
    assert statistic.tables[0].rows == [PublishedRow("Art therapy", 12, 100.0)]


def test_those_for_whom_nothing_was_said_have_a_row_of_their_own():
    table = cuts.CASES_BY_RISK.shown({"high": 7, "": 5})
    assert table.rows == (("low", 0), ("medium", 0), ("high", 7), ("", 5))
    assert cuts.CASES_BY_RISK.label("") == "Not assessed yet"


def test_every_table_counts_every_code_of_its_enum_or_says_which_it_leaves_out():
    for cut in cuts.CUTS.values():
        assert {*cut.codes, *cut.left_out} - {""} == set(cut.words.values)
        assert cut.delicate <= set(cut.words.values)
