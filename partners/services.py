"""Keeping the directory and the joint events: every change has its line in the journal."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from partners.models import (
    Agreement,
    Branch,
    ContactPerson,
    JointEvent,
    JointEventAttendance,
    OfferedService,
    PartnerOrganisation,
)
from partners.refusals import Conflict, Refusal
from reference.models import District

Entry = PartnerOrganisation | Branch | OfferedService | ContactPerson | Agreement
NOUNS = {
    PartnerOrganisation: "partner",
    Branch: "branch",
    OfferedService: "service",
    ContactPerson: "contact",
    Agreement: "agreement",
}


@transaction.atomic
def add_entry(*, actor: User, entry: Entry) -> None:
    """Write a new entry into the directory and the journal.

    The models' constraints refuse what cannot be; forms ask them first (house 5: a reference list).
    """
    entry.save(force_insert=True)
    record(actor=actor, verb=f"partners.{NOUNS[type(entry)]}_added", subject=entry)


@transaction.atomic
def change_entry(*, actor: User, entry: Entry, fields: Iterable[str]) -> None:
    """Write the changed `fields` of an entry; the journal gets their names, never their values.

    Nothing changed is a quiet success without a line.
    """
    if changed := sorted(fields):
        entry.save(update_fields=changed)
        record(actor=actor, verb=f"partners.{NOUNS[type(entry)]}_changed", subject=entry, fields=changed)


@dataclasses.dataclass(frozen=True)
class JointEventDetails:
    """A joint event as planned or as held; `attendance` counts heads by kind and sex, without zeros."""

    kind: str
    held_on: dt.date
    topic: str
    place: str
    district: District
    partners: frozenset[PartnerOrganisation]
    attendance: Mapping[tuple[str, str], int] = dataclasses.field(default_factory=dict)
    decisions: str = ""
    is_cancelled: bool = False

    @classmethod
    def of(cls, event: JointEvent) -> Self:
        """Return what the database holds of an event now."""
        row = JointEvent.objects.select_related("district").get(pk=event.pk)
        return cls(
            **{name: getattr(row, name) for name in _FACTS},
            partners=frozenset(row.partners.all()),
            attendance={(came.participant_kind, came.sex): came.number for came in row.attendance.all()},
        )

    def unlike(self, other: Self) -> list[str]:
        """Return the names of what differs, as the journal writes them."""
        names = (field.name for field in dataclasses.fields(self))
        return sorted(name for name in names if getattr(self, name) != getattr(other, name))


_FACTS = ("kind", "held_on", "topic", "place", "district", "decisions", "is_cancelled")


@transaction.atomic
def record_joint_event(
    *, actor: User, details: JointEventDetails, event_id: uuid.UUID | None = None
) -> JointEvent:
    """Plan a joint event that lies ahead, or record one that was held, and return it.

    Asking twice with the same `event_id`, drawn with the form, makes one event. Refuses an event without a
    partner, and participants or decisions of an event that has not taken place.
    """
    _refuse_what_cannot_be(details)
    event, is_new = JointEvent.objects.get_or_create(pk=event_id or uuid.uuid4(), defaults=_facts(details))
    if is_new:
        _write_partners_and_attendance(event, details)
        record(actor=actor, verb="partners.joint_event_recorded", subject=event)
    return event


@transaction.atomic
def change_joint_event(*, actor: User, event: JointEvent, details: JointEventDetails, version: int) -> None:
    """Change a joint event; the journal gets the names of what changed, never the words.

    `version` is the one the form was opened with. Nothing changed, or asking twice, is a quiet success
    without a line. Refuses what `record_joint_event` refuses. Raises Conflict when a colleague has changed
    the event meanwhile.
    """
    _refuse_what_cannot_be(details)
    changed = JointEventDetails.of(event).unlike(details)
    if not changed:
        return
    standing = JointEvent.objects.filter(pk=event.pk, version=version)
    if standing.update(version=F("version") + 1, **_facts(details)):
        _write_partners_and_attendance(event, details)
        record(actor=actor, verb="partners.joint_event_changed", subject=event, fields=changed)
    elif JointEventDetails.of(event) != details:  # else the same was asked twice at once
        raise Conflict(
            _(
                "A colleague changed this while you were typing. "
                "Your text is still here: compare, then save again."
            )
        )


def _facts(details: JointEventDetails) -> dict[str, Any]:
    return {name: getattr(details, name) for name in _FACTS}


def _write_partners_and_attendance(event: JointEvent, details: JointEventDetails) -> None:
    event.partners.set(details.partners)
    event.attendance.all().delete()
    JointEventAttendance.objects.bulk_create(
        JointEventAttendance(event=event, participant_kind=kind, sex=sex, number=number)
        for (kind, sex), number in details.attendance.items()
    )


def _refuse_what_cannot_be(details: JointEventDetails) -> None:
    if not details.partners:
        raise Refusal(_("Choose at least one partner: a joint event is held with somebody."))
    if not (details.attendance or details.decisions):
        return
    if details.is_cancelled:
        raise Refusal(_("A cancelled event has no participants and no decisions. Empty them first."))
    if details.held_on > timezone.localdate():
        raise Refusal(_("This day has not come. Write participants and decisions once the event is over."))
