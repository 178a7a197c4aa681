"""What a message can never be."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from outbox.enums import MessageStatus
from outbox.models import OutboxMessage
from tests.outbox.factories import OutboxMessageFactory

REFUSED = [
    ({"status": "lost"}, "status_is_known", "A message is waiting, sent or not sent."),
    (
        {"status": MessageStatus.SENT},
        "sent_has_moment",
        "A sent message says when; any other has no such moment.",
    ),
    (
        {"sent_at": timezone.now()},
        "sent_has_moment",
        "A sent message says when; any other has no such moment.",
    ),
    ({"status": MessageStatus.FAILED}, "given_up_has_outcome", "A message that was given up says why."),
    ({"event": "Hello Irina"}, "event_names_template", "A message names its event as app/emails/event."),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("named", "truth", "sentence"), REFUSED)
def test_an_impossible_message_is_refused_in_words(named, truth, sentence):
    constraint = f"outbox_outboxmessage_{truth}"
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OutboxMessageFactory(**named)
    with pytest.raises(ValidationError) as refused:
        OutboxMessageFactory.build(**named).validate_constraints()
    assert sentence in refused.value.messages
    OutboxMessageFactory()


def test_a_message_is_called_by_its_event_and_number():
    assert str(OutboxMessage(pk=7, event="cases/emails/work_due")) == "cases/emails/work_due #7"
