"""The demonstration as a whole: loaded once, into an empty centre, in one transaction."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import connection, transaction

from accounts.models import User
from accounts.queries import system_actor
from audit.models import JournalEntry
from audit.services import record
from cases.models import Case
from cases.row_security import Why, seeing_every_case
from crisis_center.demo import by_chance, calls, ended, going_on, in_public, story
from crisis_center.demo.clock import Past, at
from crisis_center.demo.partners import make_directory
from crisis_center.demo.people import hire
from crisis_center.demo.telling import Centre
from hotline.models import Call

LOADED = "crisis_center.demonstration_loaded"
SINCE = dt.timedelta(days=800)  # the centre is older than its first case


def is_loaded() -> bool:
    """Say whether this database holds the demonstration: the journal remembers, whatever was done since."""
    return JournalEntry.objects.filter(verb=LOADED).exists()


def is_in_use() -> bool:
    """Say whether somebody works in this database already."""
    with seeing_every_case(Why.DEMONSTRATION):
        return any(rows.exists() for rows in (User.objects.people(), Case.objects.all(), Call.objects.all()))


def load() -> None:
    """Hire the workers, write the directory, tell the stories: all of it or nothing."""
    with transaction.atomic(), without_savepoints(), seeing_every_case(Why.DEMONSTRATION):
        _load()


@contextmanager
def without_savepoints() -> Iterator[None]:
    """Let no service set a savepoint: two of five statements, for a refusal that here ends the whole load."""
    with mock.patch.object(connection.features, "uses_savepoints", new=False):
        yield


def _load() -> None:
    actor = system_actor()
    past = Past()
    with at(past.now - SINCE):
        staff = hire(actor=actor)
        branches = make_directory(actor=actor, today=past.today)
    centre = Centre(past=past, staff=staff, branches=branches)
    for chapter in (by_chance, ended, going_on, story, calls, in_public):
        chapter.tell(centre)
    record(actor=actor, verb=LOADED, subject=staff.team)
