"""What the centre does by the clock. A task carries ids, calls one service, and can be run twice at once."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts.queries import system_actor
from cases.services.reminders import due_reminders, is_time_to_remind, note_reminder_run, remind

logger = logging.getLogger(__name__)
BATCH = 500


@shared_task(ignore_result=True)
def remind_of_due_follow_ups() -> int:
    """Give every reminder that is due; one that cannot be given does not stop the others."""
    now = timezone.now()
    given = 0
    if is_time_to_remind(now):
        actor, today = system_actor(), timezone.localdate(now)
        for follow_up_id, step in due_reminders(today=today, limit=BATCH):
            try:
                given += remind(actor=actor, follow_up_id=follow_up_id, step=step, today=today)
            except Exception:
                logger.exception("A reminder could not be given; the next scan tries again")
    note_reminder_run(now)
    return given
