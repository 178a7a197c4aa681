"""Names that only sound or look alike (level B of the field notes): a block of its own, never an answer.

Plain edit distance calls a third of the different names of the region similar (field notes 4.3), so a lone
word is compared by sound and by common slips. Other typos are believed only beside a word that is right.
"""

from collections.abc import Callable

from vault.names.given import are_different_given_names
from vault.names.matching import Readings, agrees, are_same, has_partners, readings, shares_a_word

# Letters heard or written for one another inside a word: Kazakh and Uzbek forms, voiced and voiceless.
SOFT = frozenset(
    frozenset(pair)
    for pair in ("ea", "ui", "uo", "bp", "dt", "gk", "zs", "žš", "vf", "kh", "gh", "cč", "čš", "cs", "uv")
)
# A first letter tells names apart (Алина, Элина), as does any letter of a short one: Жанна, Яна.
SOFT_FIRST = {frozenset("cč"): 3, frozenset("uo"): 6, frozenset("ži"): 6}
SOFT_LONG = {frozenset("ei"): 7}
FREE = frozenset("oa")  # the Uzbek о is the Kazakh and Russian а wherever it stands
SHORTEST_SWAP, SHORTEST_TYPO, SHORTEST_SLIP = 4, 5, 8


def similar_name(first: str, second: str) -> bool:
    """Answer whether two texts may be one name, misheard or mistyped, though `same_name` denies it.

    Each word of the shorter name needs a partner of its own that agrees with it or sounds like it. Beside a
    word that agrees, one typing error in a word of five letters or more is forgiven too. Never true of two
    different given names that the table knows, unless only the Uzbek о differs.
    """
    return are_similar(readings(first), readings(second))


def are_similar(first: Readings, second: Readings) -> bool:
    """Answer `similar_name` of what `readings` made."""
    return not are_same(first, second) and are_alike(first, second)


def are_alike(first: Readings, second: Readings) -> bool:
    """Answer `are_similar` of names that are not the same."""
    fewer, more = sorted((first[0], second[0]), key=len)
    alike = agrees_or_is_mistyped if shares_a_word(fewer, more) else agrees_or_sounds_alike
    return bool(fewer) and has_partners(fewer, more, alike)


def agrees_or_sounds_alike(one: set[str], other: set[str]) -> bool:
    return agrees(one, other) or _is_doubted(one, other, sounds_alike)


def agrees_or_is_mistyped(one: set[str], other: set[str]) -> bool:
    return agrees_or_sounds_alike(one, other) or _is_doubted(one, other, is_one_typo)


def _is_doubted(one: set[str], other: set[str], alike: Callable[[str, str], bool]) -> bool:
    """Answer whether some keys are alike. Of two known names only those with an Uzbek о are: Айбек, Ойбек."""
    if are_different_given_names(one, other):
        return any(with_a(a) == with_a(b) for a in one for b in other)
    return any(alike(a, b) for a in one for b in other)


def with_a(key: str) -> str:
    return key.replace("o", "a")


def sounds_alike(one: str, other: str) -> bool:
    if len(one) == len(other):
        return _differs_softly(one, other) or (len(one) >= SHORTEST_SWAP and is_swap(one, other))
    return _is_slip(*sorted((one, other), key=len))


def _differs_softly(one: str, other: str) -> bool:
    pairs = [(place, frozenset(pair)) for place, pair in enumerate(zip(one, other, strict=True))]
    differing = [(place, pair) for place, pair in pairs if len(pair) == 2 and pair != FREE]
    return not differing or (len(differing) == 1 and _is_soft(*differing[0], len(one)))


def _is_soft(place: int, pair: frozenset[str], length: int) -> bool:
    if place == 0:
        return length >= SOFT_FIRST.get(pair, length + 1)
    return pair in SOFT or length >= SOFT_LONG.get(pair, length + 1)


def _is_slip(short: str, long: str) -> bool:
    """Answer whether a long word lost one letter inside; at the ends it is another name."""
    if len(long) < SHORTEST_SLIP or len(short) + 1 != len(long):
        return False
    return any(long[:place] + long[place + 1 :] == short for place in range(1, len(long) - 2))


def is_swap(one: str, other: str) -> bool:
    """Answer whether two neighbouring letters changed places."""
    return any(
        one[:place] + one[place + 1] + one[place] + one[place + 2 :] == other for place in range(len(one) - 1)
    )


def is_one_typo(one: str, other: str) -> bool:
    """Answer whether one letter is missing, too many, wrong or swapped with its neighbour."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST_TYPO or len(long) - len(short) > 1:
        return False
    if len(short) == len(long):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1 or is_swap(one, other)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
