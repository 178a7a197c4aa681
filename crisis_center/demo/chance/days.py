"""The days on which things happen: working days counted by number, seasons, the hours of the night."""

import datetime as dt
from collections.abc import Collection

from django.utils import timezone

from crisis_center.demo.chance.dice import Dice
from reference.queries import ONE_DAY, WEEKEND

DAYS_PAST = 730
DAYS_AHEAD = 200
FROM, UNTIL = 9 * 60 + 30, 17 * 60 + 20  # the office, in minutes from midnight
SEASON = (12, 9, 11, 9, 8, 9, 10, 9, 8, 8, 9, 10)  # January after the holidays, March, the summer at home
HOURS = (2, 1, 1, 1, 1, 1, 1, 2, 4, 6, 7, 6, 5, 5, 6, 6, 5, 6, 7, 8, 9, 9, 7, 4)  # evenings most, nights too
HOURS_OF_DAY = tuple(hour for hour, share in enumerate(HOURS) for _time in range(share))


class Days:
    """Two years until the evening before `today`, and the working days ahead for what is agreed.

    A working day is a number: 0 is the first one, `last` the latest that is over. What would happen after
    `last` has not happened yet.
    """

    def __init__(self, today: dt.date, days_off: Collection[dt.date]) -> None:
        self._zone = timezone.get_default_timezone()
        first = today - dt.timedelta(days=DAYS_PAST)
        everyday = [first + ONE_DAY * number for number in range(DAYS_PAST + DAYS_AHEAD)]
        self.working = [day for day in everyday if day.isoweekday() not in WEEKEND and day not in days_off]
        self.last = sum(day < today for day in self.working) - 1
        past = everyday[:DAYS_PAST]
        self._past = tuple(day for day in past for _time in range(SEASON[day.month - 1]))
        self._number = self._numbers(everyday)

    def _numbers(self, everyday: list[dt.date]) -> dict[dt.date, int]:
        """Number every day by the first working day that is not before it."""
        numbers, number = {}, 0
        for day in everyday[: DAYS_PAST + 1]:
            if self.working[number] < day:
                number += 1
            numbers[day] = number
        return numbers

    def any_moment(self, dice: Dice) -> dt.datetime:
        """Return a moment of some day: a call comes whenever it comes, but ends before midnight."""
        day = dice.pick(self._past)
        return self._moment(day, dice.pick(HOURS_OF_DAY) * 60 + dice.between(0, 25))

    def number_of(self, moment: dt.datetime) -> int:
        """Return the number of the first working day from `moment` on."""
        return self._number[moment.date()]

    def moment(self, number: int, minute: int) -> dt.datetime:
        """Return a moment of a working day, `minute` counted from midnight."""
        return self._moment(self.working[number], minute)

    def office_moment(self, dice: Dice, number: int) -> dt.datetime:
        """Return a moment of a working day at which the office is open."""
        return self.moment(number, dice.between(FROM, UNTIL))

    def safe(self, number: int, safe_days: tuple[int, ...]) -> int:
        """Return the number of the first working day from this one that is safe for her."""
        while safe_days and self.working[number].isoweekday() not in safe_days:
            number += 1
        return number

    def _moment(self, day: dt.date, minute: int) -> dt.datetime:
        return dt.datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=self._zone)
