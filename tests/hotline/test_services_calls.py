"""How a call ends: logged at once, hung up, left for later, finished."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from audit.models import JournalEntry
from cases.refusals import Conflict, Refusal
from hotline.models import Call, CallCase
from hotline.services import calls
from hotline.services.calls import TypedElsewhere, finish_later, hang_up, log_call
from hotline.services.drafts import Window, save_draft
from tests.accounts.factories import TeamFactory
from tests.cases.factories import CaseFactory
from tests.hotline.factories import TOLD, TYPED, finished_call, new_window, running_call
from vault.models import DataKey

pytestmark = pytest.mark.django_db


def journal():
    return list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))


def read(call, opened):
    with opened(call):
        return {name: getattr(call, name) for name in TOLD}


class TestLoggingInOneGo:
    def test_a_call_is_finished_by_one_plain_post(self, operator, opened):
        window = new_window()
        call = log_call(actor=operator, window=window, values=TOLD)
        kept = Call.objects.get()
        assert (kept.pk, kept.status, kept.started_at) == (window.call_id, "finished", window.opened_at)
        assert kept.ended_at == kept.finished_at == call.finished_at
        assert read(kept, opened) == TOLD

    def test_it_leaves_one_journal_line_without_a_word_of_hers(self, operator):
        call = finished_call(operator)
        line = JournalEntry.objects.get()
        assert (line.verb, line.subject_id, line.actor_id) == ("hotline.call_finished", call.pk, operator.pk)
        assert line.fields == []

    @pytest.mark.parametrize("kind", ["silent", "hang_up", "wrong_number", "prank", "test", "info_only"])
    def test_a_call_that_is_no_conversation_needs_its_type_alone(self, operator, kind):
        call = log_call(actor=operator, window=new_window(), values={"call_type": kind})
        assert (call.status, call.is_closed_at_once) == ("finished", True)

    def test_only_the_type_is_required(self, operator):
        with pytest.raises(Refusal, match="Choose the type of the call"):
            log_call(actor=operator, window=new_window(), values={**TOLD, "call_type": ""})
        assert (Call.objects.count(), DataKey.objects.count(), journal()) == (0, 0, [])

    def test_sent_twice_it_is_one_call(self, operator):
        window = new_window()
        first = log_call(actor=operator, window=window, values=TOLD)
        again = log_call(actor=operator, window=window, values=TOLD)
        assert (again, again.finished_at, journal()) == (first, first.finished_at, ["hotline.call_finished"])

    def test_values_that_are_no_field_of_a_call_are_left_out(self, operator, colleague):
        values = {**TOLD, "operator": colleague, "status": "running"}
        call = log_call(actor=operator, window=new_window(), values=values)
        assert (call.operator, call.status) == (operator, "finished")

    def test_whoever_takes_no_calls_logs_none(self, lawyer):
        with pytest.raises(Refusal, match="Your role takes no calls"):
            finished_call(lawyer)


class TestFinishingACallOfSomebodyWhoCalledBefore:
    def test_links_it_to_the_case_in_the_same_transaction(self, operator, monkeypatch):
        case = CaseFactory(team=operator.team)
        window = new_window()
        monkeypatch.setattr("hotline.services.cases.add_entry", lambda **_options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            log_call(actor=operator, window=window, values=TOLD, same_as=[case.reference])
        assert (Call.objects.count(), CallCase.objects.count(), journal()) == (0, 0, [])
        monkeypatch.undo()
        call = log_call(actor=operator, window=window, values=TOLD, same_as=[case.reference])
        assert (CallCase.objects.get().call, CallCase.objects.get().case) == (call, case)
        assert journal() == ["hotline.call_finished", "hotline.call_linked"]

    def test_sent_twice_it_is_linked_once(self, operator):
        case = CaseFactory(team=operator.team)
        window = new_window()
        for _time in range(2):
            log_call(actor=operator, window=window, values=TOLD, same_as=[case.reference])
        assert journal() == ["hotline.call_finished", "hotline.call_linked"]

    def test_a_case_she_may_not_know_of_finishes_nothing(self, operator):
        foreign = CaseFactory(team=TeamFactory(name="Turkestan"))
        call = running_call(operator)
        window = Window(call_id=call.pk, client_id=call.drafts.get().client_id)
        with pytest.raises(Refusal, match="not among the cases of your team"):
            log_call(actor=operator, window=window, values=TOLD, same_as=[foreign.reference])
        call.refresh_from_db()
        assert (call.status, CallCase.objects.count()) == ("running", 0)

    def test_a_call_that_is_no_conversation_closes_and_is_added_to_no_case(self, operator):
        case = CaseFactory(team=operator.team)
        values = {"call_type": "hang_up"}
        call = log_call(actor=operator, window=new_window(), values=values, same_as=[case.reference])
        assert (call.status, CallCase.objects.count()) == ("finished", 0)

    def test_another_window_that_finished_first_decides(self, operator):
        case = CaseFactory(team=operator.team)
        call = running_call(operator)
        here = Window(call_id=call.pk, client_id=call.drafts.get().client_id)
        log_call(actor=operator, window=here, values=TOLD)
        there = Window(call_id=call.pk)
        with pytest.raises(TypedElsewhere, match="finished in another window"):
            log_call(actor=operator, window=there, values=TOLD, same_as=[case.reference])
        assert CallCase.objects.count() == 0


class TestFinishingWhatWasSavedWhileTyping:
    def test_what_was_told_last_is_the_call(self, operator, opened):
        call = running_call(operator)
        window = Window(call_id=call.pk, client_id=call.drafts.get().client_id)
        log_call(actor=operator, window=window, values={**TOLD, "notes": "The end."})
        call.refresh_from_db()
        assert (call.status, call.version, call.ended_at) == ("finished", 2, call.finished_at)
        assert read(call, opened) == {**TOLD, "notes": "The end."}
        assert journal() == ["hotline.call_begun", "hotline.call_finished"]

    def test_the_end_stays_where_she_hung_up(self, operator):
        with time_machine.travel(dt.datetime(2026, 11, 23, 5, tzinfo=dt.UTC), tick=False):
            call = hang_up(actor=operator, call=running_call(operator))
        window = Window(call_id=call.pk, client_id=call.drafts.get().client_id)
        with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False):
            log_call(actor=operator, window=window, values=TOLD)
        call.refresh_from_db()
        assert (call.ended_at.minute, call.finished_at.minute) == (0, 30)

    def test_nobody_finishes_a_colleagues_call(self, operator, colleague):
        call = running_call(operator)
        with pytest.raises(Refusal, match="Only the worker who took this call"):
            log_call(actor=colleague, window=Window(call_id=call.pk), values=TOLD)
        call.refresh_from_db()
        assert call.status == "running"

    def test_what_another_window_saved_meanwhile_is_shown_first(self, operator, opened):
        call = running_call(operator)
        here = Window(call_id=call.pk, known_draft=call.drafts.get().pk)
        elsewhere = Window(call_id=call.pk)
        save_draft(actor=operator, window=elsewhere, seq=1, typed={"notes": "typed there"})
        with pytest.raises(TypedElsewhere, match="another window") as conflict:
            log_call(actor=operator, window=here, values=TOLD)
        with opened(call):
            assert conflict.value.draft.typed == {"notes": "typed there"}
        call.refresh_from_db()
        assert call.status == "running"

    def test_once_it_was_seen_the_call_is_finished(self, operator):
        call = running_call(operator)
        filled = Window(call_id=call.pk, known_draft=call.drafts.get().pk)
        newest = save_draft(actor=operator, window=filled, seq=1, typed=TYPED)
        log_call(actor=operator, window=Window(call_id=call.pk, known_draft=newest.pk), values=TOLD)
        call.refresh_from_db()
        assert call.status == "finished"

    def test_a_window_that_knows_nothing_of_the_others_is_told(self, operator):
        call = running_call(operator)
        with pytest.raises(TypedElsewhere):
            log_call(actor=operator, window=Window(call_id=call.pk), values=TOLD)

    def test_a_call_finished_in_another_window_is_not_written_over(self, operator, opened):
        call = finished_call(operator)
        with pytest.raises(TypedElsewhere, match="finished in another window") as conflict:
            log_call(actor=operator, window=Window(call_id=call.pk), values={**TOLD, "notes": "Other."})
        assert conflict.value.draft is None
        call.refresh_from_db()
        assert read(call, opened) == TOLD


class TestHangingUpAndLeavingForLater:
    def test_the_end_is_set_once(self, operator):
        call = running_call(operator)
        ended_at = hang_up(actor=operator, call=call).ended_at
        hang_up(actor=operator, call=Call.objects.get())
        assert Call.objects.get().ended_at == ended_at
        assert journal() == ["hotline.call_begun", "hotline.call_hung_up"]

    def test_a_call_left_for_later_is_over_and_waits(self, operator):
        call = running_call(operator)
        finish_later(actor=operator, call=call)
        finish_later(actor=operator, call=call)
        call.refresh_from_db()
        assert call.status == "unfinished"
        assert call.started_at <= call.ended_at <= timezone.now()
        assert journal() == ["hotline.call_begun", "hotline.call_left_for_later"]

    def test_a_finished_call_does_not_go_back(self, operator):
        with pytest.raises(Conflict, match="Finished"):
            finish_later(actor=operator, call=finished_call(operator))

    def test_a_call_left_for_later_is_finished_later(self, operator):
        call = finish_later(actor=operator, call=running_call(operator))
        known = call.drafts.get().pk
        log_call(actor=operator, window=Window(call_id=call.pk, known_draft=known), values=TOLD)
        call.refresh_from_db()
        assert call.status == "finished"


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_finish_at_once_leave_one_answer_and_tell_the_other(operator, monkeypatch):
    call = running_call(operator)
    known = call.drafts.get().pk
    both_have_looked = threading.Barrier(2, timeout=10)
    look = calls._refuse_unseen
    monkeypatch.setattr(calls, "_refuse_unseen", lambda *given: (look(*given), both_have_looked.wait()))
    told = []

    def finish(words):
        window = Window(call_id=call.pk, known_draft=known)
        try:
            log_call(actor=operator, window=window, values={**TOLD, "notes": words})
            told.append("finished")
        except TypedElsewhere:
            told.append("told")
        connection.close()

    threads = [threading.Thread(target=finish, args=[words]) for words in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(told) == ["finished", "told"]
    assert journal() == ["hotline.call_begun", "hotline.call_finished"]
