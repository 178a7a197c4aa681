"""Every URL of the project, with something to fill it in."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# What stands in for a part of a path, by the name of its converter. It exists nowhere: a page that a worker
# may open answers 404 for it, which is why the declared roles are compared as well.
SAMPLES = {
    "UUIDConverter": uuid.UUID("00000000-0000-4000-8000-000000000000"),
    "StringConverter": "X-0000-0000",
    "SlugConverter": "nothing",
    "IntConverter": 0,
    "PathConverter": "no/such/page",
    "LanguageConverter": "ru",
}


@dataclass(frozen=True)
class Url:
    """One line of a URL list."""

    name: str
    view: Callable[..., Any]
    path: str


def every_url() -> list[Url]:
    return sorted(_walk(get_resolver().url_patterns), key=lambda url: url.name)


def _walk(
    patterns: list[Any], namespace: str = "", converters: dict[str, Any] | None = None
) -> Iterator[Url]:
    for entry in patterns:
        known = (converters or {}) | entry.pattern.converters
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, known)
        elif isinstance(entry, URLPattern):
            yield _url(entry, namespace, known)


def _url(entry: URLPattern, namespace: str, converters: dict[str, Any]) -> Url:
    assert entry.name, (
        f"Give the URL {entry.pattern} a name: pages and the access matrix speak of it by name."
    )
    name = f"{namespace}{entry.name}"
    kwargs = {part: SAMPLES[type(converter).__name__] for part, converter in converters.items()}
    return Url(name, entry.callback, reverse(name, kwargs=kwargs))
