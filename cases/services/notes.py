"""The closed notes of a worker who left: two coordinators pass them on without reading them (decision 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from audit.services import record
from cases.enums import NotesPassingStatus
from cases.models import NoteGrant, NotesPassing, SessionNote
from cases.policies import can_ask_to_pass_notes_on, can_decide_on_notes, can_pass_notes_on
from cases.refusals import Conflict, Refusal
from cases.row_security import Why, seeing_every_case

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def ask_to_pass_notes_on(*, actor: User, author: User, receiver: User) -> NotesPassing:
    """Ask, as the first coordinator, that a psychologist may read the notes of a worker who left.

    Nothing is opened by it. Refuses who leads no team, an author who still works here (she opens her notes
    herself), a receiver who is no psychologist of the team, and a second asking while one waits.
    """
    if not (answer := can_ask_to_pass_notes_on(actor, author)):
        raise Refusal(answer.reason)
    if (receiver.role, receiver.team_id, receiver.is_active) != (Role.PSYCHOLOGIST, actor.team_id, True):
        raise Refusal(_("Notes are passed to a psychologist of the team."))
    try:
        with transaction.atomic():
            passing = NotesPassing.objects.create(
                team_id=actor.team_id,  # type: ignore[misc] # the policy refused whoever has no team
                author=author,
                receiver=receiver,
                asked_by=actor,
                asked_at=timezone.now(),
            )
    except IntegrityError:
        raise Conflict(_("This waits for a second coordinator already. Look at it again.")) from None
    record(actor=actor, verb="cases.notes_passing_asked", subject=passing, fields=["author", "receiver"])
    return passing


@seeing_every_case(Why.HAND_OVER)
@transaction.atomic
def pass_notes_on(*, actor: User, passing: NotesPassing) -> int:
    """Agree, as the second coordinator: the psychologist may read these notes. Return how many.

    The notes of this team's cases, no others; neither coordinator can read them. Twice is once. Refuses the
    coordinator who asked, who would read them, and with Conflict what was decided otherwise.
    """
    if not (answer := can_pass_notes_on(actor, passing)):
        raise Refusal(answer.reason)
    if not _decided(actor, passing, NotesPassingStatus.PASSED):
        return 0
    notes = SessionNote.objects.filter(author_id=passing.author_id, case__team_id=passing.team_id)
    number = 0
    for note_id, case_id in notes.values_list("pk", "case_id"):
        grant, is_new = NoteGrant.objects.get_or_create(note_id=note_id, worker_id=passing.receiver_id)
        number += is_new
        record(actor=actor, verb="cases.note_passed_on", subject=grant, case_id=case_id, fields=["worker"])
    record(actor=actor, verb="cases.notes_passed_on", subject=passing, fields=["receiver"])
    return number


@transaction.atomic
def dismiss_passing(*, actor: User, passing: NotesPassing) -> None:
    """Say no, or take the asking back: the notes stay closed. Twice is once."""
    if not (answer := can_decide_on_notes(actor, passing)):
        raise Refusal(answer.reason)
    if _decided(actor, passing, NotesPassingStatus.DISMISSED):
        record(actor=actor, verb="cases.notes_passing_dismissed", subject=passing)


def _decided(actor: User, passing: NotesPassing, status: str) -> bool:
    row = NotesPassing.objects.filter(pk=passing.pk)
    if row.asked().update(status=status, decided_by=actor, decided_at=timezone.now()):
        return True
    if row.filter(status=status).exists():
        return False
    raise Conflict(_("This was decided meanwhile. Look at it again."))
