"""The telephone rang at 14:02: times of a call are corrected with a reason, and nothing of before is lost."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.utils import timezone

from audit.models import JournalEntry
from cases.refusals import Conflict, Refusal
from hotline.models import Call, CallTimeCorrection, LateEntry
from hotline.policies import can_correct_times
from hotline.services.times import correct_times
from hotline.times import is_danger_past, wrap_up_of
from tests.hotline.factories import finished_call, running_call

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def call_of(operator, started=20 * MINUTE, ended=10 * MINUTE) -> Call:
    call = finished_call(operator)
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(started_at=now - started, ended_at=now - ended)
    call.refresh_from_db()
    return call


def correct(actor, call, started=30 * MINUTE, ended=5 * MINUTE, **more) -> Call:
    now = timezone.now()
    typed = {"reason": "It rang at 14:02.", "version": call.version, **more}
    return correct_times(actor=actor, call=call, started_at=now - started, ended_at=now - ended, **typed)


def test_the_call_holds_the_newest_times_and_the_former_ones_stay(operator, opened):
    call = call_of(operator)
    former = call.started_at, call.ended_at
    correct(operator, call, reason="  It rang at 14:02. ")
    call.refresh_from_db()
    row = CallTimeCorrection.objects.get()
    assert (row.former_started_at, row.former_ended_at) == former
    assert (row.started_at, row.ended_at) == (call.started_at, call.ended_at) != former
    assert (row.corrected_by, str(row)) == (operator, str(row.pk))
    with opened(call):
        assert row.reason == "It rang at 14:02."


def test_it_leaves_one_journal_line_without_the_reason(operator):
    call = call_of(operator)
    correct(operator, call)
    line = JournalEntry.objects.get(verb="hotline.times_corrected")
    assert (line.subject_id, line.actor_id, line.fields) == (call.pk, operator.pk, ["ended_at", "started_at"])


@pytest.mark.parametrize(
    ("started", "ended", "sentence"),
    [
        (10 * MINUTE, 20 * MINUTE, "The call ends before it starts"),
        (10 * MINUTE, -MINUTE, "This time lies in the future"),
        (-2 * MINUTE, -MINUTE, "This time lies in the future"),
        (25 * HOUR, 30 * MINUTE, "A call of more than 24 hours"),
        (31 * DAY, 31 * DAY - MINUTE, "This is more than 30 days ago"),
    ],
)
def test_times_that_no_call_can_have_are_refused(operator, started, ended, sentence):
    call = call_of(operator)
    with pytest.raises(Refusal, match=sentence):
        correct(operator, call, started, ended)
    assert CallTimeCorrection.objects.count() == 0


def test_a_reason_and_a_change_are_needed(operator):
    call = call_of(operator)
    with pytest.raises(Refusal, match="Say why"):
        correct(operator, call, reason=" ")
    same = {"started_at": call.started_at, "ended_at": call.ended_at}
    with pytest.raises(Refusal, match="has already"):
        correct_times(actor=operator, call=call, **same, reason="No change.", version=call.version)


def test_of_two_tabs_the_second_is_told(operator):
    call, other = call_of(operator), None
    other = Call.objects.get(pk=call.pk)
    correct(operator, call)
    with pytest.raises(Conflict, match="changed meanwhile"):
        correct(operator, other, 40 * MINUTE)
    assert CallTimeCorrection.objects.count() == 1


class TestWhoMayAndWhen:
    def test_its_worker_and_the_coordinator_of_the_team(
        self, operator, colleague, coordinator, other_team_coordinator, psychologist
    ):
        call = call_of(operator)
        asked = [operator, coordinator, colleague, other_team_coordinator, psychologist]
        answers = [bool(can_correct_times(worker, call)) for worker in asked]
        assert answers == [True, True, False, False, False]
        with pytest.raises(Refusal, match="The worker who took this call corrects"):
            correct(colleague, call)

    def test_not_while_she_is_on_the_line(self, operator):
        assert "Hang up first" in str(can_correct_times(operator, running_call(operator)).reason)

    def test_not_after_its_month_was_reported(self, operator):
        call = call_of(operator, 31 * DAY, 31 * DAY - MINUTE)
        assert "more than 30 days ago" in str(can_correct_times(operator, call).reason)


class TestTheDatabase:
    def test_keeps_corrections_as_they_were_written(self, operator):
        correct(operator, call_of(operator))
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            CallTimeCorrection.objects.update(corrected_at=timezone.now())

    def test_refuses_a_correction_that_cannot_be(self, operator, opened):
        call, now = call_of(operator), timezone.now()
        about = {"former_started_at": now, "former_ended_at": now, "started_at": now}
        with opened(call):
            row = CallTimeCorrection(
                call=call, corrected_by=operator, corrected_at=now, **about, ended_at=now - MINUTE, reason="x"
            )
            with pytest.raises(ValidationError, match="A call ends after it starts"):
                row.validate_constraints()
            with pytest.raises(IntegrityError, match="ends_after_it_starts"), transaction.atomic():
                row.save(force_insert=True)

    def test_refuses_a_correction_without_a_reason(self, operator, opened):
        call, now = call_of(operator), timezone.now()
        about = {"former_started_at": now, "former_ended_at": now, "started_at": now, "ended_at": now}
        with opened(call), pytest.raises(IntegrityError, match="reason_sealed"), transaction.atomic():
            CallTimeCorrection.objects.create(call=call, corrected_by=operator, corrected_at=now, **about)

    def test_refuses_an_entry_that_says_no_reason(self, operator):
        call = call_of(operator)
        entry = LateEntry(
            call=call, written_by=operator, answered_by=operator, entered_at=timezone.now(), why=""
        )
        assert str(entry) == str(call.pk)
        with pytest.raises(ValidationError, match="Say why"):
            entry.validate_constraints()
        with pytest.raises(IntegrityError, match="late_entry_says_why"), transaction.atomic():
            entry.save(force_insert=True)


class TestHowLongThePartsTook:
    def test_wrap_up_begins_where_the_conversation_ends(self, operator):
        call = call_of(operator)
        call.finished_at = call.ended_at + 3 * MINUTE
        assert (wrap_up_of(call), call.duration) == (3 * MINUTE, 10 * MINUTE)

    def test_it_goes_on_until_the_call_is_finished(self, operator):
        call = running_call(operator)
        assert wrap_up_of(call) is None
        call.ended_at = timezone.now() - HOUR
        assert HOUR <= wrap_up_of(call) < HOUR + MINUTE

    def test_a_call_that_was_entered_later_has_none(self, operator):
        call = call_of(operator)
        call.entered_later = True
        assert wrap_up_of(call) is None

    @pytest.mark.parametrize(
        ("later", "ended", "is_past"),
        [(True, 3 * HOUR, True), (True, HOUR, False), (False, 3 * HOUR, False)],
    )
    def test_danger_is_past_two_hours_after_a_call_that_was_entered_later(
        self, operator, later, ended, is_past
    ):
        call = call_of(operator, 4 * HOUR, ended)
        call.entered_later = later
        assert is_danger_past(call) is is_past
