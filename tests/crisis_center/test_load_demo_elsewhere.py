"""Where the demo centre may not be loaded, and on which days it may."""

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from audit.models import JournalEntry
from audit.services import record
from cases.enums import FollowUpKind
from cases.models import Case, FollowUp
from crisis_center.demo import by_chance
from crisis_center.demo.clock import at, local

pytestmark = pytest.mark.django_db

IN_USE = (
    "This database is in use and is not the demo centre. Start it with DEMO=0, or choose another data folder."
)


def test_a_centre_at_work_refuses_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo")
    assert str(refusal.value) == (
        "This is not a demonstration: invented cases have no place among real ones."
    )
    assert not User.objects.people().exists()


def test_a_database_with_somebody_elses_worker_refuses_the_demo(administrator):
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo")
    assert str(refusal.value) == IN_USE
    assert list(User.objects.people()) == [administrator]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2027, 1, 9, 19, 20, tzinfo=dt.UTC),  # a Sunday, 20 minutes after midnight in Shymkent
        dt.datetime(2027, 3, 31, 18, 55, tzinfo=dt.UTC),  # the last minutes of a long month after holidays
    ],
)
def test_the_demo_loads_at_any_hour_and_the_check_in_is_due_that_day(now, capsys, monkeypatch):
    monkeypatch.setattr(by_chance, "CASES", 8)
    monkeypatch.setattr(by_chance, "CALLS", 20)
    with time_machine.travel(now, tick=False):
        call_command("load_demo")
        assert FollowUp.objects.filter(kind=FollowUpKind.ONE_MONTH, due_on=timezone.localdate()).exists()


def test_the_past_is_told_to_the_services_and_not_to_the_journal(operator):
    moment = local(dt.date(2026, 2, 3), "23:30")
    with at(moment):
        assert timezone.localdate() == dt.date(2026, 2, 3)
        assert timezone.now() < timezone.now()
        record(actor=operator, verb="accounts.language_changed", subject=operator)
    assert timezone.now() - moment > dt.timedelta(days=1)
    assert JournalEntry.objects.get().at - moment > dt.timedelta(days=1)


def test_the_demonstration_has_no_future():
    tomorrow = timezone.now() + dt.timedelta(days=1)
    with pytest.raises(ValueError, match="a past, no future"), at(tomorrow):
        pass
