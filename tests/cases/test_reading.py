"""Reading a client's file is itself an event."""

import pytest

from audit.models import JournalEntry
from cases.models import Case
from cases.reading import reading_case
from tests.cases.factories import CaseFactory
from vault.errors import NotOpened

pytestmark = pytest.mark.django_db


def names(*cases):
    return [case.household.get().name for case in Case.objects.filter(pk__in=[one.pk for one in cases])]


def test_nothing_sealed_is_read_outside_the_reading_of_its_case(psychologist):
    case = CaseFactory()
    with pytest.raises(NotOpened):
        names(case)
    with reading_case(case, actor=psychologist, purpose="test"):
        assert names(case) == ["Invented Name"]
    with pytest.raises(NotOpened):
        names(case)


def test_reading_one_case_opens_no_other(psychologist):
    case, other = CaseFactory(), CaseFactory()
    with reading_case(case, actor=psychologist, purpose="test"), pytest.raises(NotOpened):
        names(other)


def test_a_reading_is_journaled_with_its_purpose_and_fields(psychologist):
    case = CaseFactory()
    with reading_case(case, actor=psychologist, purpose="show_name", fields=["name"]):
        pass
    line = JournalEntry.objects.get(verb="cases.read")
    assert (line.actor_id, line.case_id, line.purpose, line.fields) == (
        psychologist.pk,
        case.pk,
        "show_name",
        ["name"],
    )
