"""Where something of a client could have stayed behind, and the search through it."""

import json
import logging
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from playwright.sync_api import BrowserContext, Page
from redis import Redis

from tests.vault.leaks import encodings

STORED = """async () => ({
    local: {...localStorage},
    session: {...sessionStorage},
    databases: (await indexedDB.databases()).map((each) => each.name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING_STORED = {"local": {}, "session": {}, "databases": [], "caches": [], "workers": 0}


class EveryLine(logging.Handler):
    """Keeps what was logged, with its arguments and its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[bytes] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record).encode())


def found_in(places: Mapping[str, Iterable[bytes]], needles: Iterable[str]) -> dict[str, set[str]]:
    """Return in which places which needles lie, in whatever common form."""
    found: dict[str, set[str]] = {}
    for place, contents in places.items():
        everything = b"\n".join(contents)
        for needle in needles:
            if any(form in everything for _name, form in encodings(needle)):
                found.setdefault(place, set()).add(needle)
    return found


def stored_in(page: Page) -> dict[str, object]:
    """Return what the browser keeps for this centre beside its cookies."""
    return page.evaluate(STORED)


def cookies_of(context: BrowserContext) -> list[bytes]:
    return [json.dumps(cookie).encode() for cookie in context.cookies()]


def mails(sent: Iterable[EmailMessage]) -> list[bytes]:
    return [mail.message().as_bytes() for mail in sent]


def redis_contents() -> list[bytes]:
    """Return every key with its value as it was put in: a dump would be compressed."""
    redis = Redis.from_url(settings.REDIS_URL)
    read = {
        b"string": lambda key: [redis.get(key)],
        b"list": lambda key: redis.lrange(key, 0, -1),
        b"set": redis.smembers,
        b"hash": lambda key: [part for pair in redis.hgetall(key).items() for part in pair],
        b"zset": lambda key: redis.zrange(key, 0, -1),
    }
    contents = [b"".join([key, *read[redis.type(key)](key)]) for key in redis.scan_iter()]
    redis.close()
    return contents
