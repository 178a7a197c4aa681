"""The demonstration as a whole: loaded once, into an empty centre, in one transaction."""

from django.db import transaction

from accounts.models import User
from accounts.queries import system_actor
from audit.models import JournalEntry
from audit.services import record
from cases.models import Case
from crisis_center.demo import calls, ended, going_on, story
from crisis_center.demo.clock import Past
from crisis_center.demo.partners import make_directory
from crisis_center.demo.people import hire
from crisis_center.demo.telling import Centre
from hotline.models import Call

LOADED = "crisis_center.demonstration_loaded"


def is_loaded() -> bool:
    """Say whether this database holds the demonstration: the journal remembers, whatever was done since."""
    return JournalEntry.objects.filter(verb=LOADED).exists()


def is_in_use() -> bool:
    """Say whether somebody works in this database already."""
    return any(rows.exists() for rows in (User.objects.people(), Case.objects.all(), Call.objects.all()))


@transaction.atomic
def load() -> None:
    """Hire the workers, write the directory, tell the stories."""
    actor = system_actor()
    past = Past()
    staff = hire(actor=actor)
    centre = Centre(past=past, staff=staff, branches=make_directory(actor=actor, today=past.today))
    for chapter in (ended, going_on, story, calls):
        chapter.tell(centre)
    record(actor=actor, verb=LOADED, subject=staff.team)
