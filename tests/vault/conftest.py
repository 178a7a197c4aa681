"""The notes app has no migrations: its table is made by the owner of the database when it is missing."""

import uuid

import pytest
from django.db import connection

from tests import database
from tests.vault.notes.models import Note
from vault import services
from vault.context import opening, sealing


def note_table() -> list[str]:
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        editor.create_model(Note)
    return editor.collected_sql


@pytest.fixture
def notes(db):
    """Make the table of notes in the database of this test."""
    name = connection.settings_dict["NAME"]
    owner = database.server().connect(name, role="centre_owner")
    with owner.cursor() as cursor:
        cursor.execute("select to_regclass('vault_notes_note')")
        if cursor.fetchone() == (None,):
            for statement in note_table():
                cursor.execute(statement)
    owner.close()


@pytest.fixture
def owner_id(notes):
    """A case with a key for its file and one for privileged notes."""
    owner = uuid.uuid4()
    services.create_data_key(owner_id=owner, purposes=["case", "privileged"])
    return owner


@pytest.fixture
def note(owner_id):
    with sealing(owner_id, purposes=["case", "privileged"]):
        return Note.objects.create(case_id=owner_id, title="Ирина", body="Қайрат called", secret="ordeal")


@pytest.fixture
def opened(owner_id):
    with opening([owner_id], purposes=["case", "privileged"]):
        yield owner_id
