"""Reads that cross models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.enums import Role
from accounts.models import User
from cases.models import Consent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from cases.models import Case


def leads_of(case: Case) -> list[User]:
    """Return the coordinators of the case's team who may sign in, by name (decision 11)."""
    return list(
        User.objects.filter(role=Role.COORDINATOR, team_id=case.team_id, is_active=True).order_by("username")
    )


def consent_for(
    case: Case, *, receiver_id: UUID, purpose: str, items: Iterable[str], day: dt.date
) -> Consent | None:
    """Return a consent that allows telling `items` to this receiver for `purpose` on `day`, or None.

    One consent must cover all of it: two half consents are not a whole one (NNEDV: per receiver).
    """
    return (
        Consent.objects.valid_on(day)
        .filter(case=case, receiver_id=receiver_id, purposes__contains=[purpose], items__contains=list(items))
        .order_by("-valid_until", "id")
        .first()
    )
