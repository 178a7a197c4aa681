"""What the reports do by the clock."""

from celery import shared_task

from reporting.services.keeping import DAYS_AT_ONCE, keep_settled_days

MOST_ROUNDS = 50


@shared_task(ignore_result=True)
def keep_numbers_of_settled_days() -> int:
    """Keep what is settled, some days at a time, each in a transaction of its own; return how many days."""
    kept = 0
    for _round in range(MOST_ROUNDS):
        kept += (days := keep_settled_days())
        if days < DAYS_AT_ONCE:
            break
    return kept
