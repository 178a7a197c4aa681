"""Every page about cases, asked by everybody about every case."""

import pytest

from tests.access.walk import PLACES

pytestmark = pytest.mark.usefixtures("walk")


@pytest.mark.parametrize("place", [p for p in PLACES if p.app == "cases"], ids=lambda place: place.name)
def test_a_page_of_a_case_lets_in_whom_the_table_names_and_nobody_else(place, walk, record_property):
    before = walk.checks
    surprises = walk.through(place)
    record_property("access_checks", walk.checks - before)
    assert surprises == []
