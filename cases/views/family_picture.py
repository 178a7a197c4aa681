"""The family picture: the household drawn by roles, made on the server and coloured by classes."""

from __future__ import annotations

import dataclasses
import math
import textwrap
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cases.enums import HouseholdRole, Relationship, Sex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.models import Person

COLUMNS = 3
CELL_WIDTH, CELL_HEIGHT = 116, 156
TOP = 44
SHAPES: dict[str, str] = {Sex.FEMALE: "circle", Sex.MALE: "square"}
MEN = {
    Relationship.HUSBAND,
    Relationship.SON,
    Relationship.FATHER,
    Relationship.STEPFATHER,
    Relationship.BROTHER,
}
WOMEN = {
    Relationship.WIFE,
    Relationship.DAUGHTER,
    Relationship.MOTHER,
    Relationship.SISTER,
    Relationship.MOTHER_IN_LAW,
}
WORDS_A_LINE = 15  # letters of a label beside the next one
HALF = 26  # half the width of a person's shape


@dataclasses.dataclass(frozen=True)
class Figure:
    """One person of the picture, at the centre of a cell."""

    x: int
    y: int
    lines: list[str]
    remark: str
    shape: str
    is_client: bool
    is_home: bool

    @property
    def left(self) -> int:
        return self.x - HALF

    @property
    def top(self) -> int:
        return self.y - HALF

    @property
    def size(self) -> int:
        return 2 * HALF

    @property
    def cell(self) -> tuple[int, int]:
        return self.x - CELL_WIDTH // 2, self.y - TOP + 6

    @property
    def texts(self) -> list[tuple[str, str, int]]:
        """Return the lines under the shape: class, text, height."""
        words = [("t-b", line) for line in self.lines] + [("t-s", self.remark)]
        return [(kind, text, self.y + HALF + 18 + 16 * row) for row, (kind, text) in enumerate(words)]

    @property
    def diamond(self) -> str:
        return f"{self.x},{self.top} {self.x + HALF},{self.y} {self.x},{self.y + HALF} {self.left},{self.y}"


@dataclasses.dataclass(frozen=True)
class Picture:
    """The figures, the arrows of violence between them, and the same in sentences."""

    width: int
    height: int
    cell_width: int
    cell_height: int
    figures: list[Figure]
    harms: list[tuple[str, str]]
    sentences: list[str]


def family_picture(people: Sequence[Person]) -> Picture:
    """Draw `people`: the client at the right of the first row, those who used violence at the left."""
    client = next(person for person in people if person.role == HouseholdRole.CLIENT)
    others = [person for person in people if person is not client]
    violent = [person for person in others if person.role == HouseholdRole.USED_VIOLENCE]
    around = [person for person in others if person.role != HouseholdRole.USED_VIOLENCE]
    home = any(person.lives_with_client for person in others)
    figures = [_figure(client, column=2, row=0, is_home=home)]
    figures += [
        _figure(person, 0, row, is_home=bool(person.lives_with_client)) for row, person in enumerate(violent)
    ]
    figures += [
        _figure(person, 1 + index % 2, 1 + index // 2, is_home=bool(person.lives_with_client))
        for index, person in enumerate(around)
    ]
    rows = max(figure.y for figure in figures) // CELL_HEIGHT + 1
    return Picture(
        width=COLUMNS * CELL_WIDTH,
        height=rows * CELL_HEIGHT + 8,
        cell_width=CELL_WIDTH,
        cell_height=CELL_HEIGHT,
        figures=figures,
        harms=[_harm(figure, figures[0]) for figure in figures[1 : 1 + len(violent)]],
        sentences=[_sentence(person) for person in people],
    )


def _figure(person: Person, column: int, row: int, *, is_home: bool) -> Figure:
    return Figure(
        x=column * CELL_WIDTH + CELL_WIDTH // 2,
        y=row * CELL_HEIGHT + TOP,
        lines=textwrap.wrap(person.label, WORDS_A_LINE, break_long_words=False),
        remark=_remark(person),
        shape=SHAPES.get(_sex(person), "diamond"),
        is_client=person.role == HouseholdRole.CLIENT,
        is_home=is_home,
    )


def _sex(person: Person) -> str:
    """Return the sex that is known, or what the relationship says of it."""
    if person.sex:
        return person.sex
    if person.relationship in MEN:
        return Sex.MALE
    return Sex.FEMALE if person.relationship in WOMEN else ""


def _remark(person: Person) -> str:
    if person.saw_the_violence:
        return _("saw the violence")
    if person.lives_with_client is False:
        return _("lives elsewhere")
    return str(person.get_age_band_at_first_contact_display())


def _sentence(person: Person) -> str:
    """Say in words what the picture shows of one person."""
    known = ", ".join(person.facts_in_words)
    return f"{person.label}: {known}" if known else person.label


def _harm(source: Figure, target: Figure) -> tuple[str, str]:
    """Return the zigzag from `source` to `target` and the points of its arrow head."""
    dx, dy = target.x - source.x, target.y - source.y
    length = math.hypot(dx, dy)
    ux, uy = dx / length, dy / length
    begin, end, step = HALF + 4, length - HALF - 16, 9

    def at(along: float, aside: float) -> str:
        return f"{round(source.x + ux * along - uy * aside)},{round(source.y + uy * along + ux * aside)}"

    bends = [
        at(begin + step * number, 6 if number % 2 else -6) for number in range(int((end - begin) // step))
    ]
    zigzag = " ".join([at(begin, 0), *bends, at(end, 0)])
    return zigzag, " ".join([at(end + 14, 0), at(end, 7), at(end, -7)])
