"""Reminders to staff about follow-ups that are due: each exactly once, whatever dies meanwhile.

PostgreSQL is the only truth. A due follow-up is found again by every scan until its reminder row is
there; the unique row, not a prior read, decides that it is given once (house 7, security R4).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit.services import record
from cases.conflicts import is_barred, leads_of
from cases.models import FollowUp, Reminder, ReminderClock
from cases.row_security import Why, seeing_every_case
from outbox.services import queue_message

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from accounts.models import User


def responsible_or_leads(follow_up: FollowUp) -> list[User]:
    """Return who is reminded first: the responsible worker, or the leads when she has left or is barred."""
    if follow_up.responsible.is_active and not is_barred(follow_up.responsible, follow_up.case):
        return [follow_up.responsible]
    return leads_of(follow_up.case)


def leads_or_responsible(follow_up: FollowUp) -> list[User]:
    """Return who is told when it grows late: the leads, or the responsible worker of a team without one."""
    return leads_of(follow_up.case) or responsible_or_leads(follow_up)


@dataclasses.dataclass(frozen=True)
class ReminderStep:
    number: int
    days_late: int
    recipients: Callable[[FollowUp], list[User]]


STEPS = (
    ReminderStep(0, 0, responsible_or_leads),
    ReminderStep(1, 1, responsible_or_leads),
    ReminderStep(2, 2, leads_or_responsible),
)


@seeing_every_case(Why.REMINDERS)
def due_reminders(*, today: dt.date, limit: int) -> list[tuple[UUID, ReminderStep]]:
    """Return the (follow-up, step) pairs that are due on `today` and have no reminder yet."""
    pairs: list[tuple[UUID, ReminderStep]] = []
    for step in STEPS:
        given = Reminder.objects.filter(follow_up=OuterRef("pk"), due_on=OuterRef("due_on"), step=step.number)
        ids = (
            FollowUp.objects.due_by(today - dt.timedelta(days=step.days_late))
            .filter(~Exists(given))
            .order_by("due_on", "id")
            .values_list("pk", flat=True)[: limit - len(pairs)]
        )
        pairs += [(pk, step) for pk in ids]
    return pairs


@seeing_every_case(Why.REMINDERS)
@transaction.atomic
def remind(*, actor: User, follow_up_id: UUID, step: ReminderStep, today: dt.date) -> int:
    """Give the reminders of one step and return how many were given.

    A row that another process holds, or that was settled or moved meanwhile, gives none.
    """
    follow_up = (
        FollowUp.objects.due_by(today)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("case", "responsible")
        .filter(pk=follow_up_id)
        .first()
    )
    if follow_up is None:
        return 0
    return sum(
        _give(actor=actor, follow_up=follow_up, step=step, recipient=recipient, today=today)
        for recipient in step.recipients(follow_up)
    )


def _give(*, actor: User, follow_up: FollowUp, step: ReminderStep, recipient: User, today: dt.date) -> bool:
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(
                follow_up=follow_up, step=step.number, recipient=recipient, due_on=follow_up.due_on
            )
    except IntegrityError:
        return False  # given already: the unique row decides
    # One neutral message a person and day, however much is due (hotline practice 7.4).
    queue_message(
        recipient=recipient, event="cases/emails/work_due", dedupe_key=f"work_due:{recipient.pk}:{today}"
    )
    record(
        actor=actor, verb="cases.reminder_given", subject=reminder, case_id=follow_up.case_id, fields=["step"]
    )
    return True


def is_time_to_remind(now: dt.datetime) -> bool:
    """Say whether the hour from which reminders go out has come (an editable fact, decision 24)."""
    clock, _created = ReminderClock.objects.get_or_create(pk=1)
    return timezone.localtime(now).time() >= clock.digest_from


def note_reminder_run(now: dt.datetime) -> None:
    """Remember that the reminders were looked for: shown in the footer, so that silence is seen."""
    ReminderClock.objects.update_or_create(pk=1, defaults={"last_ran_at": now})
