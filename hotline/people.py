"""The people of a call who need help, as its form carries them: `person_1_name`, `person_2_age_band`.

Each person has a number of her own from one to six; who is taken out leaves a gap. A draft keeps the fields
as they were sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hotline.models import MOST_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = (
    "name", "relation", "role", "age_band", "sex", "needs_help_now", "knows_of_call", "may_tell_caller",
    "note",
)  # fmt: skip
NUMBERS = range(1, MOST_PEOPLE + 1)
OF_A_PERSON = re.compile(r"person_([1-6])_(\w+)")
LONGEST_TYPED = 2_000  # of one value of a draft: more than any field takes


def prefix_of(number: int | str) -> str:
    return f"person_{number}"


def people_typed(typed: Mapping[str, Any]) -> dict[str, str]:
    """Return what was typed of the people, in a form that was sent or in a draft, without what is empty."""
    names = (f"{prefix_of(number)}_{field}" for number in NUMBERS for field in FIELDS)
    return {name: str(typed[name])[:LONGEST_TYPED] for name in names if typed.get(name)}


def without_person(typed: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return what was typed without one person."""
    gone = f"{prefix_of(number)}_"
    return {name: value for name, value in typed.items() if not name.startswith(gone)}


def numbers_in(typed: Mapping[str, Any]) -> list[int]:
    """Return the numbers of the people of whom something was typed."""
    return sorted({int(found[1]) for name in people_typed(typed) if (found := OF_A_PERSON.fullmatch(name))})


def with_empty(numbers: list[int], most: int) -> list[int]:
    """Return `numbers` with free ones, so that there are `most` places; those filled stay all."""
    free = [number for number in NUMBERS if number not in numbers]
    return sorted([*numbers, *free[: max(0, most - len(numbers))]])


def number_of_people(text: str) -> int:
    """Return the number that a button or an address gives, 0 for anything else."""
    return int(text) if text in {str(number) for number in NUMBERS} else 0
