"""Every word that a worker reads from a list of codes can be translated."""

import importlib
import pkgutil
from collections.abc import Iterator

from django.db import models
from django.utils.functional import Promise

from tests.architecture.house import APPS


def choices() -> Iterator[type[models.Choices]]:
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if module.name.rpartition(".")[2] in {"enums", "models"}:
                found = vars(importlib.import_module(module.name)).values()
                yield from (value for value in found if is_ours(value, module.name))


def is_ours(value: object, module: str) -> bool:
    return isinstance(value, type) and issubclass(value, models.Choices) and value.__module__ == module


def needs_words(label: object) -> bool:
    """Return True for plain text with a letter: "5-9" reads the same in every language."""
    return not isinstance(label, Promise) and any(letter.isalpha() for letter in str(label))


def test_every_label_is_translated_when_it_is_shown():
    labels = {f"{kind.__name__}.{item.name}": item.label for kind in choices() for item in kind}
    assert [name for name, label in labels.items() if needs_words(label)] == []
    assert len(labels) > 50


def test_a_label_that_is_plain_text_would_be_found():
    class Plain(models.TextChoices):
        WORD = "word"

    assert needs_words(Plain.WORD.label)
