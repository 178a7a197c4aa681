"""Boring referrals. The rows are written by the services, so that they are as a worker leaves them."""

import datetime as dt

from django.utils import timezone

from cases.models import Consent
from cases.services.consents import ConsentDetails, record_consent
from referrals.enums import ReferralStatus as S
from referrals.models import Referral
from referrals.services import (
    ReferralDetails,
    accept_referral,
    complete_referral,
    decline_referral,
    note_no_answer,
    note_seen,
    prepare_referral,
    report_service_started,
    send_referral,
    withdraw_referral,
)
from tests.partners.factories import BranchFactory

ITEMS = ("name", "situation")

# How a prepared referral gets to each status, by the services alone.
WAYS = {
    S.PREPARED: (),
    S.SENT: (S.SENT,),
    S.SEEN: (S.SENT, S.SEEN),
    S.ACCEPTED: (S.SENT, S.SEEN, S.ACCEPTED),
    S.DECLINED: (S.SENT, S.DECLINED),
    S.SERVICE_STARTED: (S.SENT, S.ACCEPTED, S.SERVICE_STARTED),
    S.COMPLETED: (S.SENT, S.ACCEPTED, S.SERVICE_STARTED, S.COMPLETED),
    S.WITHDRAWN: (S.WITHDRAWN,),
    S.NO_ANSWER: (S.SENT, S.NO_ANSWER),
}
# Each move as its service takes it, with what it needs.
MOVES = {
    S.SENT: (send_referral, {"sent_how": "by_hand"}),
    S.SEEN: (note_seen, {}),
    S.ACCEPTED: (accept_referral, {"note": "They take her on Monday."}),
    S.DECLINED: (decline_referral, {"reason": "no_place", "note": "Full until spring."}),
    S.SERVICE_STARTED: (report_service_started, {}),
    S.COMPLETED: (complete_referral, {}),
    S.WITHDRAWN: (withdraw_referral, {"reason": "She changed her mind."}),
    S.NO_ANSWER: (note_no_answer, {}),
}


def a_consent(case, receiver, actor, **changes) -> Consent:
    """Return a consent for this receiver, given today, as wide as `ITEMS`; `changes` writes other values."""
    today = timezone.localdate()
    consent = record_consent(
        actor=actor,
        case=case,
        details=ConsentDetails(
            receiver=receiver,
            purposes=["referral"],
            items=list(ITEMS),
            given_by="client",
            way="paper",
            language="ru",
            given_on=today,
            valid_until=today + dt.timedelta(days=60),
        ),
    )
    Consent.objects.filter(pk=consent.pk).update(**changes)
    consent.refresh_from_db()
    return consent


def details(receiver=None, **changes) -> ReferralDetails:
    values = {"receiver": receiver or BranchFactory(), "request": "A protective order.", "items": ITEMS}
    return ReferralDetails(**{**values, **changes})


def move_to(referral: Referral, status: str, actor) -> Referral:
    """Make one move, as `actor`."""
    service, typed = MOVES[status]
    return service(actor=actor, referral=referral, **typed)


def a_referral(case, actor, status: str = S.PREPARED, *, receiver=None, consent: bool = True, **changes):
    """Return a referral of `case` that went its way to `status`; without `consent` it cannot leave."""
    referral = prepare_referral(actor=actor, case=case, details=details(receiver, **changes))
    if consent:
        a_consent(case, referral.receiver, actor)
    for step in WAYS[status]:
        move_to(referral, step, actor)
    return referral
