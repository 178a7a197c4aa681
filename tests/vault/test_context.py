"""Keys are held from the beginning of a context to its end, and not a moment longer."""

import contextlib
import gc
import logging
import threading
import uuid
import weakref

import pytest

from tests.vault.notes.models import Note
from vault import context, keys, services
from vault.cipher import HeldKey, Place, seal, unseal
from vault.context import opening, sealing
from vault.errors import DataKeyMissing, KeyMissing, NotOpened
from vault.models import WrappedKey


@pytest.fixture
def other_id(notes):
    owner = uuid.uuid4()
    services.create_data_key(owner_id=owner, purposes=["case"])
    return owner


def test_one_query_brings_the_keys_of_all_owners(owner_id, other_id, django_assert_num_queries):
    with django_assert_num_queries(1), opening([owner_id, other_id], purposes=["case", "privileged"]):
        assert isinstance(context.key_for_reading(owner_id, "privileged"), HeldKey)
        assert isinstance(context.key_for_reading(other_id, "case"), HeldKey)
        with pytest.raises(DataKeyMissing):
            context.key_for_reading(other_id, "privileged")


def test_reading_forty_values_asks_the_database_nothing(note, owner_id, django_assert_num_queries):
    with opening([owner_id]), django_assert_num_queries(0):
        assert [note.title for _ in range(40)] == ["Ирина"] * 40


def test_keys_made_just_now_are_not_asked_for_and_open_later(notes, django_assert_num_queries):
    owner = uuid.uuid4()
    place = Place("note", "title", uuid.uuid4(), owner)
    made = services.create_data_key(owner_id=owner, purposes=["case"])
    with django_assert_num_queries(0), sealing(owner, purposes=["case"], made=made):
        sealed = seal(context.key_for_writing(owner, "case"), place, b"told")
        with pytest.raises(NotOpened):
            context.key_for_reading(owner, "case")
    with opening([owner], purposes=["case"]):
        assert unseal(context.key_for_reading(owner, "case"), place, sealed) == b"told"


def test_a_key_of_somebody_else_is_not_taken_for_ones_own(other_id, owner_id, django_assert_num_queries):
    made = services.create_data_key(owner_id=uuid.uuid4(), purposes=["case"])
    with django_assert_num_queries(1), sealing(owner_id, purposes=["case"], made=made):
        assert context.key_for_writing(owner_id, "case").id not in {key.id for key in made.values()}


def test_opening_nobody_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0), opening([]):
        pass


def test_nesting_adds_owners_and_asks_only_for_new_ones(owner_id, other_id, django_assert_num_queries):
    with opening([owner_id]):
        with django_assert_num_queries(1), opening([owner_id, other_id]):
            context.key_for_reading(other_id, "case")
            context.key_for_reading(owner_id, "case")
        with django_assert_num_queries(0), opening([owner_id]):
            pass
        context.key_for_reading(owner_id, "case")
        with pytest.raises(NotOpened):
            context.key_for_reading(other_id, "case")


def test_opening_inside_sealing_reads_and_ends(note, owner_id):
    with sealing(owner_id):
        with opening([owner_id]):
            assert note.title == "Ирина"
        with pytest.raises(NotOpened):
            assert note.title


def test_sealing_inside_opening_still_reads(note, owner_id):
    with opening([owner_id]), sealing(owner_id):
        assert note.title == "Ирина"


def test_another_owner_and_another_purpose_stay_shut(owner_id, other_id):
    with opening([owner_id]):
        with pytest.raises(NotOpened):
            context.key_for_writing(other_id, "case")
        with pytest.raises(NotOpened):
            context.key_for_writing(owner_id, "privileged")


def test_an_unknown_purpose_is_a_mistake_of_the_code(owner_id):
    with pytest.raises(ValueError, match="is not a valid Purpose"), opening([owner_id], purposes=["gossip"]):
        pass


def test_no_key_survives_its_context_even_after_an_error(owner_id):
    with contextlib.suppress(ZeroDivisionError), opening([owner_id]):
        scope = context._scope.get()
        key = weakref.ref(context.key_for_reading(owner_id, "case"))
        assert key() is not None
        raise ZeroDivisionError
    gc.collect()
    assert key() is None
    assert (scope.keys, scope.readable) == ({}, set())
    assert context._scope.get() is None


def test_a_context_does_not_show_its_keys(owner_id):
    with opening([owner_id]):
        assert "HeldKey" not in repr(context._scope.get())


def test_another_thread_has_to_open_for_itself(note, owner_id):
    refusals = []

    def read():
        try:
            refusals.append(note.title)
        except NotOpened as refusal:
            refusals.append(type(refusal))

    with opening([owner_id]):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert refusals == [NotOpened]


def test_the_privileged_server_key_is_loaded_only_for_privileged_notes(note, owner_id, settings, tmp_path):
    source = keys.provider()
    for name in ("case", "privileged"):
        keys.write_key(tmp_path / f"{name}.v1.key", source.key(name, 1))
    settings.VAULT_KEYS_DIR = str(tmp_path)
    with opening([owner_id]):
        assert note.title == "Ирина"
    assert [name for name, _key in keys.provider().loaded()] == [("case", 1)]
    with opening([owner_id], purposes=["privileged"]):
        assert note.secret == "ordeal"
    assert [name for name, _key in keys.provider().loaded()] == [("case", 1), ("privileged", 1)]


def test_without_the_server_key_nothing_opens(owner_id, settings, tmp_path):
    settings.VAULT_KEYS_DIR = str(tmp_path)
    with pytest.raises(KeyMissing), opening([owner_id]):
        pass


def test_one_damaged_wrap_does_not_shut_the_other_owners(note, owner_id, other_id, caplog):
    wrap = WrappedKey.objects.get(data_key__owner_id=other_id)
    WrappedKey.objects.filter(pk=wrap.pk).update(blob=bytes(wrap.blob)[:-1])
    with caplog.at_level(logging.ERROR), opening([owner_id, other_id]):
        assert note.title == "Ирина"
        with pytest.raises(DataKeyMissing):
            context.key_for_writing(other_id, "case")
    assert caplog.messages == [
        f"Data key {wrap.data_key_id} does not open: The wrapped key has another length than a key."
    ]


def test_a_note_cannot_be_sealed_for_an_owner_without_a_key(notes):
    stranger = uuid.uuid4()
    with sealing(stranger), pytest.raises(DataKeyMissing):
        Note.objects.create(case_id=stranger, title="Irina")


def test_a_purpose_opened_for_one_owner_stays_shut_for_the_next(owner_id, other_id):
    services.create_data_key(owner_id=other_id, purposes=["privileged"])
    with opening([owner_id], purposes=["privileged"]), opening([owner_id, other_id]):
        assert context.key_for_reading(owner_id, "privileged")
        with pytest.raises(NotOpened):
            context.key_for_reading(other_id, "privileged")
        assert (other_id, "privileged") not in context._scope.get().keys
