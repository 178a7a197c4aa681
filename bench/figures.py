"""A figure, its goal, and how both are written."""

import operator
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """What a figure must reach, and what would be better still."""

    must: float
    stretch: float | None = None
    at_least: bool = False

    def met_by(self, value: float) -> str:
        """Return "stretch", "must" or "missed"."""
        reaches = operator.ge if self.at_least else operator.le
        if not reaches(value, self.must):
            return "missed"
        return "stretch" if self.stretch is not None and reaches(value, self.stretch) else "must"

    def in_words(self, unit: str) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.must:g} {unit}".strip()


@dataclass(frozen=True)
class Figure:
    """One line of the bench. Without a goal it is told for comparison."""

    group: str
    name: str
    value: float
    unit: str
    cases: int
    goal: Goal | None = None

    @property
    def is_missed(self) -> bool:
        return self.goal is not None and self.goal.met_by(self.value) == "missed"

    def told(self) -> dict[str, Any]:
        """Return the figure as it is printed, one JSON object a line."""
        goal = self.goal
        return {
            **asdict(self),
            "value": round(self.value, 4),
            "goal": goal.in_words(self.unit) if goal else None,
            "met": goal.met_by(self.value) if goal else None,
        }


def figures_of(group: str, cases: int) -> Callable[..., Figure]:
    """Return what makes the figures of a group among so many cases: name, value, unit, and perhaps a goal."""

    def told(name: str, value: float, unit: str, goal: Goal | None = None) -> Figure:
        return Figure(group, name, value, unit, cases, goal)

    return told
