"""The format of ciphertext. What is written here must open for ever: see the golden vectors in the tests.

A sealed value:  version 1 byte | data key id 16 | nonce 12 | AES-256-GCM ciphertext and tag.
A wrapped key:   version 1 byte | nonce 12 | AES-256-GCM ciphertext and tag.
Both are bound to their place by associated data, so a value moved to another row, field or case stays shut.
"""

import os
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.errors import DamagedRecord, UnknownVersion

VERSION = b"\x01"
KEY_SIZE, ID_SIZE, NONCE_SIZE, TAG_SIZE = 32, 16, 12, 16
NONCE_AT = 1 + ID_SIZE
TEXT_AT = NONCE_AT + NONCE_SIZE


@dataclass(frozen=True, slots=True, weakref_slot=True)
class HeldKey:
    """An unwrapped data key, ready to use; it lives no longer than the context that holds it."""

    id: UUID
    aes: AESGCM = field(repr=False)


class Place(NamedTuple):
    """Where a sealed value belongs. Tags are stable words, so a class or field may be renamed."""

    model_tag: str
    field_tag: str
    row_id: UUID
    owner_id: UUID

    def associated_data(self, key_id: UUID) -> bytes:
        tags = f"v1|{self.model_tag}|{self.field_tag}|".encode()
        return b"|".join((tags + self.row_id.bytes, self.owner_id.bytes, key_id.bytes))


class Binding(NamedTuple):
    """What a wrapped data key belongs to."""

    data_key_id: UUID
    owner_id: UUID
    purpose: str
    kek_version: int

    def associated_data(self) -> bytes:
        words = f"v1|wrapped|{self.purpose}|{self.kek_version}|".encode()
        return b"|".join((words + self.data_key_id.bytes, self.owner_id.bytes))


def seal(key: HeldKey, place: Place, plaintext: bytes) -> bytes:
    """Encrypt a value for its place, with a new nonce each time."""
    nonce = os.urandom(NONCE_SIZE)
    encrypted = key.aes.encrypt(nonce, plaintext, place.associated_data(key.id))
    return b"".join((VERSION, key.id.bytes, nonce, encrypted))


def unseal(key: HeldKey, place: Place, sealed: bytes) -> bytes:
    """Decrypt a value of its place. Refuses anything changed, cut, or sealed for another place or key."""
    check_format(sealed)
    if sealed[1:NONCE_AT] != key.id.bytes:
        raise DamagedRecord("The value names another data key than its owner's.")
    try:
        return key.aes.decrypt(sealed[NONCE_AT:TEXT_AT], sealed[TEXT_AT:], place.associated_data(key.id))
    except InvalidTag:
        raise DamagedRecord("The value was changed or belongs elsewhere.") from None


def check_format(sealed: bytes) -> None:
    """Refuse bytes that cannot be a sealed value of a version known here."""
    if sealed[:1] != VERSION:
        raise UnknownVersion(f"Version {sealed[:1].hex() or 'none'} of sealed values is not known.")
    if len(sealed) < TEXT_AT + TAG_SIZE:
        raise DamagedRecord("The value was cut short.")


def new_data_key() -> bytes:
    return AESGCM.generate_key(bit_length=8 * KEY_SIZE)


def wrap(kek: bytes, binding: Binding, data_key: bytes) -> bytes:
    """Encrypt a data key under a server key."""
    nonce = os.urandom(NONCE_SIZE)
    return b"".join((VERSION, nonce, AESGCM(kek).encrypt(nonce, data_key, binding.associated_data())))


def unwrap(kek: bytes, binding: Binding, blob: bytes) -> bytes:
    """Decrypt a data key. Refuses one that was changed, or that belongs to another owner or purpose."""
    if blob[:1] != VERSION:
        raise UnknownVersion(f"Version {blob[:1].hex() or 'none'} of wrapped keys is not known.")
    nonce, encrypted = blob[1 : 1 + NONCE_SIZE], blob[1 + NONCE_SIZE :]
    if len(encrypted) != KEY_SIZE + TAG_SIZE:
        raise DamagedRecord("The wrapped key has another length than a key.")
    try:
        return AESGCM(kek).decrypt(nonce, encrypted, binding.associated_data())
    except InvalidTag:
        raise DamagedRecord("The wrapped key was changed or belongs elsewhere.") from None
