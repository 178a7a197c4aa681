"""People who sign in over the wire, from addresses of their own: strangers, and a worker among them."""

import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings

from bench.load.driver import Line
from bench.requests import HTTPS, Browser

PATH = "/sign-in/"
WRONG = "not the password, one of ten thousand"
RETRY = re.compile(r"^retry-after: *(\d+)", re.IGNORECASE | re.MULTILINE)


def address(number: int) -> str:
    """Return an address in a block of its own."""
    return f"10.{number // 250}.{number % 250}.9"


@dataclass(frozen=True)
class Reply:
    """What came of one try, and after how many milliseconds."""

    status: int
    head: str
    took: float

    @property
    def seconds_to_wait(self) -> int:
        found = RETRY.search(self.head)
        return int(found[1]) if found else 1


@dataclass(frozen=True)
class Person:
    """Somebody at an address, who types a name and a password; on a known device with its cookie.

    She is in when the password is taken: the second step that follows makes nobody wait.
    """

    username: str
    password: str
    address: str
    device: str = ""

    def tries(self, port: int) -> Reply:
        line = Line(port)
        with line.socket:
            line.send(self._request().encode("latin-1"))
            while not line.read():
                pass
        head = line.received.partition(b"\r\n\r\n")[0].decode("latin-1")
        return Reply(int(head[9:12]), head, (time.perf_counter() - line.sent_at) * 1000)

    def waits_until_she_is_in(self, port: int) -> float:
        """Return the seconds until she is signed in, when she waits as long as she is asked to."""
        started = time.perf_counter()
        while True:
            reply = self.tries(port)
            if reply.status == 302:
                return time.perf_counter() - started
            if reply.status != 429:
                raise ValueError(f"Wanted 302 or 429, came {reply.status}.")
            time.sleep(reply.seconds_to_wait)

    def _request(self) -> str:
        secret = secrets.token_hex(16)
        cookies = {settings.CSRF_COOKIE_NAME: secret}
        if self.device:
            cookies[settings.DEVICE_COOKIE_NAME] = self.device
        browser = Browser(cookies, secret, {**HTTPS, "X-Forwarded-For": self.address, "Connection": "close"})
        return browser.post(PATH, {"login": self.username, "password": self.password})


@dataclass
class Flood:
    """Strangers at work: how their tries were answered, by status."""

    answers: Counter[int] = field(default_factory=Counter)

    @property
    def tries(self) -> int:
        return self.answers.total()


@contextmanager
def flood(port: int, username: str, *, tries: int, addresses: int, threads: int = 4) -> Iterator[Flood]:
    """Let strangers try one account until there were so many tries; wait for the last of them at the end."""
    begun, lock = Flood(), threading.Lock()

    def stranger(first: int) -> None:
        for number in range(first, tries, threads):
            reply = Person(username, WRONG, address(number % addresses)).tries(port)
            with lock:
                begun.answers[reply.status] += 1

    at_work = [threading.Thread(target=stranger, args=[first]) for first in range(threads)]
    for thread in at_work:
        thread.start()
    try:
        yield begun
    finally:
        for thread in at_work:
            thread.join()
