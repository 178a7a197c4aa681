"""The card "She may have called before" beside the form of a call: who was found, what was said of whom."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from accounts.enums import Role
from hotline.enums import Verdict
from hotline.queries import cases_known_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from cases.services.finding import Match
    from hotline.services.lookup import Lookup


@dataclasses.dataclass(frozen=True, kw_only=True)
class CallerRow:
    """One case. `match` is None when something was said of it and the lookup did not bring it (again)."""

    reference: str
    case: Any  # None: the worker may not know of it, and reads so when she finishes
    match: Match | None = None
    verdict: str = ""

    @property
    def answers(self) -> list[Verdict]:
        """Return what may be said of it."""
        return [*Verdict]


@dataclasses.dataclass(frozen=True, kw_only=True)
class CallerCard:
    """What stands on the card; false when there is nothing to show. `refusal` is why nobody was looked up."""

    rows: Sequence[CallerRow] = ()
    lookup: Lookup | None = None
    refusal: str = ""
    is_coordinators: bool = False

    def __bool__(self) -> bool:
        found = self.lookup
        return bool(self.rows or self.refusal or (found and (found.calls or found.has_protected)))

    @property
    def shows_nobody(self) -> bool:
        """Say whether a lookup was asked and has no row to show."""
        return self.lookup is not None and not (self.rows or self.lookup.calls)


def card_of(
    worker: User, *, verdicts: Mapping[str, Verdict], lookup: Lookup | None = None, refusal: str = ""
) -> CallerCard:
    """Return the card of a page: those who were found, then those of whom something was said before."""
    found = {match.case.reference: match for match in (lookup.people if lookup else ())}
    others = [reference for reference in verdicts if reference not in found]
    known = cases_known_to(worker, others) if others else {}
    rows = [
        CallerRow(
            reference=reference,
            case=match.case if match else known.get(reference),
            match=match,
            verdict=verdicts.get(reference, ""),
        )
        for reference, match in [*found.items(), *((reference, None) for reference in others)]
    ]
    is_coordinators = worker.role == Role.COORDINATOR
    return CallerCard(rows=rows, lookup=lookup, refusal=refusal, is_coordinators=is_coordinators)
