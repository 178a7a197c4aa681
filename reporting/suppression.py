"""Small numbers are hidden, so that nobody is recognised in a statistic (security X5). Pure functions.

A number from 1 to 4 is hidden, in a delicate row one from 1 to 9. Then what would give it away is hidden too:
the other rows and the total are known, so one hidden row alone could be worked out. The row that is hidden
with it is the last of the others, whatever its size: "the smallest of the others" would say too much. Where
no other is left but empty ones, all rows are hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST_SHOWN = 5
LEAST_SHOWN_IF_DELICATE = 10
ROOM = 2  # the sum of hidden small numbers keeps away from its least and its greatest, which say each of them


@dataclass(frozen=True)
class Cell:
    """One row as it was counted, and the least number that it may show."""

    code: str
    number: int
    least_shown: int = LEAST_SHOWN

    @property
    def is_small(self) -> bool:
        return 0 < self.number < self.least_shown


@dataclass(frozen=True)
class Shown:
    """What may be shown of a table; None is a hidden number. `total` is None where the rows have none."""

    rows: tuple[tuple[str, int | None], ...]
    total: int | None = None


def shown_number(number: int) -> int | None:
    """Return a number that stands alone, or None when it is small."""
    return number if number == 0 or number >= LEAST_SHOWN else None


def shown_each(cells: Iterable[Cell]) -> Shown:
    """Return rows that do not add up to anything, because one thing may stand in several of them."""
    return Shown(tuple((cell.code, None if cell.is_small else cell.number) for cell in cells))


def shown_parts(cells: Sequence[Cell]) -> Shown:
    """Return rows that make a whole, and the whole, so that no hidden row can be worked out.

    The whole counts as known even where a page does not show it: another table of the same calls or cases
    gives it away. Only when the whole is small itself is it unknown, and then every row is hidden.
    """
    whole = sum(cell.number for cell in cells)
    if shown_number(whole) is None:
        return Shown(tuple((cell.code, None) for cell in cells))
    hidden = [cell for cell in cells if cell.is_small]
    spare = [cell for cell in cells if cell.number and not cell.is_small]
    while hidden and spare and not _is_safe(hidden):
        hidden.append(spare.pop())
    if hidden and not _is_safe(hidden):
        hidden = list(cells)
    return Shown(tuple((cell.code, None if cell in hidden else cell.number) for cell in cells), whole)


def _is_safe(hidden: Sequence[Cell]) -> bool:
    """Say whether the hidden rows stay unknown to somebody who knows their sum, as everybody does."""
    together = sum(cell.number for cell in hidden)
    if len(hidden) < 2 or shown_number(together) is None:
        return False
    most = sum(cell.least_shown - 1 for cell in hidden)
    return not all(cell.is_small for cell in hidden) or len(hidden) + ROOM <= together <= most - ROOM
