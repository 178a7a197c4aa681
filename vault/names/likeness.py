"""How a name that was asked for is like a name on record: the asked one is folded once for many records."""

from enum import Enum
from functools import cache

from vault.names.folding import word_keys
from vault.names.given import are_forms
from vault.names.matching import are_same, begins, readings
from vault.names.similar import are_alike


class Likeness(Enum):
    """From sure to faint. Only the first is a hit; the others stand in a block of their own."""

    SAME = "same"
    SIMILAR = "similar"
    RELATED = "related"


class AskedName:
    """A name as somebody typed it, perhaps only its beginning.

    The names that it was compared with, and their words, are folded once, and forgotten with it.
    """

    def __init__(self, text: str) -> None:
        self._keys_of = cache(word_keys)
        self._readings = readings(text, self._keys_of)
        self._likeness_of = cache(self._compared)

    def likeness(self, record: str) -> Likeness | None:
        """Return how a name on record is like the asked one, or None: it is another name.

        Of a record of one word (Айгуль) nobody knows whether its family name is the one that was asked for.
        """
        return self._likeness_of(record)

    def _compared(self, record: str) -> Likeness | None:
        known = readings(record, self._keys_of)
        if len(known[0]) == 1 < len(self._readings[0]):
            return None
        if are_same(self._readings, known) or begins(self._readings, known):
            return Likeness.SAME
        if are_alike(self._readings, known):
            return Likeness.SIMILAR
        return Likeness.RELATED if are_forms(self._readings, known) else None
