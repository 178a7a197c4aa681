"""The world of the matrix walk: built once for a module, rolled back after it."""

import logging

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access.walk import Walk
from tests.access.world import build

A_DAY = 24 * 60 * 60
# A walk on a slow machine takes longer than a worker would sit still: she is neither locked nor asked again.
FOR_THE_WHOLE_WALK = dict.fromkeys(
    ("ASK_AGAIN_AFTER_SECONDS", "IDLE_LOCK_SECONDS", "SECOND_STEP_SECONDS"), A_DAY
)


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker):
    """Return a walk through a centre that nobody else sees."""
    log = logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.CRITICAL)  # thousands of pages that are not there
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**FOR_THE_WHOLE_WALK):
        yield Walk(build())
        transaction.set_rollback(True)
    log.setLevel(level)
