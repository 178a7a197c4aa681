"""The order of names: the Kazakh alphabet, of which the Russian one is a part in the same order.

The database compares by code point, which puts Ё after Я and every Kazakh letter after those.
"""

from django.db import models
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import get_language

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
# Any 42 neighbouring characters would do, as long as they stand after Latin letters and figures.
PLACES = "".join(chr(ord("а") + place) for place in range(len(LETTERS)))
LANGUAGES = ("ru", "kk", "en")


class AlphabetKey(models.Func):
    """A key by which the database sorts a name as a dictionary does."""

    function = "translate"
    output_field = models.CharField()

    def __init__(self, name: models.expressions.Combinable) -> None:
        super().__init__(Lower(name), models.Value(LETTERS), models.Value(PLACES))


def languages_by_preference() -> list[str]:
    """The active language first, then the others, for names that are not yet translated."""
    active = (get_language() or "")[:2]
    return sorted(LANGUAGES, key=lambda language: language != active)


def shown_name(prefix: str = "name_") -> Coalesce:
    """The name in the active language, or in the first language that has one."""
    names = [NullIf(f"{prefix}{language}", models.Value("")) for language in languages_by_preference()]
    return Coalesce(*names, models.Value(""), output_field=models.CharField())
