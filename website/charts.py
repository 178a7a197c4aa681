"""A chart drawn by the server: an SVG whose bars are percents of the page, so that words stay readable."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Self

from reporting.queries import PublishedTable

LETTERS_A_LINE = 32  # what a phone of 320 px shows of a label in 16 px
LINE, BAR, GAP = 20, 20, 16
WIDEST = 84  # percent; the number stands behind the bar


@dataclass(frozen=True)
class Line:
    """One line of a label, and where it stands."""

    words: str
    y: int


@dataclass(frozen=True)
class Bar:
    """One row: its label above, its bar and number below. A hidden one is a box of one size, never a bar."""

    label: list[Line]
    y: int
    number: int | None
    width: str


@dataclass(frozen=True)
class Chart:
    """The bars of a table from top to bottom."""

    title: str
    bars: list[Bar]
    height: int

    @classmethod
    def of(cls, table: PublishedTable) -> Self:
        bars: list[Bar] = []
        y = 0
        for row in table.rows:
            lines = wrap(row.label, LETTERS_A_LINE)
            label = [Line(words, y + 16 + place * LINE) for place, words in enumerate(lines)]
            y += LINE * len(label) + 4
            bars.append(Bar(label, y, row.number, f"{(row.share or 0) * WIDEST / 100:.1f}%"))
            y += BAR + GAP
        return cls(table.title, bars, y)
