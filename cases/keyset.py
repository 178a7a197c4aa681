"""Pages by key, newest first: the page after row N costs the same for every N (goal G3)."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime as dt
import uuid
from typing import Any

from django.db.models import Q, QuerySet

Key = tuple[dt.datetime, uuid.UUID]


@dataclasses.dataclass(frozen=True)
class Page:
    """Rows of one page and the opaque cursors of its neighbours; an empty cursor means that there is none."""

    rows: list[Any]
    newer: str = ""
    older: str = ""


def page_of(rows: QuerySet[Any], *, moment: str, size: int, after: str = "", before: str = "") -> Page:
    """Return the page of `rows` after (older) or before (newer than) a cursor, newest first.

    `moment` names the column that orders the rows, with the id behind it. One statement, no count. A
    cursor that nobody gave out is answered with the first page.
    """
    if key := _key(before):
        found = list(rows.filter(_beyond(moment, key, "gt")).order_by(moment, "id")[: size + 1])
        shown = found[:size][::-1]
        newer = _cursor(shown[:1], moment) if len(found) > size else ""
        return Page(shown, newer=newer, older=_cursor(shown[-1:], moment))
    key = _key(after)
    if key:
        rows = rows.filter(_beyond(moment, key, "lt"))
    found = list(rows.order_by(f"-{moment}", "-id")[: size + 1])
    shown = found[:size]
    return Page(
        shown,
        newer=_cursor(shown[:1], moment) if key else "",
        older=_cursor(shown[-1:], moment) if len(found) > size else "",
    )


def _beyond(moment: str, key: Key, lookup: str) -> Q:
    """Say "beyond this key" so that the index on (moment, id) is walked from the key on."""
    at, row_id = key
    return Q(**{f"{moment}__{lookup}e": at}) & (
        Q(**{f"{moment}__{lookup}": at}) | Q(**{f"id__{lookup}": row_id})
    )


def _cursor(rows: list[Any], moment: str) -> str:
    if not rows:
        return ""
    key = f"{getattr(rows[0], moment).isoformat()} {rows[0].pk}"
    return base64.urlsafe_b64encode(key.encode()).decode()


def _key(cursor: str) -> Key | None:
    try:
        at, row_id = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        moment = dt.datetime.fromisoformat(at)
        return (moment, uuid.UUID(row_id)) if moment.tzinfo else None
    except (ValueError, binascii.Error):
        return None
