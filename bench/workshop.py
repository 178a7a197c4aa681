"""What a group of figures works with: full databases, running servers, sessions, the driver."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from bench.calls import posts_of_calls
from bench.data.databases import Databases, using
from bench.load.window import Driver, Target
from bench.pages import workers
from bench.place import Place
from bench.requests import browser_of, browser_of_limits, browser_of_visitor
from bench.servers import (
    IN_CLEAR,
    LIMITS,
    OWN,
    PRODUCT,
    UNGUARDED,
    UNLIMITED,
    Limits,
    Server,
    prepare_limits,
    serving,
)
from bench.statements import Counted, counted, signed_in
from cases.models import Case

SEARCH = "/search/"
TYPED = {"name": "Invented Name", "phone": "+7 700 000 00 00", "text": "words " * 50}


@dataclass
class Workshop:
    """One run of the bench. A server starts when it is first asked for and stops with `stack`."""

    place: Place
    databases: Databases
    small: int
    large: int
    stack: ExitStack
    _servers: dict[tuple[str, str], Server] = field(default_factory=dict)

    @cached_property
    def driver(self) -> Driver:
        process = self.place.postgres.process
        if process is None:
            raise SystemExit("Another bench runs in this folder: wait until it has ended.")
        return Driver(process.pid)

    @cached_property
    def limits(self) -> Limits:
        return prepare_limits(self.place)

    @property
    def totals(self) -> tuple[int, ...]:
        return (self.small, self.large) if self.small != self.large else (self.small,)

    def cases_of_the_pattern(self) -> set[UUID]:
        """Return the cases that are copied: the same ones stand in every database."""
        with using(self.databases.pattern()):
            return set(Case.objects.values_list("pk", flat=True))

    # What is compared with.

    def bare_insert(self, kind: str = OWN) -> Target:
        """Return the bare view: one INSERT and its commit, no middleware."""
        request = browser_of_limits().post("/insert/", TYPED)
        server = self._started(kind, "bare", LIMITS, self.limits.bare)
        return Target(f"bare insert, {kind}", server, lambda: [request], status=201)

    def floor_create(self) -> Target:
        request = browser_of_limits(self.limits.session).post("/create/", TYPED)
        return Target("floor create", self._floor(), lambda: [request], status=302)

    def floor_page(self, name: str, path: str) -> Target:
        request = browser_of_limits(self.limits.session).get(path)
        return Target(f"floor {name}", self._floor(), lambda: [request])

    def _floor(self) -> Server:
        return self._started(OWN, "floor", LIMITS, self.limits.floor)

    # The product.

    def product(self, total: int, kind: str = OWN, *, in_clear: bool = False) -> Server:
        """Return the product serving the database with `total` cases."""
        database = self.databases.ready(total, in_clear=in_clear)
        app = IN_CLEAR if in_clear else PRODUCT
        return self._started(kind, database, app, self.place.environment(database))

    def page(
        self,
        name: str,
        path: str,
        *,
        role: str,
        total: int,
        kind: str = OWN,
        typed: dict[str, Any] | None = None,
        in_clear: bool = False,
    ) -> Target:
        """Return a page as a role asks for it, "" being a visitor; with `typed`, as the answer to a post."""
        server = self.product(total, kind, in_clear=in_clear)
        with using(self.databases.ready(total, in_clear=in_clear)):
            browser = browser_of(workers()[role]) if role else browser_of_visitor()
        request = browser.get(path) if typed is None else browser.post(path, typed)
        return Target(name, server, lambda: [request])

    def searches(self, name: str, asked: list[str], *, role: str, total: int) -> Target:
        """Return the posts that search for each text in turn, without the limit of searches."""
        server = self.unlimited(total)
        with using(self.databases.ready(total)):
            browser = browser_of(workers()[role])
        posts = [browser.post(SEARCH, {"asked": text}) for text in asked]
        return Target(name, server, lambda: posts)

    def unlimited(self, total: int) -> Server:
        """Return the product that lets a worker search as often as she likes."""
        database = self.databases.ready(total)
        return self._started(OWN, f"{database} unlimited", UNLIMITED, self.place.environment(database))

    def unguarded(self, total: int) -> Server:
        """Return the product without rules, journal and row-level security."""
        database = self.databases.ready(total)
        owned = self.place.environment(database, "centre_owner")
        return self._started(OWN, f"{database} unguarded", UNGUARDED, owned)

    def logged_call(self, name: str, *, total: int, kind: str = OWN) -> Target:
        """Return the post that logs a call. A form that comes back says 200, which is not a call."""
        database = self.databases.ready(total)
        with using(database):
            worker = workers()["operator"]
            browser = browser_of(worker)

        def requests() -> list[str]:
            with using(database):
                return posts_of_calls(browser, worker)

        return Target(name, self.product(total, kind), requests, status=302, once=True)

    def counted(self, path: str, *, role: str, total: int) -> Counted:
        """Return the answer of a page and its statements, asked in this process."""
        with using(self.databases.ready(total)):
            client = signed_in(workers()[role])
            return counted(lambda: client.get(path))

    def _started(self, kind: str, what: str, app: str, environment: dict[str, str]) -> Server:
        if (kind, what) not in self._servers:
            server = serving(self.place, app, environment, kind)
            self._servers[kind, what] = self.stack.enter_context(server)
        return self._servers[kind, what]
