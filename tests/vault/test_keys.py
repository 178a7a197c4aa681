"""Server keys: files that only the service can read; everything else is refused in one line."""

import base64
import os
import re
import stat
import struct

import pytest
from django.core import checks

from vault import keys
from vault.enums import Purpose
from vault.errors import KeyExposed, KeyKnown, KeyMalformed, KeyMissing

ANYBODY = 0xFFFFFFFF
OWNER_READS, GROUP_MAY_NOT, MASK_READS, OTHERS_MAY_NOT = (
    (0x01, 4, ANYBODY),
    (0x04, 0, ANYBODY),
    (0x10, 4, ANYBODY),
    (0x20, 0, ANYBODY),
)


@pytest.fixture
def folder(tmp_path):
    keys.make_demo_keys(tmp_path / "keys")
    return tmp_path / "keys"


def put(folder, name, content, mode=0o400):
    path = folder / name
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    return path


def encoded(size=32):
    return base64.b64encode(os.urandom(size))


def access_list(*entries):
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def test_demo_keys_are_complete_private_and_without_problems(folder):
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.v1.key" for name in keys.NAMES)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o400}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert keys.key_problems(folder) == []


def test_making_demo_keys_again_changes_nothing(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    keys.make_demo_keys(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_key_file_is_never_replaced(folder):
    with pytest.raises(FileExistsError):
        keys.write_key(folder / "case.v1.key", os.urandom(32))


def test_the_highest_version_is_current_and_strangers_are_not_counted(folder):
    for name in ("case.v2.key", "case.v10.key", "case.v011.key", "case.vx.key", "case.v12.key.old"):
        put(folder, name, encoded())
    files = keys.KeyFiles(folder)
    assert files.versions("case") == [1, 2, 10]
    assert files.current_version("case") == 10


def test_a_key_is_read_only_when_it_is_used(folder):
    (folder / "privileged.v1.key").unlink()
    files = keys.KeyFiles(folder)
    assert len(files.key("case", 1)) == 32
    assert [name for name, _key in files.loaded()] == [("case", 1)]
    with pytest.raises(KeyMissing):
        files.key("privileged", 1)


def test_a_key_is_read_once(folder):
    files = keys.KeyFiles(folder)
    key = files.key("case", 1)
    (folder / "case.v1.key").unlink()
    assert files.key("case", 1) == key


def test_the_provider_does_not_show_keys(folder):
    files = keys.KeyFiles(folder)
    assert files.key("case", 1).hex() not in repr(files)
    assert repr(files.key("case", 1)) not in repr(files)


REFUSED = {
    "missing": (None, 0o400, KeyMissing, "case.v1.key: this key file is missing or cannot be read."),
    "empty": (b"", 0o400, KeyMalformed, "case.v1.key: a key is base64 of 32 random bytes; make a new one."),
    "short": (
        encoded(31),
        0o400,
        KeyMalformed,
        "case.v1.key: a key is base64 of 32 random bytes; make a new one.",
    ),
    "long": (
        encoded(33),
        0o400,
        KeyMalformed,
        "case.v1.key: a key is base64 of 32 random bytes; make a new one.",
    ),
    "not base64": (
        b"?" * 44,
        0o400,
        KeyMalformed,
        "case.v1.key: a key is base64 of 32 random bytes; make a new one.",
    ),
    "raw": (
        os.urandom(32),
        0o400,
        KeyMalformed,
        "case.v1.key: a key is base64 of 32 random bytes; make a new one.",
    ),
    "for the group": (
        encoded(),
        0o440,
        KeyExposed,
        "case.v1.key: others can read this file; run chmod 0400 on it.",
    ),
    "for the world": (
        encoded(),
        0o404,
        KeyExposed,
        "case.v1.key: others can read this file; run chmod 0400 on it.",
    ),
    "writable": (
        encoded(),
        0o620,
        KeyExposed,
        "case.v1.key: others can read this file; run chmod 0400 on it.",
    ),
} | {
    f"known {key.hex()[:6]}": (
        base64.b64encode(key),
        0o400,
        KeyKnown,
        "case.v1.key: this is a published test key; make a new one.",
    )
    for key in sorted(keys.KNOWN_TEST_KEYS)
}


@pytest.mark.parametrize(("content", "mode", "refusal", "line"), REFUSED.values(), ids=REFUSED)
def test_a_key_that_must_not_be_used_is_refused_in_one_line(folder, settings, content, mode, refusal, line):
    if content is None:
        (folder / "case.v1.key").unlink()
        line_of_check = "case.v1.key: this key file is missing or cannot be read."
    else:
        put(folder, "case.v1.key", content, mode)
        line_of_check = line
    with pytest.raises(refusal, match=f"^{re.escape(line)}$"):
        keys.KeyFiles(folder).key("case", 1)
    assert keys.key_problems(folder) == [line_of_check]
    settings.VAULT_KEYS_DIR = str(folder)
    assert deploy_check() == [line_of_check]


def deploy_check():
    messages = checks.run_checks(tags=["vault"], include_deployment_checks=True)
    return [message.msg for message in messages if message.id == "vault.E001"]


def test_good_keys_pass_the_deploy_check(folder, settings):
    settings.VAULT_KEYS_DIR = str(folder)
    assert deploy_check() == []


def test_a_folder_in_place_of_a_key_is_refused(folder):
    (folder / "case.v1.key").unlink()
    (folder / "case.v1.key").mkdir(mode=0o700)
    with pytest.raises(KeyMissing):
        keys.KeyFiles(folder).key("case", 1)


def test_without_any_version_nothing_can_be_wrapped(folder):
    (folder / "case.v1.key").unlink()
    with pytest.raises(
        KeyMissing, match=r"^case\.v1\.key: there is no such key in VAULT_KEYS_DIR; make it\.$"
    ):
        keys.KeyFiles(folder).current_version("case")


def test_two_files_with_the_same_key_are_a_problem(folder):
    put(folder, "privileged.v1.key", (folder / "case.v1.key").read_bytes())
    assert keys.key_problems(folder) == ["privileged.v1.key: case.v1.key holds the same key; make a new one."]


def test_an_empty_folder_names_every_key(tmp_path):
    assert keys.key_problems(tmp_path) == [
        f"{name}.v1.key: this key file is missing or cannot be read." for name in keys.NAMES
    ]


def test_without_a_folder_nothing_is_looked_for_elsewhere(settings):
    settings.VAULT_KEYS_DIR = ""
    assert keys.key_problems("") == ["VAULT_KEYS_DIR: set it to the folder with the server keys."]
    with pytest.raises(KeyMissing):
        keys.provider()


ACCESS_LISTS = {
    "systemd's grant to this service": ((0x02, 4, os.geteuid()), GROUP_MAY_NOT, OTHERS_MAY_NOT, False),
    "a grant to somebody else": ((0x02, 4, os.geteuid() + 1), GROUP_MAY_NOT, OTHERS_MAY_NOT, True),
    "a grant to the group": ((0x02, 4, os.geteuid()), (0x04, 4, ANYBODY), OTHERS_MAY_NOT, True),
    "a grant to a named group": ((0x08, 4, 0), GROUP_MAY_NOT, OTHERS_MAY_NOT, True),
    "a grant to all": ((0x02, 4, os.geteuid()), GROUP_MAY_NOT, (0x20, 4, ANYBODY), True),
}


@pytest.mark.parametrize(("named", "group", "others", "is_open"), ACCESS_LISTS.values(), ids=ACCESS_LISTS)
def test_a_systemd_credential_counts_as_private(folder, monkeypatch, named, group, others, is_open):
    path = folder / "case.v1.key"
    path.chmod(0o440)  # what an access list looks like from outside
    entries = access_list(OWNER_READS, named, group, MASK_READS, others)
    monkeypatch.setattr(
        keys.os, "getxattr", lambda asked, attribute: {(path, keys.ACCESS_LIST): entries}[asked, attribute]
    )
    assert keys.is_open_to_others(path) is is_open


def test_every_purpose_has_a_server_key():
    assert set(Purpose.values) == set(keys.NAMES) - {"draft", "index", "account"}


def test_the_crypto_inventory_lists_the_keys_of_the_provider(settings):
    inventory = (settings.BASE_DIR / "docs/crypto-inventory.md").read_text(encoding="utf-8")
    section = inventory.split("## Server keys")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in section.splitlines()
        if row.startswith("| `")
    ]
    assert [row[0] for row in rows] == [f"`{name}`" for name in keys.NAMES]
    assert [len(list(filter(None, row))) for row in rows] == [5] * len(keys.NAMES)
