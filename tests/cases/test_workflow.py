"""Every pair of states, allowed or refused, from the tables."""

import itertools

import pytest

from cases.enums import CaseStatus, FollowUpStatus
from cases.workflow import CASE_MOVES, FOLLOW_UP_MOVES, may_become

CASE_ARROWS = {
    ("open", "active"),
    ("open", "closed"),
    ("active", "on_hold"),
    ("active", "closed"),
    ("on_hold", "active"),
    ("on_hold", "closed"),
    ("closed", "active"),
}
FOLLOW_UP_ARROWS = {
    ("planned", "done"),
    ("planned", "unreachable"),
    ("planned", "stopped"),
    ("planned", "cancelled"),
    ("unreachable", "done"),
}


@pytest.mark.parametrize(
    ("moves", "states", "arrows"),
    [(CASE_MOVES, CaseStatus, CASE_ARROWS), (FOLLOW_UP_MOVES, FollowUpStatus, FOLLOW_UP_ARROWS)],
    ids=["case", "follow-up"],
)
def test_a_record_moves_along_the_arrows_of_its_table_and_no_other_way(moves, states, arrows):
    allowed = {pair for pair in itertools.product(states.values, repeat=2) if may_become(moves, *pair)}
    assert allowed == arrows
