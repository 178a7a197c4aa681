"""Starts throwaway servers before Django reads its settings; workers of xdist inherit the environment."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from crisis_center.stack.embedded import Postgres, Redis

_started: list[Any] = []


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's sync API runs a loop
    if os.environ.get("CENTRE_TEST_DATA"):
        _take_a_redis_database()
        return
    data = Path(tempfile.mkdtemp(prefix="centre-test-"))
    postgres, valkey = Postgres(data, ephemeral=True), Redis(data)
    postgres.start()
    valkey.start()
    from vault.keys import make_demo_keys  # noqa: PLC0415 coverage has begun only now

    make_demo_keys(data / "keys")
    _started.extend([valkey, postgres, data])
    os.environ["CENTRE_TEST_DATA"] = str(data)
    os.environ["DATABASE_URL"] = postgres.url("centre")
    os.environ["DATABASE_OWNER_URL"] = postgres.url("centre", role="centre_owner")
    os.environ["REDIS_URL"] = valkey.url


def _take_a_redis_database() -> None:
    """Give a worker of xdist a Redis database of its own: a test that clears the cache clears its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        own = f"db={int(worker.removeprefix('gw')) + 1}"
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("db=0", own)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _started:
        valkey, postgres, data = _started
        valkey.stop()
        postgres.stop()
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(postgres.sockets, ignore_errors=True)
        _started.clear()
