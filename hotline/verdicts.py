"""What a worker says of those who may have called before, as the form of a call carries it.

Each case has a field of its own, named after its reference: the form sends plain radio buttons, and a draft
keeps the fields as they were sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hotline.enums import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "verdict_"
OF_A_CASE = re.compile(PREFIX + r"([0-9A-Z-]{1,11})")
MOST = 20  # of one form: a lookup shows five


def verdicts_in(typed: Mapping[str, Any]) -> dict[str, Verdict]:
    """Return what was said of each case, by its reference, in a form that was sent or in a draft.

    Whether the worker may know of a case is asked at the end (`services.cases.add_to_known_cases`).
    """
    said = [(OF_A_CASE.fullmatch(name), name) for name in typed if name.startswith(PREFIX)]
    return {
        found[1]: Verdict(typed[name])
        for found, name in said[:MOST]
        if found and typed[name] in Verdict.values
    }


def fields_of(verdicts: Mapping[str, Verdict]) -> dict[str, str]:
    """Return the verdicts as fields of the form, as a draft keeps them."""
    return {f"{PREFIX}{reference}": verdict.value for reference, verdict in verdicts.items()}


def same_in(verdicts: Mapping[str, Verdict]) -> list[str]:
    """Return the references of the cases whose client is on the line, as the worker says."""
    return [reference for reference, verdict in verdicts.items() if verdict == Verdict.SAME]
