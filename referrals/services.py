"""Asking a partner for help, and what comes of it. The partner answers by telephone or letter; we note it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.enums import ConsentPurpose, FollowUpKind, TimelineKind
from cases.models import FollowUp, insert_with_reference
from cases.queries import consent_for
from cases.refusals import Conflict, Refusal
from cases.services.follow_ups import cancel_follow_up, plan_follow_up
from cases.services.moves import move
from cases.services.timeline import add_entry
from outbox.services import queue_message
from reference.queries import working_days_after
from referrals.enums import LIVING, ReferralStatus
from referrals.models import Referral, ReferralStatusChange
from referrals.workflow import REFERRAL_MOVES
from vault.context import sealing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from cases.models import Case, Consent
    from partners.models import Branch
    from reference.models import LegalBasis

WORKING_DAYS_FOR_AN_ANSWER = 5
WORKING_DAYS_FOR_AN_URGENT_ANSWER = 1
WORKING_DAYS_TO_FIND_ANOTHER = 2


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReferralDetails:
    """What we ask of whom, and what is told with it (codes of `DisclosedItem`)."""

    receiver: Branch
    request: str
    items: Sequence[str]
    is_urgent: bool = False
    legal_basis: LegalBasis | None = None
    client_was_told: bool | None = None


@transaction.atomic
def prepare_referral(*, actor: User, case: Case, details: ReferralDetails) -> Referral:
    """Prepare a referral; nothing leaves the centre yet. Return it.

    Refuses a closed case. A living referral of this case to the same partner is a Conflict.
    """
    if case.is_closed:
        raise Refusal(_("This case is closed. Reopen it first."))
    if case.referrals.filter(receiver=details.receiver, status__in=LIVING).exists():
        raise Conflict(_("This partner is dealing with the case already. Open that referral."))
    referral = Referral(
        case=case,
        receiver=details.receiver,
        items=list(details.items),
        is_urgent=details.is_urgent,
        legal_basis=details.legal_basis,
        client_was_told=details.client_was_told,
        prepared_by=actor,
    )
    with sealing(case.pk):
        referral.request = details.request
        try:
            insert_with_reference(referral, "R")
        except IntegrityError as error:
            raise Conflict(_("This partner is dealing with the case already. Open that referral.")) from error
    record(
        actor=actor,
        verb="referrals.prepared",
        subject=referral,
        case_id=case.pk,
        fields=["receiver", "items", "request"],
    )
    return referral


def permission_to_send(referral: Referral) -> Consent | LegalBasis | None:
    """Return what allows this referral to leave today: a consent for exactly this, or the legal basis."""
    consent = consent_for(
        referral.case,
        receiver_id=referral.receiver_id,
        purpose=ConsentPurpose.REFERRAL,
        items=referral.items,
        day=timezone.localdate(),
    )
    return consent or referral.legal_basis


@transaction.atomic
def send_referral(
    *, actor: User, referral: Referral, sent_how: str, recipient_person: str = "", receipt_number: str = ""
) -> Referral:
    """Note that the referral was handed to the partner. Asking twice changes nothing.

    Refuses without a consent that is valid today for this receiver and every item, unless a legal
    basis is recorded (law 94-V art. 8; NNEDV: release per receiver). Plans to ask for the answer.
    """
    permission = permission_to_send(referral)
    if permission is None:
        raise Refusal(
            _(
                "No valid consent for this receiver and everything that is told. "
                "Ask her, or record a legal basis."
            )
        )
    days = WORKING_DAYS_FOR_AN_URGENT_ANSWER if referral.is_urgent else WORKING_DAYS_FOR_AN_ANSWER
    answer_due_on = working_days_after(timezone.localdate(), days)
    consent = None if permission == referral.legal_basis else permission
    moved = _move(
        actor=actor,
        referral=referral,
        target=ReferralStatus.SENT,
        sent_at=timezone.now(),
        sent_how=sent_how,
        consent=consent,
        answer_due_on=answer_due_on,
    )
    if not moved:
        return referral
    with sealing(referral.case_id):
        referral.recipient_person = recipient_person.strip() or None
        referral.receipt_number = receipt_number.strip() or None
        referral.save(update_fields=["recipient_person", "receipt_number"])
    plan_follow_up(
        actor=actor,
        case=referral.case,
        kind=FollowUpKind.REFERRAL_ANSWER,
        responsible=actor,
        due_on=answer_due_on,
        origin=_question_of(referral),
    )
    return referral


@transaction.atomic
def note_seen(*, actor: User, referral: Referral) -> Referral:
    """Note that the partner received it and is looking at it."""
    _move(actor=actor, referral=referral, target=ReferralStatus.SEEN)
    return referral


@transaction.atomic
def accept_referral(*, actor: User, referral: Referral, note: str = "") -> Referral:
    """Note that the partner said yes. The question for an answer is settled."""
    if _move(actor=actor, referral=referral, target=ReferralStatus.ACCEPTED, note=note):
        _settle_question(actor=actor, referral=referral)
    return referral


@transaction.atomic
def decline_referral(*, actor: User, referral: Referral, reason: str, note: str = "") -> Referral:
    """Note that the partner said no, and why. Another service is to be found in two working days."""
    if not _move(
        actor=actor,
        referral=referral,
        target=ReferralStatus.DECLINED,
        note=note,
        decline_reason=reason,
        settled_at=timezone.now(),
    ):
        return referral
    _settle_question(actor=actor, referral=referral)
    plan_follow_up(
        actor=actor,
        case=referral.case,
        kind=FollowUpKind.OTHER_SERVICE,
        responsible=referral.prepared_by,
        due_on=working_days_after(timezone.localdate(), WORKING_DAYS_TO_FIND_ANOTHER),
        origin=f"declined:{referral.pk}",
    )
    if referral.prepared_by_id != actor.pk:
        queue_message(
            recipient=referral.prepared_by,
            event="referrals/emails/answer_came",
            dedupe_key=f"declined:{referral.pk}",
        )
    return referral


@transaction.atomic
def report_service_started(*, actor: User, referral: Referral, note: str = "") -> Referral:
    """Note that the partner has begun to help."""
    _move(actor=actor, referral=referral, target=ReferralStatus.SERVICE_STARTED, note=note)
    return referral


@transaction.atomic
def complete_referral(*, actor: User, referral: Referral, note: str = "") -> Referral:
    """Note that what we asked for is done."""
    _move(
        actor=actor,
        referral=referral,
        target=ReferralStatus.COMPLETED,
        note=note,
        settled_at=timezone.now(),
    )
    return referral


@transaction.atomic
def withdraw_referral(*, actor: User, referral: Referral, reason: str) -> Referral:
    """Take a referral back. Refuses without a reason; the question for an answer is settled."""
    if not reason.strip():
        raise Refusal(_("Say why, in a few words."))
    if _move(
        actor=actor,
        referral=referral,
        target=ReferralStatus.WITHDRAWN,
        note=reason,
        settled_at=timezone.now(),
    ):
        _settle_question(actor=actor, referral=referral)
    return referral


@transaction.atomic
def note_no_answer(*, actor: User, referral: Referral) -> Referral:
    """Give up waiting for an answer; a late one can still be noted."""
    if _move(actor=actor, referral=referral, target=ReferralStatus.NO_ANSWER):
        _settle_question(actor=actor, referral=referral)
    return referral


def _question_of(referral: Referral) -> str:
    return f"referral_answer:{referral.pk}"


def _settle_question(*, actor: User, referral: Referral) -> None:
    for question in FollowUp.objects.planned().filter(origin=_question_of(referral)):
        cancel_follow_up(actor=actor, follow_up=question)


def _move(
    *, actor: User, referral: Referral, target: ReferralStatus, note: str = "", **changes: object
) -> bool:
    """Move a referral and write its three lines (history, journal, timeline); False when it is there."""
    before = referral.status
    if not move(referral, target, moves=REFERRAL_MOVES, **changes):
        return False
    with sealing(referral.case_id):
        change = ReferralStatusChange(
            case=referral.case,
            referral=referral,
            from_status=before,
            to_status=target,
            at=timezone.now(),
            by=actor,
        )
        change.note = note.strip() or None
        change.save(force_insert=True)
    record(
        actor=actor,
        verb=f"referrals.{target}",
        subject=referral,
        case_id=referral.case_id,
        fields=["status", *(name for name, value in changes.items() if value)],
    )
    add_entry(
        case=referral.case,
        actor=actor,
        verb=f"referral_{target}",
        kind=TimelineKind.REFERRAL,
        subject=referral,
        facts={
            "reference": referral.reference,
            "receiver": str(referral.receiver_id),
            "items": len(referral.items),
        },
    )
    return True
