"""Reading a client's file is itself an event (house 1.9): journaled first, then the keys are opened."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.services import record_view
from vault.context import opening
from vault.enums import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from accounts.models import User
    from cases.models import Case


@contextmanager
def reading_case(
    case: Case, *, actor: User, purpose: str, fields: Iterable[str] = (), privileged: bool = False
) -> Iterator[Case]:
    """Journal that `actor` reads `case` and open its keys inside the block.

    `purpose` is a code such as "case_page" or "show_name". With `privileged` the key of session notes
    is opened too; ask `SessionNote.objects.readable_by(actor)` for the rows.
    """
    record_view(actor=actor, verb="cases.read", subject=case, case_id=case.pk, purpose=purpose, fields=fields)
    purposes = [Purpose.CASE, Purpose.PRIVILEGED] if privileged else [Purpose.CASE]
    with opening([case.pk], purposes=purposes):
        yield case
