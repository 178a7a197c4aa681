"""A right password without a second step is told to its owner: somebody else may know it (U6)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import SecondStep, User
from audit.services import record
from outbox.services import queue_message


@transaction.atomic
def tell_of_unfinished_sign_ins(*, actor: User, worker_id: UUID) -> bool:
    """Tell a worker once of all that was not finished, and return whether she is told now.

    Later tries do not put it off, and an hour of tries is one message. The conditional update decides which
    of two scans tells.
    """
    now = timezone.now()
    if not SecondStep.objects.to_tell().filter(worker_id=worker_id).update(told_at=now):
        return False
    worker = User.objects.get(pk=worker_id)
    record(actor=actor, verb="accounts.sign_in_unfinished", subject=worker)
    return queue_message(
        recipient=worker,
        event="accounts/emails/sign_in_unfinished",
        dedupe_key=f"accounts.sign_in_unfinished:{worker_id}:{now:%Y%m%d%H}",
    )


@transaction.atomic
def forget_past_second_steps(*, actor: User) -> int:
    """Delete what nobody counts any more, a day later; return how many. The journal keeps each sign-in."""
    past, _by_model = SecondStep.objects.past().delete()
    if past:
        record(actor=actor, verb="accounts.second_steps_forgotten", subject=actor)
    return past
