"""A language that nobody speaks: every text of ours in brackets, with accents, and two fifths longer.

What a page shows outside the brackets was never marked for translation. It stands in the place of Kazakh: what
Django itself says comes in Django's Kazakh, in Cyrillic letters, or in English where Django has none, and then a
worker in Shymkent would read English too.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.test import override_settings
from django.utils import translation

from crisis_center import days
from crisis_center.stack.messages import HEADER, PLURAL_FORMS, extracted, texts

PSEUDO = "kk"
OPENS, CLOSES = "⟦", "⟧"
LONGER_BY = 0.4
ACCENTS = str.maketrans("AEIOUYaeiouycnsz", "ÀÉÎÕÛÝàéîõûýçñšž")
# What stays as it is: placeholders, tags, entities.
KEPT = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}|<[^>]+>|&\w+;")
ANSWERS = re.compile(r"\w[\w ]*(?:,\w[\w ]*)+")  # what the filter `yesno` takes apart


def pseudo(text: str) -> str:
    """Return a text in the language that nobody speaks; its placeholders and tags stay."""
    if ANSWERS.fullmatch(text):
        return ",".join(pseudo(answer) for answer in text.split(","))
    letters = KEPT.sub("", text)
    parts = zip(KEPT.split(text), [*map(_outside, KEPT.findall(text)), ""], strict=True)
    accented = "".join(words.translate(ACCENTS) + kept for words, kept in parts)
    more = _more(round(len(letters) * LONGER_BY))
    begins, ends = text[: -len(text.lstrip()) or None], text[len(text.rstrip()) :]
    begins = begins if text.startswith("\n") else ""
    return f"{begins}{OPENS}{accented.strip()}{more}{CLOSES}{ends}"


def _outside(kept: str) -> str:
    """Let what is filled in stand outside: it is data, or has brackets of its own."""
    return kept if kept[0] in "<&" or kept == "%%" else f"{CLOSES}{kept}{OPENS}"


def _more(count: int) -> str:
    """Return so many letters more, in words of eight as a long language has them, never one long string."""
    return "".join(" " if place % 9 == 0 else "ó" for place in range(count))


def catalogue_of_everything() -> Catalog:
    """Return each text of the code and the templates, said in the language that nobody speaks."""
    found = extracted("kk")
    header = HEADER.format(language="kk", plural_forms=PLURAL_FORMS["kk"])
    made = read_po(header.encode().splitlines(keepends=True), locale="kk")
    for message in found:
        if message.id:
            said = tuple(pseudo(text) for text in texts(message.id))
            made.add(message.id, said if message.pluralizable else said[0], context=message.context)
    return made


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Let the centre speak the language that nobody speaks; its catalogue is written into `folder`.

    Days are written by Babel, which knows the months of each language: they count as translated, so that a
    month that Django writes stands out.
    """
    path = folder / PSEUDO / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalogue_of_everything())
    written = days.written
    with (
        override_settings(LOCALE_PATHS=[folder]),
        mock.patch.object(days, "written", lambda *day: f"{OPENS}{written(*day)}{CLOSES}"),
        translation.override(PSEUDO),
    ):
        yield
