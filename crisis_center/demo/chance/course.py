"""The course of one case: from which working day on things happen, and how far they have come."""

from crisis_center.demo.chance.days import Days
from crisis_center.demo.chance.dice import Dice


class Course:
    """What is drawn for one case shares this: the dice, the days, the language, and how far it reaches.

    `latest` is the working day of the latest thing that happened or is agreed. When it lies after
    `days.last`, the case goes on.
    """

    def __init__(self, dice: Dice, days: Days, *, start: int, language: str) -> None:
        self.dice = dice
        self.days = days
        self.start = start
        self.language = language
        self.latest = start

    def has_come(self, number: int) -> bool:
        """Note that something is meant for this working day, and say whether the day is over."""
        self.latest = max(self.latest, number)
        return number <= self.days.last

    def shortly_after(self, number: int, days: tuple[int, ...]) -> int:
        return number + self.dice.pick(days)
