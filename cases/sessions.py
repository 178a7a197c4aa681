"""What took place in a case, and who may read what was noted of it: reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BooleanField, Func, OuterRef, Prefetch, Subquery

from accounts.enums import Role
from accounts.models import User
from cases.conflicts import not_barred_from
from cases.models import Intervention, Person, SessionNote

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case


class HasNote(Func):
    """Whether a session has a note. The database's own function says so to whom it shows no note."""

    function = "cases_has_note"
    output_field = BooleanField()


def interventions_of(case: Case, *, worker: User) -> list[Intervention]:
    """Return what took place in a case, newest first, with who took part.

    `readable_note_id` is there only for the author of the note and those she let in; `has_note` tells
    the others that there is one.
    """
    notes = SessionNote.objects.filter(intervention=OuterRef("pk"))
    readable = notes.none() if case.emergency_until else notes.readable_by(worker)
    return list(
        Intervention.objects.filter(case=case)
        .select_related("worker", "viewing__media_title", "group_session")
        .prefetch_related(Prefetch("participants", Person.objects.order_by("role", "id")))
        .annotate(
            has_note=HasNote("pk"),
            readable_note_id=Subquery(readable.values("pk")[:1]),
        )
        .order_by("-held_at", "-id")
    )


def colleagues_for_note(note: SessionNote) -> QuerySet[User]:
    """Return to whom a note could be opened: colleagues who hold sessions and cannot read it yet."""
    return (
        User.objects.filter(role__in=[Role.PSYCHOLOGIST, Role.LAWYER, Role.COORDINATOR], is_active=True)
        .exclude(pk=note.author_id)
        .exclude(pk__in=note.grants.values("worker_id"))
        .filter(not_barred_from(note.case))
        .order_by("display_name")
    )
