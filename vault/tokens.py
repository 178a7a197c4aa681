"""Blind tokens: what the database knows of a sealed name, phone or number, so that it can be found again.

A token is the first 8 bytes of HMAC-SHA256 under the index key, as a signed 64-bit integer for a bigint[]
column. Who has the database without the key sees only which rows share a token, and how often. How often a
name occurs is public, and tells which it is; therefore (security notes c.4, design F, and `bench/attack.py`)
no word of a full name is stored alone. Stored for a name of several words:

    pair      family name with one letter left out, and whole, each together with the given name
    pair      every other two words together, whole
    pad       tokens that nobody asks for, made of the same two words: how many there are tells no length
    families  one of a thousand numbers for the family name alone: some other names share it, so that its
              frequency is nobody's. What it finds is opened and compared

and for a name of one word ("Irina", or "Irina G.", as callers give it):

    lone      that word alone. This leaks how often each lone name occurs, which names the commonest of them;
              it says nothing of rows with a full name.

No beginnings of words are stored: together with the family name they would give away half of all rows
(decision 37). Which word is the family name is guessed from the words alone, never from their order. Initials
have no tokens.
"""

import hmac
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import combinations, permutations, product

from vault.errors import KeyMalformed
from vault.names.folding import HYPHENS, name_keys
from vault.names.folding import VERSION as NAMES_VERSION
from vault.names.given import forms_of, with_the_other_ending
from vault.names.matching import INITIALS

VERSION = 1  # of phones and numbers; names have their own
KEY_SIZE = 32
MOST_WORDS = 5
SHORTEST_MISTYPED = 5
PADDED_TO = 12  # tokens of a mistyped family name, or a multiple: few have more letters
FAMILY_NUMBERS = 1024  # at a hundred thousand people a number has a hundred, of several families
SHORT_FAMILY = 3  # Ким, Цой, Ли
FAMILY = re.compile(".{2,}(?:[oe]va?|ski|skaia)")
PATRONYMIC = re.compile(".{2,}(?:[oe]vna|ična|[oe]?vič|kizi|gizi|ul[iu]|[uo]gli)")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
TWELVE_DIGITS = re.compile("[0-9]{12}")

Word = tuple[str, ...]  # the keys of a word, in a fixed order


class Population(Enum):
    """Whose name it is. Each has tokens of its own, so that a stolen database does not join the two."""

    CLIENT = "client"
    PERPETRATOR = "perpetrator"


def name_tokens(text: str, *, key: bytes, population: Population) -> set[int]:
    """Return the tokens to store with a name: about 16 for two words, 18 for three.

    The same for any order and case of the words. A text without words has none. Refuses a key that is not
    32 bytes.
    """
    return _tokens(_stored(full_words(text)), key, population, NAMES_VERSION)


def exact_query_tokens(text: str, *, key: bytes, population: Population) -> set[int]:
    """Return the tokens of `name_query_tokens` that rows have whose words were asked for without an error."""
    return _tokens(_asked_exactly(full_words(text)), key, population, NAMES_VERSION)


def shared_query_tokens(text: str, *, key: bytes, population: Population) -> set[int]:
    """Return the tokens of `name_query_tokens` that rows of other family names have as well.

    Only a single word asks for them: it may be a family name.
    """
    return _tokens(_asked_as_family(full_words(text)), key, population, NAMES_VERSION)


def name_query_tokens(text: str, *, key: bytes, population: Population) -> set[int]:
    """Return the tokens to ask for: a row that has any of them is a candidate, to be opened and compared.

    Finds each row of two words or more that `same_name` would accept when two full words or more were given,
    also after one typing error in a family name of five letters. One word finds family names, with others
    that share their number, and names of one word. Several words do not find rows that know one of them
    alone. Other forms of a given name (Катя, Екатерина) and the family name of the other sex are asked for as
    well. Refuses a key that is not 32 bytes.
    """
    return _tokens(_asked(full_words(text)), key, population, NAMES_VERSION)


def phone_token(e164: str, *, key: bytes, population: Population) -> int:
    """Return the token of a phone number. Refuses what `vault.phones.normalise_phone` did not make."""
    if not E164.fullmatch(e164):
        raise ValueError("A phone token is made of an E.164 number.")
    return _token(f"phone|{e164}", key, population, VERSION)


def iin_token(iin: str, *, key: bytes, population: Population) -> int:
    """Return the token of an IIN. Refuses anything but its twelve digits."""
    if not TWELVE_DIGITS.fullmatch(iin):
        raise ValueError("An IIN token is made of twelve digits.")
    return _token(f"iin|{iin}", key, population, VERSION)


def full_words(text: str) -> list[Word]:
    """Return the keys of the words that tell people apart, the likeliest family name first; no initials.

    More than five words are no name but a description: the likeliest five are enough to find it.
    """
    spellings = {text, HYPHENS.sub("", text)}  # Нур-Султан is found as Нурсултан
    words = {tuple(sorted(keys)) for spelling in spellings for keys in name_keys(spelling)}
    full = {word for word in words if not any(len(key) == 1 or key in INITIALS for key in word)} or words
    return sorted(full, key=_family_rank)[:MOST_WORDS]


def _family_rank(word: Word) -> tuple[bool, bool, bool, int, Word]:
    """Order the words of a name: family name first, patronymics last; without a sign the longer one first."""
    ends_so = any(FAMILY.fullmatch(key) for key in word)
    is_short = min(map(len, word)) <= SHORT_FAMILY
    return _is_patronymic(word), not ends_so, not is_short, -max(map(len, word)), word


def _is_patronymic(word: Word) -> bool:
    return any(PATRONYMIC.fullmatch(key) for key in word)


def _stored(words: list[Word]) -> Iterator[str]:
    if len(words) < 2:
        yield from (f"lone|{key}" for word in words for key in word)
        return
    family, *others = words
    given = next((word for word in reversed(others) if not _is_patronymic(word)), others[0])
    yield from (f"family|{key}" for key in family)
    yield from _padded(_pairs(_mistyped(family), given), words=(family, given))
    for one, other in combinations(words, 2):
        yield from _pairs(one, other)


def _padded(pairs: Iterable[str], *, words: tuple[Word, Word]) -> Iterator[str]:
    """Yield pairs, and then what looks like them, up to a multiple of twelve: the same for the same words."""
    known = [*pairs]
    yield from known
    yield from (
        f"pad|{words}|{number}" for number in range(-len(known) % PADDED_TO or PADDED_TO * (not known))
    )


def _asked_exactly(words: list[Word]) -> Iterator[str]:
    if len(words) < 2:
        yield from (f"lone|{key}" for word in words for key in word)
    for one, other in permutations(words, 2):
        yield from _pairs(one, other)


def _asked_as_family(words: list[Word]) -> Iterator[str]:
    if len(words) == 1:
        yield from (f"family|{key}" for key in words[0])


def _asked(words: list[Word]) -> Iterator[str]:
    yield from _asked_exactly(words)
    yield from _asked_as_family(words)
    if len(words) < 2:
        forms = [tuple(_other_forms(word)) for word in words]
        yield from _asked_exactly(forms)
        yield from _asked_as_family(forms)
    for one, other in permutations(words, 2):
        yield from _pairs(_mistyped(one), other)
        yield from _pairs(_other_forms(one), other)
        yield from _pairs(other, _other_forms(one))


def _other_forms(word: Word) -> set[str]:
    """Return the other forms of a given name, and the family name that the other sex bears."""
    return {*forms_of({*word}), *map(with_the_other_ending, word)} - {*word}


def _pairs(one: Iterable[str], other: Iterable[str]) -> Iterator[str]:
    return (f"pair|{first}|{second}" for first, second in product(one, other))


def _mistyped(word: Word) -> set[str]:
    """Return a word with each letter left out once: two words that are one typing error apart share one."""
    return {
        key[:place] + key[place + 1 :]
        for key in word
        if len(key) >= SHORTEST_MISTYPED
        for place in range(len(key))
    }


def _tokens(values: Iterable[str], key: bytes, population: Population, version: int) -> set[int]:
    def token(value: str) -> int:
        return _token(value, key, population, version)

    return {
        token(f"families|{token(value) % FAMILY_NUMBERS}") if value.startswith("family|") else token(value)
        for value in values
    }


def _token(value: str, key: bytes, population: Population, version: int) -> int:
    if len(key) != KEY_SIZE:
        raise KeyMalformed(f"An index key is {KEY_SIZE} bytes.")
    digest = hmac.digest(key, f"{population.value}|{version}|{value}".encode(), "sha256")
    return int.from_bytes(digest[:8], "big", signed=True)
