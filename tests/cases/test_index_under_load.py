"""The index key is changed while people are written down and looked for: nobody is missed, even when it is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.management import call_command
from django.db import connection

from cases.models import Person
from tests import database
from tests.cases.factories import CaseFactory
from vault import keys
from vault.index import asked_by_name

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
NAME = "Касымова Айгуль"
BEFORE = 120


@pytest.fixture
def key_folder(tmp_path, settings):
    keys.make_demo_keys(tmp_path)
    settings.VAULT_KEYS_DIR = str(tmp_path)
    return tmp_path


def found():
    return Person.objects.filter(tokens__overlap=asked_by_name(NAME).tokens).count()


def written_down():
    CaseFactory(client__name=NAME)
    return Person.objects.count()


def rebuilding(key_folder):
    return subprocess.Popen(
        [sys.executable, "manage.py", "rebuild_index", "--batch", "1", "--skip-checks"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "crisis_center.settings.development",
            "DATABASE_URL": database.server().url(connection.settings_dict["NAME"]),
            "VAULT_KEYS_DIR": str(key_folder),
        },
        stdout=subprocess.DEVNULL,
    )


def sizes():
    return [len(tokens) for tokens in Person.objects.values_list("tokens", flat=True)]


def test_nobody_is_missed_while_the_key_is_changed(key_folder):
    for _number in range(BEFORE):
        written_down()
    (of_one_key,) = {*sizes()}
    of_both = 2 * of_one_key
    keys.write_key(key_folder / "index.v2.key", os.urandom(keys.SIZE))
    assert written_down() == found() == BEFORE + 1

    process = rebuilding(key_folder)
    while sizes().count(of_both) < 5:
        assert process.poll() is None
        assert written_down() == found()
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    assert sizes().count(of_one_key) > 0
    assert written_down() == found()

    process = rebuilding(key_folder)
    while process.poll() is None:
        assert written_down() == found()
        time.sleep(0.02)
    assert process.returncode == 0
    assert {*sizes()} == {of_both}

    (key_folder / "index.v1.key").unlink()
    assert written_down() == found()
    call_command("rebuild_index")
    assert written_down() == found()
    assert {*sizes()} == {of_one_key}
