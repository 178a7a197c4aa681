"""A worker would like to talk about a call: her coordinators see that, nobody sees what the call was."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import JournalEntry
from cases.refusals import Refusal
from hotline.models import Debrief
from hotline.services.debriefs import ask_for_debrief, hold_debrief, see_debrief, withdraw_debrief
from hotline.shift_board import debriefs_of
from outbox.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.hotline.factories import a_debrief, finished_call, running_call

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def verbs():
    return list(
        JournalEntry.objects.filter(verb__contains="debrief").order_by("id").values_list("verb", flat=True)
    )


class TestAsking:
    def test_the_tick_of_the_form_is_passed_on(self, operator, coordinator):
        call = finished_call(operator, worker_debrief=True)
        [debrief] = debriefs_of(coordinator).to_hold
        assert (debrief.worker, debrief.call_id, verbs()) == (operator, call.pk, ["hotline.debrief_asked"])

    def test_without_it_nothing_is_written(self, operator):
        finished_call(operator)
        assert Debrief.objects.count() == 0

    def test_a_call_that_is_closed_at_once_may_be_hard_too(self, operator, coordinator):
        finished_call(operator, call_type="prank", worker_debrief=True)
        assert len(debriefs_of(coordinator).to_hold) == 1

    def test_after_the_call_too_and_twice_is_once(self, operator):
        call = finished_call(operator)
        assert ask_for_debrief(actor=operator, call=call) == ask_for_debrief(actor=operator, call=call)
        assert verbs() == ["hotline.debrief_asked"]

    def test_only_by_the_worker_who_took_it(self, operator, coordinator):
        with pytest.raises(Refusal, match="Only the worker who took this call"):
            ask_for_debrief(actor=coordinator, call=finished_call(operator))

    def test_while_it_runs_the_form_has_a_tick_for_it(self, operator):
        with pytest.raises(Refusal, match="Finish the call first"):
            ask_for_debrief(actor=operator, call=running_call(operator))

    def test_nobody_is_mailed(self, operator, coordinator):
        a_debrief(operator)
        assert OutboxMessage.objects.count() == 0


class TestWhoSeesIt:
    def test_the_coordinators_of_her_team_and_she_herself(
        self, operator, colleague, everybody, stranger, other_team_coordinator
    ):
        debrief = a_debrief(operator)
        seen = {worker.role: debriefs_of(worker) for worker in everybody}
        assert {role for role, found in seen.items() if found} == {"operator", "coordinator"}
        assert (seen["operator"].own, seen["coordinator"].to_hold) == ([debrief], [debrief])
        assert [bool(debriefs_of(worker)) for worker in (colleague, stranger, other_team_coordinator)] == [
            False
        ] * 3

    def test_which_call_it_was_her_own_list_alone_says(self, operator, coordinator):
        debrief = a_debrief(operator)
        assert debriefs_of(operator).own[0].own_call == debrief.call.reference
        assert debriefs_of(coordinator).to_hold[0].own_call is None

    def test_a_call_that_went_to_a_colleague_is_her_own_no_more(self, operator, colleague):
        debrief = a_debrief(operator)
        type(debrief.call).objects.filter(pk=debrief.call_id).update(operator=colleague)
        assert debriefs_of(operator).own[0].own_call is None

    def test_a_coordinator_sees_to_others_never_to_herself(self, coordinator):
        debrief = a_debrief(coordinator)
        found = debriefs_of(coordinator)
        assert (found.own, found.to_hold) == ([debrief], [])

    def test_a_coordinator_without_a_team_sees_none(self, operator):
        a_debrief(operator)
        assert not debriefs_of(UserFactory(role="coordinator", team=None))


class TestWhatBecomesOfIt:
    def test_she_sees_that_it_was_seen_by_whom_first(self, operator, coordinator):
        debrief = a_debrief(operator)
        see_debrief(actor=coordinator, debrief=debrief)
        see_debrief(actor=UserFactory(role="coordinator"), debrief=debrief)
        [own] = debriefs_of(operator).own
        assert (own.seen_by, verbs()[1:]) == (coordinator, ["hotline.debrief_seen"])

    def test_who_has_talked_with_her_says_so_and_nothing_waits_any_more(self, operator, coordinator):
        debrief = a_debrief(operator)
        for _time in range(2):
            hold_debrief(actor=coordinator, debrief=debrief)
        debrief.refresh_from_db()
        assert (debrief.seen_by, debrief.done_by) == (coordinator, coordinator)
        assert [bool(debriefs_of(worker)) for worker in (operator, coordinator)] == [False, False]
        assert verbs()[1:] == ["hotline.debrief_seen", "hotline.debrief_held"]
        assert Debrief.objects.newest_of(debrief.call, operator) == debrief

    def test_she_may_ask_again_about_the_same_call(self, operator, coordinator):
        debrief = a_debrief(operator)
        hold_debrief(actor=coordinator, debrief=debrief)
        again = ask_for_debrief(actor=operator, call=debrief.call)
        assert (again == debrief, Debrief.objects.newest_of(debrief.call, operator)) == (False, again)

    def test_she_takes_it_back_and_the_tick_with_it(self, operator, coordinator):
        call = finished_call(operator, worker_debrief=True)
        debrief = call.debriefs.get()
        for _time in range(2):
            withdraw_debrief(actor=operator, debrief=debrief)
        call.refresh_from_db(fields=["worker_debrief"])
        assert (call.worker_debrief, bool(debriefs_of(coordinator))) == (False, False)
        assert (Debrief.objects.newest_of(call, operator), verbs()[1:]) == (
            None,
            ["hotline.debrief_withdrawn"],
        )

    def test_what_was_taken_back_is_not_talked_about(self, operator, coordinator):
        debrief = a_debrief(operator)
        withdraw_debrief(actor=operator, debrief=debrief)
        debrief.refresh_from_db()
        with pytest.raises(Refusal, match="taken her wish back"):
            hold_debrief(actor=coordinator, debrief=debrief)

    def test_what_was_talked_about_is_not_taken_back(self, operator, coordinator):
        debrief = a_debrief(operator)
        hold_debrief(actor=coordinator, debrief=debrief)
        debrief.refresh_from_db()
        with pytest.raises(Refusal, match="has talked with you"):
            withdraw_debrief(actor=operator, debrief=debrief)

    def test_nobody_else_takes_it_back(self, operator, coordinator):
        with pytest.raises(Refusal, match="Only she herself"):
            withdraw_debrief(actor=coordinator, debrief=a_debrief(operator))

    def test_nobody_else_sees_to_it(self, operator, coordinator, colleague, other_team_coordinator):
        debrief, own = a_debrief(operator), a_debrief(coordinator)
        for actor in (colleague, other_team_coordinator):
            with pytest.raises(Refusal, match="A coordinator of her team"):
                see_debrief(actor=actor, debrief=debrief)
        with pytest.raises(Refusal, match="Somebody else talks with you"):
            hold_debrief(actor=coordinator, debrief=own)


@pytest.mark.parametrize(
    ("values", "name", "sentence"),
    [
        ({"seen_at": NOW}, "debrief_is_seen_by_somebody_else", "Somebody else sees it"),
        ({"done_at": NOW}, "debrief_is_held_by_somebody_else", "Somebody else talks with her"),
        ({"seen_at": NOW, "seen_by": "herself"}, "debrief_is_seen_by_somebody_else", "Somebody else sees it"),
        (
            {"done_at": NOW, "done_by": "herself"},
            "debrief_is_held_by_somebody_else",
            "Somebody else talks with her",
        ),
        (
            {"done_at": NOW, "done_by": "coordinator", "withdrawn_at": NOW},
            "debrief_is_held_or_withdrawn",
            "not withdrawn any more",
        ),
    ],
)
def test_the_database_refuses_what_cannot_be(operator, coordinator, values, name, sentence):
    debrief = a_debrief(operator)
    who = {"herself": operator, "coordinator": coordinator}
    values = {
        field: who.get(value, value) if isinstance(value, str) else value for field, value in values.items()
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Debrief.objects.filter(pk=debrief.pk).update(**values)
    for field, value in values.items():
        setattr(debrief, field, value)
    with pytest.raises(ValidationError, match=sentence):
        debrief.validate_constraints()


def test_one_waits_for_each_call(operator):
    debrief = a_debrief(operator)
    twin = Debrief(call=debrief.call, worker=operator, team=operator.team, asked_at=NOW)
    with pytest.raises(ValidationError, match="asked for this already"):
        twin.validate_constraints()
    with pytest.raises(IntegrityError, match="debrief_asked_once_at_a_time"), transaction.atomic():
        twin.save(force_insert=True)
    assert str(debrief) == f"debrief {debrief.pk}"
