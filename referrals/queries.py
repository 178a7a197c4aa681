"""Reads of referrals. Lists carry references and codes, never a name of hers (decision 3)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cases.row_security import Why, seeing_every_case
from referrals.enums import ReferralStatus
from referrals.models import Referral, ReferralQuerySet, ReferralStatusChange

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User
    from cases.models import Case
    from partners.models import PartnerOrganisation

PATH = (
    ReferralStatus.PREPARED,
    ReferralStatus.SENT,
    ReferralStatus.SEEN,
    ReferralStatus.ACCEPTED,
    ReferralStatus.SERVICE_STARTED,
    ReferralStatus.COMPLETED,
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReferralFilters:
    """What a worker narrows her list by; None and "" narrow nothing."""

    status: str = ""
    partner: PartnerOrganisation | None = None
    urgent: bool = False
    waiting: bool = False


@dataclasses.dataclass(frozen=True)
class Stage:
    """One stage of the track: when it was reached, if it was, and whether the referral stands there."""

    status: ReferralStatus
    reached_at: dt.datetime | None
    state: str  # done, now, next


def listed_referrals(worker: User, filters: ReferralFilters) -> ReferralQuerySet:
    """Return the referrals of the worker's cases with what a row shows; sealed texts stay in the database."""
    found = _with_names().visible_to(worker)
    if filters.status:
        found = found.filter(status=filters.status)
    if filters.partner:  # the branches are named, so that PostgreSQL knows how rare they are
        found = found.filter(receiver__in=list(filters.partner.branches.values_list("pk", flat=True)))
    if filters.urgent:
        found = found.filter(is_urgent=True)
    return found.waiting_for_partner() if filters.waiting else found


def referrals_of(case: Case) -> ReferralQuerySet:
    """Return the referrals of one case, the newest first."""
    return _with_names().filter(case=case).order_by("-prepared_at", "-id")


def waiting_for_answer(worker: User, today: dt.date) -> ReferralQuerySet:
    """Return what partners should have answered by `today` in the worker's cases, the longest wait first."""
    return _with_names().visible_to(worker).answer_due_by(today).order_by("answer_due_on", "id")


def referrals_in_full() -> ReferralQuerySet:
    """Return referrals with all that their page names, in one statement."""
    return Referral.objects.select_related(
        "case", "receiver__organisation", "receiver__district", "consent", "legal_basis", "prepared_by"
    )


@seeing_every_case(Why.JOURNAL)
def referral_ids_of(reference: str) -> tuple[UUID | None, UUID | None]:
    """Return which referral of which case a reference means, whoever asks: for the journal alone."""
    found = Referral.objects.filter(reference=reference).values_list("pk", "case_id").first()
    return found or (None, None)


def moves_of(referral: Referral) -> list[ReferralStatusChange]:
    """Return the moves of a referral with who noted them, the newest first."""
    return list(referral.status_changes.select_related("by").order_by("-at", "-id"))


def track_of(referral: Referral, moves: Sequence[ReferralStatusChange]) -> list[Stage]:
    """Return the stages as the page draws them.

    A referral that left the path (declined, withdrawn, no answer) shows what it reached, then where it
    stands. A stage that was passed without a note of its own has no moment.
    """
    reached = {move.to_status: move.at for move in reversed(moves)}
    reached[ReferralStatus.PREPARED] = referral.prepared_at
    standing = ReferralStatus(referral.status)
    if standing not in PATH:
        path = [status for status in PATH if status in reached]
        return [*_stages(path, reached, "done"), *_stages([standing], reached, "now")]
    here = PATH.index(standing)
    return [
        *_stages(PATH[:here], reached, "done"),
        *_stages([standing], reached, "now"),
        *_stages(PATH[here + 1 :], {}, "next"),
    ]


def living_referral_in_the_way(case: Case) -> str | None:
    """Say that a partner still deals with the case, so that it cannot be closed; None when nobody does."""
    if Referral.objects.living().filter(case=case).exists():
        return _("A referral is still open. Complete it or take it back.")
    return None


def cases_with_living_referral_of(worker: User) -> QuerySet[Any]:
    """Return the cases in which a referral that `worker` prepared is under way."""
    return Referral.objects.living().filter(prepared_by=worker).values("case")


def _with_names() -> ReferralQuerySet:
    return Referral.objects.select_related("case", "receiver__organisation").defer(
        "request", "receipt_number", "recipient_person", "case__summary"
    )


def _stages(path: Sequence[ReferralStatus], reached: dict[str, dt.datetime], state: str) -> list[Stage]:
    return [Stage(status, reached.get(status), state) for status in path]
