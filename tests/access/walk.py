"""Asks every URL as every persona about every relation, and says where the answer is not what the table says.

`docs/access-matrix.csv` says which roles a URL is for; where it says `own`, `crisis_center/who_sees_what.csv`
says which objects these are. Each answer is taken back before the next one.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.test import Client

from crisis_center.who_sees_what import rules
from tests.access.urls import ANSWERS_ALWAYS, Place, places
from tests.access.world import ROLES, World
from tests.taken_back import taken_back
from tests.workers import as_worker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpResponse

    from accounts.models import User

REFERENCE = re.compile(r"\b[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
MATRIX = Path(settings.BASE_DIR) / "docs" / "access-matrix.csv"
READS_AND_POSTS = ("GET", "POST")
OTHER_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
SIGN_IN = "/sign-in/"
CHANGES_WITH_EACH_REQUEST = {"X-Request-ID"}
# Where a worker reads references of cases that she may not open: her work is to look over all of them.
LISTS_ALL = {
    "manager": {"cases:list", "today", "cases:emergency_reviews", "cases:review_emergency"},
    "auditor": {"journal"},
}
ENDS_AT_SIGN_IN = {"account_logout"}

with MATRIX.open(encoding="utf-8", newline="") as file:
    LINES = {line["url_name"]: line for line in csv.DictReader(file)}
SEEN = {(rule.object, rule.relation): rule.by_role for rule in rules()}


@dataclass
class Walk:
    """One walk through a world: what was asked, and what surprised."""

    world: World
    checks: int = 0
    surprises: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.browsers = {role: Browser(worker) for role, worker in self.world.staff.items()}
        self._nothing: dict[tuple[str, str, str, str], Answer] = {}
        self.secret = {role: self._references_hidden_from(role) for role in ROLES}

    def through(self, place: Place, roles: Sequence[str] = ROLES) -> list[str]:
        """Ask one URL as each role about every relation, and return the surprises."""
        self.surprises = []
        for role in roles:
            for relation in place.relations:
                for method in READS_AND_POSTS:
                    self._check(place, role, relation, method)
            for method in OTHER_METHODS:
                self._check(place, role, _most_hidden(place, role), method)
        return self.surprises

    def _check(self, place: Place, role: str, relation: str, method: str) -> None:
        self.checks += 1
        wanted = expected(place, role, relation)
        got = self._asked(place, role, method, place.path(self.world, relation, role))
        nothing = self._about_nothing(place, role, relation, method) if wanted == "no" else None
        faults = [*_faults(place, wanted, got, nothing), *self._leaks(place, role, got)]
        self.surprises += [f"{role}, {relation}: {method} {place.name} {fault}" for fault in faults]

    def _asked(self, place: Place, role: str, method: str, path: str) -> Answer:
        typed = place.typed(self.world, role) if method == "POST" else {}
        return self.browsers[role].ask(method, path, typed)

    def _about_nothing(self, place: Place, role: str, relation: str, method: str) -> Answer:
        """Return what the same worker is answered about an object that does not exist."""
        path = place.nothing(self.world, relation, role)
        key = (path, place.name, role, method)
        if key not in self._nothing:
            self._nothing[key] = self._asked(place, role, method, path)
        return self._nothing[key]

    def _leaks(self, place: Place, role: str, got: Answer) -> Iterator[str]:
        if place.name not in LISTS_ALL.get(role, ()) and (leaked := self.secret[role] & got.references):
            yield f"shows {len(leaked)} references of what she may not open"

    def _references_hidden_from(self, role: str) -> set[str]:
        """Return the references of cases, calls and referrals that this role may not meet anywhere."""
        hidden = set()
        for (relation, owner), file in self.world.files.items():
            if owner not in ("", role) and relation not in ("opened", "primary"):
                continue
            hers = relation if owner in ("", role) else "team"
            if SEEN["safe_contact", hers][role] == "no":
                hidden |= {file.case.reference, file.referral.reference}
            if SEEN["call", hers][role] == "no":
                hidden.add(file.call.reference)
        return hidden


@dataclass(frozen=True)
class Answer:
    """What a response says, without what changes from one request to the next."""

    status: int
    body: bytes
    headers: dict[str, str]
    to: str

    @classmethod
    def of(cls, response: HttpResponse) -> Answer:
        headers = {
            name: value for name, value in response.headers.items() if name not in CHANGES_WITH_EACH_REQUEST
        }
        return cls(response.status_code, response.content, headers, response.headers.get("Location", ""))

    def difference(self, other: Answer) -> str:
        """Say in which parts two answers differ."""
        headers = {name for name, _value in self.headers.items() ^ other.headers.items()}
        parts = {name for name in ("status", "body", "to") if getattr(self, name) != getattr(other, name)}
        return ", ".join(sorted(headers | parts))

    @property
    def references(self) -> set[str]:
        return set(REFERENCE.findall(self.body.decode(errors="ignore")))

    @property
    def lists_methods(self) -> bool:
        """Whether it is Django's own answer, before any object: to OPTIONS, or to a method the page has not."""
        return "Allow" in self.headers

    @property
    def sends_to_sign_in(self) -> bool:
        return self.to.startswith(SIGN_IN)


class Browser:
    """A browser that is as it was before, whatever it was answered."""

    def __init__(self, worker: User | None) -> None:
        self.client = as_worker(worker) if worker else Client()
        self._cookies = self.client.cookies.output(header="")

    def as_it_is(self) -> Browser:
        """Keep the browser as it is now, and return it."""
        self._cookies = self.client.cookies.output(header="")
        return self

    def renew(self) -> Client:
        """Return the browser as it was at first: signing out, for one, has taken its cookie."""
        self.client.cookies = SimpleCookie(self._cookies)
        return self.client

    def ask(self, method: str, path: str, typed: Mapping[str, Any] | None = None) -> Answer:
        ask = getattr(self.renew(), method.lower())
        try:
            with taken_back():
                return Answer.of(ask(path, typed) if typed else ask(path))
        finally:
            cache.clear()


def expected(place: Place, role: str, relation: str) -> str:
    """Return what the table says: `yes`, `no`, or `any` where a page is open to people without sign-in."""
    line = LINES[place.name]
    if line["anonymous"] == "open":
        return "any"
    if line[role] != "own" or not place.kind:
        return "no" if line[role] == "no" else "yes"
    said = SEEN[place.kind, relation][role]
    if said == "way":
        return "yes" if place.name == "cases:case" else "no"
    return said


def _most_hidden(place: Place, role: str) -> str:
    """Return a relation in which this role may not see the object, or any when there is none."""
    hidden = (one for one in place.relations if expected(place, role, one) == "no")
    return next(hidden, place.relations[0])


def _faults(place: Place, wanted: str, got: Answer, nothing: Answer | None) -> Iterator[str]:
    if got.status >= 500:
        yield f"broke with {got.status}"
    elif wanted != "any" and got.sends_to_sign_in and place.name not in ENDS_AT_SIGN_IN:
        yield "went to sign-in"
    elif wanted == "yes" and got.status == 404:
        yield "is not there for her"
    elif nothing and got != nothing:
        yield f"answers {got.status}, otherwise than about nothing: {got.difference(nothing)}"
    elif wanted == "no" and got.status != 404 and not (got.lists_methods or place.name in ANSWERS_ALWAYS):
        yield f"answers {got.status}"


PLACES = places()
