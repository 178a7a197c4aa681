"""What the lists and the track are made of."""

import datetime as dt

import pytest
import time_machine

from referrals.enums import ReferralStatus as S
from referrals.models import Referral
from referrals.queries import (
    ReferralFilters,
    listed_referrals,
    moves_of,
    referrals_of,
    track_of,
    waiting_for_answer,
)
from tests.cases.factories import CaseFactory
from tests.referrals.factories import a_referral, move_to

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 11, 23, 5, tzinfo=dt.UTC)


def statuses_of(stages, state):
    return [stage.status for stage in stages if stage.state == state]


def track(case, coordinator, status):
    referral = a_referral(case, coordinator, status)
    return track_of(referral, moves_of(referral))


def test_the_track_shows_what_was_passed_where_it_stands_and_what_is_to_come(case, coordinator):
    stages = track(case, coordinator, S.SEEN)
    assert statuses_of(stages, "done") == [S.PREPARED, S.SENT]
    assert statuses_of(stages, "now") == [S.SEEN]
    assert statuses_of(stages, "next") == [S.ACCEPTED, S.SERVICE_STARTED, S.COMPLETED]
    assert [stage.reached_at is not None for stage in stages] == [True] * 3 + [False] * 3


def test_a_stage_passed_without_a_note_has_no_day(case, coordinator):
    stages = track(case, coordinator, S.COMPLETED)
    assert statuses_of(stages, "done") == [S.PREPARED, S.SENT, S.SEEN, S.ACCEPTED, S.SERVICE_STARTED]
    assert [stage.status for stage in stages if stage.reached_at is None] == [S.SEEN]


@pytest.mark.parametrize("end", [S.DECLINED, S.NO_ANSWER])
def test_a_referral_that_left_the_path_shows_what_it_reached_and_where_it_stands(end, case, coordinator):
    stages = track(case, coordinator, end)
    assert [(stage.status, stage.state) for stage in stages] == [
        (S.PREPARED, "done"),
        (S.SENT, "done"),
        (end, "now"),
    ]


def test_a_stage_reached_twice_shows_the_last_day(case, coordinator):
    with time_machine.travel(MONDAY, tick=False) as clock:
        referral = a_referral(case, coordinator, S.SEEN)
        for target in (S.NO_ANSWER, S.SEEN):
            clock.shift(dt.timedelta(days=1))
            move_to(referral, target, coordinator)
    seen = next(stage for stage in track_of(referral, moves_of(referral)) if stage.status == S.SEEN)
    assert seen.reached_at == MONDAY + dt.timedelta(days=2)


FILTERS = {
    "nothing": (lambda referrals: ReferralFilters(), [0, 1, 2, 3]),
    "a status": (lambda referrals: ReferralFilters(status=S.SENT), [1]),
    "urgent": (lambda referrals: ReferralFilters(urgent=True), [2]),
    "waiting": (lambda referrals: ReferralFilters(waiting=True), [1, 2]),
    "a partner": (lambda referrals: ReferralFilters(partner=referrals[3].receiver.organisation), [3]),
}


@pytest.mark.parametrize("name", FILTERS)
def test_the_list_is_narrowed_by_what_is_chosen(name, case, coordinator):
    referrals = [
        a_referral(case, coordinator),
        a_referral(case, coordinator, S.SENT),
        a_referral(case, coordinator, S.SEEN, is_urgent=True),
        a_referral(case, coordinator, S.ACCEPTED),
    ]
    chosen, expected = FILTERS[name]
    found = set(listed_referrals(coordinator, chosen(referrals)))
    assert found == {referrals[number] for number in expected}


def test_each_worker_lists_the_referrals_of_her_own_cases(
    case, coordinator, psychologist, lawyer, other_team_coordinator, administrator, auditor
):
    a_referral(case, coordinator)
    workers = [coordinator, psychologist, lawyer, other_team_coordinator, administrator, auditor]
    seen = [worker.role for worker in workers if listed_referrals(worker, ReferralFilters()).exists()]
    assert seen == ["coordinator", "psychologist"]


def test_a_case_lists_its_own_referrals_newest_first(case, coordinator):
    with time_machine.travel(MONDAY) as clock:
        first = a_referral(case, coordinator)
        clock.shift(60)
        second = a_referral(case, coordinator)
        a_referral(CaseFactory(in_progress=True), coordinator)
    assert list(referrals_of(case)) == [second, first]


def test_an_answer_is_waited_for_from_its_day_on_until_it_comes(case, coordinator, other_team_coordinator):
    with time_machine.travel(MONDAY):
        late, urgent = (
            a_referral(case, coordinator, S.SENT),
            a_referral(case, coordinator, S.SEEN, is_urgent=True),
        )
        a_referral(case, coordinator)
        due = {late.answer_due_on: [urgent, late], urgent.answer_due_on: [urgent], MONDAY.date(): []}
        assert {day: list(waiting_for_answer(coordinator, day)) for day in due} == due
        assert list(waiting_for_answer(other_team_coordinator, late.answer_due_on)) == []
        move_to(urgent, S.ACCEPTED, coordinator)
        assert list(waiting_for_answer(coordinator, late.answer_due_on)) == [late]


def test_what_a_list_reads_holds_no_sealed_text(case, coordinator):
    a_referral(case, coordinator, S.SENT)
    row = listed_referrals(coordinator, ReferralFilters()).get()
    sealed = {field.attname for field in Referral._meta.fields if type(field).__name__.startswith("Sealed")}
    assert (row.get_deferred_fields(), len(sealed)) == (sealed, 3)
