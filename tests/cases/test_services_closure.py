"""Holding, closing and reopening a case."""

import pytest

from audit.models import JournalEntry
from cases.enums import CaseStatus, FollowUpStatus
from cases.models import Case, StatusChange
from cases.reading import reading_case
from cases.refusals import Conflict, Refusal
from cases.services import closure
from cases.services.closure import (
    close_case,
    obstacles_to_closing,
    put_case_on_hold,
    register_closing_check,
    reopen_case,
    resume_case,
)
from tests.cases.at_once import at_once
from tests.cases.factories import CaseFactory, FollowUpFactory

pytestmark = pytest.mark.django_db


def close(case, actor, **options):
    return close_case(actor=actor, case=case, **{"reason": "needs_met", "outcome": "safer", **options})


def test_a_case_is_closed_with_its_reason_and_outcome(coordinator):
    case = CaseFactory(in_progress=True)
    close(case, coordinator, note="She has a home of her own.")
    case.refresh_from_db()
    assert (case.status, case.closure_reason, case.closure_outcome) == ("closed", "needs_met", "safer")
    change = StatusChange.objects.get()
    assert (change.from_status, change.to_status, change.by) == ("active", "closed", coordinator)
    with reading_case(case, actor=coordinator, purpose="test"):
        assert change.reason == "She has a home of her own."
    entry = case.timeline.get()
    assert (entry.verb, entry.facts) == ("closed", {"reason": "needs_met", "outcome": "safer"})
    line = JournalEntry.objects.get(verb="cases.closed")
    assert line.fields == ["closed_at", "closure_outcome", "closure_reason", "status"]


def test_closing_twice_changes_nothing_the_second_time(coordinator):
    case = CaseFactory(in_progress=True)
    close(case, coordinator)
    close(case, coordinator, reason="moved_away")
    assert (Case.objects.get().closure_reason, StatusChange.objects.count()) == ("needs_met", 1)


def test_a_planned_follow_up_stands_in_the_way_of_closing(coordinator):
    case = CaseFactory(in_progress=True)
    FollowUpFactory(case=case, responsible=coordinator)
    with pytest.raises(Refusal, match="A follow-up is still planned"):
        close(case, coordinator)
    assert (Case.objects.get().status, StatusChange.objects.count()) == (CaseStatus.ACTIVE, 0)


def test_a_settled_follow_up_does_not_stand_in_the_way(coordinator):
    case = CaseFactory(in_progress=True)
    settled = {"settled_at": case.opened_at, "settled_by": coordinator}
    FollowUpFactory(case=case, responsible=coordinator, status=FollowUpStatus.CANCELLED, **settled)
    assert obstacles_to_closing(case) == []


def test_an_upper_app_says_what_stands_in_the_way(coordinator, monkeypatch):
    monkeypatch.setattr(closure, "_closing_checks", [])
    register_closing_check(lambda case: None)

    def something_is_open(case):
        return f"Something of {case.reference} is open."

    for _time in range(2):
        register_closing_check(something_is_open)
    case = CaseFactory(in_progress=True)
    assert obstacles_to_closing(case) == [something_is_open(case)]
    with pytest.raises(Refusal, match=f"Something of {case.reference} is open."):
        close(case, coordinator)


def test_a_case_opened_by_mistake_is_closed_at_once(coordinator):
    case = close(CaseFactory(), coordinator, reason="opened_by_mistake", outcome="not_known")
    assert case.status == CaseStatus.CLOSED


def test_a_reopened_case_is_in_progress_and_no_longer_closed(coordinator):
    case = CaseFactory(closed=True)
    reopen_case(actor=coordinator, case=case, reason="He came back.")
    case.refresh_from_db()
    assert (case.status, case.closed_at, case.closure_reason) == (CaseStatus.ACTIVE, None, "")
    assert (case.timeline.get().verb, JournalEntry.objects.get(verb="cases.reopened").fields) == (
        "reopened",
        ["status"],
    )


def test_a_case_that_nobody_had_accepted_is_not_reopened(coordinator):
    with pytest.raises(Refusal, match="Nobody had accepted this case"):
        reopen_case(
            actor=coordinator, case=CaseFactory(closed=True, accepted_at=None), reason="He came back."
        )


def test_a_case_rests_and_goes_on(coordinator):
    case = CaseFactory(in_progress=True)
    put_case_on_hold(actor=coordinator, case=case, reason="She is at her sister's.")
    assert Case.objects.get().status == CaseStatus.ON_HOLD
    resume_case(actor=coordinator, case=case)
    assert Case.objects.get().status == CaseStatus.ACTIVE
    assert [entry.verb for entry in case.timeline.order_by("recorded_at")] == ["put_on_hold", "resumed"]


@pytest.mark.parametrize(("act", "state"), [(put_case_on_hold, "in_progress"), (reopen_case, "closed")])
def test_holding_and_reopening_need_a_reason(act, state, coordinator):
    case = CaseFactory(**{state: True})
    with pytest.raises(Refusal, match="Say why, in a few words"):
        act(actor=coordinator, case=case, reason=" ")
    assert StatusChange.objects.count() == 0


def test_a_move_that_the_table_does_not_know_is_refused(coordinator):
    with pytest.raises(Conflict, match="it is now “New”"):
        put_case_on_hold(actor=coordinator, case=CaseFactory(), reason="She is away.")


def test_whoever_saw_an_older_state_is_told_the_newer_one(coordinator):
    case = CaseFactory(in_progress=True)
    seen_before = Case.objects.get(pk=case.pk)
    put_case_on_hold(actor=coordinator, case=case, reason="She is away.")
    with pytest.raises(Conflict, match="it is now “On hold”"):
        close(seen_before, coordinator)
    assert (seen_before.status, seen_before.version) == (CaseStatus.ON_HOLD, case.version)


def test_a_closing_that_cannot_be_journaled_does_not_happen(coordinator, monkeypatch):
    def no_journal(**line):
        raise RuntimeError

    monkeypatch.setattr(closure, "record", no_journal)
    case = CaseFactory(in_progress=True)
    with pytest.raises(RuntimeError):
        close(case, coordinator)
    assert (Case.objects.get().status, StatusChange.objects.count()) == (CaseStatus.ACTIVE, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_close_a_case_at_once_close_it_once(coordinator, psychologist):
    case = CaseFactory(in_progress=True)

    def closing(actor):
        return lambda: close(Case.objects.get(pk=case.pk), actor).status

    assert at_once(closing(coordinator), closing(psychologist)) == ["closed", "closed"]
    assert (StatusChange.objects.count(), case.timeline.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_closing_and_holding_at_once_one_happens(coordinator, psychologist):
    case = CaseFactory(in_progress=True)
    seen = [Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)]
    answers = at_once(
        lambda: close(seen[0], coordinator),
        lambda: put_case_on_hold(actor=psychologist, case=seen[1], reason="She is away."),
    )
    assert {type(answer) for answer in answers} == {Case, Conflict}
    assert StatusChange.objects.count() == 1
