"""The world of the matrix walk: built once for a module, rolled back after it."""

import logging

import pytest
from django.db import transaction

from tests.access.walk import Walk
from tests.access.world import build


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker):
    """Return a walk through a centre that nobody else sees."""
    log = logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.CRITICAL)  # thousands of pages that are not there
    with django_db_blocker.unblock(), transaction.atomic():
        yield Walk(build())
        transaction.set_rollback(True)
    log.setLevel(level)
