"""Reading a call is an event like reading a file (house 1.9): journaled first, then its key is opened."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.services import record_view
from vault.context import opening
from vault.enums import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from accounts.models import User
    from hotline.models import Call, ShiftNote


@contextmanager
def reading_call(call: Call, *, actor: User, purpose: str, fields: Iterable[str] = ()) -> Iterator[Call]:
    """Journal that `actor` reads `call` and open the call's key inside the block.

    `purpose` is a code such as "call_page" or "open_case".
    """
    record_view(actor=actor, verb="hotline.call_read", subject=call, purpose=purpose, fields=fields)
    with opening([call.pk], purposes=[Purpose.CALL]):
        yield call


@contextmanager
def reading_note(note: ShiftNote, *, actor: User) -> Iterator[ShiftNote]:
    """Journal that `actor` opens a hand-over note and open the note's key inside the block."""
    record_view(actor=actor, verb="hotline.shift_note_opened", subject=note, fields=["text"])
    with opening([note.pk], purposes=[Purpose.CALL]):
        yield note
