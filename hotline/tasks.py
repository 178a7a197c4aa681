"""What the hotline does by the clock. It can be run twice at once."""

from celery import shared_task

from accounts.queries import system_actor
from hotline.services.shift_notes import erase_old_notes


@shared_task(ignore_result=True)
def erase_old_shift_notes() -> None:
    """Erase the hand-over notes that nobody needs any more."""
    erase_old_notes(actor=system_actor())
