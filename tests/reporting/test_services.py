"""Approving: once, by a manager, what she has seen."""

import pytest
import time_machine

from accounts.refusals import Refusal
from audit.models import JournalEntry
from reporting.models import ApprovedSnapshot
from reporting.periods import Period
from reporting.queries import figures_to_approve, fingerprint_of, published_statistic
from reporting.refusals import NumbersChanged
from reporting.services.approving import approve_statistic
from tests.reporting.factories import NOON, QUARTER, a_call, an_approved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(NOON.replace(month=11, day=23), tick=False):
        yield


def lines() -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(verb="reporting.statistic_approved"))


def test_a_manager_approves_what_is_then_published(operator, manager):
    for _time in range(6):
        a_call(operator)
    snapshot = approve_statistic(actor=manager, period=QUARTER)
    assert (snapshot.period, snapshot.period_code, snapshot.approved_by) == (QUARTER, "2026-q3", manager)
    assert snapshot.figures == figures_to_approve(QUARTER)
    assert published_statistic().headline[0].number == 6
    [line] = lines()
    assert (line.actor_id, line.subject_id, line.fields) == (manager.pk, snapshot.pk, [])


def test_what_is_approved_stays_when_the_work_goes_on(operator, manager):
    approve_statistic(actor=manager, period=QUARTER)
    for _time in range(6):
        a_call(operator)
    assert published_statistic().headline[0].number == 0


def test_asking_twice_changes_nothing(operator, manager):
    first = approve_statistic(actor=manager, period=QUARTER)
    a_call(operator)
    again = approve_statistic(actor=manager, period=QUARTER, seen="of long ago")
    assert (again.pk, again.figures) == (first.pk, first.figures)
    assert (ApprovedSnapshot.objects.count(), len(lines())) == (1, 1)


def test_numbers_are_approved_as_they_were_seen(operator, manager):
    for _time in range(5):
        a_call(operator)
    seen = fingerprint_of(figures_to_approve(QUARTER))
    a_call(operator)
    with pytest.raises(NumbersChanged) as refusal:
        approve_statistic(actor=manager, period=QUARTER, seen=seen)
    assert str(refusal.value) == "The numbers have changed since you looked. These are the new ones."
    assert (ApprovedSnapshot.objects.count(), lines()) == (0, [])
    approve_statistic(actor=manager, period=QUARTER, seen=fingerprint_of(figures_to_approve(QUARTER)))
    assert len(lines()) == 1


def test_a_change_that_stays_hidden_does_not_stop_an_approval(operator, manager):
    """Otherwise the refusal itself would tell that somebody called."""
    a_call(operator)
    seen = fingerprint_of(figures_to_approve(QUARTER))
    a_call(operator)
    approve_statistic(actor=manager, period=QUARTER, seen=seen)
    assert len(lines()) == 1


@pytest.mark.parametrize("code", ["2026", "2026-q4", "2026-09"])
def test_what_the_policy_refuses_is_not_approved(manager, code):
    with pytest.raises(Refusal):
        approve_statistic(actor=manager, period=Period.of_code(code))
    assert ApprovedSnapshot.objects.count() == 0


def test_a_coordinator_approves_nothing(coordinator):
    with pytest.raises(Refusal, match="A manager approves what the website shows"):
        approve_statistic(actor=coordinator, period=QUARTER)


def test_of_two_managers_at_once_the_database_lets_one(manager, monkeypatch):
    an_approved("2025", manager)
    monkeypatch.setattr("reporting.services.approving.approved_periods", list)  # neither has seen the other's
    with pytest.raises(Refusal, match="A colleague has just approved numbers of some of these days"):
        approve_statistic(actor=manager, period=Period.of_code("2025-q2"))
    assert (ApprovedSnapshot.objects.count(), lines()) == (1, [])
