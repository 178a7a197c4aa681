"""Sealed fields: plain inside a reading context, bytes everywhere else."""

import pytest

from tests.vault.notes.models import Note
from vault.context import opening, sealing
from vault.errors import NotOpened


def test_a_note_is_read_only_inside_its_reading_context(note, owner_id):
    stored = Note.objects.get()
    with pytest.raises(NotOpened):
        assert stored.title
    with opening([owner_id]):
        assert (stored.title, stored.body) == ("Ирина", "Қайрат called")
        with pytest.raises(NotOpened):
            assert stored.secret
    with pytest.raises(NotOpened):
        assert stored.title


def test_a_sealing_context_writes_but_does_not_read(note, owner_id):
    with sealing(owner_id):
        note.body = "new"
        note.save()
        with pytest.raises(NotOpened):
            assert note.body
    with opening([owner_id]):
        assert Note.objects.get().body == "new"
