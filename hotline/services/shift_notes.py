"""What one shift leaves to the next: left, read, erased."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.policies import can_be_on_duty
from accounts.services.shifts import end_shift
from audit.services import record
from cases.refusals import Refusal
from cases.row_security import Why, seeing_every_case
from hotline.models import ShiftNote, ShiftNoteReading
from hotline.outrun import again_when_outrun
from hotline.policies import can_mark_note_read
from vault.context import opening, sealing
from vault.enums import Purpose
from vault.services import create_data_key, shred

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 200


@again_when_outrun
def end_shift_with_note(*, actor: User, note_id: uuid.UUID, text: str) -> ShiftNote | None:
    """End the shift of `actor` and leave what she wrote to the next one; without words there is no note.

    `note_id` is made with the page, so that one note sent twice is one note. When the shift has ended by
    itself meanwhile, the note is left all the same. Refuses roles without shifts and whoever is in no team.
    """
    if not (answer := can_be_on_duty(actor)):
        raise Refusal(answer.reason)
    end_shift(actor=actor, worker=actor)
    if not text.strip():
        return None
    already = ShiftNote.objects.filter(pk=note_id, author=actor).first()
    if already is None:
        return _leave(actor, note_id, text.strip())
    return already if _says(already, text.strip()) else _leave(actor, uuid.uuid4(), text.strip())


@transaction.atomic
def mark_note_read(*, actor: User, note: ShiftNote) -> ShiftNoteReading:
    """Write down when `actor` said that she has read a note. Twice is once.

    Whose note she may read at all is `ShiftNote.objects.visible_to`. Refuses its author.
    """
    if not (answer := can_mark_note_read(actor, note)):
        raise Refusal(answer.reason)
    reading, is_new = ShiftNoteReading.objects.get_or_create(
        note=note, worker=actor, defaults={"read_at": timezone.now()}
    )
    if is_new:
        record(actor=actor, verb="hotline.shift_note_read", subject=note, fields=["read_at"])
    return reading


@seeing_every_case(Why.OLD_NOTES)
@transaction.atomic
def erase_old_notes(*, actor: User) -> int:
    """Delete the notes that are older than `models.shift_note.KEPT`, with their keys; return how many.

    Run again it goes on: a batch at a time, the oldest first.
    """
    old = ShiftNote.objects.to_erase().select_for_update(skip_locked=True, of=("self",))
    notes = list(old.order_by("left_at", "pk")[:BATCH])
    for note in notes:
        shred(owner_id=note.pk)
        record(actor=actor, verb="hotline.shift_note_erased", subject=note)
        note.delete()
    return len(notes)


def _leave(actor: User, note_id: uuid.UUID, text: str) -> ShiftNote:
    made = create_data_key(owner_id=note_id, purposes=[Purpose.CALL])
    with sealing(note_id, purposes=[Purpose.CALL], made=made):
        note = ShiftNote(id=note_id, author=actor, team_id=actor.team_id, left_at=timezone.now())  # type: ignore[misc] # the policy refused whoever has no team
        note.text = text
        note.save(force_insert=True)
    record(actor=actor, verb="hotline.shift_note_left", subject=note, fields=["text"])
    return note


def _says(note: ShiftNote, text: str) -> bool:
    """Tell whether her own note holds these very words: other ones would be lost if it were taken for it."""
    with opening([note.pk], purposes=[Purpose.CALL]):
        return bool(note.text == text)
