"""Reminders to staff: given once, found again by every scan, never lost to a colleague's haste."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection

from accounts.models import User
from accounts.queries import system_actor
from accounts.services.shifts import begin_shift
from cases import tasks
from cases.enums import FollowUpKind
from cases.models import FollowUp, Reminder, ReminderClock
from cases.services import reminders
from cases.services.follow_ups import cancel_follow_up, move_follow_up, plan_follow_up
from cases.services.reminders import STEPS, due_reminders, remind
from cases.tasks import remind_of_due_follow_ups
from outbox.models import OutboxMessage
from tests.accounts.factories import UserFactory

D = dt.date
MONDAY = D(2026, 11, 23)
MORNING = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)  # 09:00 in Shymkent


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


def plan(case, worker, **options):
    options = {"kind": FollowUpKind.ONE_MONTH, "due_on": MONDAY, "responsible": worker, **options}
    return plan_follow_up(actor=worker, case=case, **options)


def given():
    return sorted(Reminder.objects.values_list("step", "recipient__username"))


@pytest.mark.django_db
class TestTheScan:
    def test_nothing_due_gives_nothing_and_leaves_a_sign_that_it_ran(self, case):
        assert remind_of_due_follow_ups() == 0
        assert ReminderClock.objects.get().last_ran_at == MORNING

    def test_before_the_hour_of_the_digest_nobody_is_woken(self, case, psychologist, clock):
        plan(case, psychologist)
        clock.move_to(dt.datetime(2026, 11, 23, 2, 59, tzinfo=dt.UTC))
        assert remind_of_due_follow_ups() == 0
        clock.move_to(dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC))
        assert remind_of_due_follow_ups() == 1

    def test_the_responsible_worker_is_reminded_once_however_often_it_runs(self, case, psychologist):
        plan(case, psychologist)
        assert [remind_of_due_follow_ups() for _time in range(3)] == [1, 0, 0]
        assert given() == [(0, "psychologist")]

    def test_one_neutral_message_a_day_however_much_is_due(self, case, psychologist):
        plan(case, psychologist)
        plan(case, psychologist, kind=FollowUpKind.SAFETY_REVIEW)
        assert remind_of_due_follow_ups() == 2
        message = OutboxMessage.objects.get()
        assert (message.recipient, message.event, message.context) == (
            psychologist,
            "cases/emails/work_due",
            {},
        )

    def test_a_follow_up_that_stays_undone_reaches_the_lead(self, case, psychologist, coordinator, clock):
        plan(case, psychologist)
        remind_of_due_follow_ups()
        clock.shift(dt.timedelta(days=1))
        remind_of_due_follow_ups()
        clock.shift(dt.timedelta(days=1))
        remind_of_due_follow_ups()
        assert given() == [(0, "psychologist"), (1, "psychologist"), (2, "coordinator")]

    def test_of_several_leads_who_is_on_duty(self, case, psychologist, coordinator, clock):
        on_duty = UserFactory(role="coordinator")
        plan(case, psychologist)
        clock.shift(dt.timedelta(days=2))
        begin_shift(actor=on_duty)
        remind_of_due_follow_ups()
        assert set(Reminder.objects.filter(step=2).values_list("recipient", flat=True)) == {on_duty.pk}

    def test_a_team_without_a_lead_reminds_the_worker_again(self, case, psychologist, clock):
        plan(case, psychologist)
        clock.shift(dt.timedelta(days=2))
        remind_of_due_follow_ups()
        assert given() == [(0, "psychologist"), (1, "psychologist"), (2, "psychologist")]

    def test_when_the_worker_has_left_the_lead_is_reminded(self, case, psychologist, coordinator):
        plan(case, psychologist)
        User.objects.filter(pk=psychologist.pk).update(is_active=False)
        remind_of_due_follow_ups()
        assert given() == [(0, "coordinator")]

    def test_a_moved_follow_up_reminds_again_on_its_new_day(self, case, psychologist, clock):
        follow_up = plan(case, psychologist)
        remind_of_due_follow_ups()
        move_follow_up(
            actor=psychologist, follow_up=follow_up, due_on=D(2026, 11, 24), version=follow_up.version
        )
        assert remind_of_due_follow_ups() == 0
        clock.shift(dt.timedelta(days=1))
        assert remind_of_due_follow_ups() == 1

    def test_a_settled_follow_up_reminds_nobody(self, case, psychologist):
        cancel_follow_up(actor=psychologist, follow_up=plan(case, psychologist))
        assert remind_of_due_follow_ups() == 0

    def test_one_that_was_settled_after_the_scan_found_it_reminds_nobody(self, case, psychologist):
        follow_up = plan(case, psychologist)
        [(found, step)] = due_reminders(today=MONDAY, limit=10)
        cancel_follow_up(actor=psychologist, follow_up=follow_up)
        assert remind(actor=system_actor(), follow_up_id=found, step=step, today=MONDAY) == 0

    def test_one_that_cannot_be_given_does_not_stop_the_others(self, case, psychologist, monkeypatch, caplog):
        poison = plan(case, psychologist)
        plan(case, psychologist, kind=FollowUpKind.SAFETY_REVIEW)

        def give(*, actor, follow_up_id, step, today):
            if follow_up_id == poison.pk:
                raise RuntimeError
            return remind(actor=actor, follow_up_id=follow_up_id, step=step, today=today)

        monkeypatch.setattr(tasks, "remind", give)
        assert remind_of_due_follow_ups() == 1
        assert caplog.messages == ["A reminder could not be given; the next scan tries again"]
        monkeypatch.undo()
        assert remind_of_due_follow_ups() == 1

    def test_the_unique_row_decides_not_a_prior_read(self, case, psychologist):
        follow_up = plan(case, psychologist)
        answers = [
            remind(actor=system_actor(), follow_up_id=follow_up.pk, step=STEPS[0], today=MONDAY)
            for _time in range(2)
        ]
        assert answers == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_two_scans_at_once_give_each_reminder_once(case, psychologist, monkeypatch):
    for _number in range(6):
        plan(case, psychologist, kind=FollowUpKind.SAFETY_REVIEW)
    both_have_looked = threading.Barrier(2)

    def due_for_both(*, today, limit):
        found = due_reminders(today=today, limit=limit)
        both_have_looked.wait(10)
        return found

    monkeypatch.setattr(tasks, "due_reminders", due_for_both)
    results: list[int] = []

    def scan():
        try:
            results.append(remind_of_due_follow_ups())
        finally:
            connection.close()

    threads = [threading.Thread(target=scan) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    monkeypatch.undo()
    remind_of_due_follow_ups()  # what one skipped because the other held it is found again
    assert len(results) == 2
    assert Reminder.objects.count() == FollowUp.objects.count() == 6
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_a_limit_leaves_the_rest_for_the_next_scan(case, psychologist):
    for _number in range(3):
        plan(case, psychologist, kind=FollowUpKind.SAFETY_REVIEW)
    assert len(reminders.due_reminders(today=MONDAY, limit=2)) == 2
