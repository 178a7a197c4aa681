"""The full databases, kept between runs: a name says how many cases, of which schema and generator."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from accounts.models import Team, User
from bench.data import pattern
from bench.data.copies import Kitchen
from bench.data.copies import Team as Place
from bench.data.filling import fill
from bench.data.recipes import read_recipe
from cases.models import Case
from crisis_center.stack.embedded import APP, OWNER, SERVICE, SUPERUSER, Postgres
from crisis_center.stack.tree import ROOT
from reference.models import District
from reporting.tasks import keep_numbers_of_settled_days
from vault.enums import Purpose
from vault.index import index_keys
from vault.keys import provider

MADE_OF = (
    "*/migrations/*.py",
    "bench/data/*.py",
    "crisis_center/demo/**/*.*",
    "reference/data/*.csv",
    "vault/tokens.py",
    "vault/names/folding.py",
)
FULL = "full"  # the comment of a database that was filled to its end


def digest(root: Path = ROOT) -> str:
    """Return ten symbols that change with the schema and with whatever makes the data."""
    files = sorted(path for pattern in MADE_OF for path in root.glob(pattern) if path.suffix != ".pyc")
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:10]


@contextmanager
def using(name: str, role: str = APP) -> Iterator[None]:
    """Point Django's one connection at database `name` as `role`, and back.

    As centre_app it reads and writes for no worker, so it stands as centre_service; a request that is asked
    here stands as its own worker all the same (decision 39).
    """
    before = {key: connection.settings_dict[key] for key in ("NAME", "USER", "OPTIONS")}
    connection.close()
    connection.settings_dict.update({"NAME": name, "USER": role})
    if role == APP:
        options = f"{before['OPTIONS'].get('options', '')} -c role={SERVICE}"
        connection.settings_dict["OPTIONS"] = {**before["OPTIONS"], "options": options}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


class Databases:
    """Full databases of one PostgreSQL. `migrated` names an empty database to begin with, if there is one."""

    def __init__(self, postgres: Postgres, *, migrated: str = "") -> None:
        self.postgres = postgres
        self.migrated = migrated
        self.digest = digest()

    def ready(self, total: int, *, in_clear: bool = False) -> str:
        """Return the name of the database with `total` cases, filled now if it is not there."""
        name = self._name("clear" if in_clear else "cases", total)
        if not self._is_full(name):
            source, kitchen = self.pattern(), self.kitchen(total, in_clear=in_clear)
            self.postgres.drop_database(name)
            self.postgres.create_database(name, template=source)
            fill(self._dsn(name), kitchen)
            self._mark_full(name)
        with using(name):
            keep_numbers_of_settled_days()
        return name

    def kitchen(self, total: int, *, in_clear: bool = False) -> Kitchen:
        """Return what the copies of the database with `total` cases are made by."""
        with using(self.pattern()):
            return kitchen_of(total - Case.objects.count(), in_clear=in_clear)

    def drop_stale(self) -> None:
        """Drop what an older schema or generator made."""
        for name in self._all():
            if name.startswith("bench_") and not name.endswith(self.digest):
                self.postgres.drop_database(name)

    def pattern(self) -> str:
        """Return the name of the database with nothing but the cases that are copied."""
        name = self._name("pattern", 0)
        if not self._is_full(name):
            self.postgres.drop_database(name)
            self.postgres.create_database(name, **({"template": self.migrated} if self.migrated else {}))
            if not self.migrated:
                _migrate(name)
            with using(name):
                pattern.tell()
            self._mark_full(name)
        return name

    def _name(self, what: str, total: int) -> str:
        return f"bench_{what}_{total}_{self.digest}"

    def _dsn(self, name: str) -> str:
        return f"host={self.postgres.sockets} user={SUPERUSER} dbname={name}"

    def _all(self) -> dict[str, str | None]:
        with self.postgres.connect() as admin, admin.cursor() as cursor:
            cursor.execute("select datname, shobj_description(oid, 'pg_database') from pg_database")
            return dict(cursor.fetchall())

    def _is_full(self, name: str) -> bool:
        return self._all().get(name) == FULL

    def _mark_full(self, name: str) -> None:
        with self.postgres.connect() as admin, admin.cursor() as cursor:
            cursor.execute(f"comment on database \"{name}\" is '{FULL}'")


def _migrate(name: str) -> None:
    with using(name, OWNER):
        call_command("migrate", interactive=False, verbosity=0)
    with using(name):
        call_command("load_reference_data", verbosity=0)


def kitchen_of(copies: int, *, in_clear: bool = False) -> Kitchen:
    """Read the pattern that Django's connection shows into what copying needs."""
    patterns = [
        case
        for case in Case.objects.order_by("opened_at")
        if case.timeline.count() < pattern.LONGEST_TIMELINE
    ]
    return Kitchen(
        recipes=tuple(read_recipe(case) for case in patterns),
        teams=tuple(_place(team) for team in Team.objects.order_by("name")),
        districts=tuple(str(pk) for pk in District.objects.order_by("code").values_list("pk", flat=True)),
        server_keys={
            (purpose.value, version): provider().key(purpose.value, version)
            for purpose in Purpose
            for version in provider().versions(purpose.value)
        },
        index_keys=tuple(index_keys()),
        total=copies,
        in_clear=in_clear,
    )


def _place(team: Team) -> Place:
    members = User.objects.filter(team=team).order_by("username")
    return Place(str(team.pk), _by_role(members.active()), _by_role(members.filter(is_active=False)))


def _by_role(workers: Iterable[User]) -> dict[str, tuple[str, ...]]:
    ids: dict[str, list[str]] = {}
    for worker in workers:
        ids.setdefault(worker.role, []).append(str(worker.pk))
    return {role: tuple(found) for role, found in ids.items()}
