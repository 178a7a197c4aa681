"""Immediate danger: the coordinators are told once, in words that say nothing, and one takes it over."""

import pytest

from accounts.services.shifts import begin_shift
from audit.models import JournalEntry
from cases.refusals import Conflict, Refusal
from cases.services.conflicts import declare_conflict
from hotline.models import Call
from hotline.queries import urgent_calls
from hotline.services import alerts
from hotline.services.alerts import take_alert
from hotline.services.calls import log_call
from hotline.services.drafts import Window, save_draft
from outbox.models import OutboxMessage
from outbox.services import send_waiting
from tests.accounts.factories import UserFactory
from tests.hotline.factories import TOLD, TYPED, finished_call, new_window, running_call

pytestmark = pytest.mark.django_db


def told():
    return sorted(OutboxMessage.objects.values_list("recipient__username", flat=True))


def test_danger_typed_during_the_call_tells_every_coordinator_of_the_team_at_once(
    operator, coordinator, other_team_coordinator
):
    second = UserFactory(role="coordinator", username="second")
    UserFactory(role="coordinator", username="left", is_active=False)
    call = running_call(operator, immediate_danger="yes")
    assert told() == ["coordinator", "second"]
    assert [urgent_calls(worker) for worker in (coordinator, second, other_team_coordinator)] == [
        [call],
        [call],
        [],
    ]


def test_they_are_told_once_a_call(operator, coordinator):
    window = new_window()
    for seq in (1, 2):
        save_draft(actor=operator, window=window, seq=seq, typed={**TYPED, "immediate_danger": "yes"})
    log_call(actor=operator, window=window, values={**TOLD, "immediate_danger": "yes"})
    assert told() == ["coordinator"]
    assert list(
        JournalEntry.objects.filter(verb="hotline.danger_noted").values_list("fields", flat=True)
    ) == [["immediate_danger"]]


def test_danger_in_a_plain_post_tells_them_too(operator, coordinator):
    finished_call(operator, immediate_danger="yes")
    assert told() == ["coordinator"]


def test_a_coordinator_on_duty_is_told_alone(operator, coordinator):
    second = UserFactory(role="coordinator", username="second")
    begin_shift(actor=second)
    running_call(operator, immediate_danger="yes")
    assert told() == ["second"]


def test_a_coordinator_on_duty_who_is_on_this_telephone_wakes_the_others(coordinator):
    UserFactory(role="coordinator", username="second")
    begin_shift(actor=coordinator)
    running_call(coordinator, immediate_danger="yes")
    assert told() == ["second"]


def test_whom_a_conflict_bars_from_its_case_is_not_told_though_she_is_on_duty(operator, coordinator, case):
    UserFactory(role="coordinator", username="second")
    begin_shift(actor=coordinator)
    declare_conflict(actor=UserFactory(role="coordinator", username="third"), case=case, worker=coordinator)
    values = {**TOLD, "immediate_danger": "yes"}
    log_call(actor=operator, window=new_window(), values=values, same_as=[case.reference])
    assert told() == ["second", "third"]


def test_without_danger_nobody_is_woken(operator, coordinator):
    running_call(operator, immediate_danger="no")
    finished_call(operator, immediate_danger="unknown")
    assert (told(), urgent_calls(coordinator)) == ([], [])


def test_a_coordinator_who_took_the_call_herself_needs_no_message(coordinator):
    running_call(coordinator, immediate_danger="yes")
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_the_message_says_nothing_of_the_call(operator, coordinator, mailoutbox):
    finished_call(operator, immediate_danger="yes")
    assert send_waiting() == 1
    (mail,) = mailoutbox
    assert (mail.subject, mail.body.strip()) == ("Somebody needs you", "Somebody needs you. Sign in.")


class TestTakingOver:
    def test_it_leaves_the_coordinators_list_and_a_line(self, operator, coordinator):
        call = take_alert(actor=coordinator, call=running_call(operator, immediate_danger="yes"))
        assert (call.danger_taken_by, urgent_calls(coordinator)) == (coordinator, [])
        assert JournalEntry.objects.order_by("id").last().verb == "hotline.danger_taken"

    def test_her_second_press_changes_nothing(self, operator, coordinator):
        call = take_alert(actor=coordinator, call=running_call(operator, immediate_danger="yes"))
        taken_at = call.danger_taken_at
        assert take_alert(actor=coordinator, call=call).danger_taken_at == taken_at
        assert JournalEntry.objects.filter(verb="hotline.danger_taken").count() == 1

    def test_a_call_without_danger_is_not_taken_over(self, operator, coordinator):
        with pytest.raises(Refusal, match="No danger was noted"):
            take_alert(actor=coordinator, call=running_call(operator))

    def test_a_colleague_who_was_faster_has_it(self, operator, coordinator):
        call = running_call(operator, immediate_danger="yes")
        seen_before = Call.objects.get(pk=call.pk)
        take_alert(actor=UserFactory(role="coordinator"), call=call)
        with pytest.raises(Conflict, match="taken this over already"):
            take_alert(actor=coordinator, call=seen_before)


def test_danger_is_noted_once_for_two_windows(operator, coordinator):
    call = running_call(operator, immediate_danger="yes")
    assert alerts.note_danger(actor=operator, call=call) is False
    save_draft(
        actor=operator, window=Window(call_id=call.pk), seq=1, typed={**TYPED, "immediate_danger": "yes"}
    )
    assert told() == ["coordinator"]
