"""Consent: for one receiver, with an end, taken back at any time."""

import datetime as dt

import pytest
import time_machine

from audit.models import JournalEntry
from cases.models import Consent
from cases.queries import consent_for
from cases.reading import reading_case
from cases.refusals import Refusal
from cases.services.closure import close_case
from cases.services.consents import ConsentDetails, record_consent, withdraw_consent
from tests.partners.factories import BranchFactory

pytestmark = pytest.mark.django_db
D = dt.date
TODAY = D(2026, 11, 23)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False):
        yield


def details(receiver=None, **changes) -> ConsentDetails:
    values = {
        "receiver": receiver or BranchFactory(),
        "purposes": ["referral"],
        "items": ["name", "situation"],
        "given_by": "client",
        "way": "paper",
        "language": "ru",
        "given_on": TODAY,
        "valid_until": D(2027, 1, 22),
    }
    return ConsentDetails(**{**values, **changes})


def record(case, worker, **changes) -> Consent:
    return record_consent(actor=worker, case=case, details=details(**changes))


def holds(case, receiver, *, purpose="referral", items=("name",), day=TODAY):
    return consent_for(case, receiver_id=receiver.pk, purpose=purpose, items=items, day=day)


def test_a_consent_is_recorded_with_its_lines(case, psychologist):
    consent = record(case, psychologist, note="Witness: the lawyer.")
    with reading_case(case, actor=psychologist, purpose="test"):
        assert Consent.objects.get(pk=consent.pk).note == "Witness: the lawyer."
    entry = case.timeline.get(verb="consent_recorded")
    assert entry.facts == {"way": "paper", "until": "2027-01-22", "receiver": str(consent.receiver_id)}
    line = JournalEntry.objects.get(verb="cases.consent_recorded")
    assert (line.subject_id, line.case_id, line.actor_id) == (consent.pk, case.pk, psychologist.pk)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"given_on": D(2026, 11, 24)}, "has not come yet"),
        ({"given_on": D(2026, 9, 1), "valid_until": D(2026, 11, 22)}, "would have ended already"),
    ],
)
def test_a_consent_is_never_given_later_or_backwards(case, psychologist, changes, sentence):
    with pytest.raises(Refusal, match=sentence):
        record(case, psychologist, **changes)
    assert not Consent.objects.exists()


def test_no_consent_is_recorded_in_a_closed_case(case, psychologist):
    close_case(actor=psychologist, case=case, reason="needs_met", outcome="safer")
    with pytest.raises(Refusal, match="closed"):
        record(case, psychologist)


def test_a_consent_holds_for_its_receiver_purpose_items_and_days_only(case, psychologist):
    consent = record(case, psychologist)
    receiver = consent.receiver
    assert holds(case, receiver) == consent
    assert holds(case, receiver, items=["name", "situation"]) == consent
    assert holds(case, receiver, items=["name", "contact"]) is None
    assert holds(case, receiver, purpose="court") is None
    assert holds(case, BranchFactory()) is None
    assert holds(case, receiver, day=D(2027, 1, 22)) == consent
    assert holds(case, receiver, day=D(2027, 1, 23)) is None
    assert holds(case, receiver, day=D(2026, 11, 22)) is None


def test_two_half_consents_are_not_a_whole_one(case, psychologist):
    receiver = BranchFactory()
    record(case, psychologist, receiver=receiver, items=["name"])
    record(case, psychologist, receiver=receiver, items=["situation"])
    assert holds(case, receiver, items=["name", "situation"]) is None


def test_a_withdrawal_acts_at_once_and_twice_changes_nothing(case, psychologist, coordinator):
    consent = record(case, psychologist)
    withdraw_consent(actor=coordinator, consent=consent)
    withdraw_consent(actor=psychologist, consent=consent)
    consent.refresh_from_db()
    assert consent.withdrawn_by == coordinator
    assert holds(case, consent.receiver) is None
    assert case.timeline.filter(verb="consent_withdrawn").count() == 1
