"""Preparing and sending: nothing leaves the centre without consent for exactly this, or a rule of law."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from audit.models import JournalEntry
from cases.enums import FollowUpKind, FollowUpStatus
from cases.models import FollowUp, TimelineEntry
from cases.reading import reading_case
from cases.refusals import Conflict, Refusal
from cases.services.consents import withdraw_consent
from reference.models import LegalBasis
from referrals.enums import ReferralStatus as S
from referrals.models import ReferralStatusChange
from referrals.services import (
    NO_PERMISSION,
    permission_to_send,
    prepare_referral,
    record_legal_basis,
    send_referral,
)
from tests.partners.factories import BranchFactory
from tests.referrals.factories import a_consent, a_referral, details, move_to

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 11, 23, 5, tzinfo=dt.UTC)
DUTY = "prevention-2025-minors-report"


def basis(code=DUTY):
    return LegalBasis.objects.get(code=code)


def blank(case, actor, **changes):
    return a_referral(case, actor, consent=False, **changes)


def test_a_prepared_referral_keeps_the_request_sealed_and_leaves_a_line(case, coordinator):
    referral = prepare_referral(actor=coordinator, case=case, details=details(request="  An order. "))
    assert (referral.status, referral.reference[:2], referral.prepared_by) == (S.PREPARED, "R-", coordinator)
    referral.refresh_from_db()
    with reading_case(case, actor=coordinator, purpose="test"):
        assert referral.request == "An order."
    line = JournalEntry.objects.get(verb="referrals.prepared")
    assert (line.actor_id, line.case_id, line.subject_id) == (coordinator.pk, case.pk, referral.pk)
    entry = TimelineEntry.objects.get(verb="referral_prepared")
    assert (entry.actor, entry.subject_id) == (coordinator, referral.pk)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"items": ()}, "Choose at least one thing"), ({"request": "  "}, "Write what you ask them for")],
)
def test_a_referral_that_tells_or_asks_nothing_is_refused(changes, sentence, case, coordinator):
    with pytest.raises(Refusal, match=sentence):
        prepare_referral(actor=coordinator, case=case, details=details(**changes))


def test_a_closed_case_is_not_referred(case, coordinator):
    case.status = "closed"
    with pytest.raises(Refusal, match="This case is closed"):
        prepare_referral(actor=coordinator, case=case, details=details())


def test_a_partner_who_deals_with_the_case_is_not_asked_twice(case, coordinator):
    first = a_referral(case, coordinator)
    with pytest.raises(Conflict, match="This partner is dealing with the case already"):
        prepare_referral(actor=coordinator, case=case, details=details(first.receiver))
    move_to(first, S.WITHDRAWN, coordinator)
    second = prepare_referral(actor=coordinator, case=case, details=details(first.receiver))
    assert second.status == S.PREPARED


def test_another_fault_of_the_database_is_not_explained_away(case, coordinator):
    with pytest.raises(IntegrityError, match="is_urgent"):
        prepare_referral(actor=coordinator, case=case, details=details(is_urgent=None))


def test_sending_names_how_when_and_on_what_ground(case, coordinator):
    referral = a_referral(case, coordinator)
    with time_machine.travel(MONDAY, tick=False):
        referral.case.consents.update(given_on=MONDAY.date())
        send_referral(
            actor=coordinator,
            referral=referral,
            sent_how="by_hand",
            recipient_person=" Captain A. ",
            receipt_number="114/26",
        )
    referral.refresh_from_db()
    assert (referral.status, referral.sent_at, referral.sent_how) == (S.SENT, MONDAY, "by_hand")
    assert referral.consent == case.consents.get()
    with reading_case(case, actor=coordinator, purpose="test"):
        assert (referral.recipient_person, referral.receipt_number) == ("Captain A.", "114/26")


def test_sending_is_written_into_history_journal_and_timeline(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    change = ReferralStatusChange.objects.get()
    assert (change.from_status, change.to_status, change.by) == (S.PREPARED, S.SENT, coordinator)
    line = JournalEntry.objects.get(verb="referrals.sent")
    assert set(line.fields) == {"status", "sent_at", "sent_how", "consent", "answer_due_on"}
    entry = TimelineEntry.objects.get(verb="referral_sent")
    assert entry.facts == {
        "reference": referral.reference,
        "receiver": str(referral.receiver_id),
        "items": 2,
    }


@pytest.mark.parametrize(
    ("urgent", "due_on"), [(False, dt.date(2026, 11, 30)), (True, dt.date(2026, 11, 24))]
)
def test_the_answer_is_asked_for_after_working_days(urgent, due_on, case, coordinator):
    with time_machine.travel(MONDAY):
        referral = a_referral(case, coordinator, S.SENT, is_urgent=urgent)
        question = FollowUp.objects.get(origin=f"referral_answer:{referral.pk}")
        assert referral.answer_due_on == due_on
        assert (question.kind, question.due_on, question.responsible, question.status) == (
            FollowUpKind.REFERRAL_ANSWER,
            due_on,
            coordinator,
            FollowUpStatus.PLANNED,
        )


def test_sending_twice_changes_nothing_even_when_the_consent_is_gone(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    withdraw_consent(actor=coordinator, consent=referral.consent)
    move_to(referral, S.SENT, coordinator)
    stale = type(referral).objects.get(pk=referral.pk)
    stale.status, stale.version = S.PREPARED, 1
    a_consent(case, referral.receiver, coordinator)
    send_referral(actor=coordinator, referral=stale, sent_how="post")
    referral.refresh_from_db()
    assert (referral.sent_how, ReferralStatusChange.objects.count()) == ("by_hand", 1)
    assert FollowUp.objects.filter(kind=FollowUpKind.REFERRAL_ANSWER).count() == 1


# Each of these consents allows something else than this referral to leave today.
NOT_ENOUGH = {
    "of another receiver": lambda: {"receiver": BranchFactory()},
    "for another purpose": lambda: {"purposes": ["court", "information"]},
    "for less than is told": lambda: {"items": ["name"]},
    "ended yesterday": lambda: {
        "given_on": timezone.localdate() - dt.timedelta(days=9),
        "valid_until": timezone.localdate() - dt.timedelta(days=1),
    },
    "that begins tomorrow": lambda: {"given_on": timezone.localdate() + dt.timedelta(days=1)},
}


@pytest.mark.parametrize("why", NOT_ENOUGH)
def test_a_consent_that_is_not_for_this_allows_nothing(why, case, coordinator):
    referral = blank(case, coordinator)
    consent = a_consent(case, referral.receiver, coordinator)
    assert permission_to_send(referral) == consent, "it could have been sent"
    type(consent).objects.update(**NOT_ENOUGH[why]())
    with pytest.raises(Refusal) as refusal:
        move_to(referral, S.SENT, coordinator)
    assert str(refusal.value) == str(NO_PERMISSION)
    referral.refresh_from_db()
    assert (referral.status, FollowUp.objects.count()) == (S.PREPARED, 0)


def test_a_withdrawn_consent_allows_nothing_from_that_moment(case, coordinator):
    referral = blank(case, coordinator)
    withdraw_consent(actor=coordinator, consent=a_consent(case, referral.receiver, coordinator))
    with pytest.raises(Refusal, match="No valid consent for this receiver"):
        move_to(referral, S.SENT, coordinator)


def test_two_half_consents_are_not_a_whole_one(case, coordinator):
    referral = blank(case, coordinator)
    for item in referral.items:
        a_consent(case, referral.receiver, coordinator, items=[item])
    assert permission_to_send(referral) is None


def test_on_its_last_day_a_consent_still_holds(case, coordinator):
    referral = blank(case, coordinator)
    consent = a_consent(case, referral.receiver, coordinator, valid_until=timezone.localdate())
    assert permission_to_send(referral) == consent
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert permission_to_send(referral) is None


def test_a_legal_basis_lets_it_leave_without_her_consent(case, coordinator):
    referral = blank(case, coordinator, legal_basis=basis(), client_was_told=True)
    move_to(referral, S.SENT, coordinator)
    referral.refresh_from_db()
    assert (referral.status, referral.consent, referral.legal_basis) == (S.SENT, None, basis())


def test_her_consent_goes_before_the_legal_basis(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT, legal_basis=basis())
    assert referral.consent == case.consents.get()


@pytest.mark.parametrize("change", [{"stands_for_consent": False}, {"valid_until": dt.date(2026, 11, 1)}])
def test_a_rule_that_ended_or_does_not_stand_for_consent_allows_nothing(change, case, coordinator):
    referral = blank(case, coordinator, legal_basis=basis())
    assert permission_to_send(referral) == basis()
    LegalBasis.objects.filter(code=DUTY).update(**change)
    with time_machine.travel(MONDAY):
        assert permission_to_send(referral) is None
        with pytest.raises(Refusal, match="does not stand for her consent today"):
            record_legal_basis(actor=coordinator, referral=referral, legal_basis=basis())


def test_a_legal_basis_can_be_recorded_until_it_is_sent(case, coordinator):
    referral = blank(case, coordinator)
    record_legal_basis(actor=coordinator, referral=referral, legal_basis=basis(), client_was_told=False)
    referral.refresh_from_db()
    assert (referral.legal_basis, referral.client_was_told) == (basis(), False)
    assert JournalEntry.objects.get(verb="referrals.legal_basis_recorded").fields == [
        "client_was_told",
        "legal_basis",
    ]
    move_to(referral, S.SENT, coordinator)
    with pytest.raises(Conflict, match="sent or taken back meanwhile"):
        record_legal_basis(actor=coordinator, referral=referral, legal_basis=basis())
