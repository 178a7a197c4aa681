"""The people of a case and how the client may be reached."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.enums import HouseholdRole, MayContact, TimelineKind
from cases.models import Person, SafeContact
from cases.refusals import Conflict, Refusal
from cases.services.conflict_hints import look_for_conflicts
from cases.services.intake import PersonDetails, SafeContactDetails, person_values, values_of
from cases.services.timeline import add_entry
from vault.context import opening, sealing

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from cases.models import Case


@transaction.atomic
def add_person(
    *, actor: User, case: Case, details: PersonDetails, person_id: uuid.UUID | None = None
) -> Person:
    """Add somebody to the household of a case. Refuses a second client and a closed case.

    Asking twice with the same `person_id`, drawn with the form, adds one person.
    """
    if person_id and (already := Person.objects.filter(pk=person_id, case=case).first()):
        return already
    _refuse_when_closed(case)
    if details.role == HouseholdRole.CLIENT:
        raise Refusal(_("A case has exactly one client. Choose another role in the household."))
    with sealing(case.pk):
        person = Person.objects.create(
            id=person_id or uuid.uuid4(),
            case=case,
            **person_values(details, first_contact_on=timezone.localdate()),
        )
    record(actor=actor, verb="cases.person_added", subject=person, case_id=case.pk, fields=["household"])
    add_entry(
        case=case,
        actor=actor,
        verb="person_added",
        kind=TimelineKind.CASE,
        subject=person,
        facts={"role": person.role, "relationship": person.relationship},
    )
    look_for_conflicts(actor=actor, person=person)
    return person


@transaction.atomic
def change_person(
    *, actor: User, person: Person, details: PersonDetails, version: int, keep: Collection[str] = ()
) -> Person:
    """Change what is known of a person. `version` is the one the form was opened with.

    `keep` names the fields that stay as they are, because their value could not be read. Refuses
    a closed case and a client who would no longer be one. Raises Conflict when a colleague has changed
    the person meanwhile.
    """
    _refuse_when_closed(person.case)
    if (details.role == HouseholdRole.CLIENT) != (person.role == HouseholdRole.CLIENT):
        raise Refusal(_("A case has exactly one client: she stays the client, others stay others."))
    values = person_values(details, first_contact_on=timezone.localdate(person.case.opened_at))
    _save_changes(person, values, version, keep)
    record(
        actor=actor,
        verb="cases.person_changed",
        subject=person,
        case_id=person.case_id,
        fields=sorted(values.keys() - set(keep)),
    )
    look_for_conflicts(actor=actor, person=person)
    return person


@transaction.atomic
def change_safe_contact(
    *,
    actor: User,
    safe_contact: SafeContact,
    details: SafeContactDetails,
    version: int,
    keep: Collection[str] = (),
) -> SafeContact:
    """Change how the client may be reached, as she has just said it.

    `keep` names the fields that stay as they are, because their value could not be read. Refuses to
    allow contact again after it was stopped: a coordinator decides that (`safety.review_safety`). Raises
    Conflict when a colleague has changed it meanwhile.
    """
    if safe_contact.stopped_at and details.may_contact == MayContact.YES:
        raise Refusal(_("All contact was stopped. A coordinator decides whether it may begin again."))
    values = values_of(details)
    _save_changes(safe_contact, values, version, keep)
    case = safe_contact.case
    record(
        actor=actor,
        verb="cases.safe_contact_changed",
        subject=safe_contact,
        case_id=case.pk,
        fields=sorted(values.keys() - set(keep)),
    )
    add_entry(
        case=case,
        actor=actor,
        verb="safe_contact_changed",
        kind=TimelineKind.CONTACT,
        subject=safe_contact,
        facts={"may_contact": safe_contact.may_contact},
    )
    return safe_contact


def _refuse_when_closed(case: Case) -> None:
    if case.is_closed:
        raise Refusal(_("This case is closed. Reopen it first."))


def _save_changes(row: Any, values: dict[str, Any], version: int, keep: Collection[str]) -> None:
    """Claim the next version by a conditional update, then save the sealed values under it.

    What is kept is read, for the row is found by it as well.
    """
    claimed = type(row).objects.filter(pk=row.pk, version=version).update(version=version + 1)
    if not claimed:
        raise Conflict(
            _(
                "A colleague changed this while you were typing. "
                "Your text is still here: compare, then save again."
            )
        )
    row.version = version + 1
    with opening([row.case_id]):
        changed = [name for name in values if name not in keep]
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
