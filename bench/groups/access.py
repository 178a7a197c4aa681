"""Who gets in: what ten thousand strangers change for the one who belongs here, and what guards cost her."""

import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

from accounts.models import KnownDevice, SignInCount, User
from accounts.services.devices import remember_device
from bench import goals
from bench.data.databases import using
from bench.figures import Figure, figures_of
from bench.groups.case_page import READER, path_of_longest
from bench.load.window import Effort
from bench.pages import workers
from bench.saying import say
from bench.servers import Server
from bench.sign_ins import WRONG, Flood, Person, address, flood
from bench.workshop import Workshop

TRIES = int(os.environ.get("TRIES", "10000"))
ADDRESSES = 500
COMPARED = max(TRIES // 20, 10)  # tries of each account
PASSWORD = "a lamp, a river, a song"  # noqa: S105 of an invented worker
HERS, NEW = "198.51.100.7", "203.0.113.7"
SOON = 0.05  # of the tries: then the account is under attack


def measure(shop: Workshop) -> Iterator[Figure]:
    database, server = shop.databases.ready(shop.small), shop.product(shop.small)
    told = figures_of("access", shop.small)
    with using(database):
        worker, left = people()
        forget()
        with flood(server.port, worker, tries=TRIES, addresses=ADDRESSES) as strangers:
            wait_for(strangers)
            known = Person(worker, PASSWORD, HERS, known_device(worker)).waits_until_she_is_in(server.port)
            new = Person(worker, PASSWORD, NEW).waits_until_she_is_in(server.port)
        say(f"{strangers.tries} hostile tries: {dict(strangers.answers)}")
        yield told("hostile tries whose password was compared", strangers.answers[200], "tries")
        yield told("sign-in on a known device meanwhile", known, "s", goals.SIGN_IN_KNOWN)
        yield told("sign-in on a new device meanwhile", new, "s", goals.SIGN_IN_NEW)
        forget()
        medians = compared(server, {"unknown": "nobody_of_this_name", "known": worker, "deactivated": left})
        for name, median in medians.items():
            yield told(f"wrong password, {name} account", median, "ms")
        apart = max(medians.values()) - min(medians.values())
        yield told("largest difference of these medians", apart, "ms", goals.SIGN_IN_APART)
    yield from cost_of_guards(shop)


def cost_of_guards(shop: Workshop) -> Iterator[Figure]:
    """Measure the case page and logging a call beside the same without rules, journal, row-level security."""
    told, total = figures_of("access", shop.small), shop.small
    pages = {
        "case page": shop.page("case page", path_of_longest(shop), role=READER, total=total),
        "log a call": shop.logged_call("log a call", total=total),
    }
    for name, guarded in pages.items():
        bare = replace(guarded, name=f"{name} without guards", server=shop.unguarded(total))
        results = shop.driver.window(bare, [guarded], Effort())
        cpu = results[guarded.name, 8].cpu / results[bare.name, 8].cpu
        p50 = results[guarded.name, 1].least("p50") / results[bare.name, 1].least("p50")
        yield told(f"{name}: CPU beside the same without guards", cpu, "x", goals.GUARDS)
        yield told(f"{name}: p50 beside the same without guards", p50, "x")


def people() -> tuple[str, str]:
    """Return the names of a worker whose password is known here, and of one who has left."""
    worker = workers()["operator"]
    worker.set_password(PASSWORD)
    worker.save(update_fields=["password"])
    left, _made = User.objects.get_or_create(
        username="left_long_ago", defaults={"display_name": "Left", "role": worker.role, "is_active": False}
    )
    left.set_unusable_password()
    left.save(update_fields=["password"])
    return worker.username, left.username


def known_device(username: str) -> str:
    """Return the cookie of a device on which the worker has signed in before, her second step included."""
    _device, token = remember_device(actor=User.objects.get(username=username), token="", label="")
    return token


def forget() -> None:
    SignInCount.objects.all().delete()
    KnownDevice.objects.all().delete()


def wait_for(strangers: Flood) -> None:
    while strangers.tries < SOON * TRIES:
        time.sleep(0.1)


def compared(server: Server, names: dict[str, str]) -> dict[str, float]:
    """Return the median milliseconds of a wrong password for each account, asked in turn."""
    times: dict[str, list[float]] = {name: [] for name in names}
    for number in range(COMPARED):
        for name, username in names.items():
            reply = Person(username, WRONG, address(number)).tries(server.port)
            if reply.status != 200:
                raise ValueError(f"Wanted 200, came {reply.status}.")
            times[name].append(reply.took)
        if number % 10 == 9:
            forget()
    return {name: statistics.median(taken) for name, taken in times.items()}
