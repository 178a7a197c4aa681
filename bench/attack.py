"""What a thief of the database learns from its tokens alone: who has public statistics of names, and no key.

Each row of a client is a set of numbers. The thief knows how tokens are made, for the code is open, and how
often each name occurs. A safe contact holds names of one word, which sets those tokens apart. Of the others
in a row the commonest is that of her family name, the next one that of her family and given name; how many
there are tells how long the family name is. So the thief invents a centre of his own with a key of his own,
groups its rows in the same way, and matches groups by their size, among groups of as many tokens.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple, TypeVar

from bench.data.names import FAMILIES
from bench.data.people import Household
from bench.data.tokens import tokens_of

OWN_KEY = b"the key of a thief, not of ours!"
OWN_PEOPLE = range(50_000_000, 50_100_000)  # no copy has such a number
SMALLEST = 10  # rows of a group: the order of smaller ones is chance
ALIKE = 0.98  # two readings of one word stand in the same rows
ONE_NAME = 0.9  # of a group that is a family name; others are given names taken for one
SHARES = {family.hers.own: share for family, share in zip(FAMILIES.things, FAMILIES.shares, strict=True)}

Key = TypeVar("Key")
Row = tuple[int, list[int]]  # the number of a copy, which only the count of hits reads, and its tokens


class Parts(NamedTuple):
    """What a row is made of: two tokens, and the number of all."""

    family: int
    pair: int
    size: int


@dataclass(frozen=True)
class Dump:
    """The rows of clients as a thief has them, and the tokens of single words; `rows` reads them anew."""

    rows: Callable[[], Iterable[Row]]
    lone: frozenset[int] = frozenset()

    @cached_property
    def counts(self) -> Mapping[int, int]:
        counted: Counter[int] = Counter()
        for _number, tokens in self.rows():
            counted.update(tokens)
        return {token: times for token, times in counted.items() if times > 1}

    def parts(self, tokens: list[int]) -> Parts | None:
        own = sorted(set(tokens) - self.lone, key=lambda token: (-self.counts.get(token, 1), token))
        if not own:
            return None
        most = self.counts.get(own[0], 1)
        below = (token for token in own if self.counts.get(token, 1) < ALIKE * most)
        return Parts(own[0], next(below, own[-1]), len(own))

    def parted(self) -> Iterable[tuple[int, Parts]]:
        parted = ((number, self.parts(tokens)) for number, tokens in self.rows())
        return ((number, parts) for number, parts in parted if parts)


@dataclass
class Group:
    """Rows that share a family name, as far as tokens tell."""

    rows: int = 0
    sizes: Counter[int] = field(default_factory=Counter)
    pairs: Counter[int] = field(default_factory=Counter)

    def add(self, parts: Parts) -> None:
        self.rows += 1
        self.sizes[parts.size] += 1
        self.pairs[parts.pair] += 1

    @property
    def size(self) -> int:
        return self.sizes.most_common(1)[0][0]


def groups_of(dump: Dump) -> dict[int, Group]:
    """Return the groups of a dump that are large enough, by the token of their family name."""
    groups: defaultdict[int, Group] = defaultdict(Group)
    for _number, parts in dump.parted():
        groups[parts.family].add(parts)
    return {token: group for token, group in groups.items() if group.rows >= SMALLEST}


@dataclass
class Known:
    """A group of the thief's own centre: he knows its names, the commonest first, and its share of all."""

    group: Group = field(default_factory=Group)
    families: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    share: float = 0

    @property
    def family(self) -> str:
        return self.families.most_common(1)[0][0]


def own_centre(people: Iterable[int] = OWN_PEOPLE) -> list[Known]:
    """Return the groups of a centre that a thief invents, with the true share of each family name."""
    rows = [(number, _tokens_of(number)) for number in people]
    dump, found, of_all = Dump(lambda: rows), defaultdict[int, Known](Known), Counter[str]()
    for number, parts in dump.parted():
        client, known = Household(number).client, found[parts.family]
        known.group.add(parts)
        known.families[client.family.own] += 1
        known.given[client.given.own] += 1
        of_all[client.family.own] += 1
    for known in found.values():
        times = known.families[known.family]
        is_one_name = times >= ONE_NAME * known.group.rows
        of_its_name = SHARES[known.family] * times / of_all[known.family]
        known.share = of_its_name if is_one_name else known.group.rows / len(rows)
    return list(found.values())


def _tokens_of(number: int) -> list[int]:
    return tokens_of("client", [Household(number).said("client", 0)], [], keys=[OWN_KEY])


class Guess(NamedTuple):
    """What a thief takes a token for: a family name, and of each token of a pair the given name."""

    family: str
    given: Mapping[int, str]


Guesses = Mapping[int, Guess]


def by_rank_alone(dump: Dump) -> Guesses:
    """Match all tokens to all family names, by how often they occur."""
    tokens = sorted(dump.counts, key=lambda token: (-dump.counts[token], token))
    return {token: Guess(name, {}) for token, name in zip(tokens, SHARES, strict=False)}


def by_rank_of_groups(groups: Mapping[int, Group], centre: list[Known]) -> Guesses:
    """Match groups by the number of their rows, whatever their tokens are."""
    return _matched(groups, centre)


def by_size_and_rank(groups: Mapping[int, Group], centre: list[Known]) -> Guesses:
    """Match groups by the number of their rows among those whose rows have as many tokens."""
    sizes = {group.size for group in groups.values()}
    return dict(
        chain.from_iterable(
            _matched(
                {token: group for token, group in groups.items() if group.size == size},
                [known for known in centre if known.group.size == size],
            ).items()
            for size in sizes
        )
    )


def _matched(groups: Mapping[int, Group], centre: list[Known]) -> Guesses:
    larger = sorted(groups.items(), key=lambda item: (-item[1].rows, item[0]))
    commoner = sorted(centre, key=lambda known: -known.share)
    return {
        token: Guess(known.family, dict(zip(_ranked(group.pairs), _ranked(known.given), strict=False)))
        for (token, group), known in zip(larger, commoner, strict=False)
    }


def _ranked(counted: Counter[Key]) -> list[Key]:
    return [key for key, _times in counted.most_common()]


class Recovered(NamedTuple):
    """Which share of the rows a thief names rightly."""

    family: float
    pair: float


def recovered(dump: Dump, guesses: Guesses) -> Recovered:
    """Compare what a thief guessed with the people of the copies."""
    rows = families = pairs = 0
    for number, parts in dump.parted():
        rows += 1
        guess, client = guesses.get(parts.family), Household(number).client
        if guess and guess.family == client.family.own:
            families += 1
            pairs += guess.given.get(parts.pair) == client.given.own
    return Recovered(families / rows, pairs / rows)
