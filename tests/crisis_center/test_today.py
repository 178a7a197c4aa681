"""Today: what waits for a worker, by code, never by name."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services.shifts import begin_shift
from cases.enums import FollowUpKind
from cases.models import SafeContact
from cases.services.follow_ups import plan_follow_up
from cases.services.intake import Intake, open_case
from cases.work_of_a_day import cases_in_numbers
from hotline.services.drafts import Window, save_draft
from reference.moments import start_of
from referrals.enums import ReferralStatus
from tests.cases.factories import CaseFactory
from tests.hotline.factories import a_note
from tests.outbox.factories import OutboxMessageFactory
from tests.referrals.factories import a_referral
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False) as clock:
        yield clock  # 10:30 in Shymkent


def plan(case, worker, day=MONDAY, kind=FollowUpKind.ONE_MONTH):
    return plan_follow_up(actor=worker, case=case, kind=kind, responsible=worker, due_on=day)


def test_what_is_due_stands_on_the_day_of_the_worker_by_code(case, psychologist, coordinator):
    plan(case, psychologist)
    page = as_worker(psychologist).get("/today/")
    assert [work.follow_up.case for work in page.context["due"]] == [case]
    assert ("One-month check-in" in page.text, case.reference in page.text) == (True, True)
    assert "Invented Client" not in page.text
    assert "Aigul" not in page.text
    assert as_worker(coordinator).get("/today/").context["due"] == []


def test_late_work_is_counted_apart_and_comes_first(case, psychologist, clock):
    plan(case, psychologist, day=MONDAY)
    plan(case, psychologist, day=MONDAY + dt.timedelta(days=1), kind=FollowUpKind.SAFETY_REVIEW)
    plan(case, psychologist, day=MONDAY + dt.timedelta(days=9))
    clock.shift(dt.timedelta(days=1))
    page = as_worker(psychologist).get("/today/")
    assert [(figure.number, str(figure.label)) for figure in page.context["figures"]] == [
        (1, "follow-up late"),
        (1, "follow-up due today"),
    ]
    assert [work.follow_up.kind for work in page.context["due"]] == ["one_month", "safety_review"]


def test_outside_her_hours_no_call_is_offered(case, psychologist):
    plan(case, psychologist)
    assert "Prepare call" in as_worker(psychologist).get("/today/").text
    SafeContact.objects.filter(case=case).update(safe_from=dt.time(18), safe_until=dt.time(20))
    page = as_worker(psychologist).get("/today/")
    assert ("Prepare call" in page.text, "from 18:00" in page.text) == (False, True)


def test_a_new_case_waits_on_the_day_of_the_lead_and_of_the_operator_who_opened_it(
    operator, coordinator, psychologist
):
    case = open_case(actor=operator, intake=Intake(team=operator.team))
    for worker in (operator, coordinator):
        assert case.reference in as_worker(worker).get("/today/").text
    assert case.reference not in as_worker(psychologist).get("/today/").text


def test_high_risk_without_a_plan_is_shown_until_something_is_planned(coordinator, psychologist):
    case = open_case(
        actor=coordinator,
        intake=Intake(
            team=coordinator.team,
            risk_level="high",
            risk_reason="Threats.",
            primary_worker=psychologist,
        ),
    )
    assert "High risk, nothing planned" in as_worker(psychologist).get("/today/").text
    plan(case, psychologist, kind=FollowUpKind.SAFETY_REVIEW)
    assert "High risk, nothing planned" not in as_worker(psychologist).get("/today/").text


def test_a_manager_sees_counts_and_no_file(case, manager):
    page = as_worker(manager).get("/today/")
    assert ("Cases of the centre" in page.text, case.reference in page.text) == (True, False)
    assert "Nobody waits for a contact today" not in page.text


def test_a_manager_counts_living_cases_and_those_closed_this_month(manager):
    first = start_of(dt.date(2026, 11, 1))
    CaseFactory(in_progress=True)
    CaseFactory(closed=True, closed_at=first)
    CaseFactory(closed=True, closed_at=first, closure_reason="opened_twice")  # it goes on in another one
    CaseFactory(closed=True, closed_at=first - dt.timedelta(seconds=1))
    assert cases_in_numbers(manager, dt.date(2026, 11, 26)) == [("In progress", 1), ("Closed this month", 1)]


@pytest.mark.parametrize(
    ("role", "words"), [("administrator", "Workers and teams"), ("auditor", "The journal")]
)
def test_who_reads_no_file_finds_her_own_work(role, words, request):
    page = as_worker(request.getfixturevalue(role)).get("/today/")
    assert words in page.text


def test_three_follow_ups_cost_no_more_statements_than_one(case, psychologist):
    browser, counts = as_worker(psychologist), []
    for number in (1, 2):
        for _time in range(number):
            plan(case, psychologist)
        with CaptureQueriesContext(connection) as captured:
            browser.get("/today/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_her_own_cases_stand_there_with_what_is_done_next(case, psychologist, coordinator):
    page = as_worker(psychologist).get("/today/")
    assert f"/cases/{case.reference}/sessions/record/" in page.text
    assert f"/cases/{case.reference}/sessions/record/" not in as_worker(coordinator).get("/today/").text


def test_an_unfinished_call_stands_first_on_the_day(coordinator):
    save_draft(
        actor=coordinator, window=Window(call_id=uuid.uuid4()), seq=1, typed={"call_type": "about_self"}
    )
    page = as_worker(coordinator).get("/today/")
    assert page.text.index("My unfinished calls") < page.text.index("Nobody waits for a contact today")


def test_a_note_of_the_last_shift_stands_before_the_follow_ups(coordinator, operator):
    a_note(operator)
    begin_shift(actor=coordinator)
    page = as_worker(coordinator).get("/today/")
    assert page.text.index("Hand-over notes to read") < page.text.index("Nobody waits for a contact today")


def test_an_operator_is_told_that_nobody_waits_only_when_nothing_else_is_there(operator):
    """A card about contacts that she never makes would be noise above her own work."""
    assert "Nobody waits for a contact today" in as_worker(operator).get("/today/").text
    open_case(actor=operator, intake=Intake(team=operator.team))
    assert "Nobody waits for a contact today" not in as_worker(operator).get("/today/").text


def test_a_partner_who_owes_an_answer_is_named_once(case, psychologist, coordinator, clock):
    referral = a_referral(case, coordinator, ReferralStatus.SENT)
    clock.shift(referral.answer_due_on - MONDAY)
    page = as_worker(coordinator).get("/today/")
    assert page.text.count(referral.get_absolute_url()) == 2  # the title and the button of one row
    assert "Ask the partner for an answer" not in page.text
    assert [(figure.number, str(figure.label)) for figure in page.context["figures"]] == [
        (1, "referral without answer")
    ]


def test_the_administrator_sees_that_mail_does_not_go_out(administrator):
    assert "could not be sent" not in as_worker(administrator).get("/today/").text
    OutboxMessageFactory(status="failed", last_outcome="mail_server", attempts=8)
    assert "1 message to a colleague could not be sent." in as_worker(administrator).get("/today/").text
