"""`check --deploy` sees a database whose rows nobody holds."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from cases.checks import HELD, rows_are_held
from crisis_center.stack.embedded import OWNER
from tests import database


def found() -> list[tuple[str, str]]:
    return [(message.id, message.msg) for message in rows_are_held()]


@pytest.fixture
def as_owner(transactional_db):
    name = connection.settings_dict["NAME"]
    database.use(name, OWNER)
    yield connection.cursor()
    database.use(name)


@pytest.mark.django_db
def test_a_migrated_database_used_by_the_application_is_in_order():
    with database.as_in_production():
        assert found() == []


@pytest.mark.django_db
def test_the_check_belongs_to_deployment_only():
    assert rows_are_held in run_checks.__self__.get_checks(include_deployment_checks=True)
    assert rows_are_held not in run_checks.__self__.get_checks()


def test_a_role_that_the_rules_do_not_hold_is_reported(as_owner):
    assert found() == [
        ("cases.E002", f"The role of DATABASE_URL sees every row of {table}.") for table in HELD
    ]


def test_a_table_that_was_let_go_is_reported(as_owner):
    as_owner.execute("ALTER TABLE hotline_call DISABLE ROW LEVEL SECURITY")
    database.use(connection.settings_dict["NAME"])
    assert found() == [("cases.E002", "The role of DATABASE_URL sees every row of hotline_call.")]


def test_a_database_without_the_tables_is_reported(as_owner):
    as_owner.execute("DROP TABLE cases_case CASCADE")
    assert found() == [("cases.E001", "Row-level security could not be examined.")]
