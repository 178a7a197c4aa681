"""Asking a partner for help, and what comes of it. The partner answers by telephone or letter; we note it."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.services import record, record_refusal
from cases.conflicts import barred_branches, is_barred
from cases.enums import ConsentPurpose, FollowUpKind, TimelineKind
from cases.models import FollowUp, insert_with_reference
from cases.queries import consent_for
from cases.refusals import Conflict, Refusal
from cases.services.follow_ups import cancel_follow_up, plan_follow_up
from cases.services.moves import move
from cases.services.timeline import add_entry
from outbox.services import queue_message
from reference.models import LegalBasis
from reference.queries import working_days_after
from referrals.enums import ReferralStatus
from referrals.models import Referral, ReferralStatusChange
from referrals.workflow import REFERRAL_MOVES
from vault.context import sealing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accounts.models import User
    from cases.models import Case, Consent
    from partners.models import Branch
    from reference.models import LegalBasisQuerySet

WORKING_DAYS_FOR_AN_ANSWER = 5
WORKING_DAYS_FOR_AN_URGENT_ANSWER = 1
WORKING_DAYS_TO_FIND_ANOTHER = 2

BRANCH_IS_BARRED = gettext_lazy(
    "There is a conflict of interest with this branch: this case is never referred there. Choose another one."
)
NO_PERMISSION = gettext_lazy(
    "No valid consent for this receiver and everything that is told. Ask her, or record a legal basis."
)


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

    Refuses a closed case, a barred branch, and a referral that tells nothing or asks for nothing. A living
    referral of this case to the same partner is a Conflict.
    """
    _refuse_closed(case)
    _refuse_barred(actor, case, details.receiver)
    if not details.items:
        raise Refusal(_("Choose at least one thing that is told."))
    if not details.request.strip():
        raise Refusal(_("Write what you ask them for."))
    referral = Referral(
        case=case,
        receiver=details.receiver,
        items=list(details.items),
        is_urgent=details.is_urgent,
        legal_basis=details.legal_basis,
        client_was_told=details.client_was_told,
        prepared_by=actor,
    )
    with sealing(case.pk), _one_living_a_receiver():
        referral.request = details.request.strip()
        insert_with_reference(referral, "R")
    record(
        actor=actor,
        verb="referrals.prepared",
        subject=referral,
        case_id=case.pk,
        fields=["receiver", "items", "request"],
    )
    _tell_timeline(actor=actor, referral=referral)
    return referral


@transaction.atomic
def record_legal_basis(
    *, actor: User, referral: Referral, legal_basis: LegalBasis, client_was_told: bool | None = None
) -> Referral:
    """Record on which rule of law a prepared referral may leave without her consent.

    Refuses a rule that does not hold today or does not stand for consent. Once the referral was
    sent, on what it was sent is history: that is a Conflict.
    """
    if not _bases_today().filter(pk=legal_basis.pk).exists():
        raise Refusal(
            _("This rule of law does not stand for her consent today. Choose another one, or ask her.")
        )
    recorded = Referral.objects.filter(pk=referral.pk, status=ReferralStatus.PREPARED).update(
        legal_basis=legal_basis, client_was_told=client_was_told
    )
    referral.refresh_from_db(fields=["status", "legal_basis", "client_was_told"])
    if not recorded:
        raise Conflict(_("This referral has been sent or taken back meanwhile."))
    record(
        actor=actor,
        verb="referrals.legal_basis_recorded",
        subject=referral,
        case_id=referral.case_id,
        fields=["legal_basis", "client_was_told"],
    )
    return referral


def permission_to_send(referral: Referral) -> Consent | LegalBasis | None:
    """Return what allows this referral to leave today: a consent for exactly this, or the legal basis.

    A rule of law counts on the days on which it holds, and only if it stands for consent.
    """
    consent = consent_for(
        referral.case,
        receiver_id=referral.receiver_id,
        purpose=ConsentPurpose.REFERRAL,
        items=referral.items,
        day=timezone.localdate(),
    )
    if consent or referral.legal_basis_id is None:
        return consent
    return _bases_today().filter(pk=referral.legal_basis_id).first()


@transaction.atomic
def send_referral(
    *, actor: User, referral: Referral, sent_how: str, recipient_person: str = "", receipt_number: str = ""
) -> Referral:
    """Note that the referral was handed to the partner. Asking twice changes nothing.

    Refuses a barred branch, and without a consent that is valid today for this receiver and every item,
    unless a legal basis is recorded (law 94-V art. 8; NNEDV: release per receiver). Plans to ask for the
    answer.
    """
    if referral.status == ReferralStatus.SENT:
        return referral
    _refuse_barred(actor, referral.case, referral.receiver)
    permission = permission_to_send(referral)
    if permission is None:
        raise Refusal(NO_PERMISSION)
    days = WORKING_DAYS_FOR_AN_URGENT_ANSWER if referral.is_urgent else WORKING_DAYS_FOR_AN_ANSWER
    answer_due_on = working_days_after(timezone.localdate(), days)
    moved = _move(
        actor=actor,
        referral=referral,
        target=ReferralStatus.SENT,
        sent_at=timezone.now(),
        sent_how=sent_how,
        consent=None if isinstance(permission, LegalBasis) else permission,
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
    """Note that the partner said yes. The question for an answer is settled, and who prepared it is told."""
    if _move(actor=actor, referral=referral, target=ReferralStatus.ACCEPTED, note=note):
        _settle_question(actor=actor, referral=referral)
        _tell_preparer(actor=actor, referral=referral)
    return referral


@transaction.atomic
def decline_referral(*, actor: User, referral: Referral, reason: str, note: str = "") -> Referral:
    """Note that the partner said no. Another service is to be found in two working days.

    Refuses without a reason. Settles the question for an answer and tells who prepared the referral.
    """
    if not reason:
        raise Refusal(_("Choose why they said no."))
    if not _move(
        actor=actor,
        referral=referral,
        target=ReferralStatus.DECLINED,
        note=note,
        facts={"reason": reason},
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
    _tell_preparer(actor=actor, referral=referral)
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


@contextmanager
def _one_living_a_receiver() -> Iterator[None]:
    """Let the database decide whether the partner deals with the case already, and say so in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "referral_one_living_a_receiver" not in str(error):
            raise
        raise Conflict(_("This partner is dealing with the case already. Open that referral.")) from error


def _refuse_closed(case: Case) -> None:
    if case.is_closed:
        raise Refusal(_("This case is closed. Reopen it first."))


def _refuse_barred(actor: User, case: Case, branch: Branch) -> None:
    """Refuse a branch where whoever used violence may read what is told; the journal keeps the attempt."""
    if branch.pk in barred_branches(case):
        record_refusal(
            actor=actor, verb="referrals.branch_refused", subject=branch, case_id=case.pk, result="conflict"
        )
        raise Refusal(BRANCH_IS_BARRED)


def _bases_today() -> LegalBasisQuerySet:
    return LegalBasis.objects.valid_on(timezone.localdate()).standing_for_consent()


def _question_of(referral: Referral) -> str:
    return f"referral_answer:{referral.pk}"


def _settle_question(*, actor: User, referral: Referral) -> None:
    for question in FollowUp.objects.planned().filter(origin=_question_of(referral)):
        cancel_follow_up(actor=actor, follow_up=question)


def _tell_preparer(*, actor: User, referral: Referral) -> None:
    if referral.prepared_by_id != actor.pk and not is_barred(referral.prepared_by, referral.case):
        queue_message(
            recipient=referral.prepared_by,
            event="referrals/emails/answer_came",
            dedupe_key=f"{referral.status}:{referral.pk}",
        )


def _move(
    *,
    actor: User,
    referral: Referral,
    target: ReferralStatus,
    note: str = "",
    facts: dict[str, str | int] | None = None,
    **changes: object,
) -> bool:
    """Move a referral and write its three lines (history, journal, timeline); False when it is there."""
    _refuse_closed(referral.case)
    before = referral.status
    with _one_living_a_receiver():
        moved = move(referral, target, moves=REFERRAL_MOVES, **changes)
    if not moved:
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
    _tell_timeline(actor=actor, referral=referral, facts=facts)
    return True


def _tell_timeline(*, actor: User, referral: Referral, facts: dict[str, str | int] | None = None) -> None:
    add_entry(
        case=referral.case,
        actor=actor,
        verb=f"referral_{referral.status}",
        kind=TimelineKind.REFERRAL,
        subject=referral,
        facts={
            "reference": referral.reference,
            "receiver": str(referral.receiver_id),
            "items": len(referral.items),
            **(facts or {}),
        },
    )
