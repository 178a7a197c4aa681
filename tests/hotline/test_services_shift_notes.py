"""The note of a shift: left once, sealed by its own key, read by name, erased after a month."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import InternalError, transaction
from django.utils import timezone

from accounts.duty import shift_of
from accounts.services.shifts import begin_shift
from audit.models import JournalEntry
from cases.refusals import Refusal
from hotline.models import ShiftNote, ShiftNoteReading
from hotline.services import shift_notes
from hotline.services.shift_notes import end_shift_with_note, erase_old_notes, mark_note_read
from hotline.shift_board import notes_on_the_board, notes_to_read
from hotline.tasks import erase_old_shift_notes
from outbox.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.hotline.factories import a_note
from vault.context import opening
from vault.errors import NotOpened
from vault.models import DataKey

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def text_of(note):
    with opening([note.pk], purposes=["call"]):
        return note.text


def verbs():
    return list(
        JournalEntry.objects.filter(verb__contains="shift").order_by("id").values_list("verb", flat=True)
    )


class TestLeaving:
    def test_it_ends_the_shift_and_waits_for_the_next_ones(self, operator, colleague):
        begin_shift(actor=operator)
        note = end_shift_with_note(actor=operator, note_id=uuid.uuid4(), text=" C-4M7T-K9QX until noon. ")
        assert (shift_of(operator), text_of(note)) == (None, "C-4M7T-K9QX until noon.")
        assert notes_to_read(colleague, begin_shift(actor=colleague)) == [note]
        assert verbs()[:3] == ["accounts.shift_begun", "accounts.shift_ended", "hotline.shift_note_left"]

    def test_it_is_sealed_by_a_key_of_its_own_and_never_mailed(self, operator, coordinator):
        note = ShiftNote.objects.get(pk=a_note(operator, "She sleeps at her sister's.").pk)
        assert list(DataKey.objects.filter(owner_id=note.pk).values_list("purpose", flat=True)) == ["call"]
        assert b"sister" not in bytes(note.text_sealed)
        with pytest.raises(NotOpened):
            str(note.text)
        assert OutboxMessage.objects.count() == 0

    def test_without_words_the_shift_ends_all_the_same(self, operator):
        begin_shift(actor=operator)
        assert end_shift_with_note(actor=operator, note_id=uuid.uuid4(), text=" \n") is None
        assert (shift_of(operator), ShiftNote.objects.count()) == (None, 0)

    def test_sent_twice_it_is_one_note(self, operator):
        note_id = uuid.uuid4()
        sent = [end_shift_with_note(actor=operator, note_id=note_id, text="The same.") for _time in range(2)]
        assert sent[0] == sent[1] == ShiftNote.objects.get()

    def test_what_was_changed_before_it_was_sent_again_is_not_lost(self, operator):
        note_id = uuid.uuid4()
        for text in ("The first words.", "Other words."):
            end_shift_with_note(actor=operator, note_id=note_id, text=text)
        assert {text_of(note) for note in ShiftNote.objects.all()} == {"The first words.", "Other words."}

    def test_a_shift_that_ended_by_itself_leaves_its_note(self, operator):
        with time_machine.travel(timezone.now() - dt.timedelta(hours=15)):
            begin_shift(actor=operator)
        assert text_of(a_note(operator, "Typed too long.")) == "Typed too long."

    def test_whoever_answers_no_hotline_leaves_none(self, psychologist):
        with pytest.raises(Refusal, match="answer the hotline"):
            a_note(psychologist)

    def test_nobody_leaves_one_under_a_colleagues_number(self, operator, colleague):
        note = a_note(operator)
        with pytest.raises(Refusal):
            end_shift_with_note(actor=colleague, note_id=note.pk, text="Hers?")
        assert text_of(ShiftNote.objects.get()) == text_of(note)

    def test_what_was_left_is_never_changed(self, operator, colleague):
        reading = mark_note_read(actor=colleague, note=a_note(operator))
        for row in (reading.note, reading):
            with pytest.raises(InternalError, match="Cannot update rows"), transaction.atomic():
                type(row).objects.filter(pk=row.pk).update(id=uuid.uuid4())


class TestReading:
    def test_it_is_noted_by_name_and_time_once(self, operator, colleague):
        note = a_note(operator)
        first = mark_note_read(actor=colleague, note=note)
        assert mark_note_read(actor=colleague, note=note) == first
        [shown] = notes_on_the_board(operator)
        assert [(reading.worker, reading.read_at) for reading in shown.readings.all()] == [
            (colleague, first.read_at)
        ]
        assert verbs().count("hotline.shift_note_read") == 1

    def test_it_leaves_her_own_day_alone(self, operator, colleague, coordinator):
        note = a_note(operator)
        mark_note_read(actor=colleague, note=note)
        waiting = [notes_to_read(one, begin_shift(actor=one)) for one in (operator, colleague, coordinator)]
        assert waiting == [[], [], [note]]

    def test_who_is_at_home_is_left_alone(self, operator, colleague):
        a_note(operator)
        assert notes_to_read(colleague, None) == []

    def test_its_author_does_not_read_it_for_others(self, operator):
        with pytest.raises(Refusal, match="wrote this note yourself"):
            mark_note_read(actor=operator, note=a_note(operator))
        assert ShiftNoteReading.objects.count() == 0

    def test_the_hotline_of_the_team_alone_sees_it(self, operator, colleague, everybody, stranger):
        note = a_note(operator)
        seen = {worker.role for worker in everybody if note in ShiftNote.objects.visible_to(worker)}
        assert seen == {"operator", "coordinator"}
        assert list(ShiftNote.objects.visible_to(stranger)) == []
        assert list(ShiftNote.objects.visible_to(UserFactory(team=None))) == []

    def test_after_seven_days_it_is_gone_from_the_board(self, operator, colleague):
        with time_machine.travel(timezone.now() - 7 * DAY, tick=False):
            a_note(operator)
        assert (notes_on_the_board(colleague), ShiftNote.objects.count()) == ([], 1)


class TestErasing:
    def test_after_a_month_it_is_erased_with_its_key(self, operator, colleague):
        with time_machine.travel(timezone.now() - 30 * DAY):
            old = a_note(operator)
            mark_note_read(actor=colleague, note=old)
        kept = a_note(operator)
        erase_old_shift_notes()
        assert list(ShiftNote.objects.all()) == [kept]
        assert set(
            DataKey.objects.filter(owner_id__in=[old.pk, kept.pk]).values_list("owner_id", flat=True)
        ) == {kept.pk}
        line = JournalEntry.objects.get(verb="hotline.shift_note_erased")
        assert line.subject_id == old.pk

    def test_a_batch_at_a_time_and_nothing_the_second_time(self, operator, system, monkeypatch):
        monkeypatch.setattr(shift_notes, "BATCH", 2)
        with time_machine.travel(timezone.now() - 31 * DAY):
            for _note in range(3):
                a_note(operator)
        assert [erase_old_notes(actor=system) for _time in range(3)] == [2, 1, 0]


def test_the_words_of_the_rows_name_nobody(operator, colleague):
    reading = mark_note_read(actor=colleague, note=a_note(operator))
    assert [str(reading), str(reading.note)] == [f"reading {reading.pk}", f"note {reading.note_id}"]
