"""Queue a message inside the business transaction; send what waits after it, one row per transaction."""

import logging
import re
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPException
from typing import TYPE_CHECKING
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from outbox.enums import MessageStatus, Outcome
from outbox.models import EVENT, OutboxMessage

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

logger = logging.getLogger(__name__)
SEND_TASK = "outbox.tasks.send_waiting_messages"  # by name: tasks stand above services
NAME = r"[a-z][a-z_]{0,39}"
CODE = r"[a-z0-9_]{1,40}"
WAITS_BETWEEN_ATTEMPTS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
    timedelta(hours=24),
)


@transaction.atomic
def queue_message(
    *,
    recipient: "AbstractBaseUser",
    event: str,
    dedupe_key: str | None = None,
    context: dict[str, int | str] | None = None,
) -> bool:
    """Write a message into the current transaction; return False when `dedupe_key` was used before.

    The unique key decides, not a read before the insert (house 7). After the commit the doorbell is rung,
    once a transaction; the beat's scan finds the message even when the ring is lost.
    Refuses (ValueError) an event that names no template and a context that could carry a person's data:
    only whole numbers and short lower-case codes pass (security N1).
    """
    message = OutboxMessage(
        recipient_id=recipient.pk,
        event=_event(event),
        dedupe_key=dedupe_key,
        context=_counts_and_codes(context or {}),
        message_id=_new_message_id(),
    )
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    is_new = dedupe_key is None or OutboxMessage.objects.filter(message_id=message.message_id).exists()
    if is_new:
        _ring_after_commit()
    return is_new


def send_waiting(*, limit: int = 100) -> int:
    """Send up to `limit` messages that are due; return how many the mail server took.

    Each message is its own transaction: one that cannot be sent does not stop the rest (security e.11).
    """
    due = OutboxMessage.objects.due().order_by("next_attempt_at", "id")
    numbers = list(due.values_list("pk", flat=True)[:limit])
    return sum(send_message(message_id=number) for number in numbers)


def send_message(*, message_id: int) -> bool:
    """Send one waiting message that is due; return whether the mail server took it.

    Does nothing when the message is already sent, not due, or claimed by another process at this moment.
    A recipient without address, or who may no longer sign in, gets nothing and is not tried again.
    """
    with transaction.atomic(durable=True):
        message = _claim(message_id)
        if message is None:
            return False
        if not (message.recipient.is_active and message.recipient.email):
            _give_up(message, Outcome.NO_ADDRESS)
            return False
        outcome = _try_to_send(message)
        if outcome is not Outcome.DELIVERED:
            _try_later(message, outcome)
        return outcome is Outcome.DELIVERED


def _claim(message_id: int) -> OutboxMessage | None:
    due = OutboxMessage.objects.due().select_related("recipient")
    return due.select_for_update(skip_locked=True, of=("self",)).filter(pk=message_id).first()


def _try_to_send(message: OutboxMessage) -> Outcome:
    """Mark the message sent, then send it: the mail is the last act before the commit (security R4)."""
    try:
        with transaction.atomic():
            mail = _written(message)
            _mark_sent(message)
            mail.send()
    except (SMTPException, OSError):
        logger.warning("Message %s: the mail server did not take it.", message.pk)
        return Outcome.MAIL_SERVER
    except Exception:  # whatever is wrong with one message, the others must go out
        logger.exception("Message %s could not be written.", message.pk)
        return Outcome.BROKEN
    return Outcome.DELIVERED


def _written(message: OutboxMessage) -> EmailMessage:
    """Return the mail in the recipient's language, from the neutral sender, under its fixed Message-ID."""
    with translation.override(message.recipient.language):
        subject = render_to_string(f"{message.event}_subject.txt", message.context)
        body = render_to_string(f"{message.event}_body.txt", message.context)
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[message.recipient.email],
        headers={"Message-ID": message.message_id},
    )


def _mark_sent(message: OutboxMessage) -> None:
    _settle(message, MessageStatus.SENT, Outcome.DELIVERED, sent_at=timezone.now())


def _give_up(message: OutboxMessage, outcome: Outcome) -> None:
    _settle(message, MessageStatus.FAILED, outcome)


def _try_later(message: OutboxMessage, outcome: Outcome) -> None:
    if message.attempts >= len(WAITS_BETWEEN_ATTEMPTS):
        _give_up(message, outcome)
        return
    wait = WAITS_BETWEEN_ATTEMPTS[message.attempts]
    _settle(message, MessageStatus.WAITING, outcome, next_attempt_at=timezone.now() + wait)


def _settle(message: OutboxMessage, status: MessageStatus, outcome: Outcome, **moments: object) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(
        status=status, last_outcome=outcome, attempts=message.attempts + 1, **moments
    )


def _ring_after_commit() -> None:
    """Ring once a transaction. Django keeps the list in step with savepoints, a flag of ours would not be."""
    if _ring not in [entry[1] for entry in connection.run_on_commit]:
        transaction.on_commit(_ring)


def _ring() -> None:
    """Wake the sender. A dead Redis must not undo what is committed: the beat's scan finds the message."""
    try:
        current_app.send_task(SEND_TASK, retry=False)
    except Exception as error:  # noqa: BLE001 whatever Redis answers, the commit stands
        logger.warning("The doorbell is silent (%s): the next scan sends.", type(error).__name__)


def _event(event: str) -> str:
    if not re.fullmatch(EVENT, event):
        raise ValueError("A message names its event as app/emails/event.")
    return event


def _counts_and_codes(context: dict[str, int | str]) -> dict[str, int | str]:
    for name, value in context.items():
        if not (re.fullmatch(NAME, name) and (type(value) is int or _is_code(value))):
            raise ValueError("A message carries whole numbers and short codes only: personal data never.")
    return context


def _is_code(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(CODE, value) is not None


def _new_message_id() -> str:
    """Return a header value that tells nothing of this machine."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{uuid4().hex}@{domain}>"
