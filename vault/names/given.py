"""Names that belong together without being spelled alike (level C): short forms, translations, endings.

The table of given names is data: vault/data/given_names.csv, one form a line. It is no part of the keys, so a
new line needs no new index.
"""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from vault.names.folding import name_keys
from vault.names.matching import Readings, agrees, are_same, has_partners, readings

TABLE = Path(__file__).parent.parent / "data" / "given_names.csv"
SHORTEST_STEM = 3
SHORTEST_BARE = 4
# Endings of patronymics and family names, in keys.
PATRONYMIC_ENDINGS = ("ovna", "evna", "ična", "ovič", "evič", "ič", "kizi", "uli", "ulu", "ugli", "ogli")
FAMILY_ENDINGS = ("ova", "eva", "ov", "ev", "skaia", "ski", "aia")
ENDINGS_OF_THE_SEXES = (("ov", "ova"), ("ev", "eva"), ("in", "ina"), ("ski", "skaia"))
# What an ending took from the name: Серік and қызы share their k, Алиев comes from Али.
TAKEN = {"kizi": "k", "ev": "i", "eva": "i", "evna": "i", "evič": "i"}
# What is added to a name out of affection, or makes a woman's name or family name of a man's.
ADDED = ("a", "im", "žan", "tai")


def related_name(first: str, second: str) -> bool:
    """Answer whether two names may be one person's though `same_name` denies it (level C).

    Each word of the shorter name needs a partner of its own: the same word, another form of the same given
    name, or the same name with another ending (Касымов and Касымова, Болатұлы and Болатович). May be shown as
    related; it merges nobody.
    """
    return are_related(readings(first), readings(second))


def are_related(first: Readings, second: Readings) -> bool:
    """Answer `related_name` of what `readings` made."""
    return not are_same(first, second) and are_forms(first, second)


def are_forms(first: Readings, second: Readings) -> bool:
    """Answer `are_related` of names that are not the same."""
    fewer, more = sorted((first[0], second[0]), key=len)
    return bool(fewer) and has_partners(fewer, more, _are_related)


def are_different_given_names(one: set[str], other: set[str]) -> bool:
    """Answer whether the table knows both words, and as names of different people."""
    groups = _groups_of(one), _groups_of(other)
    return all(groups) and groups[0].isdisjoint(groups[1])


def _are_related(one: set[str], other: set[str]) -> bool:
    if agrees(one, other) or not _groups_of(one).isdisjoint(_groups_of(other)):
        return True
    if are_different_given_names(one, other):
        return any(_adds_an_ending(*sorted(pair, key=len)) for pair in _pairs(one, other))
    stems = _stems(one), _stems(other)
    return (
        not stems[0].isdisjoint(stems[1])
        or not _groups_of(stems[0]).isdisjoint(_groups_of(stems[1]))
        or any(_adds_an_ending(*sorted(pair, key=len)) for pair in _pairs(one, other))
    )


def _pairs(one: set[str], other: set[str]) -> list[tuple[str, str]]:
    return [(a, b) for a in one for b in other]


def _adds_an_ending(short: str, long: str) -> bool:
    return len(short) >= SHORTEST_BARE and any(short + ending == long for ending in ADDED)


def with_the_other_ending(key: str) -> str:
    """Return a family name as the other sex bears it (Касымов, Касымова), or the same key."""
    for man, woman in ENDINGS_OF_THE_SEXES:
        for one, other in ((woman, man), (man, woman)):
            if key.endswith(one) and len(key) >= len(one) + SHORTEST_STEM:
                return key.removesuffix(one) + other
    return key


def _stems(keys: set[str]) -> set[str]:
    return keys | {
        key.removesuffix(ending) + taken
        for key in keys
        for ending in PATRONYMIC_ENDINGS + FAMILY_ENDINGS
        for taken in {"", TAKEN.get(ending, "")}
        if key.endswith(ending) and len(key) >= len(ending) + SHORTEST_STEM
    }


def _groups_of(keys: set[str]) -> set[int]:
    known = _table()
    return set().union(*(known.get(key, ()) for key in keys))


def forms_of(keys: set[str]) -> frozenset[str]:
    """Return the keys of all forms of the given names that a word with these keys may be; or none."""
    return frozenset().union(*(_forms()[number] for number in _groups_of(keys)))


@cache
def _forms() -> dict[int, set[str]]:
    """Return the table the other way round: for each full name the keys of its forms."""
    forms: defaultdict[int, set[str]] = defaultdict(set)
    for key, numbers in _table().items():
        for number in numbers:
            forms[number].add(key)
    return dict(forms)


@cache
def _table() -> dict[str, set[int]]:
    """Return for each key the numbers of the full names to which it belongs."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = [(line["name"], line["form"]) for line in csv.DictReader(file)]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(name for name, _ in lines))}
    table: defaultdict[str, set[int]] = defaultdict(set)
    for name, number in numbers.items():
        for key in name_keys(name)[0]:
            table[key].add(number)
    full = frozenset(table)
    for name, form in lines:
        # Аля also reads as Алла; that must not make Алла a form of Алия. What the table says outright counts.
        incidental = frozenset() if form in numbers else full
        for key in set().union(*name_keys(form)) - incidental:
            table[key].add(numbers[name])
    return dict(table)
