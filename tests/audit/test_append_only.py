"""A line of the journal stays as it was written: for the application by its rights, for the owner by triggers."""

import pytest
from django.db import Error, connection, transaction

from audit.models import JournalEntry
from audit.services import Subject, record
from crisis_center.stack.embedded import APP, OWNER
from tests import database

ATTEMPTS = {
    "UPDATE audit_journalentry SET verb = 'cases.forged'": "Cannot update or delete rows",
    "DELETE FROM audit_journalentry": "Cannot update or delete rows",
    "TRUNCATE audit_journalentry": "The journal is append-only",
}


@pytest.fixture
def one_line(transactional_db, coordinator):
    """Write and commit one line, give back a way to come as another role, and return to the application's."""
    record(actor=coordinator, verb="cases.opened", subject=Subject("cases.case"))
    name = connection.settings_dict["NAME"]
    yield lambda role: database.use(name, role)
    database.use(name)
    assert list(JournalEntry.objects.values_list("verb", flat=True)) == ["cases.opened"]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_application_has_no_right_to_change_a_line(one_line, attempt):
    with pytest.raises(Error, match="permission denied for table audit_journalentry"), transaction.atomic():
        connection.cursor().execute(attempt)


@pytest.mark.parametrize(("attempt", "refusal"), ATTEMPTS.items())
def test_even_the_owner_is_stopped_by_a_trigger(one_line, attempt, refusal):
    one_line(OWNER)
    with pytest.raises(Error, match=refusal), transaction.atomic():
        connection.cursor().execute(attempt)


def test_the_application_writes_and_reads(one_line):
    assert connection.settings_dict["USER"] == APP
    assert JournalEntry.objects.get().verb == "cases.opened"
