"""Every page that is not the cases' own, asked by everybody about every object."""

import pytest

from tests.access.walk import PLACES


@pytest.mark.parametrize("place", [p for p in PLACES if p.app != "cases"], ids=lambda place: place.name)
def test_a_page_lets_in_whom_the_table_names_and_nobody_else(place, walk, record_property):
    before = walk.checks
    surprises = walk.through(place)
    record_property("access_checks", walk.checks - before)
    assert surprises == []
