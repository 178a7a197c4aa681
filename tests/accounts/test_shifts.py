"""Who is on duty: begun and ended by herself, ended when it was forgotten; and who leads meanwhile."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.duty import leads_of, shift_of, shifts_now
from accounts.models import Shift
from accounts.refusals import Refusal
from accounts.services import shifts
from accounts.services.shifts import begin_shift, end_forgotten_shifts, end_shift
from accounts.services.staff import deactivate_worker
from accounts.tasks import clear_what_has_expired
from audit.models import JournalEntry
from tests.accounts.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)  # 20:00 in Shymkent
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(EVENING, tick=False) as clock:
        yield clock


def lines():
    return list(
        JournalEntry.objects.filter(verb__startswith="accounts.shift")
        .order_by("id")
        .values_list("verb", flat=True)
    )


class TestBeginning:
    def test_she_is_on_duty_from_now_on(self, operator):
        shift = begin_shift(actor=operator, planned_until=EVENING + 12 * HOUR)
        assert (shift_of(operator), shift.began_at, shift.planned_until) == (
            shift,
            EVENING,
            EVENING + 12 * HOUR,
        )
        assert lines() == ["accounts.shift_begun"]

    def test_twice_is_once(self, operator, clock):
        shift = begin_shift(actor=operator)
        clock.shift(HOUR)
        assert (begin_shift(actor=operator), lines()) == (shift, ["accounts.shift_begun"])

    def test_her_other_window_was_faster(self, operator, monkeypatch):
        shift = begin_shift(actor=operator)
        seen = [Shift.objects.none(), Shift.objects.open()]
        monkeypatch.setattr(shifts.Shift.objects, "open", lambda: seen.pop(0))
        assert (begin_shift(actor=operator), seen, lines()) == (shift, [], ["accounts.shift_begun"])

    def test_one_that_was_forgotten_ends_first(self, operator, clock):
        old = begin_shift(actor=operator)
        clock.shift(15 * HOUR)
        new = begin_shift(actor=operator)
        old.refresh_from_db()
        assert (old.ended_at, new.began_at) == (EVENING + 14 * HOUR, EVENING + 15 * HOUR)
        assert lines() == ["accounts.shift_begun", "accounts.shift_forgotten", "accounts.shift_begun"]

    @pytest.mark.parametrize("role", ["psychologist", "lawyer", "manager", "administrator", "auditor"])
    def test_a_role_without_the_hotline_has_no_shifts(self, role, request):
        worker = request.getfixturevalue(role)
        with pytest.raises(Refusal, match="answer the hotline"):
            begin_shift(actor=worker)
        assert shift_of(worker) is None

    def test_who_is_in_no_team_has_none_either(self):
        with pytest.raises(Refusal, match="in no team yet"):
            begin_shift(actor=UserFactory(team=None))

    @pytest.mark.parametrize("until", [EVENING - HOUR, EVENING + 15 * HOUR])
    def test_its_end_is_ahead_and_not_too_far(self, operator, until):
        with pytest.raises(Refusal, match="14 hours at most"):
            begin_shift(actor=operator, planned_until=until)
        assert (shift_of(operator), lines()) == (None, [])


class TestEnding:
    def test_she_ends_it_herself_and_twice_is_once(self, operator, clock):
        shift = begin_shift(actor=operator)
        clock.shift(HOUR)
        assert [end_shift(actor=operator, worker=operator) for _time in range(2)] == [True, False]
        shift.refresh_from_db()
        assert (shift.ended_at, shift_of(operator)) == (EVENING + HOUR, None)
        assert lines() == ["accounts.shift_begun", "accounts.shift_ended"]

    def test_who_ended_it_meanwhile_was_first(self, operator, monkeypatch):
        begin_shift(actor=operator)
        monkeypatch.setattr(shifts, "_end", lambda shift: 0)
        assert (end_shift(actor=operator, worker=operator), lines()) == (False, ["accounts.shift_begun"])

    def test_a_forgotten_one_ends_by_itself_after_14_hours(self, operator, coordinator, clock):
        forgotten = begin_shift(actor=operator)
        clock.shift(13 * HOUR)
        running = begin_shift(actor=coordinator)
        clock.shift(HOUR)
        assert [shift.worker for shift in shifts_now(operator)] == [coordinator]
        clear_what_has_expired()
        forgotten.refresh_from_db()
        running.refresh_from_db()
        assert (forgotten.ended_at, running.ended_at) == (EVENING + 14 * HOUR, None)
        line = JournalEntry.objects.get(verb="accounts.shift_forgotten")
        assert line.subject_id == forgotten.pk

    def test_twice_at_once_ends_it_once(self, operator, system, clock):
        shift = begin_shift(actor=operator)
        clock.shift(14 * HOUR)
        read_before = Shift.objects.filter(pk=shift.pk)
        assert list(read_before)
        end_forgotten_shifts(actor=system)
        assert (shifts._end_forgotten(system, read_before), lines().count("accounts.shift_forgotten")) == (
            0,
            1,
        )

    def test_it_ends_with_her_access(self, operator, administrator):
        shift = begin_shift(actor=operator)
        deactivate_worker(actor=administrator, worker=operator)
        shift.refresh_from_db()
        assert (shift.ended_at, shifts_now(administrator)) == (EVENING, [])
        assert lines() == ["accounts.shift_begun", "accounts.shift_ended"]


class TestWhoLeads:
    @pytest.fixture
    def second(self, db):
        return UserFactory(role="coordinator", username="second")

    def test_every_coordinator_of_the_team_while_nobody_is_on_duty(
        self, coordinator, second, operator, other_team_coordinator
    ):
        UserFactory(role="coordinator", username="left", is_active=False)
        begin_shift(actor=operator)
        begin_shift(actor=other_team_coordinator)
        assert leads_of(coordinator.team_id) == [coordinator, second]

    def test_else_who_is_on_duty(self, coordinator, second):
        begin_shift(actor=second)
        assert leads_of(coordinator.team_id) == [second]
        begin_shift(actor=coordinator)
        assert leads_of(coordinator.team_id) == [coordinator, second]

    def test_who_should_be_home_or_was_forgotten_is_not_relied_on(self, coordinator, second, clock):
        begin_shift(actor=second, planned_until=EVENING + HOUR)
        assert leads_of(coordinator.team_id) == [second]
        clock.shift(HOUR)
        assert (leads_of(coordinator.team_id), shift_of(second).is_over_its_plan) == (
            [coordinator, second],
            True,
        )
        end_shift(actor=second, worker=second)
        begin_shift(actor=second)
        clock.shift(14 * HOUR)
        assert (leads_of(coordinator.team_id), shift_of(second)) == ([coordinator, second], None)

    def test_whom_it_does_not_concern_leaves_the_others(self, coordinator, second):
        begin_shift(actor=second)
        assert leads_of(coordinator.team_id, among=~Q(pk=second.pk)) == [coordinator]

    def test_it_is_one_statement(self, coordinator, second):
        begin_shift(actor=second)
        with CaptureQueriesContext(connection) as captured:
            leads_of(coordinator.team_id)
        assert len(captured) == 1


def test_the_own_team_stands_first_among_those_on_duty(operator, coordinator, other_team_coordinator, clock):
    for worker in (other_team_coordinator, coordinator, operator):
        begin_shift(actor=worker)
        clock.shift(HOUR)
    assert [shift.worker for shift in shifts_now(operator)] == [coordinator, operator, other_team_coordinator]
    assert shifts_now(other_team_coordinator)[0].worker == other_team_coordinator


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("values", "name", "sentence"),
        [
            ({"ended_at": EVENING - HOUR}, "accounts_shift_ends_after_it_began", "ends after it began"),
            ({"planned_until": EVENING}, "accounts_shift_lasts_14_hours_at_most", "14 hours at most"),
            (
                {"planned_until": EVENING + 15 * HOUR},
                "accounts_shift_lasts_14_hours_at_most",
                "14 hours at most",
            ),
        ],
    )
    def test_the_database_refuses(self, operator, values, name, sentence):
        shift = begin_shift(actor=operator)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Shift.objects.filter(pk=shift.pk).update(**values)
        for field, value in values.items():
            setattr(shift, field, value)
        with pytest.raises(ValidationError, match=sentence):
            shift.validate_constraints()

    def test_nobody_is_on_duty_twice(self, operator):
        begin_shift(actor=operator)
        twin = Shift(worker=operator, began_at=timezone.now())
        with pytest.raises(ValidationError, match="on duty already"):
            twin.validate_constraints()
        with pytest.raises(IntegrityError, match="accounts_shift_one_open_a_worker"), transaction.atomic():
            twin.save(force_insert=True)

    def test_its_words_name_nobody(self, operator):
        shift = begin_shift(actor=operator)
        assert str(shift) == f"Shift {shift.pk}"


def test_the_team_of_an_other_centre_has_its_own_leads(coordinator):
    assert leads_of(TeamFactory(name="Kentau").pk) == []
