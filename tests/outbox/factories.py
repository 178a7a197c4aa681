"""Boring messages."""

import uuid

import factory

from outbox.models import OutboxMessage
from tests.accounts.factories import UserFactory

EVENT = "outbox_tests/emails/work_due"


class OutboxMessageFactory(factory.django.DjangoModelFactory):
    recipient = factory.SubFactory(UserFactory)
    event = EVENT
    context = {"count": 2}
    message_id = factory.LazyFunction(lambda: f"<{uuid.uuid4().hex}@centre.example>")

    class Meta:
        model = OutboxMessage

    class Params:
        without_template = factory.Trait(event="outbox_tests/emails/forgotten")
