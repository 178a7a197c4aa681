"""The live call at work: fifty operators type while others read and search; beside it the bare insert."""

import json
import os
import statistics
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import asdict, replace
from random import Random

from django.utils import timezone

from accounts.models import Team, User
from bench import goals
from bench.asked import sought
from bench.data.databases import using
from bench.data.pattern import TEAMS
from bench.figures import Figure, figures_of
from bench.groups.case_page import READER, path_of_longest
from bench.load.pace import Heard, Stream
from bench.load.window import Effort, Target
from bench.pages import workers
from bench.requests import Browser, browser_of, browser_of_visitor
from bench.workshop import SEARCH, Workshop
from crisis_center.stack.tree import ROOT
from hotline.draft_pass import issue_pass

SECONDS = float(os.environ.get("SECONDS", "60"))
WARMING = 6.0  # seconds before it counts: a server that was just started answers its first requests late
OPERATORS, SAVES_EVERY = 50, 2.0  # seconds: whoever types without a pause saves each three
VIEWS, SEARCHES = 20, 10  # a second, each by streams that ask twice a second
EVERY = 0.5
CHARACTERS = 80  # typed between two saves
LONGEST_NOTES = 600
SAVES_OF_A_RUN = 60  # of one typist, more than a window can send
DRAFTS = "/calls/drafts/"
SPOKEN = "Ушла ночью с детьми. Паспорт с собой. Боится, что он придёт на работу. "


def measure(shop: Workshop) -> Iterator[Figure]:
    told, total = figures_of("autosave", shop.small), shop.small
    heard = paced(shop, total)
    for name, one in heard.items():
        times = sorted(one.times)
        yield told(f"{name}: p50", statistics.median(times), "ms")
        is_save = name == "autosave"
        yield told(
            f"{name}: p95", times[int(len(times) * 0.95)], "ms", goals.AUTOSAVE_P95 if is_save else None
        )
        yield told(f"{name}: answered a second", len(times) / SECONDS, "r/s")
    errors = sum(sum(one.bad.values()) for one in heard.values())
    yield told("answers that were none", errors, "", goals.NOTHING_LOST)
    bare, saves = shop.bare_insert(), target(shop, total)
    results = shop.driver.window(bare, [saves], Effort())
    yield told("of a bare insert, 8 at once", results[saves.name, 8].ratio, "x")
    yield told("p95, one at a time", results[saves.name, 1].least("p95"), "ms")
    yield told("CPU of server and PostgreSQL", results[saves.name, 8].cpu, "ms")


def paced(shop: Workshop, total: int) -> dict[str, Heard]:
    """Let all of them work at once, each at moments of her own, on a server that was at work before."""
    server = shop.unlimited(total)
    _driven(server.port, streams(shop, total, WARMING), WARMING)
    return _driven(server.port, streams(shop, total, SECONDS), SECONDS)


def streams(shop: Workshop, total: int, seconds: float) -> list[Stream]:
    """Return what everybody asks: the same moments every time, calls that begin anew."""
    longest, kitchen = path_of_longest(shop), shop.databases.kitchen(total)
    dice = Random(1)  # noqa: S311 nothing is kept secret by it
    with using(shop.databases.ready(total)):
        reader, asker = browser_of(workers()[READER]), browser_of(workers()["coordinator"])
        views = [reader.get(path) for path in (longest, "/cases/", "/today/", longest)]
        people = sought(kitchen, 100, seen_by=lambda _copy: True)
        asked = [asker.post(SEARCH, {"asked": person.own}) for person in people]
        each = int(seconds / SAVES_EVERY) + 1
        typing = [
            Stream("autosave", posts_of_saves(typist, each), SAVES_EVERY, dice.uniform(0, SAVES_EVERY))
            for typist in typists()
        ]
    reading = [
        Stream(name, requests[place % len(requests) :] + requests[: place % len(requests)], EVERY,
               dice.uniform(0, EVERY))
        for name, requests, number in (("page view", views, VIEWS), ("search", asked, SEARCHES))
        for place in range(int(number * EVERY))
    ]  # fmt: skip
    return [*typing, *reading]


def _driven(port: int, whole: list[Stream], seconds: float) -> dict[str, Heard]:
    order = {"port": port, "seconds": seconds, "streams": [asdict(stream) for stream in whole]}
    done = subprocess.run(
        [sys.executable, "-m", "bench.load.pace"],
        cwd=ROOT,
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 90,
    )
    return {name: Heard(**one) for name, one in json.loads(done.stdout).items()}


def target(shop: Workshop, total: int) -> Target:
    """Return whole saves of fifty typists in turn: one that overtakes another needs no base."""
    database = shop.databases.ready(total)

    def requests() -> list[str]:
        with using(database):
            of_each = [posts_of_saves(typist, SAVES_OF_A_RUN, is_whole=True) for typist in typists()]
        return [post for turn in zip(*of_each, strict=True) for post in turn]

    return Target("autosave", shop.product(total), requests, once=True)


def typists() -> list[User]:
    """Return fifty operators of one team; they are made when they are first asked for."""
    team = Team.objects.get(name=TEAMS[0])
    return [
        User.objects.get_or_create(
            username=f"types_{number}",
            defaults={"display_name": f"Types {number}", "role": "operator", "team": team},
        )[0]
        for number in range(OPERATORS)
    ]


def posts_of_saves(typist: User, number: int, *, is_whole: bool = False) -> list[str]:
    """Return the saves of one page of a new call: the first whole, the others too or what changed."""
    call_pass = issue_pass(call_id=uuid.uuid4(), author=typist, opened_at=timezone.now())
    browser = with_pass(browser_of_visitor(), call_pass)
    client_id, words = str(uuid.uuid4()), SPOKEN * (LONGEST_NOTES // len(SPOKEN) + 1)
    posts = []
    for seq in range(1, number + 1):
        typed = {
            "client_id": client_id,
            "seq": str(seq),
            "notes": words[: min(seq * CHARACTERS, LONGEST_NOTES)],
        }
        says_all = seq == 1 or is_whole
        typed |= {"call_type": "about_self", "channel": "phone"} if says_all else {"base": str(seq - 1)}
        typed["caller_name"] = f"Invented {seq}"
        posts.append(browser.post(DRAFTS, typed))
    return posts


def with_pass(browser: Browser, call_pass: str) -> Browser:
    return replace(browser, headers={**browser.headers, "X-Draft-Token": call_pass})
