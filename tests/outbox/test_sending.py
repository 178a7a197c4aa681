"""A message goes out once, in the recipient's language, and a mail server that fails is asked again."""

import threading
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from outbox.models import OutboxMessage
from outbox.queries import failed_count
from outbox.services import WAITS_BETWEEN_ATTEMPTS, send_message, send_waiting
from outbox.tasks import send_waiting_messages
from tests.accounts.factories import UserFactory
from tests.outbox.factories import OutboxMessageFactory

STATE = ("status", "attempts", "last_outcome")


class DeafServer(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("bye, irina@example.org")


class NoServer(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def deaf_server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.DeafServer"


def state(message: OutboxMessage) -> tuple:
    return OutboxMessage.objects.values_list(*STATE).get(pk=message.pk)


def to_whom() -> list[str]:
    return [address for sent in mail.outbox for address in sent.to]


@pytest.mark.django_db
class TestSending:
    def test_nothing_due_sends_nothing(self):
        message = OutboxMessageFactory(next_attempt_at=timezone.now() + timedelta(minutes=1))
        assert send_waiting() == 0
        assert (to_whom(), state(message)) == ([], ("waiting", 0, ""))

    def test_a_due_message_is_sent_under_its_fixed_id_from_the_neutral_sender(self, settings):
        settings.DEFAULT_FROM_EMAIL = "office@centre.example"
        message = OutboxMessageFactory(recipient__language="kk", recipient__email="w@centre.example")
        assert send_waiting() == 1
        (sent,) = mail.outbox
        assert (sent.subject, sent.body) == ("You have 2 tasks (kk)", "You have 2 tasks today. Sign in.\n")
        assert (sent.from_email, sent.to) == ("office@centre.example", ["w@centre.example"])
        assert sent.extra_headers == {"Message-ID": message.message_id}
        assert state(message) == ("sent", 1, "delivered")
        message.refresh_from_db()
        assert timezone.now() - message.sent_at < timedelta(minutes=1)

    def test_asking_twice_sends_once(self):
        message = OutboxMessageFactory()
        assert [send_waiting(), send_waiting(), send_message(message_id=message.pk)] == [1, 0, False]
        assert len(mail.outbox) == 1

    def test_a_run_takes_no_more_than_its_limit_and_the_oldest_first(self):
        now = timezone.now()
        late, early = (
            OutboxMessageFactory(next_attempt_at=now - timedelta(hours=hours)).recipient.email
            for hours in (1, 2)
        )
        assert send_waiting(limit=1) == 1
        assert to_whom() == [early]
        assert send_waiting(limit=1) == 1
        assert to_whom() == [early, late]

    @pytest.mark.parametrize("named", [{"recipient__email": ""}, {"recipient__is_active": False}])
    def test_a_worker_who_cannot_receive_is_not_tried_again(self, named):
        message = OutboxMessageFactory(**named)
        assert [send_waiting(), send_waiting()] == [0, 0]
        assert (to_whom(), state(message)) == ([], ("failed", 1, "no_address"))
        assert failed_count() == 1

    @pytest.mark.parametrize("backend", ["DeafServer", "NoServer"])
    def test_a_mail_server_that_fails_is_asked_again_later(self, settings, backend, caplog):
        settings.EMAIL_BACKEND = f"{__name__}.{backend}"
        message = OutboxMessageFactory()
        with time_machine.travel(timezone.now(), tick=False):
            assert send_waiting() == 0
            assert state(message) == ("waiting", 1, "mail_server")
            message.refresh_from_db()
            assert (message.sent_at, message.next_attempt_at) == (None, timezone.now() + timedelta(minutes=1))
            assert send_waiting() == 0
        assert caplog.messages == [f"Message {message.pk}: the mail server did not take it."]

    def test_after_the_last_attempt_a_message_is_given_up(self, deaf_server):
        message = OutboxMessageFactory()
        with time_machine.travel(timezone.now(), tick=False) as clock:
            for number, wait in enumerate(WAITS_BETWEEN_ATTEMPTS, start=1):
                send_waiting()
                assert state(message) == ("waiting", number, "mail_server")
                clock.shift(wait - timedelta(seconds=1))
                assert OutboxMessage.objects.due().count() == 0
                clock.shift(timedelta(seconds=1))
            assert failed_count() == 0
            send_waiting()
        assert state(message) == ("failed", len(WAITS_BETWEEN_ATTEMPTS) + 1, "mail_server")
        assert failed_count() == 1

    def test_the_first_waits_grow_from_a_minute_to_hours(self):
        minutes = [wait.total_seconds() / 60 for wait in WAITS_BETWEEN_ATTEMPTS]
        assert minutes == [1, 5, 30, 120, 480, 1440, 1440]

    def test_a_message_sent_at_the_second_attempt_is_sent_once(self, settings):
        message = OutboxMessageFactory()
        with time_machine.travel(timezone.now(), tick=False) as clock:
            settings.EMAIL_BACKEND = f"{__name__}.DeafServer"
            send_waiting()
            settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
            clock.shift(timedelta(minutes=1))
            assert send_waiting() == 1
        assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [message.message_id]
        assert state(message) == ("sent", 2, "delivered")

    def test_one_broken_message_does_not_stop_the_rest(self, caplog):
        broken = OutboxMessageFactory(without_template=True)
        good = OutboxMessageFactory()
        send_waiting_messages()
        assert to_whom() == [good.recipient.email]
        assert state(broken) == ("waiting", 1, "broken")
        assert [row.message for row in caplog.records if row.levelname == "ERROR"] == [
            f"Message {broken.pk} could not be written."
        ]

    def test_the_task_says_how_many_went_out_and_is_silent_when_none(self, caplog):
        caplog.set_level("INFO", logger="outbox.tasks")
        OutboxMessageFactory()
        send_waiting_messages()
        send_waiting_messages()
        assert [row.message for row in caplog.records if row.name == "outbox.tasks"] == ["Messages sent: 1"]


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_a_message_claimed_by_one_process_is_left_alone_by_the_other(self):
        message = OutboxMessageFactory()
        answers: list[int] = []

        def ask():
            answers.append(send_waiting())
            connection.close()

        with transaction.atomic():
            OutboxMessage.objects.select_for_update().get(pk=message.pk)
            other = threading.Thread(target=ask)
            other.start()
            other.join(timeout=10)
        assert (answers, to_whom()) == ([0], [])
        assert send_waiting() == 1

    def test_many_senders_send_each_message_once(self):
        expected = sorted(
            OutboxMessageFactory.create_batch(10, recipient=UserFactory()), key=lambda row: row.pk
        )
        start = threading.Barrier(3)

        def ask():
            start.wait()
            send_waiting()
            connection.close()

        senders = [threading.Thread(target=ask) for _ in range(3)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(timeout=20)
        sent = sorted(message.extra_headers["Message-ID"] for message in mail.outbox)
        assert sent == sorted(row.message_id for row in expected)

    def test_a_mail_is_the_last_act_so_a_row_marked_sent_is_seen_only_after_it(self, monkeypatch):
        message = OutboxMessageFactory()
        seen: list[tuple] = []

        def look(self, messages):
            other = threading.Thread(target=lambda: (seen.append(state(message)), connection.close()))
            other.start()
            other.join(timeout=10)
            return len(messages)

        monkeypatch.setattr(EmailBackend, "send_messages", look)
        assert send_waiting() == 1
        assert (seen, state(message)) == ([("waiting", 0, "")], ("sent", 1, "delivered"))
