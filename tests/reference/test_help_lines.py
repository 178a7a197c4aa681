"""The numbers to call: what nobody has confirmed, nobody is shown."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from reference.models import HelpLine
from reference.queries import numbers_to_call
from tests.reference.factories import HelpLineFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 25)


def day_and_night() -> list[str]:
    return [line.number for line in numbers_to_call(TODAY).day_and_night]


def test_the_numbers_of_the_state_stand_in_their_order():
    numbers = numbers_to_call(TODAY)
    assert [line.number for line in numbers.emergency] == ["102", "103", "112"]
    assert day_and_night() == ["111", "150"]


def test_the_centres_own_number_and_unverified_lines_wait_until_they_are_confirmed():
    assert numbers_to_call(TODAY).own is None
    HelpLine.objects.filter(code__in=["centre", "state-1414"]).update(is_confirmed=True)
    assert numbers_to_call(TODAY).own.code == "centre"
    assert day_and_night() == ["111", "150", "1414"]


def test_a_number_is_shown_only_while_it_is_in_force():
    HelpLineFactory(code="new", number="155", valid_from=dt.date(2026, 11, 26))
    HelpLineFactory(code="old", number="144", valid_until=dt.date(2026, 11, 24))
    HelpLineFactory(code="last-day", number="133", valid_until=TODAY)
    assert day_and_night() == ["111", "150", "133"]


def test_asking_for_the_numbers_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        numbers_to_call(TODAY)


def test_a_note_comes_in_the_language_of_the_reader():
    line = HelpLine.objects.get(code="family-111")
    with translation.override("kk"):
        assert line.note == "тәулік бойы, тегін; жазуға да болады"


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("102", "102"), ("8 (7252) 00-00-00", "87252000000"), ("+7 700 000 00 00", "+77000000000")],
)
def test_a_number_is_read_by_people_and_dialled_by_telephones(written, dialled):
    assert HelpLineFactory(number=written).dialled == dialled


@pytest.mark.parametrize("number", ["call us", "102;1", "+", "tel:102", "102 "])
def test_what_no_telephone_can_dial_is_refused_in_words(number):
    line = HelpLineFactory.build(number=number)
    with pytest.raises(ValidationError, match="figures only"):
        line.validate_constraints()


def test_a_kind_that_does_not_exist_is_refused_in_words():
    with pytest.raises(ValidationError, match="Choose the kind of number"):
        HelpLineFactory.build(kind="bank").validate_constraints()
