"""Server keys that wrap the data keys: one file for each name and version, never the database.

The production settings ask `key_problems` while they load, so nothing here reads a setting on import.
"""

import base64
import binascii
import os
import re
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from vault.errors import KeyExposed, KeyFileRefused, KeyKnown, KeyMalformed, KeyMissing

NAMES = ("case", "privileged", "call", "file", "draft", "index", "account")
SIZE = 32
KEY_FILE = re.compile(r"([a-z]+)\.v([1-9][0-9]*)\.key")
NEVER = -1
KNOWN_TEST_KEYS = frozenset({bytes(SIZE), bytes(range(SIZE)), b"\xff" * SIZE, b"0123456789abcdef" * 2})
ACCESS_LIST = "system.posix_acl_access"
ACL_OWNER, ACL_NAMED_USER, ACL_MASK = 0x01, 0x02, 0x10


class KeyFiles:
    """The server keys of one directory. A key is read when it is first used, and never shown."""

    def __init__(self, directory: str | Path) -> None:
        self.directory = Path(directory)
        self._loaded: dict[tuple[str, int], bytes] = {}
        self._listed: tuple[int, dict[str, list[int]]] = (NEVER, {})

    def versions(self, name: str) -> list[int]:
        """Return the versions of a key that lie in the directory, oldest first.

        The directory is listed again when a file came or went: every call asks, and a key may be added
        while the server runs.
        """
        changed_at = self.directory.stat().st_mtime_ns if self.directory.is_dir() else NEVER
        if self._listed[0] != changed_at:
            self._listed = changed_at, self._list()
        return [*self._listed[1].get(name, ())]

    def _list(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for path in self.directory.glob("*.key"):
            if match := KEY_FILE.fullmatch(path.name):
                found.setdefault(match[1], []).append(int(match[2]))
        return {name: sorted(versions) for name, versions in found.items()}

    def current_version(self, name: str) -> int:
        """Return the version that wraps new data keys: the highest. Refuses when there is none."""
        versions = self.versions(name)
        if not versions:
            raise KeyMissing(f"{file_name(name, 1)}: there is no such key in VAULT_KEYS_DIR; make it.")
        return versions[-1]

    def key(self, name: str, version: int) -> bytes:
        """Return the 32 bytes of a key. Refuses a file that is missing, malformed, known or exposed."""
        if (name, version) not in self._loaded:
            self._loaded[name, version] = read_key(self.directory / file_name(name, version))
        return self._loaded[name, version]

    def loaded(self) -> list[tuple[tuple[str, int], bytes]]:
        """Return the keys that were used so far, with their names and versions."""
        return list(self._loaded.items())


def file_name(name: str, version: int) -> str:
    return f"{name}.v{version}.key"


def read_key(path: Path) -> bytes:
    """Return the key in a file. Refuses, in one line that says what to do, what must not be used."""
    try:
        if is_open_to_others(path):
            raise KeyExposed(f"{path.name}: others can read this file; run chmod 0400 on it.")
        text = path.read_bytes()
    except OSError:
        raise KeyMissing(f"{path.name}: this key file is missing or cannot be read.") from None
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != SIZE:
        raise KeyMalformed(f"{path.name}: a key is base64 of {SIZE} random bytes; make a new one.")
    if key in KNOWN_TEST_KEYS:
        raise KeyKnown(f"{path.name}: this is a published test key; make a new one.")
    return key


def is_open_to_others(path: Path) -> bool:
    """Answer whether anybody but the owner and this process may read or change a file."""
    mode = path.stat().st_mode
    try:
        entries = struct.iter_unpack("<HHI", os.getxattr(path, ACCESS_LIST)[4:])
    except OSError:
        return bool(mode & 0o077)
    # systemd gives a credential to the service by an access list; the group bits then show only its mask.
    return any(rights and not _is_own(tag, holder) for tag, rights, holder in entries)


def _is_own(tag: int, holder: int) -> bool:
    return tag in {ACL_OWNER, ACL_MASK} or (tag == ACL_NAMED_USER and holder == os.geteuid())


def key_problems(directory: str | Path) -> list[str]:
    """Return one line for each thing that keeps the keys of a directory from being used safely."""
    if not str(directory):
        return ["VAULT_KEYS_DIR: set it to the folder with the server keys."]
    files = KeyFiles(directory)
    return [*_unusable_keys(files), *_shared_keys(files)]


def _unusable_keys(files: KeyFiles) -> Iterator[str]:
    for name in NAMES:
        for version in files.versions(name) or [1]:
            try:
                files.key(name, version)
            except KeyFileRefused as refusal:
                yield str(refusal)


def _shared_keys(files: KeyFiles) -> Iterator[str]:
    """Privileged notes have a key of their own only as long as no other file holds the same bytes."""
    first_holder: dict[bytes, str] = {}
    for (name, version), key in files.loaded():
        holder = first_holder.setdefault(key, file_name(name, version))
        if holder != file_name(name, version):
            yield f"{file_name(name, version)}: {holder} holds the same key; make a new one."


def make_demo_keys(directory: str | Path) -> None:
    """Make every key that is missing. For the demonstration and for tests; operators make their own."""
    folder = Path(directory)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in NAMES:
        if not KeyFiles(folder).versions(name):
            write_key(folder / file_name(name, 1), os.urandom(SIZE))


def write_key(path: Path, key: bytes) -> None:
    """Write a new key file that only its owner can read. Refuses to replace one."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(key) + b"\n")


@cache
def keys_in(directory: str) -> KeyFiles:
    return KeyFiles(directory)


def provider() -> KeyFiles:
    """Return the server keys of this installation."""
    if not settings.VAULT_KEYS_DIR:
        raise KeyMissing("VAULT_KEYS_DIR: set it to the folder with the server keys.")
    return keys_in(str(settings.VAULT_KEYS_DIR))
