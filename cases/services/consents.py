"""What the client allows, and that she takes it back."""

from __future__ import annotations

import dataclasses
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.enums import TimelineKind
from cases.models import Consent
from cases.refusals import Refusal
from cases.services.intake import values_of
from cases.services.timeline import add_entry
from vault.context import sealing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.models import User
    from cases.models import Case
    from partners.models import Branch


@dataclasses.dataclass(frozen=True, kw_only=True)
class ConsentDetails:
    """One receiver, named purposes, named items, a last day (law 94-V art. 8; NNEDV).

    `id` is drawn with the form, so that sending it twice records one consent.
    """

    id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)
    receiver: Branch
    purposes: Sequence[str]
    items: Sequence[str]
    given_by: str
    way: str
    language: str
    given_on: dt.date
    valid_until: dt.date
    note: str | None = None


@transaction.atomic
def record_consent(*, actor: User, case: Case, details: ConsentDetails) -> Consent:
    """Record what the client allowed for one receiver, and return it. Twice records one.

    Refuses a closed case, a day in the future, and an end before today: a consent is never given later
    or backwards.
    """
    already = Consent.objects.filter(pk=details.id, case=case).first()
    if already:
        return already
    today = timezone.localdate()
    if case.is_closed:
        raise Refusal(_("This case is closed. Reopen it first."))
    if details.given_on > today:
        raise Refusal(_("This day has not come yet. Give the day on which she agreed."))
    if details.valid_until < today:
        raise Refusal(_("This consent would have ended already. Choose a later last day."))
    with sealing(case.pk):
        consent = Consent.objects.create(case=case, recorded_by=actor, **values_of(details))
    record(
        actor=actor,
        verb="cases.consent_recorded",
        subject=consent,
        case_id=case.pk,
        fields=["receiver", "purposes", "items", "valid_until"],
    )
    add_entry(
        case=case,
        actor=actor,
        verb="consent_recorded",
        kind=TimelineKind.CONSENT,
        subject=consent,
        facts={
            "way": details.way,
            "until": details.valid_until.isoformat(),
            "receiver": str(details.receiver.pk),
        },
    )
    return consent


@transaction.atomic
def withdraw_consent(*, actor: User, consent: Consent) -> Consent:
    """Take down that she withdrew a consent; it acts at once, and may be oral. Twice changes nothing."""
    withdrawn = Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now(), withdrawn_by=actor
    )
    consent.refresh_from_db(fields=["withdrawn_at", "withdrawn_by"])
    if withdrawn:
        record(
            actor=actor,
            verb="cases.consent_withdrawn",
            subject=consent,
            case_id=consent.case_id,
            fields=["withdrawn_at"],
        )
        add_entry(
            case=consent.case,
            actor=actor,
            verb="consent_withdrawn",
            kind=TimelineKind.CONSENT,
            subject=consent,
            facts={"receiver": str(consent.receiver_id)},
        )
    return consent
