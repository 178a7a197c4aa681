"""Migrations: none is missing, and each is named by its purpose."""

import re

import pytest
from django.core.management import call_command

from tests.architecture.house import APPS, ROOT

NAMELESS = re.compile(r"\d{4}_(initial|auto_.*|alter_.*|.*_and_more|.*_\d{8}_\d{4})")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_every_migration_is_named_by_its_purpose():
    names = [path.stem for app in APPS for path in (ROOT / app / "migrations").glob("[0-9]*.py")]
    assert [name for name in names if NAMELESS.fullmatch(name)] == []
    assert len(names) >= len(APPS)


@pytest.mark.parametrize("name", ["0001_initial", "0002_auto_20261123_1200", "0003_user_email_and_more"])
def test_a_name_that_django_made_up_would_be_found(name):
    assert NAMELESS.fullmatch(name)
