"""The figures of a call typed under faults, and how they are printed."""

import json
import sys

from bench import goals
from bench.figures import Figure, Goal

SAVES: dict[str, Goal | None] = {
    "acknowledged saves": None,
    "kills of PostgreSQL": None,
    "acknowledged saves lost": goals.NOTHING_LOST,
    "saves that came back as something else": goals.NOTHING_LOST,
    "saves a second, four writers": None,
    "acknowledged saves lost by the control, which waits for no disk": goals.CONTROL_LOSES,
}
TYPING: dict[str, Goal | None] = {
    "runs": None,
    "kills of server, database, cache and line": None,
    "deaths of a tab or a browser": None,
    "characters typed a second": None,
    "most characters missing after a tab or a browser died": goals.MISSING_AFTER_DEATH,
    "characters missing where the page lived on": goals.NOTHING_LOST,
    "texts that came back as something else": goals.NOTHING_LOST,
    "states mixed from two tabs or two workers": goals.NOTHING_LOST,
    "longest until saved again after a part was back": None,
}


GROUPS = {"faults": TYPING, "saves": SAVES}


def figure(group: str, name: str, value: float, unit: str = "") -> Figure:
    return Figure(group, name, value, unit, 0, GROUPS[group][name])


def tell(told: Figure) -> None:
    """Print one figure, as the bench does."""
    print(json.dumps(told.told(), ensure_ascii=False), flush=True)


def heard(line: str) -> Figure:
    """Return the figure of a printed line."""
    told = json.loads(line)
    return figure(told["group"], told["name"], told["value"], told["unit"])


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
