"""What others may know about messages."""

from outbox.enums import MessageStatus
from outbox.models import OutboxMessage


def failed_count() -> int:
    """Return how many messages were given up: a number for the footer, not a list of people."""
    return OutboxMessage.objects.filter(status=MessageStatus.FAILED).count()
