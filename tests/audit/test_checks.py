"""`check --deploy` sees an unprotected journal."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from audit.checks import journal_is_protected
from crisis_center.stack.embedded import OWNER
from tests import database


def found(**kwargs) -> list[tuple[str, str]]:
    return [(message.id, message.msg) for message in journal_is_protected(**kwargs)]


@pytest.fixture
def as_owner(transactional_db):
    name = connection.settings_dict["NAME"]
    database.use(name, OWNER)
    yield connection.cursor()
    database.use(name)


@pytest.mark.django_db
def test_a_migrated_database_used_by_the_application_is_in_order():
    assert found() == []


@pytest.mark.django_db
def test_the_check_belongs_to_deployment_only():
    assert journal_is_protected in run_checks.__self__.get_checks(include_deployment_checks=True)
    assert journal_is_protected not in run_checks.__self__.get_checks()


def test_a_role_with_more_rights_is_reported(as_owner):
    assert found() == [
        ("audit.E003", "The role of DATABASE_URL may UPDATE the journal."),
        ("audit.E003", "The role of DATABASE_URL may DELETE the journal."),
        ("audit.E003", "The role of DATABASE_URL may TRUNCATE the journal."),
    ]


def test_a_missing_and_a_silenced_trigger_are_reported(as_owner):
    as_owner.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_journalentry'::regclass ORDER BY 1"
    )
    first, second = (name for (name,) in as_owner.fetchall())
    as_owner.execute(f'DROP TRIGGER "{first}" ON audit_journalentry')
    as_owner.execute(f'ALTER TABLE audit_journalentry DISABLE TRIGGER "{second}"')
    assert found()[:2] == [
        ("audit.E002", "The journal's trigger append_only is missing or switched off."),
        ("audit.E002", "The journal's trigger never_truncated is missing or switched off."),
    ]


def test_a_database_without_a_journal_is_reported(as_owner):
    as_owner.execute("DROP TABLE audit_journalentry")
    assert found() == [("audit.E001", "The journal could not be examined.")]
