"""The invented people of a copy: drawn from its number alone, so whoever searches knows for whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from random import Random

from bench.data.names import FAMILIES, FATHERS, MEN, PEOPLES, WOMEN, Family, Spelling, Word

SPELLINGS = {Spelling.RUSSIAN: 52, Spelling.OWN: 33, Spelling.LATIN: 15}  # of a hundred records
WITH_HER_FATHERS_NAME = 34
GIVEN_NAME_FIRST = 50
OF_HER_PEOPLE = 90  # given names of her own people
PHONES = 10**9  # +77 and nine digits
STEP = 387_420_489  # prime to PHONES, so that no number comes twice
TURNS = 1_000  # of dice that one copy may throw: one for each row
CLIENT = 0


@dataclass(frozen=True)
class Name:
    """Whose name it is, before it is written down in some spelling."""

    family: Word
    given: Word
    father: Word | None = None
    given_first: bool = False

    def spelled(self, spelling: Spelling) -> str:
        first = (self.given, self.family) if self.given_first else (self.family, self.given)
        return _text((*first, *([self.father] if self.father else [])), spelling)


def _text(words: Iterable[Word], spelling: Spelling) -> str:
    return " ".join(word.spelled(spelling) for word in words)


@dataclass(frozen=True)
class Household:
    """Whoever belongs to copy `number`. All are written down in one spelling."""

    number: int

    @cached_property
    def family(self) -> Family:
        drawn: Family = FAMILIES.drawn(self._dice(CLIENT))
        return drawn

    @cached_property
    def client(self) -> Name:
        dice = self._dice(CLIENT, turn=1)
        people = self.family.people
        given = _given(WOMEN, people, dice)
        father = FATHERS[people].drawn(dice) if dice.randrange(100) < WITH_HER_FATHERS_NAME else None
        return Name(self.family.hers, given, father, given_first=dice.randrange(100) < GIVEN_NAME_FIRST)

    @cached_property
    def spelling(self) -> Spelling:
        return self._dice(CLIENT, turn=2).choices(list(SPELLINGS), list(SPELLINGS.values()))[0]

    @property
    def phone(self) -> str:
        """Return the number by which she is reached: nobody else has it."""
        return f"+77{(self.number + 1) * STEP % PHONES:09}"

    def said(self, part: str, row: int) -> str:
        """Return the words of a part of the household: "woman" and "man" are of a row, all else is hers."""
        if part == "phone":
            return self.phone
        if part == "client":
            return self.client.spelled(self.spelling)
        return self.code_name if part == "code name" else self.other(row, is_man=part == "man")

    @cached_property
    def code_name(self) -> str:
        """Return the name that she chose, which is not her own."""
        return str(_given(WOMEN, self.family.people, self._dice(CLIENT, turn=3)).spelled(self.spelling))

    def other(self, row: int, *, is_man: bool) -> str:
        """Return the name of somebody else of her family."""
        family = self.family.his if is_man else self.family.hers
        given = _given(MEN if is_man else WOMEN, self.family.people, self._dice(row))
        return Name(family, given, given_first=True).spelled(self.spelling)

    def _dice(self, row: int, turn: int = 0) -> Random:
        return Random((self.number * TURNS + row) * 4 + turn)  # noqa: S311 invented, and found again by its number


def _given(names: dict, people: str, dice: Random) -> Word:
    of_her_own = dice.randrange(100) < OF_HER_PEOPLE
    drawn: Word = names[people if of_her_own else dice.choice(PEOPLES)].drawn(dice)
    return drawn
