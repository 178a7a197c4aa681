"""What the accounts do by the clock. Each can be run twice at once."""

import logging

from celery import shared_task

from accounts.models import KnownDevice, SecondStep, SignInCount
from accounts.queries import system_actor
from accounts.services import unfinished_sign_ins
from accounts.services.shifts import end_forgotten_shifts
from accounts.sessions import SessionStore

logger = logging.getLogger(__name__)
BATCH = 200


@shared_task(ignore_result=True)
def tell_of_unfinished_sign_ins() -> int:
    """Tell each worker whose password was right, but nothing followed; one failure stops nobody else."""
    actor, told = system_actor(), 0
    waiting = SecondStep.objects.to_tell().order_by("worker_id").values_list("worker_id", flat=True)
    for worker_id in waiting.distinct()[:BATCH]:
        try:
            told += unfinished_sign_ins.tell_of_unfinished_sign_ins(actor=actor, worker_id=worker_id)
        except Exception:
            logger.exception("A worker could not be told of a sign-in; the next scan tries again")
    unfinished_sign_ins.forget_past_second_steps(actor=actor)
    return told


@shared_task(ignore_result=True)
def clear_what_has_expired() -> None:
    """Delete sessions that have ended, wrong passwords that are forgotten, devices not seen for a year.

    Shifts that nobody ended end by themselves.
    """
    SessionStore.clear_expired()
    SignInCount.objects.forgotten().delete()
    KnownDevice.objects.forgotten().delete()
    end_forgotten_shifts(actor=system_actor())
