"""What the database itself refuses about approved numbers."""

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, connection, transaction

from crisis_center.stack.embedded import OWNER
from reporting.models import ApprovedSnapshot
from reporting.periods import Period
from tests import database
from tests.reporting.factories import FIGURES, QUARTER, an_approved

ATTEMPTS = {
    "UPDATE reporting_approvedsnapshot SET figures = '{}'": "Cannot update or delete rows",
    "DELETE FROM reporting_approvedsnapshot": "Cannot update or delete rows",
    "TRUNCATE reporting_approvedsnapshot": "Approved numbers stay",
}


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["2026-q3", "2026", "2026-09"])
def test_no_two_approved_periods_share_a_day(manager, code):
    an_approved("2026-q3", manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        an_approved(code, manager)


@pytest.mark.django_db
def test_a_period_is_approved_on_the_day_after_its_last_at_the_earliest(manager):
    last_minute = Period.of_code("2026-q3").moments[1].replace(hour=0)
    an_approved("2026-q3", manager, at=last_minute)
    with pytest.raises(IntegrityError, match="approved_snapshot_period_is_over"), transaction.atomic():
        an_approved("2026-q2", manager, at=Period.of_code("2026-06").moments[0])


@pytest.mark.django_db
def test_a_period_that_ends_before_it_begins_is_refused(manager):
    backwards = Period(QUARTER.last_on, QUARTER.first_on)
    with pytest.raises(Error, match="range lower bound"), transaction.atomic():
        ApprovedSnapshot.objects.create(
            period_code="backwards",
            first_on=backwards.first_on,
            last_on=backwards.last_on,
            figures=FIGURES,
            approved_by=manager,
            approved_at=QUARTER.moments[1],
        )


@pytest.mark.django_db
def test_a_constraint_speaks_in_words(manager):
    an_approved("2026-q3", manager)
    year = Period.of_code("2026")
    snapshot = ApprovedSnapshot(
        period_code=year.code,
        first_on=year.first_on,
        last_on=year.last_on,
        figures=FIGURES,
        approved_by=manager,
        approved_at=year.moments[0],
    )
    with pytest.raises(ValidationError) as refusal:
        snapshot.validate_constraints()
    assert refusal.value.messages == [
        "Numbers of some of these days are approved already.",
        "Numbers are approved only when their period is over.",
    ]


@pytest.fixture
def one_approved(transactional_db, manager):
    """Write and commit approved numbers, come as the owner of the tables, and look at them afterwards."""
    an_approved("2026-q3", manager)
    name = connection.settings_dict["NAME"]
    database.use(name, OWNER)
    yield
    database.use(name)
    assert ApprovedSnapshot.objects.get().figures == FIGURES


@pytest.mark.usefixtures("one_approved")
@pytest.mark.parametrize(("attempt", "refusal"), ATTEMPTS.items())
def test_approved_numbers_stay_even_for_the_owner(attempt, refusal):
    with pytest.raises(Error, match=refusal), transaction.atomic():
        connection.cursor().execute(attempt)
