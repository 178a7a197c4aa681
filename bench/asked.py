"""For whom the bench searches: copies that a worker may see, asked for as people at work ask."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from random import Random

from bench.data.copies import Kitchen
from bench.data.names import FAMILIES, WOMEN, Spelling
from bench.data.people import Household, Name

SHORTEST_MISTYPED = 5  # letters of a family name in which an error is looked for (vault.tokens)
SPREAD = 7_919  # whoever is asked for stands far from the one before
LETTERS = {"c": "абгдзиклмнопрстуы", "l": "abdegiklmnoprstu"}


@dataclass(frozen=True)
class Sought:
    """A client who is looked for, and the reference of her case."""

    case: str
    household: Household

    @property
    def own(self) -> str:
        """Return her name as it stands in her file, without her father's."""
        return _short(self.household.client).spelled(self.household.spelling)

    @property
    def other(self) -> str:
        """Return the name in the next spelling in which it looks different."""
        every = [*Spelling, *Spelling]
        start = every.index(self.household.spelling)
        spelled = (_short(self.household.client).spelled(one) for one in every[start + 1 :])
        return next(text for text in spelled if text != self.own)

    @property
    def mistyped(self) -> str:
        """Return the name as it stands in her file, with one error in the family name."""
        name, spelling = self.household.client, self.household.spelling
        wrong = with_an_error(name.family.spelled(spelling), Random(self.household.number))  # noqa: S311 the same error every time
        return f"{wrong} {name.given.spelled(spelling)}"

    @property
    def can_be_mistyped(self) -> bool:
        return len(self.household.client.family.spelled(self.household.spelling)) >= SHORTEST_MISTYPED

    @property
    def phone(self) -> str:
        return self.household.phone


def sought(kitchen: Kitchen, number: int, *, seen_by: Callable[[int], bool]) -> list[Sought]:
    """Return so many clients of the copies that `seen_by` allows, each of whom can be telephoned."""
    spread = (place * SPREAD % kitchen.total for place in range(kitchen.total))
    seen = (copy for copy in spread if seen_by(copy) and _has_phone(kitchen, copy))
    return [Sought(kitchen.case_of(copy), Household(copy)) for copy in islice(seen, number)]


def _has_phone(kitchen: Kitchen, copy: int) -> bool:
    return any(hole.part == "phone" for hole in kitchen.recipe_of(copy)[0].sealed)


def with_an_error(word: str, dice: Random) -> str:
    """Return a word with one letter missing, too many, wrong, or swapped with its neighbour."""
    place = dice.randrange(1, len(word) - 1)
    letter = dice.choice(LETTERS["l" if word.isascii() else "c"])
    before, after = word[:place], word[place + 1 :]
    wrong = [
        before + after,
        before + letter + word[place:],
        before + letter + after,
        before + word[place + 1] + word[place] + word[place + 2 :],
    ]
    return dice.choice([one for one in wrong if one != word])


def commonest() -> Name:
    """Return the commonest family name with the commonest given name of its people."""
    family = FAMILIES.things[0]
    return Name(family.hers, WOMEN[family.people].things[0])


def _short(name: Name) -> Name:
    return Name(name.family, name.given)
