"""Keeping the directory: no rule beyond the models' own, but every change has its line in the journal."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from audit.services import record
from partners.models import Agreement, Branch, ContactPerson, OfferedService, PartnerOrganisation

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
