"""Who may do what with a referral she can see; the greyed button shows the same sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.answers import ALLOWED, Answer, refused
from accounts.enums import Role
from cases.policies import EMERGENCY_READS
from referrals.enums import ReferralStatus
from referrals.workflow import REFERRAL_MOVES

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case
    from referrals.models import Referral

MAY_REFER = frozenset({Role.COORDINATOR, Role.PSYCHOLOGIST, Role.LAWYER})


def can_prepare_referral(actor: User, case: Case) -> Answer:
    """Say whether `actor` may refer the case to a partner."""
    if case.emergency_until:
        return refused(EMERGENCY_READS)
    if case.is_closed:
        return refused(_("This case is closed. Reopen it first."))
    if actor.role in MAY_REFER:
        return ALLOWED
    return refused(_("A coordinator, psychologist or lawyer of the case refers it. Ask one of them."))


def can_handle_referral(actor: User, referral: Referral) -> Answer:
    """Say whether `actor` may note anything about this referral, at whatever stage it stands."""
    if referral.case.emergency_until:
        return refused(EMERGENCY_READS)
    if referral.case.is_closed:
        return refused(_("This case is closed. Reopen it first."))
    if actor.role in MAY_REFER:
        return ALLOWED
    return refused(_("A coordinator, psychologist or lawyer of the case does this. Ask one of them."))


def can_record_legal_basis(actor: User, referral: Referral) -> Answer:
    """Say whether `actor` may record a legal basis: as long as nothing has left the centre."""
    if referral.status != ReferralStatus.PREPARED:
        return refused(_("The referral stands at another stage now."))
    return can_handle_referral(actor, referral)


def can_send_referral(actor: User, referral: Referral) -> Answer:
    """Say whether `actor` may send it now. Whether consent allows it is the service's question."""
    return _can_move(actor, referral, ReferralStatus.SENT)


def can_note_seen(actor: User, referral: Referral) -> Answer:
    """Say whether `actor` may note that the partner received it."""
    return _can_move(actor, referral, ReferralStatus.SEEN)


def can_accept_referral(actor: User, referral: Referral) -> Answer:
    """Say whether `actor` may note the partner's yes."""
    return _can_move(actor, referral, ReferralStatus.ACCEPTED)


def can_decline_referral(actor: User, referral: Referral) -> Answer:
    """Say whether `actor` may note the partner's no."""
    return _can_move(actor, referral, ReferralStatus.DECLINED)


def can_report_service_started(actor: User, referral: Referral) -> Answer:
    """Say whether `actor` may note that the partner began to help."""
    return _can_move(actor, referral, ReferralStatus.SERVICE_STARTED)


def can_complete_referral(actor: User, referral: Referral) -> Answer:
    """Say whether `actor` may note that what we asked for is done."""
    return _can_move(actor, referral, ReferralStatus.COMPLETED)


def can_withdraw_referral(actor: User, referral: Referral) -> Answer:
    """Say whether `actor` may take the referral back."""
    return _can_move(actor, referral, ReferralStatus.WITHDRAWN)


def can_note_no_answer(actor: User, referral: Referral) -> Answer:
    """Say whether `actor` may give up waiting for an answer."""
    return _can_move(actor, referral, ReferralStatus.NO_ANSWER)


def _can_move(actor: User, referral: Referral, target: ReferralStatus) -> Answer:
    if target not in REFERRAL_MOVES[referral.status]:
        return refused(_("The referral stands at another stage now."))
    return can_handle_referral(actor, referral)
