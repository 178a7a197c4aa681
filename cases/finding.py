"""What somebody asks for when she looks for a person: a reference, a number, a name, or several of them."""

from __future__ import annotations

import dataclasses
import re
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.refusals import Refusal
from vault.iin import TWELVE, bare_iin
from vault.index import Asked, asked_by_iin, asked_by_name, asked_by_phone, fingerprint, together
from vault.names import AskedName, Likeness
from vault.phones import normalise_phone
from vault.tokens import Population, full_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

FEWEST_LETTERS = 3
FEWEST_DIGITS = 5  # a local number of a district (field notes 4.5)
NUMBER = re.compile(r"[+(]?\d[\d\s()+~.–-]*")
REFERENCE = re.compile(r"([CHR])([0-9A-HJKMNP-TV-Z]{4})([0-9A-HJKMNP-TV-Z]{4})")
# As people type a reference: letters of the Russian keyboard that look the same, and O, I, L for digits.
AS_TYPED = str.maketrans("АВЕКМНОРСТХУOIL", "ABEKMH0PCTXY011")
BETWEEN_SYMBOLS = re.compile(r"[\s–-]")

WORDS_OF_AGREEMENT = {
    "reference": gettext_lazy("reference"),
    "phone": gettext_lazy("telephone"),
    "iin": gettext_lazy("IIN"),
    "born": gettext_lazy("year of birth"),
    "name": gettext_lazy("name"),
}
WORDS_OF_LIKENESS = {
    Likeness.SIMILAR: gettext_lazy("similar spelling"),
    Likeness.RELATED: gettext_lazy("another form of the name"),
}


def agreement_in_words(by: Iterable[str], likeness: Likeness | None = None) -> str:
    """Return what of a record agrees with a question, by the codes of it, as a row says it."""
    name = WORDS_OF_LIKENESS.get(likeness) if likeness else None
    return ", ".join(str((code == "name" and name) or WORDS_OF_AGREEMENT[code]) for code in by)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, told apart. A reference stands alone; any of the names and numbers may be hers."""

    reference: str = ""
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()  # E.164
    iin: str = ""
    population: Population = Population.CLIENT

    def __bool__(self) -> bool:
        return bool(self.reference or self.names or self.phones or self.iin)

    @cached_property
    def _whole(self) -> Asked:
        """Return the tokens of whole names and numbers, which few people share."""
        parts = [asked_by_name(name, self.population) for name in self.names if _is_whole_name(name)]
        parts += [asked_by_phone(phone, self.population) for phone in self.phones]
        parts += [asked_by_iin(self.iin, self.population)] if self.iin else []
        return together(parts)

    @cached_property
    def asked(self) -> Asked:
        """Return the tokens to ask the database for."""
        words = [asked_by_name(name, self.population) for name in self.names if not _is_whole_name(name)]
        return together([self._whole, *words])

    @property
    def certain(self) -> list[int]:
        """Return the tokens of what few people share, without errors. One word fits too many."""
        return sorted(self._whole.exact)

    @cached_property
    def _asked_names(self) -> list[AskedName]:
        return [AskedName(name) for name in self.names]

    def fingerprint(self) -> UUID:
        """Return what the journal keeps of a question: the same for the same question, and nothing else."""
        return fingerprint(" ".join([self.reference, *self.names, *self.phones, self.iin]))

    def likeness(self, names: Iterable[str]) -> Likeness | None:
        """Return how near the nearest of these names is to an asked one. After a sure one none is read."""
        found: set[Likeness | None] = set()
        for name in names:
            found |= {asked.likeness(name) for asked in self._asked_names}
            if Likeness.SAME in found:
                return Likeness.SAME
        return next((likeness for likeness in Likeness if likeness in found), None)

    def has_phone(self, numbers: Iterable[str]) -> bool:
        return any(normalise_phone(number) in self.phones for number in numbers if number and self.phones)

    def has_iin(self, iin: str) -> bool:
        return bool(self.iin) and bare_iin(iin) == self.iin


def question_of(typed: str) -> Question:
    """Return what was asked. Refuses fewer than three letters, and too few digits for a number."""
    if reference := REFERENCE.fullmatch(BETWEEN_SYMBOLS.sub("", typed).upper().translate(AS_TYPED)):
        return Question(reference="{}-{}-{}".format(*reference.groups()))
    name, numbers = _told_apart(typed)
    question = Question(names=_names([name]), phones=_phones(numbers), iin=_iin(numbers))
    if not question:
        raise Refusal(_("Type at least three letters of a name, a whole telephone number or a reference."))
    return question


def question_while_typing(*, name: str, phones: Iterable[str]) -> Question | None:
    """Return what the fields of a form ask so far, or None while too little is typed to look for anybody."""
    name, numbers = _told_apart(name)
    return Question(names=_names([name]), phones=_phones([*numbers, *phones])) or None


def question_about_person(
    *,
    names: Iterable[str],
    phones: Iterable[str] = (),
    iin: str = "",
    population: Population = Population.CLIENT,
) -> Question | None:
    """Return what is asked to find somebody a second time, or None where nothing tells people apart.

    A name of one word is not asked for: it fits too many, and nobody could say of them who they are.
    """
    whole = _names(filter(_is_whole_name, names))
    return Question(names=whole, phones=_phones(phones), iin=_iin([iin]), population=population) or None


def _is_whole_name(text: str) -> bool:
    return sum(max(map(len, word)) > 1 for word in full_words(text)) > 1


def _told_apart(typed: str) -> tuple[str, list[str]]:
    """Return the words and the numbers of what was typed into one field."""
    numbers = [number for number in NUMBER.findall(typed) if _digits(number) >= FEWEST_DIGITS]
    name = typed
    for number in numbers:
        name = name.replace(number, " ")
    return name, numbers


def _names(texts: Iterable[str]) -> tuple[str, ...]:
    long = (text for text in texts if sum(letter.isalpha() for letter in text) >= FEWEST_LETTERS)
    return tuple(dict.fromkeys(" ".join(text.split()) for text in long))


def _digits(text: str) -> int:
    return sum(sign.isdecimal() for sign in text)


def _phones(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(normalise_phone, filter(None, numbers)))))


def _iin(numbers: Iterable[str]) -> str:
    return next((bare for bare in map(bare_iin, numbers) if TWELVE.fullmatch(bare)), "")
