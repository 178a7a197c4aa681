"""Whether two names are one. Order of words is free, and a part may be missing."""

from collections.abc import Callable, Sequence
from itertools import product

from vault.names.folding import HYPHENS, KeysOf, name_keys

MOST_WORDS = 20  # more words are no name, and comparing each with each would take long
START = 4  # a shorter beginning fits too many names
INITIALS = frozenset({"ia", "iu"})  # Я. and Ю.; all other initials have one letter

Keys = set[str]
Readings = list[list[Keys]]
Agree = Callable[[Keys, Keys], bool]


def same_name(first: str, second: str) -> bool:
    """Answer whether two texts are surely the same name, spelled in two ways (level A of the field notes).

    They are when each word of the name with fewer words has a partner of its own in the other one: a word
    with which it shares a key, or an initial of it beside at least one full word. It does not matter which of
    the two was asked for. A text without words is nobody's name.
    """
    return are_same(readings(first), readings(second))


def name_starts(query: str, record: str) -> bool:
    """Answer whether each word of a query begins a word of its own in a record.

    A word of fewer than four letters must be the whole word. Made for search while typing: not symmetric.
    """
    return begins(readings(query), readings(record))


def readings(text: str, keys_of: KeysOf | None = None) -> Readings:
    """Return the words of a name, with a hyphen as a blank and as nothing: Анна-Мария, Нур-Султан."""
    texts = [text, HYPHENS.sub("", text)] if HYPHENS.search(text) else [text]
    return [name_keys(each, keys_of)[:MOST_WORDS] for each in texts]


def are_same(first: Readings, second: Readings) -> bool:
    """Answer `same_name` of what `readings` made."""
    return any(
        shares_a_word(one, other) and has_partners(min(one, other, key=len), max(other, one, key=len), agrees)
        for one, other in product(first, second)
    )


def begins(query: Readings, record: Readings) -> bool:
    """Answer `name_starts` of what `readings` made."""
    return any(
        bool(asked) and len(asked) <= len(known) and has_partners(asked, known, _begins)
        for asked, known in product(query, record)
    )


def agrees(one: Keys, other: Keys) -> bool:
    return not one.isdisjoint(other) or _is_initial_of(one, other) or _is_initial_of(other, one)


def shares_a_word(first: Sequence[Keys], second: Sequence[Keys]) -> bool:
    return any(not one.isdisjoint(other) for one in first for other in second)


def _is_initial_of(one: Keys, other: Keys) -> bool:
    initials = [key for key in one if len(key) == 1 or key in INITIALS]
    return any(key.startswith(initial) for initial in initials for key in other)


def _begins(asked: Keys, known: Keys) -> bool:
    return not asked.isdisjoint(known) or any(
        len(start) >= START and key.startswith(start) for start in asked for key in known
    )


def has_partners(fewer: Sequence[Keys], more: Sequence[Keys], agree: Agree) -> bool:
    """Answer whether each of the fewer words can have another partner among the more."""
    partners = [[place for place, keys in enumerate(more) if agree(word, keys)] for word in fewer]
    taken: dict[int, int] = {}
    return all(_finds_partner(word, partners, taken, set()) for word in range(len(fewer)))


def _finds_partner(word: int, partners: list[list[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Take one step of Kuhn's matching: a word that already has a partner may move to another."""
    for place in partners[word]:
        if place in tried:
            continue
        tried.add(place)
        if place not in taken or _finds_partner(taken[place], partners, taken, tried):
            taken[place] = word
            return True
    return False
