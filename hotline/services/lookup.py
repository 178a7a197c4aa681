"""She may have called before: who is looked up while a call is written, and what of them is shown."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cases.services.finding import find_people
from hotline.services.finding import find_calls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.models import User
    from cases.finding import Question
    from cases.services.finding import Match
    from hotline.services.finding import CallMatch

MOST_ROWS = 5
MOST_SIMILAR = 2  # of the five: an earlier call with the very number is worth more than a name like hers


@dataclasses.dataclass(frozen=True, kw_only=True)
class Lookup:
    """Who may be calling: one person of each case, and earlier calls without a case; five rows at most."""

    people: Sequence[Match] = ()
    calls: Sequence[CallMatch] = ()
    has_protected: bool = False
    has_more: bool = False


def look_up_caller(*, actor: User, question: Question) -> Lookup:
    """Return who may be calling, those who surely agree first. It links nothing (shared phones).

    It is a search like any other: counted, and journaled with every row. Refuses what
    `cases.services.finding.find_people` refuses.
    """
    found = find_people(actor=actor, question=question, most=MOST_ROWS, most_near=MOST_SIMILAR)
    people: dict[UUID, Match] = {}
    for match in [*found.exact, *found.near]:
        people.setdefault(match.case.pk, match)
    calls = find_calls(actor=actor, question=question, most=MOST_ROWS - len(people))
    return Lookup(
        people=[*people.values()],
        calls=calls.matches,
        has_protected=found.has_protected or calls.has_protected,
        has_more=found.has_more,
    )
