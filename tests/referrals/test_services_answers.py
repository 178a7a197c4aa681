"""What comes of a referral: the partner's answer, and everything that follows from it."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction

from audit.models import JournalEntry
from cases.enums import FollowUpKind, FollowUpStatus
from cases.models import FollowUp, TimelineEntry
from cases.reading import reading_case
from cases.refusals import Conflict, Refusal
from cases.services.closure import close_case, obstacles_to_closing
from cases.services.follow_ups import record_outcome
from outbox.models import OutboxMessage
from referrals.apps import ReferralsConfig
from referrals.enums import LIVING
from referrals.enums import ReferralStatus as S
from referrals.models import ReferralStatusChange
from referrals.services import decline_referral, withdraw_referral
from tests.referrals.factories import MOVES, a_referral, move_to

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 11, 23, 5, tzinfo=dt.UTC)


def question(referral):
    return FollowUp.objects.get(origin=f"referral_answer:{referral.pk}")


@pytest.mark.parametrize("answer", [S.ACCEPTED, S.DECLINED, S.NO_ANSWER, S.WITHDRAWN])
def test_an_answer_settles_the_question_for_it(answer, case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    assert question(referral).status == FollowUpStatus.PLANNED
    move_to(referral, answer, coordinator)
    assert question(referral).status == FollowUpStatus.CANCELLED


def test_that_they_received_it_is_no_answer_yet(case, coordinator):
    referral = a_referral(case, coordinator, S.SEEN)
    assert question(referral).status == FollowUpStatus.PLANNED


def test_a_question_that_was_asked_already_stays_as_it_was_settled(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    record_outcome(actor=coordinator, follow_up=question(referral))
    move_to(referral, S.ACCEPTED, coordinator)
    assert question(referral).status == FollowUpStatus.DONE


def test_after_a_no_another_service_is_to_be_found_in_two_working_days(case, psychologist, coordinator):
    with time_machine.travel(MONDAY):
        referral = a_referral(case, psychologist, S.SENT)
        move_to(referral, S.DECLINED, coordinator)
        move_to(referral, S.DECLINED, coordinator)
    search = FollowUp.objects.get(origin=f"declined:{referral.pk}")
    assert (search.kind, search.due_on, search.responsible) == (
        FollowUpKind.OTHER_SERVICE,
        dt.date(2026, 11, 25),
        psychologist,
    )


def test_a_no_keeps_its_reason_and_the_words_sealed(case, coordinator):
    referral = a_referral(case, coordinator, S.DECLINED)
    referral.refresh_from_db()
    assert (referral.decline_reason, referral.settled_at is not None) == ("no_place", True)
    change = ReferralStatusChange.objects.get(to_status=S.DECLINED)
    with reading_case(case, actor=coordinator, purpose="test"):
        assert change.note == "Full until spring."


@pytest.mark.parametrize("answer", [S.ACCEPTED, S.DECLINED])
def test_who_prepared_it_is_told_once_of_an_answer_that_a_colleague_noted(
    answer, case, psychologist, coordinator
):
    referral = a_referral(case, psychologist, S.SENT)
    for _press in range(2):
        move_to(referral, answer, coordinator)
    message = OutboxMessage.objects.get(event="referrals/emails/answer_came")
    assert (message.recipient, message.dedupe_key) == (psychologist, f"{answer}:{referral.pk}")


def test_nobody_is_told_of_an_answer_she_noted_herself(case, coordinator):
    a_referral(case, coordinator, S.DECLINED)
    assert OutboxMessage.objects.filter(event="referrals/emails/answer_came").count() == 0


def test_a_no_needs_its_reason(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    with pytest.raises(Refusal, match="Choose why they said no"):
        decline_referral(actor=coordinator, referral=referral, reason="")


def test_taking_back_needs_its_reason(case, coordinator):
    referral = a_referral(case, coordinator)
    with pytest.raises(Refusal, match="Say why, in a few words"):
        withdraw_referral(actor=coordinator, referral=referral, reason="  ")


@pytest.mark.parametrize("target", MOVES)
def test_every_move_is_written_into_journal_and_timeline(target, case, coordinator):
    start = {S.SENT: S.PREPARED, S.SERVICE_STARTED: S.ACCEPTED, S.COMPLETED: S.SERVICE_STARTED}
    referral = a_referral(case, coordinator, start.get(target, S.SENT))
    move_to(referral, target, coordinator)
    line = JournalEntry.objects.get(verb=f"referrals.{target}")
    assert (line.actor_id, line.case_id, line.subject_id) == (coordinator.pk, case.pk, referral.pk)
    entry = TimelineEntry.objects.get(verb=f"referral_{target}")
    reason = {"reason": "no_place"} if target == S.DECLINED else {}
    assert entry.facts == {
        "reference": referral.reference,
        "receiver": str(referral.receiver_id),
        "items": 2,
        **reason,
    }


def test_a_late_yes_waits_while_a_second_referral_to_the_partner_lives(case, coordinator):
    first = a_referral(case, coordinator, S.NO_ANSWER)
    second = a_referral(case, coordinator, receiver=first.receiver)
    with pytest.raises(Conflict, match="This partner is dealing with the case already"):
        move_to(first, S.ACCEPTED, coordinator)
    move_to(second, S.WITHDRAWN, coordinator)
    assert move_to(first, S.ACCEPTED, coordinator).status == S.ACCEPTED


def test_what_cannot_be_finished_is_not_begun(case, coordinator, monkeypatch):
    referral = a_referral(case, coordinator, S.SENT)
    monkeypatch.setattr("referrals.services.queue_message", lambda **_: 1 / 0)
    referral.prepared_by_id = case.opened_by_id
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        move_to(referral, S.DECLINED, coordinator)
    referral.refresh_from_db()
    assert referral.status == S.SENT
    assert question(referral).status == FollowUpStatus.PLANNED
    assert ReferralStatusChange.objects.filter(to_status=S.DECLINED).count() == 0


@pytest.mark.parametrize("status", S)
def test_a_living_referral_stands_in_the_way_of_closing(status, case, coordinator):
    a_referral(case, coordinator, status)
    sentence = "A referral is still open. Complete it or take it back."
    assert (sentence in obstacles_to_closing(case)) is (status in LIVING)


def test_a_case_with_a_living_referral_is_not_closed(case, coordinator):
    a_referral(case, coordinator)
    with pytest.raises(Refusal, match="A referral is still open"):
        close_case(actor=coordinator, case=case, reason="needs_met", outcome="safer")


def test_the_obstacle_is_said_once_however_often_the_app_is_made_ready(case, coordinator):
    a_referral(case, coordinator)
    ReferralsConfig.create("referrals").ready()
    assert obstacles_to_closing(case) == ["A referral is still open. Complete it or take it back."]
