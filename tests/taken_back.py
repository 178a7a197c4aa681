"""Tries something out, and takes back whatever it did to the database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def taken_back() -> Iterator[None]:
    """Roll back what is done within.

    The savepoint is released too, which `savepoint_rollback` alone does not do: a walk of thousands of requests
    would go one level deeper with each, and every level costs the database a lock.
    """
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
