"""Making, destroying and re-wrapping data keys."""

import logging
import os
import signal
import subprocess
import sys
import time
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from tests import database
from tests.vault.notes.models import Note
from vault import keys, services
from vault.context import key_for_reading, opening, sealing
from vault.errors import DamagedRecord, DataKeyMissing, KeyMissing, NotOpened, SealedFieldMisuse
from vault.models import DataKey, WrappedKey
from vault.services import Rewrapped


@pytest.fixture
def folder(settings, tmp_path):
    """Keys of this test alone, so that it may rotate them."""
    keys.make_demo_keys(tmp_path)
    settings.VAULT_KEYS_DIR = str(tmp_path)
    return tmp_path


def add_version(folder, name="case", version=2):
    keys.write_key(folder / f"{name}.v{version}.key", os.urandom(32))


def owners_with_keys(count):
    owners = [uuid.uuid4() for _ in range(count)]
    for owner in owners:
        services.create_data_key(owner_id=owner, purposes=["case"])
    return owners


def versions():
    return list(WrappedKey.objects.order_by("pk").values_list("kek_version", flat=True))


# making and shredding


def test_an_owner_gets_one_wrapped_key_for_each_purpose(db, django_assert_num_queries):
    owner = uuid.uuid4()
    with django_assert_num_queries(2):
        services.create_data_key(owner_id=owner, purposes=["case", "privileged"])
    stored = WrappedKey.objects.values_list(
        "data_key__owner_id", "data_key__purpose", "recipient", "kek_version"
    )
    assert sorted(stored) == [(owner, "case", "server", 1), (owner, "privileged", "server", 1)]


def test_the_stored_key_is_never_the_key_itself(db, monkeypatch):
    monkeypatch.setattr(services, "new_data_key", lambda: b"K" * 32)
    services.create_data_key(owner_id=uuid.uuid4(), purposes=["case"])
    assert b"KK" not in bytes(WrappedKey.objects.get().blob)


def test_a_second_key_for_the_same_purpose_is_refused(owner_id):
    before = versions()
    with pytest.raises(IntegrityError), transaction.atomic():
        services.create_data_key(owner_id=owner_id, purposes=["case"])
    assert versions() == before


def test_an_unknown_purpose_gets_no_key(db):
    with pytest.raises(ValueError, match="is not a valid Purpose"), transaction.atomic():
        services.create_data_key(owner_id=uuid.uuid4(), purposes=["gossip"])
    assert not DataKey.objects.exists()


def test_a_shredded_owner_never_opens_again_and_the_others_do(note, owner_id):
    other = uuid.uuid4()
    services.create_data_key(owner_id=other, purposes=["case"])
    with sealing(other):
        kept = Note.objects.create(case_id=other, title="kept")
    assert services.shred(owner_id=owner_id) == 2
    assert not WrappedKey.objects.filter(data_key__owner_id=owner_id).exists()
    services.create_data_key(owner_id=owner_id, purposes=["case"])  # a new key is another key
    with opening([owner_id, other]):
        assert kept.title == "kept"
        with pytest.raises(Exception, match="names another data key") as refusal:
            assert note.title
    assert type(refusal.value).__name__ == "DamagedRecord"


def test_shredding_twice_does_nothing_the_second_time(owner_id):
    assert [services.shred(owner_id=owner_id), services.shred(owner_id=owner_id)] == [2, 0]
    with opening([owner_id]), pytest.raises(DataKeyMissing):
        assert Note(case_id=owner_id, title=b"\x01" * 80).title


def test_keys_name_neither_owner_nor_secret(owner_id):
    key = DataKey.objects.filter(purpose="case").get()
    assert str(key) == f"case key {key.pk}"
    assert str(key.wraps.get()) == f"wrap of {key.pk} for server"


# rotation


def test_with_both_versions_old_values_open_and_new_keys_use_the_new_one(folder, note, owner_id):
    add_version(folder)
    other = uuid.uuid4()
    services.create_data_key(owner_id=other, purposes=["case"])
    assert WrappedKey.objects.get(data_key__owner_id=other).kek_version == 2
    with opening([owner_id, other]):
        assert note.title == "Ирина"


def test_after_rotation_the_old_server_key_is_not_needed(folder, note, owner_id):
    add_version(folder)
    assert services.rewrap("case") == Rewrapped(moved=1, unreadable=0)
    (folder / "case.v1.key").unlink()
    keys.keys_in.cache_clear()
    with opening([owner_id], purposes=["case", "privileged"]):
        assert (note.title, note.secret) == ("Ирина", "ordeal")
    assert sorted(versions()) == [1, 2]  # the privileged key was not asked for


def test_rotating_twice_moves_nothing_the_second_time(folder, db):
    owners_with_keys(3)
    add_version(folder)
    assert services.rewrap("case", batch=2) == Rewrapped(moved=3, unreadable=0)
    assert services.rewrap("case", batch=2) == Rewrapped(moved=0, unreadable=0)


def test_a_rotation_stopped_half_way_is_finished_by_the_next_run(folder, db, monkeypatch):
    owners = owners_with_keys(5)
    add_version(folder)
    real, calls = services.wrap, []

    def stops_at_the_fourth(*args):
        calls.append(args)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(services, "wrap", stops_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        services.rewrap("case", batch=2)
    assert versions() == [2, 2, 1, 1, 1]  # whole batches only
    assert services.rewrap("case", batch=2) == Rewrapped(moved=3, unreadable=0)
    (folder / "case.v1.key").unlink()
    keys.keys_in.cache_clear()
    with opening(owners):
        assert len({key_for_reading(owner, "case").id for owner in owners}) == 5


def test_a_wrap_that_does_not_open_is_left_and_named(folder, db, caplog):
    owners_with_keys(3)
    damaged = WrappedKey.objects.order_by("pk")[1]
    WrappedKey.objects.filter(pk=damaged.pk).update(blob=b"\x01" + bytes(60))
    add_version(folder)
    with caplog.at_level(logging.ERROR):
        assert services.rewrap("case", batch=1) == Rewrapped(moved=2, unreadable=1)
    assert versions() == [2, 1, 2]
    assert caplog.messages == [
        f"Data key {damaged.data_key_id} does not open: The wrapped key was changed or belongs elsewhere."
    ]


def test_rotation_stops_when_an_old_server_key_is_missing(folder, db):
    owners_with_keys(1)
    add_version(folder)
    (folder / "case.v1.key").unlink()
    keys.keys_in.cache_clear()
    with pytest.raises(KeyMissing):
        services.rewrap("case")
    assert versions() == [1]


def test_a_wrap_moved_by_another_run_in_between_is_left_alone(folder, db, monkeypatch):
    (owner,) = owners_with_keys(1)
    add_version(folder)
    real = services.wrap

    def another_run_is_faster(*args):
        monkeypatch.setattr(services, "wrap", real)
        services.rewrap("case")
        return real(*args)

    monkeypatch.setattr(services, "wrap", another_run_is_faster)
    services.rewrap("case")
    assert versions() == [2]
    with opening([owner]):
        assert key_for_reading(owner, "case")


# the command


def run_command(*args):
    out = StringIO()
    call_command("rewrap_keys", *args, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_rotates_the_named_keys(folder, db):
    owners_with_keys(2)
    add_version(folder)
    assert run_command("case", "--batch", "1") == ["case: 2 moved, 0 do not open"]


def test_the_command_rotates_all_keys_when_none_is_named(folder, db):
    owners_with_keys(1)
    add_version(folder)
    add_version(folder, "call")
    assert run_command() == [
        "case: 1 moved, 0 do not open",
        "privileged: 0 moved, 0 do not open",
        "call: 0 moved, 0 do not open",
        "file: 0 moved, 0 do not open",
    ]


def test_the_command_refuses_a_name_that_wraps_nothing(folder, db):
    with pytest.raises(CommandError, match="No data keys are wrapped by draft"):
        run_command("draft")


def test_the_command_says_when_old_keys_are_still_needed(folder, db):
    owners_with_keys(1)
    WrappedKey.objects.update(blob=b"\x01" + bytes(60))
    add_version(folder)
    with pytest.raises(CommandError, match="Keep the old key files"):
        run_command()


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_rotation_that_was_killed_is_finished_and_everything_opens(folder):
    owners = owners_with_keys(600)
    add_version(folder)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "rewrap_keys", "case", "--batch", "1", "--skip-checks"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "crisis_center.settings.development",
            "DATABASE_URL": database.server().url(connection.settings_dict["NAME"]),
            "VAULT_KEYS_DIR": str(folder),
        },
    )
    while not WrappedKey.objects.filter(kek_version=2).exists():
        assert process.poll() is None
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    left = versions().count(1)
    assert 0 < left < 600
    assert services.rewrap("case") == Rewrapped(moved=left, unreadable=0)
    (folder / "case.v1.key").unlink()
    keys.keys_in.cache_clear()
    with opening(owners):
        assert len({key_for_reading(owner, "case").id for owner in owners}) == 600
    assert versions() == [2] * 600


# giving rows to another owner


@pytest.fixture
def other_id(notes):
    owner = uuid.uuid4()
    services.create_data_key(owner_id=owner, purposes=["case", "privileged"])
    return owner


def rebound(note, old, new):
    result = services.rebind([note], old_owner=old, new_owner=new)
    return result, Note.objects.get(pk=note.pk)


def test_a_row_that_was_given_away_opens_under_the_new_key_only(note, owner_id, other_id):
    result, moved = rebound(note, owner_id, other_id)
    with opening([owner_id], purposes=["case", "privileged"]), pytest.raises(NotOpened):
        _title = moved.title
    with opening([other_id], purposes=["case", "privileged"]):
        assert (moved.title, moved.body, moved.secret) == ("Ирина", "Қайрат called", "ordeal")
    assert (result, moved.case_id, moved.answers_sealed) == (0, other_id, None)


def test_nothing_of_a_row_that_was_given_away_opens_under_the_old_key(note, owner_id, other_id):
    _result, moved = rebound(note, owner_id, other_id)
    moved.case_id = owner_id  # as if somebody had only changed the column
    with opening([owner_id], purposes=["case", "privileged"]):
        for name in ("title", "body", "secret"):
            with pytest.raises(DamagedRecord):
                getattr(moved, name)


def test_a_row_that_comes_back_is_as_it_was(note, owner_id, other_id):
    _result, moved = rebound(note, owner_id, other_id)
    _result, back = rebound(moved, other_id, owner_id)
    with opening([owner_id], purposes=["case", "privileged"]):
        assert (back.title, back.body, back.secret) == ("Ирина", "Қайрат called", "ordeal")


def test_many_rows_cost_as_much_as_one(notes, owner_id, other_id, django_assert_num_queries):
    for number in (1, 3):
        with sealing(owner_id):
            rows = [Note.objects.create(case_id=owner_id, title=f"note {one}") for one in range(number)]
        with django_assert_num_queries(2):  # the keys, and one update
            services.rebind(rows, old_owner=owner_id, new_owner=other_id)


def test_no_rows_cost_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert services.rebind([], old_owner=uuid.uuid4(), new_owner=uuid.uuid4()) == 0


def test_a_damaged_value_goes_along_and_opens_again_when_it_comes_back(note, owner_id, other_id, caplog):
    whole = note.title_sealed
    note.title_sealed = whole[:-1] + bytes([whole[-1] ^ 1])
    result, moved = rebound(note, owner_id, other_id)
    assert (result, moved.title_sealed, "does not open" in caplog.text) == (1, note.title_sealed, True)
    with opening([other_id]):
        assert moved.body == "Қайрат called"
        with pytest.raises(DamagedRecord):
            _title = moved.title
    moved.title_sealed = whole
    _result, back = rebound(moved, other_id, owner_id)
    with opening([owner_id]):
        assert back.title == "Ирина"


def test_rows_are_given_to_nobody_without_a_key(note, owner_id):
    with pytest.raises(DataKeyMissing), transaction.atomic():
        services.rebind([note], old_owner=owner_id, new_owner=uuid.uuid4())
    with opening([owner_id]):
        assert Note.objects.get(pk=note.pk).title == "Ирина"


def test_a_row_that_owns_itself_has_no_other_owner(note, owner_id, other_id, monkeypatch):
    monkeypatch.setattr(Note, "vault_owner", "id")
    with pytest.raises(SealedFieldMisuse, match="Note owns itself"):
        services.rebind([note], old_owner=owner_id, new_owner=other_id)
