"""Short secrets that belong to no case: what an authenticator shares with us."""

import base64
import os

import pytest

from vault.errors import DamagedRecord, KeyMissing, UnknownVersion
from vault.keys import SIZE, make_demo_keys, write_key
from vault.shared_secrets import open_text, seal_text, sealed_by

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.VAULT_KEYS_DIR = str(tmp_path / "keys")
    make_demo_keys(settings.VAULT_KEYS_DIR)
    return tmp_path / "keys"


def test_a_secret_comes_back_and_is_sealed_with_a_new_nonce_each_time():
    sealed = {seal_text("account", SECRET) for _ in range(100)}
    assert len(sealed) == 100
    assert {open_text("account", one) for one in sealed} == {SECRET}
    assert [one for one in sealed if SECRET in one or SECRET.encode() in base64.urlsafe_b64decode(one)] == []


def test_every_changed_byte_is_refused():
    raw = base64.urlsafe_b64decode(seal_text("account", SECRET))
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises((DamagedRecord, KeyMissing)):
            open_text("account", base64.urlsafe_b64encode(changed).decode())


@pytest.mark.parametrize("length", [0, 1, 5, 17, 32])
def test_a_cut_secret_is_refused(length):
    raw = base64.urlsafe_b64decode(seal_text("account", SECRET))
    with pytest.raises(DamagedRecord):
        open_text("account", base64.urlsafe_b64encode(raw[:length]).decode())


@pytest.mark.parametrize("text", ["=", "a", "ә", "not sealed at all"])
def test_what_was_never_sealed_is_refused(text):
    with pytest.raises(DamagedRecord):
        open_text("account", text)


def test_a_format_of_the_future_says_so():
    raw = base64.urlsafe_b64decode(seal_text("account", SECRET))
    with pytest.raises(UnknownVersion, match="Version 02"):
        open_text("account", base64.urlsafe_b64encode(b"\x02" + raw[1:]).decode())


def test_a_secret_of_one_key_does_not_open_by_another():
    with pytest.raises(DamagedRecord, match="belongs elsewhere"):
        open_text("draft", seal_text("account", SECRET))


def test_after_a_change_of_the_key_the_old_ones_still_open_and_new_ones_take_the_new_key(folder):
    old = seal_text("account", SECRET)
    write_key(folder / "account.v2.key", os.urandom(SIZE))
    new = seal_text("account", SECRET)
    assert [sealed_by(one) for one in (old, new)] == [1, 2]
    assert [open_text("account", one) for one in (old, new)] == [SECRET] * 2
