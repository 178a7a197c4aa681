"""Names that were sealed lie nowhere in the database; the search itself is shown to find what lies open."""

import base64
import json
import uuid
from urllib.parse import quote

import pytest
from django.db import connection

from tests import database
from tests.vault.leaks import find_in_database
from tests.vault.notes.models import Note
from vault import services
from vault.context import opening, sealing

SEALED = ["Ирина Сәрсенбаева", "+7 701 555 01 99", "ұрды және қорқытты", "Kentau, Abai street 14"]
OPEN = "Зарина Control"
FORMS = {
    "UTF-8, as written": OPEN.encode(),
    "UTF-8, lower case": b"x" + OPEN.lower().encode(),
    "UTF-8, upper case": OPEN.upper().encode(),
    "UTF-16 LE, as written": OPEN.encode("utf-16-le"),
    "UTF-16 BE, as written": OPEN.encode("utf-16-be"),
    "hex, as written": OPEN.encode().hex().encode(),
    "HEX, as written": OPEN.encode().hex().upper().encode(),
    "JSON, as written": json.dumps({"name": OPEN}).encode(),
    "URL, as written": quote(f"?name={OPEN}").encode(),
    "base64 at 0, as written": base64.b64encode(OPEN.encode() + b"tail"),
    "base64 at 1, as written": base64.b64encode(b"1" + OPEN.encode() + b"tail"),
    "base64 at 2, as written": base64.b64encode(b"12" + OPEN.encode()),
}


@pytest.mark.django_db(transaction=True)
def test_sealed_names_are_nowhere_in_the_database_and_open_ones_are_found(notes):
    owner = uuid.uuid4()
    services.create_data_key(owner_id=owner, purposes=["case", "privileged"])
    with sealing(owner, purposes=["case", "privileged"]):
        name, phone, words, address = SEALED
        note = Note(
            case_id=owner, title=name, body=words, secret=address, answers={"phone": phone}, kind=OPEN
        )
        note.save()
    with opening([owner], purposes=["case", "privileged"]):
        stored = Note.objects.get()
        assert [stored.title, stored.answers["phone"], stored.body, stored.secret] == SEALED
    assert find_in_database([*SEALED, OPEN]) == {
        OPEN: ["public.vault_notes_note: UTF-8, as written"],
    }


@pytest.mark.django_db(transaction=True)
def test_every_form_of_a_planted_word_is_found():
    superuser = database.server().connect(connection.settings_dict["NAME"])
    with superuser.cursor() as cursor:
        for number, planted in enumerate(FORMS.values()):
            cursor.execute(f"create table planted_{number:02} (content bytea)")
            cursor.execute(f"insert into planted_{number:02} values (%s)", [planted])
    superuser.close()
    found = find_in_database([OPEN, "Nobody Anywhere"])
    assert found.keys() == {OPEN}
    for number, form in enumerate(FORMS):
        assert f"public.planted_{number:02}: {form}" in found[OPEN]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("column", ["text", "jsonb", "text[]", "numeric"])
def test_words_are_found_in_every_kind_of_column(column):
    values = {
        "text": "77015550199",
        "jsonb": '{"phone": "77015550199"}',
        "text[]": "{77015550199}",
        "numeric": "77015550199",
    }
    superuser = database.server().connect(connection.settings_dict["NAME"])
    with superuser.cursor() as cursor:
        cursor.execute(f"create table planted (content {column})")
        cursor.execute("insert into planted values (%s)", [values[column]])
    superuser.close()
    assert find_in_database(["77015550199"])["77015550199"][0] == "public.planted: UTF-8, as written"
