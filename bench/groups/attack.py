"""The attack on a stolen database: which share of the clients a thief names who has no index key."""

from collections import Counter
from collections.abc import Iterator

from bench import attack, goals
from bench.data.copies import Kitchen
from bench.data.databases import using
from bench.figures import Figure, figures_of
from bench.saying import say
from bench.workshop import Workshop
from cases.enums import HouseholdRole
from cases.models import Person, SafeContact

AT_A_TIME = 5_000


def measure(shop: Workshop) -> Iterator[Figure]:
    say("The thief invents a centre of his own.")
    centre = attack.own_centre()
    for total in shop.totals:
        kitchen = shop.databases.kitchen(total)
        with using(shop.databases.ready(total)):
            yield from told_of(total, stolen(kitchen), centre)


def told_of(total: int, dump: attack.Dump, centre: list[attack.Known]) -> Iterator[Figure]:
    told, groups = figures_of("attack", total), attack.groups_of(dump)
    attacks = {
        "by rank of all tokens": attack.by_rank_alone(dump),
        "by rank of family names": attack.by_rank_of_groups(groups, centre),
        "by number of tokens and rank": attack.by_size_and_rank(groups, centre),
    }
    for name, guesses in attacks.items():
        hits = attack.recovered(dump, guesses)
        yield told(f"family names, {name}", 100 * hits.family, "%", goals.FAMILIES_RECOVERED)
        yield told(f"full names, {name}", 100 * hits.pair, "%", goals.PAIRS_RECOVERED)


def stolen(kitchen: Kitchen) -> attack.Dump:
    """Return what a thief has of the database that the connection shows, and the copies that rows are of."""
    copies = {kitchen.case_of(number): number for number in range(kitchen.total)}
    clients = Person.objects.filter(role=HouseholdRole.CLIENT).values_list("case__reference", "tokens")

    def rows() -> Iterator[attack.Row]:
        for reference, tokens in clients.iterator(AT_A_TIME):
            if reference in copies:
                yield copies[reference], tokens

    return attack.Dump(rows, lone_words())


def lone_words() -> frozenset[int]:
    """Return the tokens of names of one word: those that several safe contacts share, as no phone is."""
    counted: Counter[int] = Counter()
    for tokens in SafeContact.objects.values_list("tokens", flat=True).iterator(AT_A_TIME):
        counted.update(tokens)
    return frozenset(token for token, times in counted.items() if times > 1)
