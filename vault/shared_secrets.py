"""Short secrets that belong to no case, sealed by a server key itself: what an authenticator shares with us.

They stand in JSON, so the sealed form is text: base64url of
    version 1 byte | version of the server key 4 bytes | nonce 12 | AES-256-GCM ciphertext and tag.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.cipher import NONCE_SIZE, TAG_SIZE, VERSION
from vault.errors import DamagedRecord, UnknownVersion
from vault.keys import provider

NONCE_AT = 1 + 4
TEXT_AT = NONCE_AT + NONCE_SIZE


def seal_text(key_name: str, text: str) -> str:
    """Encrypt a short secret under the current version of a server key, with a new nonce each time."""
    files = provider()
    version = files.current_version(key_name)
    nonce = os.urandom(NONCE_SIZE)
    encrypted = AESGCM(files.key(key_name, version)).encrypt(nonce, text.encode(), _place(key_name, version))
    sealed = b"".join((VERSION, version.to_bytes(4, "big"), nonce, encrypted))
    return base64.urlsafe_b64encode(sealed).decode()


def open_text(key_name: str, sealed: str) -> str:
    """Decrypt a short secret by the version that sealed it. Refuses what was changed or cut."""
    raw = _bytes_of(sealed)
    version = int.from_bytes(raw[1:NONCE_AT], "big")
    key = AESGCM(provider().key(key_name, version))
    try:
        return key.decrypt(raw[NONCE_AT:TEXT_AT], raw[TEXT_AT:], _place(key_name, version)).decode()
    except InvalidTag:
        raise DamagedRecord("The secret was changed or belongs elsewhere.") from None


def sealed_by(sealed: str) -> int:
    """Return the version of the server key that a secret needs."""
    return int.from_bytes(_bytes_of(sealed)[1:NONCE_AT], "big")


def _bytes_of(sealed: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(sealed)
    except (binascii.Error, ValueError):
        raise DamagedRecord("The secret is no sealed text.") from None
    if raw[:1] != VERSION:
        raise UnknownVersion(f"Version {raw[:1].hex() or 'none'} of sealed secrets is not known.")
    if len(raw) < TEXT_AT + TAG_SIZE:
        raise DamagedRecord("The secret was cut short.")
    return raw


def _place(key_name: str, version: int) -> bytes:
    return f"v1|shared secret|{key_name}|{version}".encode()
