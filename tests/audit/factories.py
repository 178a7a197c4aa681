"""Boring lines of the journal, written as the application writes them."""

import uuid

import factory

from audit.enums import EntryKind
from audit.models import JournalEntry


class JournalEntryFactory(factory.django.DjangoModelFactory):
    actor_id = factory.LazyFunction(uuid.uuid4)
    kind = EntryKind.CHANGE
    verb = "cases.opened"
    subject_kind = "cases.case"
    subject_id = factory.LazyFunction(uuid.uuid4)

    class Meta:
        model = JournalEntry
