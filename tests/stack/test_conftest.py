"""What every test stands on is itself held by a test."""

import socket

import pytest
from django.conf import settings


def test_a_test_cannot_reach_another_machine():
    with socket.socket() as other, pytest.raises(AssertionError, match=r"A test reached for 192\.0\.2\.1"):
        other.connect(("192.0.2.1", 80))


def test_each_worker_of_the_run_counts_in_a_redis_database_of_its_own(worker_id):
    """Otherwise `cache.clear()` in one takes the counted attempts of a test in another."""
    database = 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) + 1
    assert settings.REDIS_URL.endswith(f"?db={database}")
