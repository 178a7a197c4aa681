"""How she may be reached, asked again at each contact; and what is decided after all contact was stopped."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.enums import FollowUpKind, FollowUpStatus, MayContact, SafetyDecision, TimelineKind
from cases.models import SafeContact, SafetyReview
from cases.policies import can_review_safety
from cases.refusals import Refusal
from cases.safe_hours import confirmed_until
from cases.services.follow_ups import settle
from cases.services.timeline import add_entry
from vault.context import sealing

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


@transaction.atomic
def confirm_safe_contact(*, actor: User, safe_contact: SafeContact) -> SafeContact:
    """Write down that she has just said: all of it is still right. Twice on a day is once.

    A day until which she agreed moves on by as long as she agreed before (`safe_hours.confirmed_until`).
    Refuses a record by which she is not contacted: there is nothing to confirm.
    """
    today = timezone.localdate()
    allowed = SafeContact.objects.filter(pk=safe_contact.pk, may_contact=MayContact.YES)
    if safe_contact.confirmed_on == today and allowed.exists():
        return safe_contact
    until = confirmed_until(safe_contact, today)
    if not allowed.update(confirmed_on=today, valid_until=until, version=F("version") + 1):
        raise Refusal(_("She has not allowed us to contact her. Ask her how she may be reached."))
    safe_contact.refresh_from_db(fields=["may_contact", "confirmed_on", "valid_until", "version"])
    record(
        actor=actor,
        verb="cases.safe_contact_confirmed",
        subject=safe_contact,
        case_id=safe_contact.case_id,
        fields=["confirmed_on", "valid_until"],
    )
    add_entry(
        case=safe_contact.case,
        actor=actor,
        verb="safe_contact_confirmed",
        kind=TimelineKind.CONTACT,
        subject=safe_contact,
    )
    return safe_contact


@transaction.atomic
def review_safety(
    *, actor: User, case: Case, decision: str, note: str, review_id: uuid.UUID | None = None
) -> SafetyReview:
    """Keep what a coordinator decides after a stop of all contact, and why; settle the planned review.

    When contact may begin again the stop is lifted, and nothing else: "no" stands until she has said anew
    how she may be reached. When it stays stopped, it is off the coordinators' Today. The same `review_id`,
    drawn with the form, decides once. Refuses everybody but a coordinator, a decision without a reason, and
    a case in which nothing is stopped.
    """
    if review_id and (already := SafetyReview.objects.filter(pk=review_id, case=case).first()):
        return already
    if not (answer := can_review_safety(actor, case)):
        raise Refusal(answer.reason)
    if not note.strip():
        raise Refusal(_("Say in a few words what the decision rests on."))
    stopped_at = case.safe_contact.stopped_at
    if stopped_at is None:
        raise Refusal(_("Contact with her is not stopped. There is nothing to decide."))
    with sealing(case.pk):
        review = SafetyReview(
            id=review_id or uuid.uuid4(),
            case=case,
            stopped_at=stopped_at,
            decision=decision,
            reviewed_by=actor,
            reviewed_at=timezone.now(),
        )
        review.note = note.strip()
        review.save(force_insert=True)
    _apply(review)
    record(
        actor=actor,
        verb="cases.safety_reviewed",
        subject=review,
        case_id=case.pk,
        fields=["stopped_at", "decision", "note"],
    )
    add_entry(
        case=case,
        actor=actor,
        verb="contact_allowed_again" if _begins_again(review) else "contact_stays_stopped",
        kind=TimelineKind.CONTACT,
        subject=review,
    )
    _settle_planned_reviews(actor, case)
    return review


def _begins_again(review: SafetyReview) -> bool:
    return review.decision == SafetyDecision.MAY_BEGIN_AGAIN


def _apply(review: SafetyReview) -> None:
    """Lift the stop, or mark it as reviewed."""
    is_lifted = _begins_again(review)
    SafeContact.objects.filter(case=review.case).update(
        stopped_at=None if is_lifted else review.stopped_at,
        stop_reviewed_at=None if is_lifted else review.reviewed_at,
        version=F("version") + 1,
    )
    review.case.safe_contact.refresh_from_db(fields=["stopped_at", "stop_reviewed_at", "version"])


def _settle_planned_reviews(actor: User, case: Case) -> None:
    """The reviews that a stop has planned are done by this one; those of another reason stay."""
    planned = case.follow_ups.planned().filter(kind=FollowUpKind.SAFETY_REVIEW)
    for follow_up in planned.filter(origin__startswith="stopped:"):
        settle(actor=actor, follow_up=follow_up, status=FollowUpStatus.DONE)
