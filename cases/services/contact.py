"""One attempt to reach her: what must be true before the number is shown, and what follows from its end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.conflicts import leads_of
from cases.enums import (
    KINDS_THAT_CONTACT_HER,
    STOPPING_OUTCOMES,
    AttemptOutcome,
    FollowUpStatus,
    MayContact,
    TimelineKind,
)
from cases.models import ContactAttempt, FollowUp, SafeContact
from cases.policies import can_contact_now
from cases.refusals import Conflict, Refusal
from cases.safe_hours import SafeState, safe_window
from cases.services.follow_ups import can_fall_on, first_safe_working_day, plan_safety_review, settle
from cases.services.timeline import add_entry
from outbox.services import queue_message
from vault.context import sealing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from cases.models import Case

MOST_ATTEMPTS = 3  # hotline practice 7.8: three to five, then the lead decides


@transaction.atomic
def start_attempt(
    *, actor: User, follow_up: FollowUp, outside_hours_reason: str = "", expired_reason: str = ""
) -> ContactAttempt:
    """Begin an attempt; only now may number, name and code phrase be shown. Twice returns the running one.

    Refuses a follow-up that is settled, what `policies.can_contact_now` refuses, and a second attempt while
    a colleague's is running. A coordinator who has her called after her permission has ended says why, and
    the journal has a line of it.
    """
    running = follow_up.attempts.filter(ended_at__isnull=True).first()
    if running and running.worker_id == actor.pk:
        return running
    if running:
        raise Conflict(_("A colleague is trying to reach her right now. Wait for the result."))
    reasons = {"outside_hours_reason": outside_hours_reason, "expired_reason": expired_reason}
    _refuse_when_not_allowed(actor, follow_up, reasons)
    attempt = ContactAttempt(
        case=follow_up.case, follow_up=follow_up, worker=actor, started_at=timezone.now()
    )
    with sealing(follow_up.case_id):
        for name, reason in reasons.items():
            setattr(attempt, name, reason.strip() or None)
        try:
            with transaction.atomic():
                attempt.save()
        except IntegrityError as error:
            raise Conflict(_("A colleague is trying to reach her right now. Wait for the result.")) from error
    record(
        actor=actor,
        verb="cases.contact_attempted",
        subject=attempt,
        case_id=follow_up.case_id,
        fields=["number", "ask_for", "code_word"],
    )
    if _has_expired(follow_up):
        record(
            actor=actor,
            verb="cases.expired_permission_overridden",
            subject=attempt,
            case_id=follow_up.case_id,
            fields=["expired_reason"],
        )
    return attempt


@transaction.atomic
def end_attempt(
    *,
    actor: User,
    attempt: ContactAttempt,
    outcome: str,
    note: str = "",
    next_on: dt.date | None = None,
) -> ContactAttempt:
    """Say how an attempt ended, and do what follows from it. Asking twice changes nothing.

    No answer: the follow-up moves to another safe day, after three attempts the lead decides. Not safe,
    somebody else answered, asked not to call: all contact stops and the lead is told (hotline 7.7).
    Refuses a day of hers that is past; what stops all contact is never held up by a day.
    """
    if outcome == AttemptOutcome.ASKED_FOR_ANOTHER_TIME and next_on and not (answer := can_fall_on(next_on)):
        raise Refusal(answer.reason)
    ended = ContactAttempt.objects.filter(pk=attempt.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), outcome=outcome
    )
    attempt.refresh_from_db(fields=["ended_at", "outcome"])
    if not ended:
        return attempt
    if note.strip():
        with sealing(attempt.case_id):
            attempt.note = note.strip()
            attempt.save(update_fields=["note"])
    record(
        actor=actor,
        verb="cases.contact_attempt_ended",
        subject=attempt,
        case_id=attempt.case_id,
        fields=["outcome"],
    )
    add_entry(
        case=attempt.case,
        actor=actor,
        verb="contact_attempted",
        kind=TimelineKind.CONTACT,
        subject=attempt,
        facts={"outcome": outcome, "kind": attempt.follow_up.kind},
    )
    _act_on(actor=actor, attempt=attempt, next_on=next_on)
    return attempt


@transaction.atomic
def stop_contact(*, actor: User, case: Case, origin: str) -> None:
    """Stop all contact with the client of `case`, settle what was planned and tell the lead at once."""
    SafeContact.objects.filter(case=case).update(
        may_contact=MayContact.NO,
        stopped_at=timezone.now(),
        stop_reviewed_at=None,
        version=F("version") + 1,
    )
    case.safe_contact.refresh_from_db(fields=["may_contact", "stopped_at", "stop_reviewed_at", "version"])
    record(
        actor=actor,
        verb="cases.contact_stopped",
        subject=case.safe_contact,
        case_id=case.pk,
        fields=["may_contact", "stopped_at"],
    )
    for follow_up in case.follow_ups.planned().filter(kind__in=KINDS_THAT_CONTACT_HER):
        settle(actor=actor, follow_up=follow_up, status=FollowUpStatus.STOPPED)
    plan_safety_review(actor=actor, case=case, origin=origin)
    for lead in leads_of(case):
        queue_message(recipient=lead, event="cases/emails/urgent_work", dedupe_key=f"{origin}:{lead.pk}")


def _act_on(*, actor: User, attempt: ContactAttempt, next_on: dt.date | None) -> None:
    follow_up = attempt.follow_up
    if attempt.outcome in STOPPING_OUTCOMES:
        stop_contact(actor=actor, case=attempt.case, origin=f"stopped:{attempt.pk}")
    elif _is_settled(follow_up):  # a colleague's attempt has stopped all contact meanwhile
        return
    elif attempt.outcome == AttemptOutcome.ASKED_FOR_ANOTHER_TIME:
        _try_again(follow_up, next_on or _tomorrow())
    elif attempt.outcome != AttemptOutcome.REACHED:
        if follow_up.attempts.exclude(outcome=AttemptOutcome.ASKED_FOR_ANOTHER_TIME).count() < MOST_ATTEMPTS:
            _try_again(follow_up, _tomorrow())
        else:
            settle(actor=actor, follow_up=follow_up, status=FollowUpStatus.UNREACHABLE)
            plan_safety_review(actor=actor, case=attempt.case, origin=f"unreachable:{follow_up.pk}")


def _tomorrow() -> dt.date:
    """Return the day after today: attempts are spread over days (hotline practice 7.8)."""
    return timezone.localdate() + dt.timedelta(days=1)


def _try_again(follow_up: FollowUp, day: dt.date) -> None:
    """Put the follow-up on the next safe day; the history keeps every attempt."""
    due_on = first_safe_working_day(day, follow_up.case.safe_contact.safe_days)
    FollowUp.objects.filter(pk=follow_up.pk).update(due_on=due_on, version=F("version") + 1)
    follow_up.refresh_from_db(fields=["due_on", "version"])


def _is_settled(follow_up: FollowUp) -> bool:
    follow_up.refresh_from_db(fields=["status", "version"])
    return follow_up.status != FollowUpStatus.PLANNED


def _has_expired(follow_up: FollowUp) -> bool:
    return safe_window(follow_up.case.safe_contact, timezone.localtime()).state == SafeState.EXPIRED


def _refuse_when_not_allowed(actor: User, follow_up: FollowUp, reasons: Mapping[str, str]) -> None:
    if follow_up.status != FollowUpStatus.PLANNED:
        raise Refusal(_("This follow-up is settled. Plan another one first."))
    safe_contact = follow_up.case.safe_contact
    if not (answer := can_contact_now(actor, safe_contact, timezone.localtime(), **reasons)):
        raise Refusal(answer.reason)
