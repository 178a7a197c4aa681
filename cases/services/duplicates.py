"""Whether she whose case is about to be opened is on record already: hints, never a refusal."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cases.services.finding import Match, find_people
from cases.services.search_limits import SearchedTooOften

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.models import User
    from cases.finding import Question

MOST_HINTS = 8


@dataclasses.dataclass(frozen=True, kw_only=True)
class Duplicates:
    """The people who may be she. `has_protected`: one may be in a case of which the worker may not know."""

    matches: Sequence[Match]
    has_protected: bool
    has_more: bool

    def __bool__(self) -> bool:
        return bool(self.matches) or self.has_protected


def find_duplicates(*, actor: User, question: Question, born_on: dt.date | None = None) -> Duplicates | None:
    """Return who may be the person that an intake is about, the surest first.

    One search, counted and journaled as every other (`find_people`). None when the worker has searched too
    often: no case is refused for that, so its intake goes on without hints.
    """
    try:
        found = find_people(actor=actor, question=question, most=MOST_HINTS)
    except SearchedTooOften:
        return None
    matches = [*found.exact, *found.near][:MOST_HINTS]
    return Duplicates(
        matches=[_with_year(match, born_on) for match in matches],
        has_protected=found.has_protected,
        has_more=found.has_more or len(matches) < len(found.exact) + len(found.near),
    )


def _with_year(match: Match, born_on: dt.date | None) -> Match:
    """Add to what agrees that both were born in one year."""
    if born_on is None or match.born_in != born_on.year:
        return match
    return dataclasses.replace(match, by=(*match.by, "born"))
