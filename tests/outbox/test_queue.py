"""A message is part of the change that causes it."""

import logging

import pytest
from celery import Celery, current_app
from django.db import transaction

from outbox import services
from outbox.models import OutboxMessage
from outbox.services import queue_message
from tests.outbox.factories import EVENT

pytestmark = pytest.mark.django_db
COLUMNS = ("recipient", "event", "dedupe_key", "context", "status", "attempts", "last_outcome")


@pytest.fixture
def rings(monkeypatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **options: heard.append(name))
    return heard


def test_a_queued_message_waits(coordinator):
    assert queue_message(
        recipient=coordinator, event=EVENT, dedupe_key="k", context={"count": 2, "step": "due_1"}
    )
    assert list(OutboxMessage.objects.values_list(*COLUMNS)) == [
        (coordinator.pk, EVENT, "k", {"count": 2, "step": "due_1"}, "waiting", 0, "")
    ]


def test_the_same_key_makes_no_second_message(coordinator, operator):
    assert queue_message(recipient=coordinator, event=EVENT, dedupe_key="k") is True
    assert queue_message(recipient=operator, event=EVENT, dedupe_key="k") is False
    assert list(OutboxMessage.objects.values_list("recipient", flat=True)) == [coordinator.pk]


def test_messages_without_a_key_are_each_their_own(coordinator):
    assert [queue_message(recipient=coordinator, event=EVENT) for _ in range(2)] == [True, True]
    first, second = OutboxMessage.objects.values_list("message_id", flat=True)
    assert first != second


def test_the_message_id_names_the_sender_not_the_machine(coordinator, settings):
    settings.DEFAULT_FROM_EMAIL = "Office <office@centre.example>"
    queue_message(recipient=coordinator, event=EVENT)
    assert OutboxMessage.objects.get().message_id.endswith("@centre.example>")


def test_a_change_taken_back_leaves_no_message_and_no_ring(
    coordinator, rings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        queue_message(recipient=coordinator, event=EVENT)
        assert OutboxMessage.objects.count() == 1
        transaction.set_rollback(True)
    assert (OutboxMessage.objects.count(), rings) == (0, [])


def test_the_doorbell_rings_once_a_transaction_after_the_commit(
    coordinator, rings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            queue_message(recipient=coordinator, event=EVENT)
        assert rings == []
    assert rings == ["outbox.tasks.send_waiting_messages"]


def test_a_key_used_before_rings_no_bell(coordinator, rings, django_capture_on_commit_callbacks):
    queue_message(recipient=coordinator, event=EVENT, dedupe_key="k")
    with django_capture_on_commit_callbacks() as callbacks:
        queue_message(recipient=coordinator, event=EVENT, dedupe_key="k")
    assert callbacks == []


def test_a_ring_is_a_task_that_celery_knows():
    from outbox import tasks

    assert tasks.send_waiting_messages.name == services.SEND_TASK


def test_a_dead_redis_does_not_undo_the_change(
    coordinator, caplog, monkeypatch, django_capture_on_commit_callbacks
):
    deaf = Celery("deaf", broker="redis+socket:///nowhere/redis.sock", set_as_current=False)
    deaf.conf.broker_transport_options = current_app.conf.broker_transport_options
    monkeypatch.setattr(services, "current_app", deaf)
    caplog.set_level(logging.WARNING, logger="outbox.services")
    with django_capture_on_commit_callbacks(execute=True):
        assert queue_message(recipient=coordinator, event=EVENT) is True
    assert caplog.messages == ["The doorbell is silent (OperationalError): the next scan sends."]
    assert OutboxMessage.objects.due().count() == 1


def test_a_living_redis_hears_the_ring(coordinator, django_capture_on_commit_callbacks):
    with current_app.connection_for_write() as broker:
        queue = broker.SimpleQueue("celery")
        queue.clear()
        with django_capture_on_commit_callbacks(execute=True):
            queue_message(recipient=coordinator, event=EVENT, context={"count": 3})
        ring = queue.get(timeout=5)
        ring.ack()
        queue.close()
    assert ring.headers["task"] == services.SEND_TASK
    assert ring.payload[:2] == [[], {}]


@pytest.mark.parametrize(
    "context",
    [
        {"name": "Irina G."},
        {"name": "Ирина"},
        {"name": "irina g"},
        {"phone": "+77010000001"},
        {"count": 1.5},
        {"count": True},
        {"count": None},
        {"codes": ["a"]},
        {"code": "a" * 41},
        {"code": ""},
        {"Count": 1},
    ],
)
def test_a_context_that_could_carry_a_persons_data_is_refused(coordinator, context):
    with pytest.raises(ValueError, match="personal data never"):
        queue_message(recipient=coordinator, event=EVENT, context=context)
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize("event", ["work_due", "cases/emails/Work Due", "../emails/x", "cases/emails/x\n"])
def test_an_event_that_names_no_template_is_refused(coordinator, event):
    with pytest.raises(ValueError, match="app/emails/event"):
        queue_message(recipient=coordinator, event=event)
