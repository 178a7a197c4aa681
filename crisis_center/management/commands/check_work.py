"""What the operator of the server watches; the health check of beat asks the same."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crisis_center.reminders import reminders
from outbox.queries import failed_count


class Command(BaseCommand):
    help = "Say how many messages were given up and when the reminders last ran; fail when they are silent."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Messages given up: {failed_count()}.")
        state = reminders()
        if state.ran_at is None:
            raise CommandError("The reminders have never run: see that beat and worker run.")
        last = f"{timezone.localtime(state.ran_at):%Y-%m-%d %H:%M:%S}"
        if state.is_silent:
            raise CommandError(f"The reminders are silent since {last}: see that beat and worker run.")
        self.stdout.write(f"The reminders last ran at {last}.")
