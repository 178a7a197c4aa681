"""The case's story: every service writes its line in its own transaction (decision 5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils import timezone

from cases.models import TimelineEntry

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import Model

    from accounts.models import User
    from cases.enums import TimelineKind
    from cases.models import Case

CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,60}")


def add_entry(
    *,
    case: Case,
    actor: User,
    verb: str,
    kind: TimelineKind,
    subject: Model,
    occurred_at: dt.datetime | None = None,
    facts: dict[str, str | int] | None = None,
) -> TimelineEntry:
    """Write one line of the case's story and return it.

    `verb` names the template `cases/timeline/<verb>.html`; referrals and hotline call downward with
    their own. `facts` takes codes and numbers only: whatever could be a name or a sentence is refused
    with ValueError, because the timeline is stored in clear (decision 7).
    """
    facts = facts or {}
    for name, value in facts.items():
        if not isinstance(value, int) and not CODE.fullmatch(str(value)):
            message = f"The fact {name!r} of a timeline entry must be a code or a number, not text."
            raise ValueError(message)
    return TimelineEntry.objects.create(
        case=case,
        actor=actor,
        verb=verb,
        kind=kind,
        subject_id=subject.pk,
        occurred_at=occurred_at or timezone.now(),
        facts=facts,
    )
