"""Holding, closing and reopening a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.enums import CaseStatus, FollowUpStatus, TimelineKind
from cases.models import StatusChange
from cases.policies import CASE_IS_FOLDED
from cases.refusals import Refusal
from cases.services.moves import move
from cases.services.timeline import add_entry
from cases.workflow import CASE_MOVES
from vault.context import sealing

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

# An upper app reports what still stands in the way of closing, so that people see why (house 3).
ClosingCheck = Callable[["Case"], str | None]
_closing_checks: list[ClosingCheck] = []


def register_closing_check(check: ClosingCheck) -> ClosingCheck:
    """Ask `check` before every closing; it returns a sentence when something stands in the way, else None.

    Registering twice changes nothing.
    """
    if check not in _closing_checks:
        _closing_checks.append(check)
    return check


def obstacles_to_closing(case: Case) -> list[str]:
    """Return the sentences that say what must be settled before the case can be closed."""
    obstacles = [sentence for check in _closing_checks if (sentence := check(case))]
    if case.follow_ups.filter(status=FollowUpStatus.PLANNED).exists():
        obstacles.append(_("A follow-up is still planned. Do it or cancel it."))
    return obstacles


@transaction.atomic
def close_case(*, actor: User, case: Case, reason: str, outcome: str, note: str = "") -> Case:
    """Close a case with its reason and outcome. Asking twice changes nothing.

    Refuses while something stands in the way (`obstacles_to_closing`).
    """
    obstacles = [] if case.is_closed else obstacles_to_closing(case)
    if obstacles:
        raise Refusal(" ".join(obstacles))
    _change_status(
        actor=actor,
        case=case,
        target=CaseStatus.CLOSED,
        verb="closed",
        note=note,
        facts={"reason": reason, "outcome": outcome},
        closed_at=timezone.now(),
        closure_reason=reason,
        closure_outcome=outcome,
    )
    return case


@transaction.atomic
def reopen_case(*, actor: User, case: Case, reason: str) -> Case:
    """Take a closed case up again; it is in progress.

    Refuses without a reason, the shell of a case that was folded into another one, and a case that no primary
    worker had ever accepted: that is opened anew.
    """
    _need_reason(reason)
    if case.is_folded:
        raise Refusal(CASE_IS_FOLDED)
    if not case.accepted_at:
        raise Refusal(_("Nobody had accepted this case. Open a new one."))
    _change_status(
        actor=actor,
        case=case,
        target=CaseStatus.ACTIVE,
        verb="reopened",
        note=reason,
        closed_at=None,
        closure_reason="",
        closure_outcome="",
    )
    return case


@transaction.atomic
def put_case_on_hold(*, actor: User, case: Case, reason: str) -> Case:
    """Put a case on hold. Refuses without a reason."""
    _need_reason(reason)
    _change_status(actor=actor, case=case, target=CaseStatus.ON_HOLD, verb="put_on_hold", note=reason)
    return case


@transaction.atomic
def resume_case(*, actor: User, case: Case) -> Case:
    """Take a case on hold up again."""
    _change_status(actor=actor, case=case, target=CaseStatus.ACTIVE, verb="resumed")
    return case


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal(_("Say why, in a few words."))


def _change_status(
    *,
    actor: User,
    case: Case,
    target: CaseStatus,
    verb: str,
    note: str = "",
    facts: dict[str, str | int] | None = None,
    **changes: object,
) -> None:
    before = case.status
    if not move(case, target, moves=CASE_MOVES, **changes):
        return
    with sealing(case.pk):
        change = StatusChange(case=case, from_status=before, to_status=target, at=timezone.now(), by=actor)
        change.reason = note.strip() or None
        change.save(force_insert=True)
    record(
        actor=actor,
        verb=f"cases.{verb}",
        subject=case,
        case_id=case.pk,
        fields=["status", *(name for name, value in changes.items() if value)],
    )
    add_entry(case=case, actor=actor, verb=verb, kind=TimelineKind.CASE, subject=change, facts=facts)
