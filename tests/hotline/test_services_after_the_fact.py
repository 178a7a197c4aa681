"""A call from paper is entered when the system works again, and becomes that of who answered it."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from audit.models import JournalEntry
from cases.refusals import Refusal
from hotline.models import Call, CallDraft, LateEntry
from hotline.queries import has_given_away
from hotline.services.after_the_fact import PastCall, begin_past_call
from hotline.services.calls import finish_later, log_call
from hotline.services.drafts import Window, save_draft
from hotline.services.hand_over import hand_over_call
from outbox.models import OutboxMessage
from tests import database
from tests.cases.factories import CaseFactory
from tests.hotline.factories import TOLD, TYPED, running_call

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def past(answered_by, ended=4 * HOUR, **more) -> PastCall:
    now = timezone.now()
    about = {
        "call_id": uuid.uuid4(),
        "started_at": now - ended - HOUR,
        "ended_at": now - ended,
        "why": "outage",
    }
    return PastCall(answered_by=answered_by, **{**about, **more})


def finish(actor, call, **told) -> Window:
    window = Window(call_id=call.pk, known_draft=CallDraft.objects.newest_of(call).pk)
    log_call(actor=actor, window=window, values={**TOLD, **told})
    return window


class TestBeginning:
    def test_it_has_the_times_of_then_and_waits_with_an_empty_draft(self, operator, coordinator):
        about = past(coordinator)
        call = begin_past_call(actor=operator, past=about)
        entry = LateEntry.objects.get()
        assert (call.started_at, call.ended_at) == (about.started_at, about.ended_at)
        assert (call.operator, call.status, call.entered_later) == (operator, "running", True)
        assert (entry.written_by, entry.answered_by, entry.why) == (operator, coordinator, "outage")
        assert CallDraft.objects.get().typed is None
        assert JournalEntry.objects.get().verb == "hotline.call_entered_later"

    def test_sent_twice_it_is_one_call(self, operator):
        about = past(operator)
        calls = {begin_past_call(actor=operator, past=about) for _time in range(2)}
        assert (len(calls), LateEntry.objects.count(), CallDraft.objects.count()) == (1, 1, 1)

    def test_the_id_of_a_colleagues_call_is_refused(self, operator, colleague):
        about = past(colleague, call_id=running_call(colleague).pk)
        with pytest.raises(Refusal, match="Only the worker who took this call"):
            begin_past_call(actor=operator, past=about)

    def test_only_the_hotline_of_her_team_can_have_answered(self, operator, psychologist, stranger):
        for other in (psychologist, stranger):
            with pytest.raises(Refusal, match="Only a colleague of your team's hotline"):
                begin_past_call(actor=operator, past=past(other))
        assert Call.objects.count() == 0

    def test_whoever_takes_no_calls_enters_none(self, psychologist, operator):
        with pytest.raises(Refusal, match="Your role takes no calls"):
            begin_past_call(actor=psychologist, past=past(operator))

    def test_times_that_no_call_can_have_are_refused(self, operator):
        with pytest.raises(Refusal, match="lies in the future"):
            begin_past_call(actor=operator, past=past(operator, ended=-HOUR))


class TestFinishing:
    def test_her_own_call_stays_hers(self, operator):
        call = begin_past_call(actor=operator, past=past(operator))
        finish(operator, call)
        call.refresh_from_db()
        assert (call.operator, call.status, call.ended_at < call.finished_at) == (operator, "finished", True)

    def test_a_colleagues_call_goes_to_her_and_whoever_typed_it_opens_it_no_longer(self, operator, colleague):
        call = begin_past_call(actor=operator, past=past(colleague))
        with database.acting(operator):
            window = finish(operator, call)
            assert not Call.objects.filter(pk=call.pk).exists(), "the database holds it back too"
            assert has_given_away(operator, call.pk, window.client_id)
            assert not has_given_away(operator, call.pk, uuid.uuid4()), "another window is another matter"
        call.refresh_from_db()
        assert (call.operator, LateEntry.objects.get().written_by) == (colleague, operator)
        assert set(Call.objects.visible_to(colleague)) == {call}
        assert not Call.objects.visible_to(operator).exists()
        assert JournalEntry.objects.latest("id").verb == "hotline.call_given_to_who_answered"

    def test_it_is_linked_to_a_known_case_before_it_goes(self, operator, colleague):
        case = CaseFactory(team=operator.team)
        call = begin_past_call(actor=operator, past=past(colleague))
        window = Window(call_id=call.pk, known_draft=CallDraft.objects.newest_of(call).pk)
        with database.acting(operator):
            log_call(actor=operator, window=window, values=TOLD, same_as=[case.reference])
        assert call.case_links.get().case == case

    def test_left_for_later_it_keeps_its_end(self, operator):
        call = begin_past_call(actor=operator, past=past(operator))
        ended_at = call.ended_at
        assert finish_later(actor=operator, call=call).ended_at == ended_at

    def test_whoever_wrote_it_to_its_end_is_named(self, operator, colleague, coordinator):
        call = begin_past_call(actor=operator, past=past(operator))
        hand_over_call(actor=coordinator, subject_id=call.pk, worker=colleague)
        finish(colleague, call)
        call.refresh_from_db()
        assert (call.operator, LateEntry.objects.get().written_by) == (operator, colleague)


class TestDangerOfThen:
    @pytest.mark.parametrize(("ended", "told"), [(4 * HOUR, 0), (HOUR, 1)])
    def test_coordinators_are_told_only_while_somebody_can_still_be_sent(
        self, operator, coordinator, ended, told
    ):
        call = begin_past_call(actor=operator, past=past(operator, ended=ended))
        window = Window(call_id=call.pk, known_draft=CallDraft.objects.newest_of(call).pk)
        save_draft(actor=operator, window=window, seq=2, typed={**TYPED, "immediate_danger": "yes"})
        log_call(actor=operator, window=window, values={**TOLD, "immediate_danger": "yes"})
        assert OutboxMessage.objects.filter(event="hotline/emails/urgent_call").count() == told
        assert Call.objects.filter(danger_noted_at__isnull=False).count() == told
        assert Call.objects.get().immediate_danger == "yes"
