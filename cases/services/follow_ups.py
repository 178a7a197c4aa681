"""Agreed next contacts: planning them, moving them, settling them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.answers import ALLOWED, Answer, refused
from audit.services import record
from cases.conflicts import is_barred, leads_of, who_goes_on
from cases.enums import (
    KINDS_THAT_CONTACT_HER,
    CheckInOutcome,
    FollowUpKind,
    FollowUpStatus,
    MayContact,
    TimelineKind,
)
from cases.models import FollowUp
from cases.refusals import Conflict, Refusal
from cases.safe_hours import is_agreed_on
from cases.services.moves import move
from cases.services.timeline import add_entry
from cases.workflow import FOLLOW_UP_MOVES
from reference.queries import next_working_day
from vault.context import sealing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from cases.models import Case

WORSENING = frozenset({CheckInOutcome.WORSE, CheckInOutcome.NEW_VIOLENCE})
MONTHS = {FollowUpKind.ONE_MONTH: 1, FollowUpKind.THREE_MONTHS: 3}
SEARCH_DAYS = 60


def calendar_months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later, or that month's last day (31 January → 28 February)."""
    years, month_index = divmod(day.month - 1 + months, 12)
    first = dt.date(day.year + years, month_index + 1, 1)
    next_first = (first + dt.timedelta(days=31)).replace(day=1)
    last = (next_first - dt.timedelta(days=1)).day
    return first.replace(day=min(day.day, last))


def first_safe_working_day(day: dt.date, safe_days: Sequence[int]) -> dt.date:
    """Return the first day from `day` on that is safe for her and a working day of Kazakhstan.

    `safe_days` are ISO weekdays; none given means that every day is safe. When none of her safe days
    is a working day (she can talk on Sundays only), her safety decides and the working day gives way.
    """
    candidate = day
    for _try in range(SEARCH_DAYS):
        candidate = next_working_day(candidate)
        if not safe_days or candidate.isoweekday() in safe_days:
            return candidate
        candidate += dt.timedelta(days=1)
    candidate = day
    while candidate.isoweekday() not in safe_days:
        candidate += dt.timedelta(days=1)
    return candidate


def proposed_day(kind: str, *, agreed_on: dt.date, safe_days: Sequence[int]) -> dt.date:
    """Return the day on which a follow-up of `kind`, agreed on `agreed_on`, falls due."""
    if kind in MONTHS:
        day = calendar_months_later(agreed_on, MONTHS[FollowUpKind(kind)])
    elif kind == FollowUpKind.ONE_WEEK:
        day = agreed_on + dt.timedelta(days=7)
    else:
        day = agreed_on
    return first_safe_working_day(day, safe_days)


def can_fall_on(day: dt.date) -> Answer:
    """Tell whether an agreed contact can fall on `day`: today or later, so that none is late at once."""
    today = timezone.localdate()
    if day >= today:
        return ALLOWED
    yesterday = date_format(today - dt.timedelta(days=1), "MONTH_DAY_FORMAT")
    return refused(_("This day is past. Choose a day after {day}.").format(day=yesterday))


@transaction.atomic
def plan_follow_up(
    *,
    actor: User,
    case: Case,
    kind: str,
    responsible: User,
    due_on: dt.date | None = None,
    origin: str | None = None,
) -> FollowUp:
    """Plan an agreed next contact and return it; the hours come from her safe contact.

    Without `due_on` the day follows from the kind. The same `origin` plans once. Refuses a closed
    case, a day that is past, a day that is not safe for her or after the one until which she agrees, and any
    contact that she has not allowed or allows no more: then "wait for her call" is the way (practice 7.3).
    """
    already = FollowUp.objects.filter(origin=origin).first() if origin else None
    if already:
        return already
    if case.is_closed:
        raise Refusal(_("This case is closed. Reopen it to plan a follow-up."))
    contacts_her = kind in KINDS_THAT_CONTACT_HER
    if contacts_her:
        _refuse_unless_she_allows(case)
    safe = case.safe_contact
    safe_days = safe.safe_days if contacts_her else []
    day = due_on or proposed_day(kind, agreed_on=timezone.localdate(), safe_days=safe_days)
    _refuse_day(day, safe_days=safe_days)
    if contacts_her:
        _refuse_after_her_day(case, day)
    follow_up = FollowUp(
        case=case,
        kind=kind,
        due_on=day,
        window_from=safe.safe_from if contacts_her else None,
        window_until=safe.safe_until if contacts_her else None,
        responsible=_not_barred(responsible, case) or actor,
        origin=origin,
        planned_by=actor,
    )
    try:
        with transaction.atomic():
            follow_up.save(force_insert=True)
    except IntegrityError:  # the same was asked twice at once: the unique origin decides
        return FollowUp.objects.get(origin=origin)
    _note_plan(actor=actor, follow_up=follow_up)
    return follow_up


@transaction.atomic
def move_follow_up(*, actor: User, follow_up: FollowUp, due_on: dt.date, version: int) -> FollowUp:
    """Move a planned follow-up to another day; its reminders begin anew (decision 24).

    Refuses past and unsafe days, and those after the day until which she agrees. Raises Conflict when it was
    changed or settled meanwhile.
    """
    contacts_her = follow_up.kind in KINDS_THAT_CONTACT_HER
    safe_days = follow_up.case.safe_contact.safe_days if contacts_her else []
    _refuse_day(due_on, safe_days=safe_days)
    if contacts_her:
        _refuse_after_her_day(follow_up.case, due_on)
    moved = FollowUp.objects.filter(pk=follow_up.pk, status=FollowUpStatus.PLANNED, version=version).update(
        due_on=due_on, version=F("version") + 1
    )
    if not moved:
        raise Conflict(_("This follow-up was changed meanwhile. Look at it again, then decide."))
    follow_up.refresh_from_db(fields=["due_on", "version", "status"])
    record(
        actor=actor,
        verb="cases.follow_up_moved",
        subject=follow_up,
        case_id=follow_up.case_id,
        fields=["due_on"],
    )
    return follow_up


@transaction.atomic
def cancel_follow_up(*, actor: User, follow_up: FollowUp) -> FollowUp:
    """Cancel a planned follow-up. Asking twice changes nothing; one that is settled is refused."""
    settle(actor=actor, follow_up=follow_up, status=FollowUpStatus.CANCELLED)
    return follow_up


@transaction.atomic
def record_outcome(*, actor: User, follow_up: FollowUp, outcome: str = "", her_words: str = "") -> FollowUp:
    """Settle a follow-up as done, with how her situation is and, if she agrees, her own words.

    When her situation is worse or violence was repeated, a review of the safety plan is planned for
    today. Asking twice changes nothing. Refuses a check-in without an outcome.
    """
    if follow_up.kind in KINDS_THAT_CONTACT_HER and not outcome:
        raise Refusal(_("Say how her situation is."))
    settled = settle(
        actor=actor,
        follow_up=follow_up,
        status=FollowUpStatus.DONE,
        facts={"outcome": outcome, "attempts": follow_up.attempts.count()},
        outcome=outcome,
    )
    if settled and her_words.strip():
        with sealing(follow_up.case_id):
            follow_up.her_words = her_words.strip()
            follow_up.save(update_fields=["her_words"])
    if settled and outcome in WORSENING:
        plan_safety_review(actor=actor, case=follow_up.case, origin=f"worse:{follow_up.pk}")
    return follow_up


def settle(
    *,
    actor: User,
    follow_up: FollowUp,
    status: FollowUpStatus,
    facts: dict[str, str | int] | None = None,
    outcome: str = "",
) -> bool:
    """Settle a follow-up in `status`; return False when it stands there already (asking twice)."""
    settled = move(
        follow_up,
        status,
        moves=FOLLOW_UP_MOVES,
        settled_at=timezone.now(),
        settled_by=actor,
        outcome=outcome,
    )
    if settled:
        record(
            actor=actor,
            verb=f"cases.follow_up_{status}",
            subject=follow_up,
            case_id=follow_up.case_id,
            fields=["status", "outcome"] if outcome else ["status"],
        )
        add_entry(
            case=follow_up.case,
            actor=actor,
            verb=f"follow_up_{status}",
            kind=TimelineKind.CONTACT,
            subject=follow_up,
            facts={"kind": follow_up.kind, **(facts or {})},
        )
    return settled


def plan_safety_review(*, actor: User, case: Case, origin: str) -> FollowUp:
    """Plan a review of the safety plan for today, for the lead of the case (decision 11)."""
    responsible = next(iter(leads_of(case)), actor)
    return plan_follow_up(
        actor=actor,
        case=case,
        kind=FollowUpKind.SAFETY_REVIEW,
        responsible=responsible,
        due_on=timezone.localdate(),
        origin=origin,
    )


def _not_barred(worker: User, case: Case) -> User | None:
    """Return who will do it: somebody whom a conflict bars from the case does nothing in it."""
    return who_goes_on(case) if is_barred(worker, case) else worker


def _note_plan(*, actor: User, follow_up: FollowUp) -> None:
    record(
        actor=actor,
        verb="cases.follow_up_planned",
        subject=follow_up,
        case_id=follow_up.case_id,
        fields=["kind", "due_on", "responsible"],
    )
    add_entry(
        case=follow_up.case,
        actor=actor,
        verb="follow_up_planned",
        kind=TimelineKind.CONTACT,
        subject=follow_up,
        facts={"kind": follow_up.kind, "due_on": follow_up.due_on.isoformat()},
    )


def _refuse_unless_she_allows(case: Case) -> None:
    if case.safe_contact.may_contact != MayContact.YES:
        raise Refusal(
            _(
                "She has not allowed us to contact her. "
                "Plan “Wait for her call”, or ask her at the next contact."
            )
        )
    if not is_agreed_on(case.safe_contact, timezone.localdate()):
        raise Refusal(
            _("Her permission has ended. Plan “Wait for her call”, or ask her at the next contact.")
        )


def _refuse_after_her_day(case: Case, day: dt.date) -> None:
    """Refuse a day after the one that she named. Where she named none, the day of the call decides."""
    until = case.safe_contact.valid_until
    if until and day > until:
        raise Refusal(
            _(
                "She agrees until {day}. Choose a day before, or ask her for longer "
                "and write it down in the safe contact."
            ).format(day=date_format(until, "MONTH_DAY_FORMAT"))
        )


def _refuse_day(day: dt.date, *, safe_days: Sequence[int]) -> None:
    if not (answer := can_fall_on(day)):
        raise Refusal(answer.reason)
    if safe_days and day.isoweekday() not in safe_days:
        raise Refusal(_("This day of the week is not safe for her. Choose one of her safe days."))
