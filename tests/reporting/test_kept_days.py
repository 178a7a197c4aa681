"""Numbers kept of settled days are those that counting row by row gives, whatever happens in between."""

import datetime as dt
import random
import uuid

import pytest
from django.db import connection, transaction

from cases.models import Case, Intervention
from hotline.models import Call
from hotline.services.after_the_fact import PastCall, begin_past_call
from hotline.services.calls import log_call
from hotline.services.drafts import Window
from hotline.services.times import correct_times
from referrals.models import Referral
from reporting import counting
from reporting.kept_days import Days
from reporting.models import ChangedDay, KeptDay, KeptNumber
from reporting.periods import Period
from reporting.services.keeping import keep_settled_days
from reporting.tasks import keep_numbers_of_settled_days
from tests.accounts.factories import TeamFactory
from tests.cases.factories import CaseFactory
from tests.reporting.factories import (
    NOON,
    QUARTER,
    a_call,
    a_check_in,
    a_sent_referral,
    an_intervention,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def everything(days: Days) -> dict[str, object]:
    tables = {code: counting.counted(counting.cuts.CUTS[code], days) for code in counting.STATISTICS}
    return tables | {"months": counting.calls_by_month(days), "clients": counting.clients_helped(days)}


def row_by_row(period: Period, team=None) -> dict[str, object]:
    return everything(Days(period, team, (period,)))


def keep_everything() -> None:
    while keep_settled_days():
        pass


def marked() -> set[dt.date]:
    return set(ChangedDay.objects.values_list("day", flat=True))


def noon(day: int, month: int = 8) -> dt.datetime:
    return NOON.replace(day=day, month=month)


def test_a_day_is_kept_with_all_its_numbers_by_team(coordinator, operator):
    elsewhere = CaseFactory(team=TeamFactory(name="Turkestan"), opened_at=NOON)
    an_intervention(elsewhere)
    a_call(operator)
    keep_everything()
    kept = KeptNumber.objects.filter(day=NOON.date())
    assert set(kept.values_list("team__name", "cut", "code", "number")) == {
        ("Turkestan", "cases_by_status", "open", 1),
        ("Turkestan", "cases_by_risk", "", 1),
        ("Turkestan", "interventions_by_kind", "session", 1),
        ("Turkestan", "clients_by_day_before", "", 1),
        (operator.team.name, "calls_by_type", "about_self", 1),
    }


def test_a_report_of_kept_days_asks_no_row(operator, django_assert_num_queries):
    a_call(operator)
    an_intervention()
    CaseFactory(opened_at=noon(1, month=7))
    keep_everything()
    days = Days.of(QUARTER)
    assert days.live == ()
    with connection.execute_wrapper(no_statement_about("hotline_call", "cases_intervention")):
        found = everything(days)
    assert (found["months"], found["clients"]) == ({"2026-08": 1}, 1)


def no_statement_about(*tables: str):
    def look(execute, sql, params, many, context):
        assert not any(f'FROM "{table}"' in sql for table in tables), sql
        return execute(sql, params, many, context)

    return look


def test_today_and_yesterday_are_counted_row_by_row(operator):
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        now = cursor.fetchone()[0]
    for days_ago in (0, 1, 3):
        a_call(operator, now - days_ago * DAY)
    keep_everything()
    today = dt.datetime.now(tz=NOON.tzinfo).date()
    assert KeptDay.objects.latest("day").day == today - 2 * DAY
    period = Period(today - 5 * DAY, today)
    assert Days.of(period).live == (
        Period(today - 5 * DAY, today - 4 * DAY),
        Period(today - DAY, today),
    )
    assert counting.counted(counting.cuts.CALLS, Days.of(period)) == {"about_self": 3}


@pytest.mark.parametrize(
    ("change", "days"),
    [
        (lambda row: Call.objects.update(call_type="silent"), {noon(15).date()}),
        (lambda row: Call.objects.update(started_at=noon(20)), {noon(15).date(), noon(20).date()}),
        (lambda row: Call.objects.all().delete(), {noon(15).date()}),
        (lambda row: Call.objects.update(version=7), set()),
    ],
)
def test_a_change_of_a_counted_row_marks_its_day_and_nothing_else_does(operator, change, days):
    a_call(operator)
    CaseFactory(opened_at=noon(1, month=7))
    keep_everything()
    assert marked() == set()
    change(None)
    assert marked() == days
    assert [period.first_on for period in Days.of(QUARTER).live] == sorted(days)


def test_a_call_whose_time_is_corrected_to_another_day_marks_both(operator):
    now = dt.datetime.now(tz=NOON.tzinfo)
    was, becomes = now - 4 * DAY, now - 6 * DAY
    call = a_call(operator, was)
    Call.objects.update(ended_at=was)
    call.refresh_from_db()
    keep_everything()
    times = {"started_at": becomes, "ended_at": becomes + DAY / 48}
    correct_times(actor=operator, call=call, **times, reason="The wrong day.", version=call.version)
    assert marked() == {was.date(), becomes.date()}
    period = Period(becomes.date(), becomes.date())
    assert counting.counted(counting.cuts.CALLS, Days.of(period)) == {"about_self": 1}


def test_a_call_that_is_entered_later_counts_on_its_own_day(operator):
    at = dt.datetime.now(tz=NOON.tzinfo) - 4 * DAY
    a_call(operator, at - DAY)
    keep_everything()
    about = {"started_at": at, "ended_at": at + DAY / 48, "why": "outage"}
    call = begin_past_call(actor=operator, past=PastCall(call_id=uuid.uuid4(), answered_by=operator, **about))
    window = Window(call_id=call.pk, known_draft=call.drafts.get().pk)
    log_call(actor=operator, window=window, values={"call_type": "child"})
    assert marked() == {at.date()}
    assert counting.counted(counting.cuts.CALLS, Days.of(Period(at.date(), at.date()))) == {"child": 1}


def test_a_change_that_is_taken_back_leaves_no_mark(operator):
    a_call(operator)
    keep_everything()
    with transaction.atomic():
        Call.objects.update(call_type="silent")
        transaction.set_rollback(True)
    assert marked() == set()


def test_what_took_place_earlier_changes_who_is_met_first_later():
    case = CaseFactory()
    for day in (10, 20):
        an_intervention(case, noon(day))
    keep_everything()
    an_intervention(case, noon(15))
    assert marked() == {noon(15).date(), noon(20).date()}
    keep_everything()
    Intervention.objects.filter(held_at=noon(15)).delete()
    assert marked() == {noon(15).date(), noon(20).date()}


def test_a_case_that_goes_to_another_team_takes_its_numbers_along(coordinator):
    case, elsewhere = CaseFactory(opened_at=noon(1)), TeamFactory(name="Turkestan")
    an_intervention(case, noon(2))
    a_sent_referral(coordinator, at=noon(3), case=case)
    a_check_in(at=noon(4), case=case)
    keep_everything()
    Case.objects.filter(pk=case.pk).update(team=elsewhere)
    assert {noon(day).date() for day in (1, 2, 3, 4)} <= marked()
    assert everything(Days.of(QUARTER, elsewhere)) == row_by_row(QUARTER, elsewhere)


def test_a_day_that_is_changed_while_it_is_counted_stays_marked(operator, monkeypatch):
    a_call(operator)
    keep_everything()
    Call.objects.update(call_type="silent")

    def counted_while_somebody_writes(days):
        a_call(operator)
        return []

    monkeypatch.setattr("reporting.services.keeping._numbers_of", counted_while_somebody_writes)
    assert keep_settled_days() == 1
    assert NOON.date() in marked()
    assert counting.counted(counting.cuts.CALLS, Days.of(QUARTER)) == {"silent": 1, "about_self": 1}


def test_two_keepers_at_once_keep_each_day_once(operator, monkeypatch):
    a_call(operator)
    monkeypatch.setattr("reporting.services.keeping._is_only_keeper", lambda: False)
    assert keep_settled_days() == 0
    assert KeptDay.objects.count() == 0


def test_the_task_keeps_all_that_is_settled_some_days_at_a_time(operator, monkeypatch):
    assert keep_numbers_of_settled_days() == 0
    a_call(operator, noon(1))
    monkeypatch.setattr("reporting.tasks.DAYS_AT_ONCE", 60)
    kept = keep_numbers_of_settled_days()
    assert kept == KeptDay.objects.count() > 60
    assert keep_numbers_of_settled_days() == 0


def test_with_days_changed_here_and_there_the_whole_period_is_counted_row_by_row():
    KeptDay.objects.bulk_create(KeptDay(day=dt.date(2026, 7, 1) + 2 * number * DAY) for number in range(40))
    assert Days.of(QUARTER).live == (QUARTER,)


def happen(chance: random.Random, cases: list[Case], operator, coordinator) -> None:
    """Let something happen at a random moment, or something that happened be another way."""
    at = NOON.replace(month=chance.randint(6, 10), day=chance.randint(1, 28), hour=chance.randint(0, 23))
    case = chance.choice(cases)
    new = (
        lambda: a_call(operator, at, call_type=chance.choice(["about_self", "silent", "test"])),
        lambda: cases.append(CaseFactory(opened_at=at, kinds_of_violence=["physical", "threats"])),
        lambda: an_intervention(case, at, kind=chance.choice(["session", "viewing"])),
        lambda: an_intervention(case, at),
        lambda: a_sent_referral(coordinator, at=at, case=case),
        lambda: a_check_in(at=at, case=case),
    )
    changed = (
        lambda: Intervention.objects.filter(pk=any_of(chance, Intervention)).update(held_at=at),
        lambda: Intervention.objects.filter(pk=any_of(chance, Intervention)).delete(),
        lambda: Call.objects.filter(pk=any_of(chance, Call)).update(started_at=at),
        lambda: Case.objects.filter(pk=case.pk).update(risk_level=chance.choice(["", "high"])),
        lambda: Referral.objects.filter(pk=any_of(chance, Referral)).update(status="seen"),
    )
    chance.choice(new + changed)()


def any_of(chance: random.Random, model):
    return chance.choice([None, *model.objects.order_by("pk").values_list("pk", flat=True)])


@pytest.mark.parametrize("seed", range(6))
def test_kept_and_counted_numbers_are_equal_whatever_happens_in_between(seed, operator, coordinator):
    chance = random.Random(seed)  # noqa: S311 # a seed that fails can be run again
    cases = [CaseFactory(opened_at=noon(1), team=team) for team in (coordinator.team, TeamFactory(name="B"))]
    for _round in range(4):
        for _event in range(8):
            happen(chance, cases, operator, coordinator)
        keep_settled_days(most=chance.choice([20, 200]))
        for _event in range(2):
            happen(chance, cases, operator, coordinator)
        first = dt.date(2026, chance.randint(6, 10), chance.randint(1, 28))
        for period in (QUARTER, Period(first, first + chance.randint(0, 60) * DAY)):
            for team in (None, coordinator.team):
                assert everything(Days.of(period, team)) == row_by_row(period, team)
