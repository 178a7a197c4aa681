"""What belongs to the request being answered: its id, and the readings that its journal lines will name.

A context variable is this leaf's own small exception (decision 14 has vault's). The actor is never in it:
the actor stays a keyword. No model is imported here, because logging is set up before the models are.
"""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from audit.models import JournalEntry


@dataclass
class RequestContext:
    """One request: its id and the lines collected so far, one per (actor, kind, verb, subject)."""

    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    collected: dict[Hashable, JournalEntry] = field(default_factory=dict)


_current: ContextVar[RequestContext | None] = ContextVar("audit_request", default=None)


def current_request() -> RequestContext | None:
    """Return the request being answered; None in a task, a command or after the response was handed over."""
    return _current.get()


def current_request_id() -> uuid.UUID | None:
    """Return the id of the request being answered, if there is one."""
    context = _current.get()
    return context.request_id if context else None


@contextmanager
def answering_a_request() -> Iterator[RequestContext]:
    """Collect readings until the block ends. The id is ours: one sent by the browser is never believed."""
    context = RequestContext()
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
