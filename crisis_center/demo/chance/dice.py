"""Chance: one stream of numbers, and tables in which a thing stands as often as it is likely."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def shares(table: Mapping[Thing, int]) -> tuple[Thing, ...]:
    """Return each thing as many times as its share says, for `Dice.pick`: no search, one number a draw."""
    return tuple(thing for thing, share in table.items() for _time in range(share))


class Dice:
    """Draws that come out the same from the same seed, on every machine."""

    def __init__(self, seed: str) -> None:
        self.roll = random.Random(seed).random  # noqa: S311 # nothing secret: an invention that repeats

    def pick(self, things: Sequence[Thing]) -> Thing:
        return things[int(self.roll() * len(things))]

    def happens(self, percent: int) -> bool:
        return self.roll() * 100 < percent

    def between(self, least: int, most: int) -> int:
        return least + int(self.roll() * (most - least + 1))
