"""The tokens of a copied row, as the product makes them: by its own functions, without Django set up."""

from collections.abc import Iterable
from functools import cache, lru_cache
from unittest.mock import patch

from vault.names import folding
from vault.tokens import Population, name_tokens, phone_token

KEPT = 10_000  # names of one word come again and again, full names hardly ever


def tokens_of(
    population: str, names: Iterable[str], phones: Iterable[str], *, keys: Iterable[bytes]
) -> list[int]:
    """Return the tokens of a row of these names and phones, in the order of their numbers."""
    whose = Population(population)
    return sorted(
        {
            *(token for key in keys for name in names for token in _of_name(name, key, whose)),
            *(phone_token(phone, key=key, population=whose) for key in keys for phone in phones),
        }
    )


@lru_cache(KEPT)
def _of_name(name: str, key: bytes, population: Population) -> frozenset[int]:
    return frozenset(name_tokens(name, key=key, population=population))


def fold_each_word_once() -> None:
    """Keep the keys of every word that this process folds: most of the time of a million names goes there.

    Only for a process that copies and ends. The product keeps no name in memory.
    """
    patch.object(folding, "word_keys", cache(folding.word_keys)).start()
