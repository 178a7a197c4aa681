"""G4 and G5: a person is found over sealed names: how quickly, how surely, and what the index weighs."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

from django.db import connection

from bench import goals
from bench.asked import Sought, commonest, sought
from bench.data.databases import using
from bench.data.names import Spelling
from bench.figures import Figure, Goal, figures_of
from bench.load.driver import asked_once
from bench.load.window import Effort
from bench.pages import workers
from bench.requests import Browser, browser_of
from bench.servers import Server
from bench.warm import warm
from bench.workshop import SEARCH, Workshop
from cases.models import Person

ASKED = 200
ALONE = Effort(rounds=3, seconds=1.5, connections=(1,))
AT_ONCE = Effort(rounds=3, seconds=2, connections=(8,))
SHOWN = 50
REFERENCES = re.compile(r'data-reference="(C-[^"]+)"')
INDEXES = "select sum(pg_relation_size(oid)) from pg_class where relname like '%_by_token'"
BYTES_OF_A_MB = 1024 * 1024
A_MILLION = 1_000_000


@dataclass(frozen=True)
class Question:
    """A way to search: what is typed for each person, by whom, and how quick the answer must be."""

    name: str
    typed: Callable[[list[Sought]], list[str]]
    goal: Goal
    role: str = "coordinator"


def own(people: Iterable[Sought]) -> list[str]:
    return [person.own for person in people]


def other(people: Iterable[Sought]) -> list[str]:
    return [person.other for person in people]


def mistyped(people: Iterable[Sought]) -> list[str]:
    return [person.mistyped for person in people if person.can_be_mistyped]


def phones(people: Iterable[Sought]) -> list[str]:
    return [person.phone for person in people]


FAMILY = commonest().family.spelled(Spelling.OWN)
QUESTIONS = (
    Question("full name", own, goals.SEARCH_NAME_P95),
    Question("full name (psychologist)", own, goals.SEARCH_NAME_P95, role="psychologist"),
    Question("full name in another spelling", other, goals.SEARCH_NAME_P95),
    Question("full name with one error", mistyped, goals.SEARCH_NAME_P95),
    Question("commonest family name", lambda _people: [FAMILY], goals.SEARCH_NAME_P95),
    Question(
        "commonest full name", lambda _people: [commonest().spelled(Spelling.OWN)], goals.SEARCH_NAME_P95
    ),
    Question("telephone", phones, goals.SEARCH_PHONE_P95),
)


def measure(shop: Workshop) -> Iterator[Figure]:
    for total in shop.totals:
        warm(shop.place.postgres, shop.databases.ready(total))
    people = {(total, role): seen_by(shop, total, role) for total in shop.totals for role in roles()}
    for question in QUESTIONS:
        yield from quickness(shop, question, people)
    yield from at_once(shop, people)
    for total in shop.totals:
        yield from recall(shop, total, people[total, "coordinator"])
        with using(shop.databases.ready(total)):
            yield from weight(total)


def roles() -> set[str]:
    return {question.role for question in QUESTIONS}


def seen_by(shop: Workshop, total: int, role: str) -> list[Sought]:
    """Return clients whose cases the worker of a role may open."""
    kitchen = shop.databases.kitchen(total)
    with using(shop.databases.ready(total)):
        worker = workers()[role]
    place, own_id = ("team", worker.team_id) if role == "coordinator" else (role, worker.pk)
    return sought(kitchen, ASKED, seen_by=lambda number: kitchen.place(place, number) == str(own_id))


def quickness(
    shop: Workshop, question: Question, people: dict[tuple[int, str], list[Sought]]
) -> Iterator[Figure]:
    """Drive one question, of each scale between two runs of the smallest."""
    targets = {
        total: shop.searches(
            f"{question.name} among {total}",
            question.typed(people[total, question.role]),
            role=question.role,
            total=total,
        )
        for total in shop.totals
    }
    few, *many = targets.values()
    results = shop.driver.window(few, many or [few], ALONE)
    for total, target in targets.items():
        told, alone = figures_of("search", total), results[target.name, 1]
        yield told(f"{question.name}: p50", alone.least("p50"), "ms")
        yield told(f"{question.name}: p95", alone.least("p95"), "ms", question.goal)
        if target is not few:
            growth = alone.least("p50") / results[few.name, 1].least("p50")
            yield told(
                f"{question.name}: p50 beside that of {shop.small:,}", growth, "x", goals.SEARCH_GROWTH
            )


def at_once(shop: Workshop, people: dict[tuple[int, str], list[Sought]]) -> Iterator[Figure]:
    """Drive eight searches at a time: names in all spellings, some with an error, and numbers."""
    targets = {
        total: shop.searches(
            f"mixed among {total}", mixed(people[total, "coordinator"]), role="coordinator", total=total
        )
        for total in shop.totals
    }
    few, *many = targets.values()
    results = shop.driver.window(few, many or [few], AT_ONCE)
    for total, target in targets.items():
        told, measured = figures_of("search", total), results[target.name, 8]
        yield told("mixed, 8 at once: rate", measured.median("rate"), "r/s")
        yield told("mixed, 8 at once: p95", measured.least("p95"), "ms")
        yield told("mixed, 8 at once: CPU of server and PostgreSQL", measured.cpu, "ms")


def mixed(people: list[Sought]) -> list[str]:
    """Return what a centre may ask at a time, each kind of question beside the others."""
    kinds = (own(people), other(people), mistyped(people), phones(people))
    return [text for texts in zip_longest(*kinds) for text in texts if text]


def recall(shop: Workshop, total: int, people: list[Sought]) -> Iterator[Figure]:
    """Ask for each person and look for her case among the first fifty rows.

    A name that more than fifty share misses some of them however it is spelled. What another spelling or an
    error costs is therefore counted among those whom their own spelling finds.
    """
    with using(shop.databases.ready(total)):
        browser = browser_of(workers()["coordinator"])
    told, find = figures_of("search", total), partial(found, shop.unlimited(total), browser)
    alike = [person for person in people if is_found(person, person.own, find)]
    wrong = [person for person in alike if person.can_be_mistyped]
    yield told("found by her own spelling", len(alike) / len(people), "")
    yield told("found by another spelling", share_found(people, other(people), find), "")
    yield told(
        "of those found by their own spelling, by another one",
        share_found(alike, other(alike), find),
        "",
        goals.SEARCH_RECALL_SPELLING,
    )
    yield told(
        "of those found by their own spelling, with one error",
        share_found(wrong, mistyped(wrong), find),
        "",
        goals.SEARCH_RECALL_TYPO,
    )
    yield told("found by telephone", share_found(people, phones(people), find), "")


def share_found(people: list[Sought], typed: list[str], find: Callable[[str], list[str]]) -> float:
    hits = [is_found(person, text, find) for person, text in zip(people, typed, strict=True)]
    return sum(hits) / len(hits)


def is_found(person: Sought, text: str, find: Callable[[str], list[str]]) -> bool:
    return person.case in find(text)[:SHOWN]


def found(server: Server, browser: Browser, text: str) -> list[str]:
    """Return the references of the cases that a search shows, in the order of the page."""
    return REFERENCES.findall(asked_once(server.port, browser.post(SEARCH, {"asked": text})))


def weight(total: int) -> Iterator[Figure]:
    """Return what the indexes weigh, and what they weigh for a million people: a case has several."""
    told, size, people = figures_of("search", total), index_size() / BYTES_OF_A_MB, Person.objects.count()
    yield told("people", people, "")
    yield told("indexes of tokens", size, "MB")
    yield told(
        "indexes of tokens for a million people", size * A_MILLION / people, "MB", goals.SEARCH_INDEX_MB
    )


def index_size() -> float:
    """Return the bytes of the indexes of tokens in the database that the connection shows."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        return float(cursor.fetchone()[0])
