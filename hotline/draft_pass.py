"""The write-only pass of an open call page (decision 28): it saves what is typed, and reads nothing.

It is signed with the vault's "draft" key, not with SECRET_KEY, bound to one call and its author, and lives
only in the memory of the page. It also carries the moment when the page was opened, by the server's clock.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.core import signing

from vault.keys import provider

if TYPE_CHECKING:
    from accounts.models import User

NAME = "draft"
LIFE = dt.timedelta(hours=12)


@dataclasses.dataclass(frozen=True)
class DraftPass:
    call_id: uuid.UUID
    author_id: uuid.UUID
    opened_at: dt.datetime


def issue_pass(*, call_id: uuid.UUID, author: User, opened_at: dt.datetime) -> str:
    """Return the pass by which one page saves one call of its author."""
    files = provider()
    key = files.key(NAME, files.current_version(NAME))
    return signing.dumps([str(call_id), str(author.pk), opened_at.isoformat()], key=key, salt="hotline.draft")


def read_pass(text: str, *, life: dt.timedelta | None = LIFE) -> DraftPass | None:
    """Return what a pass says, or None when it is not ours, was changed, or is older than `life`.

    A form that comes with a session asks without `life`: however old the page, its text must not be lost.
    """
    files = provider()
    keys: list[str | bytes] = [files.key(NAME, version) for version in reversed(files.versions(NAME))]
    try:
        call_id, author_id, opened_at = signing.loads(
            text, key=keys[0], salt="hotline.draft", max_age=life, fallback_keys=keys[1:]
        )
    except signing.BadSignature:
        return None
    return DraftPass(uuid.UUID(call_id), uuid.UUID(author_id), dt.datetime.fromisoformat(opened_at))
