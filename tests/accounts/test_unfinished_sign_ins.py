"""A right password without a second step is told to its owner within minutes (U6)."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts import tasks
from accounts.models import SecondStep
from accounts.queries import system_actor
from accounts.services import unfinished_sign_ins
from accounts.services.unfinished_sign_ins import tell_of_unfinished_sign_ins
from accounts.tasks import tell_of_unfinished_sign_ins as scan
from audit.models import JournalEntry
from outbox.models import OutboxMessage
from tests.accounts.factories import PASSWORD
from tests.accounts.second_steps import code_of, with_app

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
THREE_MINUTES = timedelta(minutes=3)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.DEMO = False
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def type_password(worker):
    client = Client()
    assert client.post("/sign-in/", {"login": worker.username, "password": PASSWORD}).status_code == 302
    return client


def told():
    messages = OutboxMessage.objects.filter(event="accounts/emails/sign_in_unfinished")
    return list(messages.order_by("id").values_list("recipient__username", flat=True))


def test_nobody_is_told_before_three_minutes_and_everybody_after(lawyer, coordinator, clock):
    type_password(lawyer)
    type_password(coordinator)
    clock.shift(THREE_MINUTES - timedelta(seconds=1))
    assert (scan(), told()) == (0, [])
    clock.shift(timedelta(seconds=1))
    assert (scan(), sorted(told())) == (2, ["coordinator", "lawyer"])
    line = JournalEntry.objects.filter(verb="accounts.sign_in_unfinished").first()
    assert line.actor_id == system_actor().pk


def test_who_finished_is_not_told(lawyer, clock):
    secret = with_app(lawyer)
    client = type_password(lawyer)
    client.post("/second-step/", {"code": code_of(secret)})
    clock.shift(THREE_MINUTES)
    assert (scan(), told()) == (0, [])


def test_her_own_sign_in_does_not_hide_somebody_elses_try(lawyer, clock):
    secret = with_app(lawyer)
    type_password(lawyer)
    type_password(lawyer).post("/second-step/", {"code": code_of(secret)})
    clock.shift(THREE_MINUTES)
    assert (scan(), told()) == (1, ["lawyer"])


def test_leaving_does_not_count_as_finishing(lawyer, clock):
    type_password(lawyer).post("/sign-out/")
    clock.shift(THREE_MINUTES)
    assert scan() == 1


def test_repeats_do_not_put_the_notice_off_and_an_hour_of_them_is_one_message(lawyer, clock):
    for _minute in range(10):
        type_password(lawyer)
        scan()
        clock.shift(timedelta(minutes=1))
    assert told() == ["lawyer"]
    first = SecondStep.objects.order_by("began_at").first()
    assert first.told_at - first.began_at == THREE_MINUTES
    clock.shift(timedelta(hours=1))
    type_password(lawyer)
    clock.shift(THREE_MINUTES)
    assert (scan(), told()) == (1, ["lawyer", "lawyer"])


def test_two_scans_tell_once(lawyer, clock):
    type_password(lawyer)
    clock.shift(THREE_MINUTES)
    assert [tell_of_unfinished_sign_ins(actor=system_actor(), worker_id=lawyer.pk) for _ in range(2)] == [
        True,
        False,
    ]


def test_one_worker_who_cannot_be_told_does_not_stop_the_rest(
    lawyer, coordinator, clock, monkeypatch, caplog
):
    tell = unfinished_sign_ins.tell_of_unfinished_sign_ins

    def tell_but_one(*, actor, worker_id):
        if worker_id == lawyer.pk:
            raise ValueError(worker_id)
        return tell(actor=actor, worker_id=worker_id)

    monkeypatch.setattr(tasks.unfinished_sign_ins, "tell_of_unfinished_sign_ins", tell_but_one)
    type_password(lawyer)
    type_password(coordinator)
    clock.shift(THREE_MINUTES)
    with caplog.at_level(logging.ERROR):
        assert (scan(), told()) == (1, ["coordinator"])
    assert "A worker could not be told" in caplog.text


def test_what_is_kept_of_a_sign_in_is_deleted_after_a_day(lawyer, clock):
    type_password(lawyer)
    clock.shift(timedelta(days=1) - timedelta(seconds=1))
    scan()
    assert SecondStep.objects.count() == 1
    clock.shift(timedelta(seconds=1))
    scan()
    assert SecondStep.objects.count() == 0
    assert JournalEntry.objects.filter(verb="accounts.second_steps_forgotten").count() == 1
