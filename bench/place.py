"""Where the bench lives: a folder that is kept, its own PostgreSQL and Redis, keys, and the environment.

The product runs under its production settings, as a centre at work does.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crisis_center.stack.embedded import OWNER, Postgres, Redis
from crisis_center.stack.run import secret_key
from crisis_center.stack.tree import ROOT
from vault.keys import make_demo_keys

FOLDER = ROOT / "var" / "bench"
SETTINGS = "crisis_center.settings.production"


@dataclass(frozen=True)
class Place:
    """The folder and its servers, running."""

    data: Path
    postgres: Postgres
    redis: Redis

    def environment(self, database: str, role: str = "") -> dict[str, str]:
        """Return the environment of a process of the product that works on `database`."""
        return {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "SECRET_KEY_FILE": str(self.data / "keys" / "secret_key"),
            "VAULT_KEYS_DIR": str(self.data / "keys" / "vault"),
            "STATIC_ROOT": str(self.data / "static"),
            "DATABASE_URL": self.postgres.url(database, *([role] if role else [])),
            "REDIS_URL": self.redis.url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "EMAIL_HOST": "127.0.0.1",  # nothing is sent: no worker runs here
            "DEFAULT_FROM_EMAIL": "bench@centre.example",
            "BENCH_SECRET": secrets.token_urlsafe(48),
        }


@contextmanager
def open_place(folder: Path = FOLDER) -> Iterator[Place]:
    """Start what the bench needs, and stop it afterwards."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "keys").mkdir(exist_ok=True, mode=0o700)
    secret_key(folder / "keys" / "secret_key")
    make_demo_keys(folder / "keys" / "vault")
    place = Place(folder, Postgres(folder), Redis(folder))
    try:
        place.redis.start()
        place.postgres.start()
        _let_the_log_grow(place.postgres)
        yield place
    finally:
        place.postgres.stop()
        place.redis.stop()


def _let_the_log_grow(postgres: Postgres) -> None:
    """Fewer checkpoints while databases are filled; everything else stays as PostgreSQL comes."""
    connection = postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute("alter system set max_wal_size = '4GB'")
        cursor.execute("select pg_reload_conf()")
    connection.close()


def collect_static(place: Place) -> None:
    """Collect the style sheets under their hashed names, as a release does."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=place.environment("postgres", OWNER), check=True)
