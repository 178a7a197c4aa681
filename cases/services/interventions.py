"""What the centre did: sessions, consultations, viewings."""

from __future__ import annotations

import dataclasses
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.enums import InterventionKind, TimelineKind
from cases.models import GroupSession, Intervention, NoteGrant, SessionNote, Viewing
from cases.refusals import Refusal
from cases.services.timeline import add_entry
from vault.context import sealing
from vault.enums import Purpose

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.models import User
    from cases.models import Case, Person
    from reference.models import MediaTitle


@dataclasses.dataclass(frozen=True, kw_only=True)
class InterventionDetails:
    """What took place, when, how long (minutes) and with whom of the household.

    `submission_id` is drawn with the form, so sending it twice records one intervention.
    `people_count` counts everybody in a group, people of other cases included.
    """

    kind: str
    held_at: dt.datetime
    minutes: int
    participants: Sequence[Person]
    topic: str = ""
    media_title: MediaTitle | None = None
    people_count: int | None = None
    note: str = ""
    submission_id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)


@transaction.atomic
def record_intervention(
    *, actor: User, case: Case, details: InterventionDetails, group_session: GroupSession | None = None
) -> Intervention:
    """Record that an intervention took place, with its note, and return it. Twice records one.

    The note is sealed under the privileged key: everybody on the case sees that a session took place,
    its author alone what was said (decision 11). Refuses a closed case, a moment that has not come,
    nobody taking part, people of another household, and a viewing without its title.
    """
    already = Intervention.objects.filter(submission_id=details.submission_id).first()
    if already:
        return already
    _refuse_what_cannot_be(case, details)
    if details.people_count and group_session is None:
        group_session = hold_group_session(actor=actor, details=details, people_count=details.people_count)
    intervention = Intervention.objects.create(
        case=case,
        kind=details.kind,
        topic=details.topic,
        held_at=details.held_at,
        minutes=details.minutes,
        worker=actor,
        group_session=group_session,
        submission_id=details.submission_id,
    )
    intervention.participants.set(details.participants)
    if details.media_title:
        Viewing.objects.create(intervention=intervention, media_title=details.media_title)
    if details.note.strip():
        with sealing(case.pk, purposes=[Purpose.PRIVILEGED]):
            note = SessionNote(case=case, intervention=intervention, author=actor)
            note.text = details.note.strip()
            note.save(force_insert=True)
    _note_recorded(actor=actor, intervention=intervention, details=details)
    return intervention


def hold_group_session(*, actor: User, details: InterventionDetails, people_count: int) -> GroupSession:
    """Make the nameless row of a group; each case then gets its own intervention (decision 1)."""
    session = GroupSession.objects.create(
        media_title=details.media_title,
        held_at=details.held_at,
        minutes=details.minutes,
        people_count=people_count,
        led_by=actor,
    )
    record(actor=actor, verb="cases.group_session_held", subject=session, fields=["people_count"])
    return session


@transaction.atomic
def open_note_to(*, actor: User, note: SessionNote, worker: User) -> NoteGrant:
    """Let a colleague read a session note. Asking twice changes nothing.

    Who may is `policies.can_open_note_to`: the author alone.
    """
    grant, created = NoteGrant.objects.get_or_create(note=note, worker=worker)
    if created:
        record(
            actor=actor, verb="cases.note_opened_to", subject=grant, case_id=note.case_id, fields=["worker"]
        )
    return grant


def _note_recorded(*, actor: User, intervention: Intervention, details: InterventionDetails) -> None:
    record(
        actor=actor,
        verb="cases.intervention_recorded",
        subject=intervention,
        case_id=intervention.case_id,
        fields=["kind", "held_at", "minutes", "participants", *(["note"] if details.note.strip() else [])],
    )
    add_entry(
        case=intervention.case,
        actor=actor,
        verb="intervention_recorded",
        kind=TimelineKind.SESSION,
        subject=intervention,
        occurred_at=details.held_at,
        facts=_facts(details),
    )


def _refuse_what_cannot_be(case: Case, details: InterventionDetails) -> None:
    if case.is_closed:
        raise Refusal(_("This case is closed. Reopen it first."))
    if details.held_at > timezone.now():
        raise Refusal(_("This moment has not come yet. Record it after it took place."))
    if not details.participants:
        raise Refusal(_("Choose who took part."))
    if any(person.case_id != case.pk for person in details.participants):
        raise Refusal(_("Only people of this household can take part here."))
    if details.kind == InterventionKind.VIEWING and not details.media_title:
        raise Refusal(_("Choose which title was shown."))


def _facts(details: InterventionDetails) -> dict[str, str | int]:
    facts: dict[str, str | int] = {"kind": details.kind, "minutes": details.minutes}
    if details.topic:
        facts["topic"] = details.topic
    if details.media_title:
        facts["media_title"] = details.media_title.code
    if details.people_count:
        facts["people_count"] = details.people_count
    return facts
