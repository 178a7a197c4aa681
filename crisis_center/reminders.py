"""Whether the reminders run: shown at the foot of Today, so that their silence is seen (decision 24).

Only on Today, which everybody passes: the other pages are spared the statement.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from cases.queries import last_reminder_run

LONGEST_SILENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Reminders:
    """When the reminders were last looked for; silence for ten minutes is shown as a fault."""

    ran_at: datetime | None

    @property
    def is_silent(self) -> bool:
        return self.ran_at is None or timezone.now() - self.ran_at > LONGEST_SILENCE


def reminders() -> Reminders:
    """Return the state of the reminders, in one statement."""
    return Reminders(last_reminder_run())
