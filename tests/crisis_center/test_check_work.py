"""What the operator of the server is told, and what makes the health check fail."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases.models import ReminderClock

pytestmark = pytest.mark.django_db


def said() -> str:
    out = StringIO()
    call_command("check_work", stdout=out)
    return out.getvalue()


def reminders_ran(at: dt.datetime) -> None:
    ReminderClock.objects.update_or_create(defaults={"last_ran_at": at})


def test_a_centre_at_work_says_when_the_reminders_last_ran():
    ran_at = timezone.now() - dt.timedelta(minutes=1)
    reminders_ran(ran_at)
    shown = f"{timezone.localtime(ran_at):%Y-%m-%d %H:%M:%S}"
    assert said() == f"Messages given up: 0.\nThe reminders last ran at {shown}.\n"


def test_reminders_that_never_ran_are_a_fault():
    with pytest.raises(CommandError, match=r"^The reminders have never run: see that beat and worker run\.$"):
        said()


def test_reminders_that_fell_silent_are_a_fault():
    reminders_ran(timezone.now() - dt.timedelta(minutes=11))
    with pytest.raises(CommandError, match=r"^The reminders are silent since .+: see that beat and worker"):
        said()
