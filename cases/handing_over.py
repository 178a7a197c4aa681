"""What a coordinator sees of work and notes that were left behind."""

from __future__ import annotations

import dataclasses
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from accounts.enums import Role
from accounts.models import User
from cases.enums import CaseStatus
from cases.models import HandOver, NoteGrant, NotesPassing, SessionNote
from cases.row_security import Why, seeing_every_case
from cases.services.hand_over import described

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet


@dataclasses.dataclass(frozen=True)
class Piece:
    """One thing that waits for a colleague."""

    row: HandOver
    reference: str
    url: str


@dataclasses.dataclass(frozen=True)
class LeftBehind:
    """What one worker left behind."""

    former: User
    pieces: list[Piece]


@dataclasses.dataclass(frozen=True)
class ClosedNotes:
    """How many notes of a worker who left nobody can read any more."""

    author: User
    number: int


def waiting_for_hand_over(worker: User) -> QuerySet[HandOver]:
    """Return what waits in the queue of a coordinator's team, but for cases that were closed meanwhile."""
    waiting = HandOver.objects.visible_to(worker).waiting().exclude(case__status=CaseStatus.CLOSED)
    return waiting.select_related("former", "case").defer("case__summary")


def number_to_hand_over(worker: User) -> int:
    """Return how much waits: for Today, which asks nothing for those who have no queue."""
    return waiting_for_hand_over(worker).count() if worker.role == Role.COORDINATOR else 0


def work_left_behind(worker: User) -> list[LeftBehind]:
    """Return the queue by whose work it was, the oldest first."""
    rows = list(
        waiting_for_hand_over(worker).order_by("former__display_name", "former_id", "queued_at", "pk")
    )
    named = _named(rows)
    pieces = [Piece(row, *_name_of(row, named)) for row in rows]
    return [LeftBehind(former, list(group)) for former, group in groupby(pieces, lambda one: one.row.former)]


@seeing_every_case(Why.HAND_OVER)
def notes_left_behind(worker: User) -> list[ClosedNotes]:
    """Return whose notes nobody can open any more in the cases of a coordinator's team."""
    readable = NoteGrant.objects.filter(note=OuterRef("pk"), worker__is_active=True)
    closed = SessionNote.objects.filter(~Exists(readable), case__team__in=[worker.team_id])
    numbers = dict(
        closed.filter(author__is_active=False)
        .order_by()
        .values_list("author")
        .annotate(number=Count("pk"))
        .values_list("author", "number")
    )
    asked = NotesPassing.objects.visible_to(worker).asked().values("author")
    authors = User.objects.filter(~Q(pk__in=asked), pk__in=numbers).order_by("display_name", "pk")
    return [ClosedNotes(author, numbers[author.pk]) for author in authors]


def passings_that_wait(worker: User) -> QuerySet[NotesPassing]:
    """Return what a second coordinator of the team is asked for, the oldest first."""
    asked = NotesPassing.objects.visible_to(worker).asked()
    return asked.select_related("author", "receiver", "asked_by").order_by("asked_at")


def _named(rows: list[HandOver]) -> dict[UUID, tuple[str, str]]:
    named: dict[UUID, tuple[str, str]] = {}
    for kind in sorted({row.kind for row in rows if row.case is None}):
        named |= described(kind, [row.subject_id for row in rows if row.kind == kind and row.subject_id])
    return named


def _name_of(row: HandOver, named: dict[UUID, tuple[str, str]]) -> tuple[str, str]:
    if row.case:
        return row.case.reference, row.case.get_absolute_url()
    return named.get(row.subject_id, ("", "")) if row.subject_id else ("", "")
