"""Sealed fields: plain inside a reading context, bytes everywhere else."""

import copy
import logging
import pickle
import uuid
from datetime import UTC, date, datetime

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import Value
from django.forms.models import model_to_dict
from django.template import Context, Template
from django.test.utils import isolate_apps

from tests.vault.notes.models import Note
from vault import services
from vault.context import opening, sealing
from vault.errors import DamagedRecord, DataKeyMissing, NotOpened, SealedFieldMisuse, UnknownVersion
from vault.fields import SealedDateField, SealedField, SealedTextField


def stored_bytes(note, column):
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from vault_notes_note where id = %s", [note.pk])
        value = cursor.fetchone()[0]
    return value if value is None else bytes(value)


def flipped(value):
    return value[:-1] + bytes([value[-1] ^ 1])


# reading and writing


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


def test_outside_a_context_nothing_is_written(owner_id):
    with pytest.raises(NotOpened), transaction.atomic():
        Note.objects.create(case_id=owner_id, title="Irina")
    assert not Note.objects.exists()


def test_nothing_plain_stays_on_the_instance_after_saving(note):
    assert {type(value) for name, value in vars(note).items() if name.endswith("_sealed")} == {
        bytes,
        type(None),
    }
    with pytest.raises(NotOpened):
        assert note.title


def test_saving_a_note_that_was_not_read_writes_the_same_bytes_back(note):
    before = stored_bytes(note, "title_sealed")
    stored = Note.objects.get()
    stored.kind = "other"
    stored.save()
    assert stored_bytes(note, "title_sealed") == before


def test_every_kind_comes_back_as_it_went_in(opened):
    answers = {"безопасно": [1, True, None, 0.5], "who": {"a": "Қ"}}
    Note.objects.create(case_id=opened, title="t", answers=answers, born_on=date(2016, 2, 29), secret="s")
    note = Note.objects.get()
    assert (note.answers, note.born_on, note.secret) == (answers, date(2016, 2, 29), "s")


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_empty_is_null_in_the_database(opened, nothing):
    note = Note.objects.create(case_id=opened, title="t", body=nothing, answers=nothing, born_on=nothing)
    assert stored_bytes(note, "body_sealed") is None
    assert stored_bytes(note, "answers_sealed") is None
    assert stored_bytes(note, "born_on_sealed") is None
    assert (note.body, note.answers, note.born_on) == ("", None, None)
    assert Note.objects.get(body__isnull=True, answers__isnull=True) == note


@pytest.mark.parametrize("answer", [0, False])
def test_no_and_nought_are_answers(opened, answer):
    note = Note.objects.create(case_id=opened, title="t", answers=answer)
    assert Note.objects.exclude(answers__isnull=True).get() == note
    assert note.answers is answer


def test_a_required_value_that_is_empty_is_refused_by_the_database(opened):
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(case_id=opened, title="")


@pytest.mark.parametrize("wrong", ["2016-02-29", datetime(2016, 2, 29, tzinfo=UTC), 5])
def test_a_sealed_date_takes_only_a_day(wrong):
    with pytest.raises(SealedFieldMisuse):
        Note(born_on=wrong)


def test_a_row_without_its_owner_is_not_sealed(owner_id):
    with sealing(owner_id), pytest.raises(SealedFieldMisuse):
        Note.objects.create(title="Irina")


def test_an_id_given_as_text_seals_for_the_same_row(opened):
    Note.objects.create(id=str(uuid.uuid4()), case_id=opened, title="Irina")
    assert Note.objects.get().title == "Irina"


def test_bytes_that_are_no_sealed_value_cannot_be_assigned(owner_id):
    with pytest.raises(UnknownVersion):
        Note(case_id=owner_id, title=b"Irina")


# place


def test_a_value_moved_to_another_row_or_field_is_refused(note, opened):
    other = Note.objects.create(case_id=opened, title="other", body="body")
    note.title_sealed, note.body_sealed = other.title_sealed, note.title_sealed
    with pytest.raises(DamagedRecord):
        assert note.title
    with pytest.raises(DamagedRecord):
        assert note.body


def test_a_row_given_to_another_owner_is_refused(note, opened):
    other_owner = uuid.uuid4()
    services.create_data_key(owner_id=other_owner, purposes=["case"])
    with opening([other_owner]):
        note.case_id = other_owner
        with pytest.raises(DamagedRecord):
            assert note.title


@isolate_apps("tests.vault.notes")
def test_renaming_a_class_or_a_field_keeps_its_values(note, opened):
    class Memo(models.Model):  # noqa: DJ008 it is never shown
        vault_tag, vault_owner = "note", "file_id"
        id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        file_id = models.UUIDField()
        heading = SealedTextField(tag="title")

        class Meta:
            app_label = "vault_notes"

    assert Memo(id=note.id, file_id=opened, heading=note.title_sealed).heading == "Ирина"


def test_a_damaged_value_is_logged_without_content(note, opened, caplog):
    note.title_sealed = flipped(note.title_sealed)
    with caplog.at_level(logging.ERROR), pytest.raises(DamagedRecord):
        assert note.title
    assert caplog.messages == [
        f"Sealed value note.title of row {note.pk} does not open: The value was changed or belongs elsewhere."
    ]


def test_a_page_shows_a_damaged_value_as_damaged(note, opened):
    page = Template("{% load sealed %}{% sealed note 'title' %}|{% sealed note 'body' %}")
    note.body = "<b>"
    note.title_sealed = flipped(note.title_sealed)
    assert page.render(Context({"note": note})) == "Record damaged|&lt;b&gt;"


def test_a_page_outside_a_reading_context_does_not_pretend_damage(note):
    with pytest.raises(NotOpened):
        Template("{% load sealed %}{% sealed note 'title' %}").render(Context({"note": note}))


def test_after_shredding_the_value_says_that_its_key_is_gone(note, owner_id):
    services.shred(owner_id=owner_id)
    with opening([owner_id]), pytest.raises(DataKeyMissing):
        assert note.title


# what never leaks


def test_a_waiting_value_shows_itself_to_nobody(owner_id):
    note = Note(case_id=owner_id, title="Irina")
    assert note.title == "Irina"  # who wrote it may read it back
    assert "Irina" not in repr(note) + str(note) + repr(vars(note)) + repr(model_to_dict(note))
    with pytest.raises(SealedFieldMisuse):
        pickle.dumps(note)


def test_copies_keep_waiting_values(opened):
    note = Note(case_id=opened, title="Irina", answers={"children": ["a"]})
    deep, shallow = copy.deepcopy(note), copy.copy(note)
    deep.answers["children"].append("b")
    assert (deep.title, shallow.title, note.answers) == ("Irina", "Irina", {"children": ["a"]})
    assert copy.copy(vars(note)["title_sealed"]) is vars(note)["title_sealed"]


def test_a_saved_note_is_pickled_as_ciphertext(note, opened):
    pickled = pickle.dumps(note)
    assert "Ирина".encode() not in pickled
    assert note.title_sealed in pickled
    assert pickle.loads(pickled).title == "Ирина"  # noqa: S301 our own bytes


def test_model_to_dict_gives_ciphertext(note, opened):
    assert model_to_dict(note)["title"] == note.title_sealed


@pytest.mark.parametrize("form", ["json", "python"])
def test_fixtures_carry_ciphertext_and_come_back(note, opened, form):
    fixture = serializers.serialize(form, [note])
    assert "Ирина" not in str(fixture)
    note.delete()
    for row in serializers.deserialize(form, fixture):
        row.save()
    stored = Note.objects.get()
    assert (stored.title, stored.born_on) == ("Ирина", None)


def test_a_waiting_value_is_not_written_to_a_fixture(owner_id):
    with pytest.raises(TypeError):
        serializers.serialize("json", [Note(case_id=owner_id, title="Irina")])


def test_a_raw_save_never_stores_a_waiting_value(opened):
    with pytest.raises(SealedFieldMisuse):
        Note(case_id=opened, title="Irina").save_base(raw=True)


def test_plain_words_never_reach_the_database_through_an_expression(owner_id):
    words = Value("Irina", output_field=SealedTextField(tag="x"))
    with pytest.raises(SealedFieldMisuse):
        list(Note.objects.annotate(words=words))


# Django's own ways of loading


def test_a_refreshed_note_holds_the_stored_bytes_again(note, opened):
    note.title = "changed"
    note.refresh_from_db()
    assert note.title == "Ирина"
    assert isinstance(vars(note)["title_sealed"], bytes)


def test_a_deferred_field_loads_when_it_is_read(note, opened):
    deferred = Note.objects.defer("title").get()
    assert deferred.get_deferred_fields() == {"title_sealed"}
    assert deferred.title == "Ирина"
    assert Note.objects.only("body").get().get_deferred_fields() >= {"title_sealed", "secret_sealed"}


def test_saving_named_fields_seals_only_those(note, opened):
    before = stored_bytes(note, "body_sealed")
    note.title, note.body = "new", "unsaved"
    note.save(update_fields=["title"])
    assert Note.objects.get().title == "new"
    assert stored_bytes(note, "body_sealed") == before


def test_the_attribute_of_the_class_is_its_descriptor():
    assert Note.title.field is Note._meta.get_field("title")


# validation


def test_a_full_clean_checks_the_plain_value(owner_id):
    note = Note(case_id=owner_id, title="x" * 41)
    with pytest.raises(ValidationError) as refusal:
        note.full_clean()
    assert list(refusal.value.message_dict) == ["title"]


def test_a_full_clean_wants_what_is_required(owner_id):
    with pytest.raises(ValidationError) as refusal:
        Note(case_id=owner_id, title="").full_clean()
    assert list(refusal.value.message_dict) == ["title"]


def test_a_full_clean_accepts_stored_values_without_opening_them(note):
    Note.objects.get().full_clean()


def test_a_constraint_sees_whether_a_waiting_value_is_there(owner_id):
    Note(case_id=owner_id, title="t", kind="long", body="words").full_clean()
    with pytest.raises(ValidationError, match="A long note needs words"):
        Note(case_id=owner_id, title="t", kind="long").full_clean()


# definition


def test_a_migration_writes_a_field_as_it_was_declared():
    field = SealedTextField("name", tag="name", purpose="privileged", blank=True, editable=False)
    field.set_attributes_from_name("name")
    assert field.deconstruct() == (
        "name",
        "vault.fields.SealedTextField",
        [],
        {
            "verbose_name": "name",
            "blank": True,
            "null": True,
            "editable": False,
            "tag": "name",
            "purpose": "privileged",
        },
    )
    written, _imports = MigrationWriter.serialize(SealedDateField(tag="day"))
    assert written == "vault.fields.SealedDateField(purpose='case', tag='day')"


def test_only_a_field_that_may_be_blank_may_be_null():
    assert [SealedTextField(tag="t").null, SealedTextField(tag="t", blank=True).null] == [False, True]


@pytest.mark.parametrize("method", ["encoded", "decoded"])
def test_a_kind_of_field_must_say_how_it_becomes_bytes(method):
    with pytest.raises(NotImplementedError):
        getattr(SealedField(tag="t"), method)(b"")
