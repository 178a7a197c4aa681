"""The two streams of an invented centre: its cases and its calls."""

import datetime as dt
from collections.abc import Collection, Iterator

from crisis_center.demo.chance.calls import draw_call
from crisis_center.demo.chance.cases import draw_case
from crisis_center.demo.chance.days import Days
from crisis_center.demo.chance.dice import Dice
from crisis_center.demo.chance.events import InventedCall, InventedCase


class Invention:
    """Two years of a centre, until the evening before `today`. `days_off` are its holidays (`reference`)."""

    def __init__(self, seed: int, today: dt.date, days_off: Collection[dt.date] = ()) -> None:
        self._seed = seed
        self._days = Days(today, days_off)

    def cases(self) -> Iterator[InventedCase]:
        """Yield cases without end, in no order of time; the same ones each time it is asked."""
        dice = Dice(f"{self._seed}:cases")
        while True:
            yield draw_case(dice, self._days)

    def calls(self) -> Iterator[InventedCall]:
        """Yield calls without end that stay calls; those from which a case came are with the case."""
        dice = Dice(f"{self._seed}:calls")
        while True:
            yield draw_call(dice, self._days)
