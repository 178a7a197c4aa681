"""Letting a worker enrol anew takes two people, one of whom has checked who she is (U1)."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.answers import Answer
from accounts.enums import CONFIRM_RESETS, ResetReason
from accounts.models import SecondFactorReset, User
from accounts.policies import can_confirm_reset, can_start_reset
from accounts.refusals import Refusal
from audit.services import record, record_refusal
from outbox.services import queue_message

RESET_LIFE = timedelta(hours=24)


@transaction.atomic
def start_reset(*, actor: User, worker: User, reason: str) -> SecondFactorReset:
    """Ask that a worker may enrol a second factor anew; nothing changes until another person confirms.

    The worker is told at once, so that she can object, and so are those who may confirm. A newer one
    takes the place of one that waits. Refuses oneself, the system's user, and who does not manage staff.
    """
    _require(can_start_reset(actor, worker), actor, worker)
    if reason not in ResetReason.values:
        raise Refusal(_("Choose one of the reasons."))
    now = timezone.now()
    SecondFactorReset.objects.open().filter(worker=worker).update(expires_at=now)
    reset = SecondFactorReset.objects.create(
        worker=worker, reason=reason, started_by=actor, started_at=now, expires_at=now + RESET_LIFE
    )
    queue_message(recipient=worker, event="accounts/emails/reset_started")
    for other in User.objects.active().filter(role__in=CONFIRM_RESETS).exclude(pk__in=[actor.pk, worker.pk]):
        queue_message(recipient=other, event="accounts/emails/confirmation_waits")
    record(actor=actor, verb="accounts.second_step_reset_started", subject=worker, fields=("reason",))
    return reset


@transaction.atomic
def confirm_reset(*, actor: User, reset: SecondFactorReset) -> None:
    """Take the worker's second factors away, end all her sessions, and tell her.

    It is never off: at her next sign-in she enrols before any page opens. The actor has checked out of band
    who she is. Refuses who started it, the worker herself, other roles, and one that waits no longer.
    """
    _require(can_confirm_reset(actor, reset), actor, reset.worker)
    now = timezone.now()
    waiting = SecondFactorReset.objects.open().filter(pk=reset.pk).exclude(started_by=actor)
    if not waiting.update(confirmed_by=actor, confirmed_at=now):
        raise Refusal(_("This reset waits no longer. Somebody confirmed it, or it is older than a day."))
    Authenticator.objects.filter(user_id=reset.worker_id).delete()
    User.objects.filter(pk=reset.worker_id).update(second_factor_reset_at=now)
    queue_message(recipient=reset.worker, event="accounts/emails/sign_in_changed")
    record(actor=actor, verb="accounts.second_step_reset", subject=reset.worker)


def _require(answer: Answer, actor: User, worker: User) -> None:
    if not answer:
        record_refusal(actor=actor, verb="accounts.second_step_reset_refused", subject=worker)
        raise Refusal(answer.reason)
