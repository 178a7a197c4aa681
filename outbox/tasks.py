"""The door behind the doorbell: called by the ring after a commit and by beat every minute."""

import logging

from celery import shared_task

from outbox.services import send_waiting

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def send_waiting_messages() -> None:
    """Send what waits. It may run twice at once: each row is claimed under its own lock."""
    sent = send_waiting()
    if sent:
        logger.info("Messages sent: %s", sent)
