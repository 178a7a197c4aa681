"""The format of ciphertext: what was written opens for ever, what was touched never opens."""

import json
import os
import uuid
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault import cipher
from vault.cipher import Binding, HeldKey, Place
from vault.errors import DamagedRecord, UnknownVersion

GOLDEN = json.loads((Path(__file__).parent / "golden_vectors.json").read_text(encoding="utf-8"))
SECRET = os.urandom(32)
KEY = HeldKey(uuid.uuid4(), AESGCM(SECRET))
PLACE = Place("person", "name", uuid.uuid4(), uuid.uuid4())
BINDING = Binding(uuid.uuid4(), uuid.uuid4(), "case", 1)


def golden_place(vector):
    return Place(
        vector["model_tag"], vector["field_tag"], uuid.UUID(vector["row_id"]), uuid.UUID(vector["owner_id"])
    )


def golden_key(vector):
    return HeldKey(uuid.UUID(vector["data_key_id"]), AESGCM(bytes.fromhex(vector["key"])))


def golden_binding(vector):
    ids = uuid.UUID(vector["data_key_id"]), uuid.UUID(vector["owner_id"])
    return Binding(*ids, vector["purpose"], vector["kek_version"])


@pytest.mark.parametrize("vector", GOLDEN["sealed"], ids=lambda vector: vector["model_tag"])
def test_what_version_one_sealed_opens_for_ever(vector):
    plain = cipher.unseal(golden_key(vector), golden_place(vector), bytes.fromhex(vector["sealed"]))
    assert plain.decode() == vector["plain"]


@pytest.mark.parametrize("vector", GOLDEN["wrapped"], ids=lambda vector: vector["purpose"])
def test_what_version_one_wrapped_opens_for_ever(vector):
    kek, blob = bytes.fromhex(vector["kek"]), bytes.fromhex(vector["blob"])
    assert cipher.unwrap(kek, golden_binding(vector), blob).hex() == vector["data_key"]


@pytest.mark.parametrize("vector", GOLDEN["sealed"], ids=lambda vector: vector["model_tag"])
def test_version_one_is_still_what_is_written(vector, monkeypatch):
    monkeypatch.setattr(cipher.os, "urandom", lambda size: bytes.fromhex(vector["nonce"]))
    sealed = cipher.seal(golden_key(vector), golden_place(vector), vector["plain"].encode())
    assert sealed.hex() == vector["sealed"]


def test_a_hundred_thousand_seals_never_repeat_a_nonce():
    sealed = (cipher.seal(KEY, PLACE, b"") for _ in range(100_000))
    assert len({value[cipher.NONCE_AT : cipher.TEXT_AT] for value in sealed}) == 100_000


def test_the_same_words_sealed_twice_look_different():
    assert cipher.seal(KEY, PLACE, b"Irina") != cipher.seal(KEY, PLACE, b"Irina")


def test_a_value_cut_at_any_length_is_refused():
    sealed = cipher.seal(KEY, PLACE, "Ирина".encode())
    assert cipher.unseal(KEY, PLACE, sealed) == "Ирина".encode()
    assert refusals(cipher.unseal, KEY, PLACE, cuts(sealed)) == len(sealed)


def test_a_value_with_any_byte_changed_is_refused():
    sealed = cipher.seal(KEY, PLACE, "Ирина".encode())
    assert refusals(cipher.unseal, KEY, PLACE, flips(sealed)) == 8 * len(sealed)


def test_a_wrapped_key_cut_or_changed_anywhere_is_refused():
    blob = cipher.wrap(SECRET, BINDING, SECRET)
    assert cipher.unwrap(SECRET, BINDING, blob) == SECRET
    assert refusals(cipher.unwrap, SECRET, BINDING, cuts(blob)) == len(blob)
    assert refusals(cipher.unwrap, SECRET, BINDING, flips(blob)) == 8 * len(blob)


@pytest.mark.parametrize("part", Place._fields)
def test_a_value_moved_to_another_place_is_refused(part):
    other = uuid.uuid4() if part.endswith("_id") else "other"
    sealed = cipher.seal(KEY, PLACE, b"Irina")
    with pytest.raises(DamagedRecord):
        cipher.unseal(KEY, PLACE._replace(**{part: other}), sealed)


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("data_key_id", uuid.uuid4()),
        ("owner_id", uuid.uuid4()),
        ("purpose", "privileged"),
        ("kek_version", 2),
    ],
)
def test_a_wrapped_key_given_to_another_owner_or_purpose_is_refused(part, other):
    blob = cipher.wrap(SECRET, BINDING, SECRET)
    with pytest.raises(DamagedRecord):
        cipher.unwrap(SECRET, BINDING._replace(**{part: other}), blob)


def test_a_value_that_names_another_key_is_refused_even_with_the_same_secret():
    twin = HeldKey(uuid.uuid4(), KEY.aes)
    with pytest.raises(DamagedRecord):
        cipher.unseal(twin, PLACE, cipher.seal(KEY, PLACE, b"Irina"))


@pytest.mark.parametrize("version", [b"", b"\x00", b"\x02", b"\xff"])
def test_an_unknown_version_has_its_own_refusal(version):
    with pytest.raises(UnknownVersion):
        cipher.unseal(KEY, PLACE, version + cipher.seal(KEY, PLACE, b"Irina")[1:] if version else b"")
    with pytest.raises(UnknownVersion):
        cipher.unwrap(SECRET, BINDING, version + cipher.wrap(SECRET, BINDING, SECRET)[1:] if version else b"")


def test_a_held_key_does_not_show_itself():
    assert repr(KEY) == f"HeldKey(id={KEY.id!r})"


def cuts(value):
    return [value[:length] for length in range(len(value))]


def flips(value):
    for position in range(len(value)):
        for bit in range(8):
            yield value[:position] + bytes([value[position] ^ 1 << bit]) + value[position + 1 :]


def refusals(open_it, key, bound, values):
    refused = 0
    for value in values:
        with pytest.raises(DamagedRecord):
            open_it(key, bound, value)
        refused += 1
    return refused
