"""Worker, beat and Redis are killed while reminders fall due: none is lost, none is given twice."""

import datetime as dt
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from cases.enums import FollowUpKind
from cases.models import FollowUp, Reminder, ReminderClock
from cases.services.follow_ups import plan_follow_up
from crisis_center.stack.embedded import Redis
from outbox.models import OutboxMessage
from tests import database
from tests.accounts.factories import UserFactory
from tests.stack.processes import bare_environment, until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
WORKERS, FOLLOW_UPS_EACH, KILLS = 5, 30, 6


class Machinery:
    """A real Redis, a real Celery worker and a real beat, each of which can be killed and started anew."""

    def __init__(self, folder):
        self.redis = Redis(folder)
        self.mail = folder / "mail"
        self.mail.mkdir()
        self.programs = {}
        self.redis.start()

    def environment(self):
        return bare_environment(
            DJANGO_SETTINGS_MODULE="tests.stack.hurried",
            DATABASE_URL=database.server().url(connection.settings_dict["NAME"]),
            REDIS_URL=self.redis.url,
            MAIL_FOLDER=str(self.mail),
        )

    def start(self, name):
        words = {
            "worker": ["worker", "--pool", "threads", "--concurrency", "2", "--without-gossip"],
            "beat": ["beat", "-s", str(self.mail.parent / "beat"), "--pidfile="],
        }[name]
        with (self.mail.parent / f"{name}.log").open("ab") as log:
            self.programs[name] = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "crisis_center.worker", *words],
                env=self.environment(),
                stdout=log,
                stderr=log,
            )

    def kill(self, name):
        process = self.redis.process if name == "redis" else self.programs[name]
        process.send_signal(signal.SIGKILL)
        process.wait()
        if name == "redis":
            self.redis.release()

    def kill_and_start(self, name):
        self.kill(name)
        if name == "redis":
            self.redis = Redis(self.mail.parent)
            self.redis.start()
        else:
            self.start(name)

    def last_words(self):
        logs = sorted(self.mail.parent.glob("*.log"))
        return "\n".join(f"{log.name}: {log.read_text(encoding='utf-8')[-1500:]}" for log in logs)

    def stop(self):
        for process in self.programs.values():
            process.kill()
            process.wait()
        self.redis.stop()


@pytest.fixture
def machinery(tmp_path):
    machinery = Machinery(tmp_path)
    yield machinery
    machinery.stop()


def make_due(case, leads):
    for lead in leads:
        for _number in range(FOLLOW_UPS_EACH):
            plan_follow_up(
                actor=lead,
                case=case,
                kind=FollowUpKind.SAFETY_REVIEW,
                responsible=lead,
                due_on=timezone.localdate(),
            )


def mails_by_id(folder):
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    return Counter(re.findall(r"^Message-ID: (\S+)$", text, flags=re.MULTILINE))


def test_no_reminder_is_lost_or_doubled_whatever_is_killed(case, machinery):
    ReminderClock.objects.create(digest_from=dt.time(0))
    leads = [UserFactory(role="coordinator") for _number in range(WORKERS)]
    make_due(case, leads)
    for name in ("worker", "beat"):
        machinery.start(name)
    chance = random.Random(20261123)  # noqa: S311 the same kills every time
    assert until(Reminder.objects.exists, seconds=20), machinery.last_words()
    for victim in chance.sample(["worker"] * (KILLS - 2) + ["beat", "redis"], KILLS):
        machinery.kill_and_start(victim)
        given = Reminder.objects.count()
        until(lambda given=given: Reminder.objects.count() > given, seconds=8)
        time.sleep(chance.uniform(0, 0.2))
    everything = WORKERS * FOLLOW_UPS_EACH
    assert until(lambda: Reminder.objects.count() >= everything, seconds=40)
    assert until(lambda: OutboxMessage.objects.filter(sent_at__isnull=False).count() == WORKERS, seconds=40)
    machinery.stop()
    assert Reminder.objects.count() == FollowUp.objects.count() == everything
    assert OutboxMessage.objects.count() == WORKERS
    mails = mails_by_id(machinery.mail)
    assert len(mails) == WORKERS
    assert sum(mails.values()) - WORKERS <= KILLS  # the promise: at most one more for each crash (R4)
