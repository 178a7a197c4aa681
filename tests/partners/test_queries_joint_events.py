"""Which joint events count, and who sees them."""

import datetime as dt

import pytest
import time_machine

from partners.models import JointEvent
from partners.queries import joint_event_counts
from tests.partners.factories import AttendanceFactory, JointEventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


@pytest.fixture
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)):
        yield


def test_workers_on_cases_see_joint_events_and_keepers_reach_them(everybody):
    event = JointEventFactory()
    seen = {str(worker.role) for worker in everybody if JointEvent.objects.visible_to(worker).contains(event)}
    kept = {str(worker.role) for worker in everybody if JointEvent.objects.kept_by(worker).contains(event)}
    assert seen == {"operator", "psychologist", "lawyer", "coordinator", "manager"}
    assert kept == {"coordinator", "manager"}


def test_events_and_participants_are_counted_by_kind_and_by_sex():
    table = JointEventFactory(held_on=FIRST)
    seminar = JointEventFactory(kind="seminar", held_on=LAST - dt.timedelta(60))
    JointEventFactory(kind="seminar")
    AttendanceFactory(event=table, number=8)
    AttendanceFactory(event=table, sex="male", number=2)
    AttendanceFactory(event=seminar, number=5)
    AttendanceFactory(event=seminar, participant_kind="police", sex="unknown", number=3)
    counts = joint_event_counts(FIRST, LAST)
    assert counts.events_by_kind == {"round_table": 1, "seminar": 2}
    assert counts.participants_by_kind == {"education": 15, "police": 3}
    assert counts.participants_by_sex == {"female": 13, "male": 2, "unknown": 3}
    assert (counts.events, counts.participants) == (3, 18)


def test_only_events_that_took_place_within_the_days_count():
    for held_on in (dt.date(2025, 12, 31), dt.date(2027, 1, 1)):
        AttendanceFactory(event__held_on=held_on)
    JointEventFactory(cancelled=True)
    JointEventFactory(held_on=dt.date(2026, 11, 26))
    today = JointEventFactory(held_on=dt.date(2026, 11, 25))
    assert list(JointEvent.objects.held().filter(held_on__gte=FIRST)) == [today]
    counts = joint_event_counts(FIRST, LAST)
    assert (counts.events_by_kind, counts.participants) == ({"round_table": 1}, 0)


def test_counting_takes_two_statements_however_many_there_are(django_assert_num_queries):
    for _event in range(3):
        AttendanceFactory()
        with django_assert_num_queries(2):
            joint_event_counts(FIRST, LAST)
