"""Short notes and names, composed by chance from `words.toml` and `names.toml`."""

import tomllib
from pathlib import Path
from typing import Any

from cases.enums import KindOfViolence, Relationship
from crisis_center.demo.chance.dice import Dice

HERE = Path(__file__).parent
SUBJECTS = {
    KindOfViolence.ONLINE: "stalking",
    KindOfViolence.CHILD_NEGLECT: "child",
    KindOfViolence.FORCED_MARRIAGE: "marriage",
    KindOfViolence.BRIDE_ABDUCTION: "marriage",
}
WOMEN = frozenset({Relationship.MOTHER_IN_LAW, Relationship.MOTHER, Relationship.SISTER, Relationship.WIFE})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _by_key(tree: dict[str, Any], path: str = "") -> dict[str, dict[str, list[str]]]:
    """Return the lists of the tree by their dotted keys, such as `what.physical`."""
    found = {}
    for key, branch in tree.items():
        if any(isinstance(leaf, list) for leaf in branch.values()):
            found[path + key] = branch
        else:
            found |= _by_key(branch, f"{path}{key}.")
    return found


WORDS = _by_key(_read("words.toml"))
NAMES = _read("names.toml")


def sentence(dice: Dice, language: str, key: str) -> str:
    """Return one sentence; where a language has none, the Russian one, as a worker would write it."""
    by_language = WORDS[key]
    return dice.pick(by_language.get(language) or by_language["ru"])


def sentences(dice: Dice, language: str, *keys: str) -> str:
    return " ".join([sentence(dice, language, key) for key in keys])


def summary(dice: Dice, language: str, kind: KindOfViolence) -> str:
    """Return what happened, how she lives now and what she wants."""
    return sentences(dice, language, f"what.{SUBJECTS.get(kind, str(kind))}", "circumstance", "wish")


class Family:
    """The names of one household: hers, her children's, and that of the person who used violence."""

    def __init__(self, dice: Dice, language: str) -> None:
        self._dice = dice
        self._names = NAMES[language]
        self._hers, self._his = dice.pick(self._names["families"])

    def given_name(self) -> str:
        return self._dice.pick(self._names["women"])

    def woman(self) -> str:
        return f"{self._dice.pick(self._names['women'])} {self._hers}"

    def child(self, relationship: Relationship) -> str:
        if relationship == Relationship.SON:
            return f"{self._dice.pick(self._names['boys'])} {self._his}"
        return f"{self._dice.pick(self._names['girls'])} {self._hers}"

    def whoever_used_violence(self, relationship: Relationship) -> str:
        if relationship in WOMEN:
            return self.woman()
        return f"{self._dice.pick(self._names['men'])} {self._his}"
