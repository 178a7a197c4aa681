"""Where the bars of a chart stand. Pure geometry: a template draws it, and a table stands beside every chart.

Across, everything is in percent of the picture, so that bars grow with the page and words keep their size;
down, in pixels. Only what is shown is drawn: a hidden number is a dashed box of the same size everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEFT = 8.0  # percent of the width for the numbers of the scale
GAP = 0.32  # of a bar's place
TOP, FLOOR, FOOT = 30, 230, 262
HIDDEN_HEIGHT = 24
LINES = 5

LINE_HEIGHT = 52
LABEL_Y, BAR_Y, BAR_HEIGHT = 17, 24, 20
LONGEST = 84.0  # percent: the number stands behind the bar
HIDDEN_WIDTH = 4.0


@dataclass(frozen=True)
class Point:
    """What a chart shows once: a name, a number or None for a hidden one, and whether it is still growing."""

    label: str
    number: int | None
    is_whole: bool = True


@dataclass(frozen=True)
class Bar:
    """One bar, its words and where they stand. `look` is "bar", "now" (striped) or "hidden" (dashed)."""

    label: str
    number: int | None
    look: str
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)

    @property
    def above(self) -> float:
        """Return where the number of an upright bar stands."""
        return round(self.y - 7, 1)

    @property
    def label_y(self) -> float:
        """Return where the label of a lying bar stands: above it."""
        return self.y - BAR_Y + LABEL_Y

    @property
    def number_y(self) -> float:
        """Return where the number of a lying bar stands: behind it."""
        return self.y + BAR_HEIGHT - 5


@dataclass(frozen=True)
class Line:
    """One line of the scale."""

    number: int
    y: float


@dataclass(frozen=True)
class Chart:
    """A drawing of `height` pixels, as wide as its page; `greatest` is what its description names."""

    bars: list[Bar]
    lines: list[Line]
    height: int
    left: float
    floor: int
    greatest: Bar | None

    @property
    def has_running(self) -> bool:
        return any(bar.look == "now" for bar in self.bars)


def upright(points: Sequence[Point]) -> Chart:
    """Return upright bars side by side, as for months, with a scale of round numbers."""
    step = round_step(max((point.number or 0 for point in points), default=0))
    top = step * LINES
    place = (100 - LEFT) / max(len(points), 1)
    width = round(place * (1 - GAP), 2)
    bars = []
    for order, point in enumerate(points):
        height = HIDDEN_HEIGHT if point.number is None else round((FLOOR - TOP) * point.number / top, 1)
        x = round(LEFT + place * order + place * GAP / 2, 2)
        bars.append(Bar(point.label, point.number, _look(point), x, FLOOR - height, width, height))
    lines = [
        Line(step * count, round(FLOOR - (FLOOR - TOP) * count / LINES, 1)) for count in range(LINES + 1)
    ]
    return Chart(bars, lines, FOOT, LEFT, FLOOR, _greatest(bars))


def lying(points: Sequence[Point]) -> Chart:
    """Return lying bars one below the other, each under its own words, as for kinds."""
    most = max((point.number or 0 for point in points), default=0)
    bars = []
    for order, point in enumerate(points):
        width = HIDDEN_WIDTH if point.number is None else round(LONGEST * point.number / max(most, 1), 2)
        bars.append(
            Bar(point.label, point.number, _look(point), 0, order * LINE_HEIGHT + BAR_Y, width, BAR_HEIGHT)
        )
    return Chart(bars, [], LINE_HEIGHT * len(points), 0, LINE_HEIGHT * len(points), _greatest(bars))


def round_step(greatest: int) -> int:
    """Return the distance of the lines of a scale: 1, 2 or 5 and zeros. Five of them reach `greatest`."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power * LINES >= greatest:
                return digit * power
        power *= 10


def _look(point: Point) -> str:
    if point.number is None:
        return "hidden"
    return "bar" if point.is_whole else "now"


def _greatest(bars: Sequence[Bar]) -> Bar | None:
    shown = [bar for bar in bars if bar.number]
    return max(shown, key=lambda bar: bar.number or 0) if shown else None
