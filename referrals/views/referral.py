"""One referral: where it stands, what was told on what ground, what can be done next."""

import dataclasses
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer, refused
from accounts.models import User
from audit.services import Subject, record_refusal
from cases.conflicts import barred_branches
from cases.models import Case, Consent
from cases.views.pages import CasePage
from referrals import policies, queries
from referrals.enums import ReferralStatus
from referrals.models import Referral
from referrals.services import BRANCH_IS_BARRED, NO_PERMISSION, permission_to_send
from referrals.workflow import REFERRAL_MOVES

LABELS = {
    ReferralStatus.SENT: (_("Send"), "send", "send"),
    ReferralStatus.SEEN: (_("They received it"), "eye", "seen"),
    ReferralStatus.ACCEPTED: (_("They said yes"), "check", "accept"),
    ReferralStatus.DECLINED: (_("They said no"), "circle-x", "decline"),
    ReferralStatus.SERVICE_STARTED: (_("Note service begun"), "progress", "service_started"),
    ReferralStatus.COMPLETED: (_("Note it completed"), "circle-check", "complete"),
    ReferralStatus.NO_ANSWER: (_("No answer came"), "clock", "no_answer"),
    ReferralStatus.WITHDRAWN: (_("Take it back"), "arrow-back-up", "withdraw"),
}
# One page, one next step: where a referral usually goes from where it stands.
USUALLY_NEXT = {
    ReferralStatus.PREPARED: ReferralStatus.SENT,
    ReferralStatus.SENT: ReferralStatus.SEEN,
    ReferralStatus.SEEN: ReferralStatus.ACCEPTED,
    ReferralStatus.NO_ANSWER: ReferralStatus.ACCEPTED,
    ReferralStatus.ACCEPTED: ReferralStatus.SERVICE_STARTED,
    ReferralStatus.SERVICE_STARTED: ReferralStatus.COMPLETED,
}


@dataclasses.dataclass(frozen=True)
class Step:
    """A move as the page offers it; where it is refused, the button is greyed and says why."""

    name: str
    label: str | Promise
    icon: str
    url: str
    answer: Answer
    is_next: bool


class OfReferral(CasePage):
    """A page about one referral. To whoever may not open the file of its case it does not exist (404)."""

    @cached_property
    def referral(self) -> Referral:
        mine = queries.referrals_in_full().open_to(self.worker)
        found: Referral | None = mine.filter(reference=self.kwargs["reference"]).first()
        if found is None:
            self.note_refusal()
            raise Http404
        return found

    @cached_property
    def case(self) -> Case:
        case: Case = self.referral.case
        case.emergency_until = self.referral.emergency_until  # type: ignore[attr-defined] # by `open_to`
        return case

    def note_refusal(self) -> None:
        referral_id, case_id = queries.referral_ids_of(self.kwargs["reference"])
        record_refusal(
            actor=self.worker,
            verb="referrals.opening_refused",
            subject=Subject(kind="referrals.referral", id=referral_id),
            case_id=case_id,
        )


class ReferralDetail(OfReferral):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with self.reading("referral"):
            return render(request, "referrals/referral_detail.html", self.context())

    def context(self) -> dict[str, Any]:
        referral, moves = self.referral, queries.moves_of(self.referral)
        is_prepared = referral.status == ReferralStatus.PREPARED
        permission = permission_to_send(referral) if is_prepared else None
        handling = policies.can_handle_referral(self.worker, referral)
        is_barred = is_prepared and referral.receiver_id in barred_branches(self.case)
        is_blocked = is_prepared and permission is None and not is_barred
        blocked_by = BRANCH_IS_BARRED if is_barred else NO_PERMISSION if is_blocked else ""
        return {
            "case": self.case,
            "referral": referral,
            "moves": moves,
            "track": queries.track_of(referral, moves),
            "was_sent": referral.sent_at is not None,
            "is_blocked": is_blocked,
            "consent": referral.consent or (permission if isinstance(permission, Consent) else None),
            "today": timezone.localdate(),
            "handling": handling,
            "why": blocked_by if handling else handling.reason,
            "steps": steps_of(referral, self.worker, blocked_by),
        }


def steps_of(referral: Referral, worker: User, blocked_by: str | Promise = "") -> list[Step]:
    """Return the moves that the table allows from here, the usual next one first, each with its answer.

    `blocked_by` says why it may not leave the centre, if it may not.
    """
    here = ReferralStatus(referral.status)
    targets = [target for target in LABELS if target in REFERRAL_MOVES[here]]
    steps = [_step(referral, target, worker, blocked_by) for target in targets]
    return sorted(steps, key=lambda step: not step.is_next)


def _step(referral: Referral, target: ReferralStatus, worker: User, blocked_by: str | Promise) -> Step:
    label, icon, name = LABELS[target]
    answer = policies.can_handle_referral(worker, referral)
    if answer and target == ReferralStatus.SENT and blocked_by:
        answer = refused(blocked_by)
    url = reverse(f"referrals:{name}", kwargs={"reference": referral.reference})
    return Step(name, label, icon, url, answer, USUALLY_NEXT.get(ReferralStatus(referral.status)) == target)
