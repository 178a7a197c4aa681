"""The seeded generator: `load_demo` and `bench/` tell what it draws."""

import collections
import dataclasses
import datetime as dt
import hashlib
import itertools
import re

import pytest
from django.utils import timezone

from accounts.enums import CASE_WORKER_ROLES
from cases.enums import (
    AttemptOutcome,
    CaseStatus,
    CheckInOutcome,
    ClosureReason,
    FollowUpStatus,
    KindOfViolence,
    MayContact,
    RiskLevel,
)
from crisis_center.demo.chance import Invention
from crisis_center.demo.chance.texts import NAMES, WORDS
from hotline.enums import CallType, Reply
from hotline.sections import TOLD_FIELDS
from partners.enums import PartnerKind
from referrals.enums import ReferralStatus
from referrals.workflow import REFERRAL_MOVES

TODAY = dt.date(2026, 11, 25)
HOLIDAY = dt.date(2026, 10, 26)
MANY = 3000


def drawn(seed: int = 2008, today: dt.date = TODAY, cases: int = MANY, calls: int = MANY):
    invention = Invention(seed, today, days_off={HOLIDAY})
    return (
        list(itertools.islice(invention.cases(), cases)),
        list(itertools.islice(invention.calls(), calls)),
    )


@pytest.fixture(scope="module")
def many():
    return drawn()


def digest(things: object) -> str:
    return hashlib.sha256(repr(things).encode()).hexdigest()[:16]


def moments_in(thing: object) -> list[dt.datetime]:
    """Return every moment in an event and in the events inside it."""
    if isinstance(thing, dt.datetime):
        return [thing]
    if isinstance(thing, tuple):
        return [moment for part in thing for moment in moments_in(part)]
    if dataclasses.is_dataclass(thing):
        return [
            moment for field in dataclasses.fields(thing) for moment in moments_in(getattr(thing, field.name))
        ]
    return []


def texts_in(thing: object) -> list[str]:
    if isinstance(thing, str):
        return [str(thing)]
    if isinstance(thing, tuple | dict):
        return [
            text for part in (thing.values() if isinstance(thing, dict) else thing) for text in texts_in(part)
        ]
    if dataclasses.is_dataclass(thing):
        return [text for field in dataclasses.fields(thing) for text in texts_in(getattr(thing, field.name))]
    return []


def test_the_same_seed_and_day_give_the_same_centre():
    """Whoever changes a word or a share on purpose writes the new digest here: the bench's data change too."""
    assert digest(drawn(cases=40, calls=40)) == "be7b0f019066b1ef"


def test_another_seed_or_another_day_gives_another_centre():
    first = digest(drawn(cases=5, calls=5))
    assert digest(drawn(seed=2009, cases=5, calls=5)) != first
    assert digest(drawn(today=TODAY + dt.timedelta(days=1), cases=5, calls=5)) != first


def test_taking_more_cases_does_not_change_the_first_ones(many):
    cases, calls = drawn(cases=10, calls=10)
    assert (cases, calls) == (many[0][:10], many[1][:10])


def test_every_state_that_a_worker_meets_is_drawn(many):
    cases, calls = many
    follow_ups = [follow_up for case in cases for follow_up in case.follow_ups]
    referrals = [referral for case in cases for referral in case.referrals]
    assert {case.status for case in cases} == set(CaseStatus)
    assert {case.first_risk.level for case in cases} == set(RiskLevel)
    assert {kind for case in cases for kind in case.kinds} == set(KindOfViolence)
    assert {case.contact.may_contact for case in cases} == set(MayContact)
    assert {follow_up.status for follow_up in follow_ups} == set(FollowUpStatus) - {FollowUpStatus.CANCELLED}
    assert {follow_up.outcome for follow_up in follow_ups} == {"", *CheckInOutcome}
    assert {attempt.outcome for follow_up in follow_ups for attempt in follow_up.attempts} == set(
        AttemptOutcome
    ) - {AttemptOutcome.ASKED_FOR_ANOTHER_TIME}
    assert {referral.status for referral in referrals} == set(ReferralStatus)
    assert {case.closing.reason for case in cases if case.closing} == set(ClosureReason) - {
        ClosureReason.OPENED_BY_MISTAKE,
        ClosureReason.OPENED_TWICE,
    }
    assert {call.call_type for call in calls} == set(CallType)


def test_shares_are_those_of_a_hotline(many):
    """Most calls open no case, most evenings are busy, nights are not empty, most cases are over."""
    cases, calls = many
    hours = collections.Counter(call.started_at.hour for call in calls)
    assert sum(hours[hour] for hour in (19, 20, 21, 22)) > 2 * sum(hours[hour] for hour in (1, 2, 3, 4))
    assert min(hours[hour] for hour in range(24)) > 0
    assert 0.75 < sum(case.status == CaseStatus.CLOSED for case in cases) / MANY < 0.9
    assert 4 < sum(len(case.meetings) for case in cases) / MANY < 6
    assert 0.6 < sum(case.call is not None for case in cases) / MANY < 0.8
    silent = sum(not call.told for call in calls) / MANY
    assert 0.3 < silent < 0.5
    assert {case.primary_role for case in cases} < CASE_WORKER_ROLES


def test_nothing_happens_before_the_first_word_or_after_yesterday(many):
    tonight = timezone.make_aware(dt.datetime.combine(TODAY, dt.time()))
    for case in many[0]:
        later = moments_in(dataclasses.replace(case, call=None))
        first = case.call.started_at if case.call else case.opened_at
        assert first <= case.opened_at == min(later)
        assert max(later) < tonight
    for call in many[1]:
        assert call.started_at + dt.timedelta(minutes=call.minutes) < tonight


def test_work_is_done_on_working_days(many):
    for case in many[0]:
        done = moments_in((case.consents, case.referrals, case.meetings, case.closing, case.accepted_at))
        days = {moment.date() for moment in done} | {follow_up.due_on for follow_up in case.follow_ups}
        assert not any(day.isoweekday() > 5 or day == HOLIDAY for day in days)


def test_a_referral_goes_only_where_its_table_lets_it(many):
    for case in many[0]:
        for referral in case.referrals:
            path = [ReferralStatus.PREPARED, *(step.to for step in referral.steps)]
            assert all(later in REFERRAL_MOVES[earlier] for earlier, later in itertools.pairwise(path))
            moments = [referral.prepared_at, *(step.at for step in referral.steps)]
            assert moments == sorted(moments)
        receivers = [referral.receiver for referral in case.referrals]
        assert len(receivers) == len(set(receivers))
        assert [consent.receiver for consent in case.consents] == receivers


def test_a_closed_case_leaves_nothing_open_and_ends_last(many):
    closed = [case for case in many[0] if case.closing]
    for case in closed:
        assert FollowUpStatus.PLANNED not in {follow_up.status for follow_up in case.follow_ups}
        assert {referral.status for referral in case.referrals} <= {
            ReferralStatus.COMPLETED,
            ReferralStatus.DECLINED,
            ReferralStatus.WITHDRAWN,
            ReferralStatus.NO_ANSWER,
        }
        assert max(moments_in(dataclasses.replace(case, closing=None))) < case.closing.at


def test_she_is_called_only_when_she_allows_it_and_on_her_days_and_hours(many):
    for case in many[0]:
        attempts = [attempt for follow_up in case.follow_ups for attempt in follow_up.attempts]
        if case.contact.may_contact != MayContact.YES:
            assert attempts == []
        for attempt in attempts:
            first, last = case.contact.hours
            assert first <= attempt.at.hour < last
            assert not case.contact.safe_days or attempt.at.isoweekday() in case.contact.safe_days


def test_a_call_tells_only_what_the_form_asks(many):
    calls = [*many[1], *(case.call for case in many[0] if case.call)]
    assert {name for call in calls for name in call.told} <= set(TOLD_FIELDS)
    assert any(call.told.get("immediate_danger") == Reply.YES for call in many[1])


def test_no_number_looks_real_and_none_is_a_partners(many):
    """Partners of the demonstration have +7 700 000 01 00 to 19 99: what is sealed must stand nowhere else."""
    numbers = re.findall(r"\+?\d[\d ]{6,}\d", " ".join(texts_in(tuple(many[0])) + texts_in(tuple(many[1]))))
    assert len(numbers) > MANY / 2
    assert all(re.fullmatch(r"\+7 700 000 [2-9]\d \d\d", number) for number in numbers)


def test_texts_of_three_languages_differ_enough(many):
    summaries = [case.summary for case in many[0]]
    assert {case.language for case in many[0]} == {"ru", "kk", "en"}
    assert len(set(summaries)) > MANY * 0.6
    names = {case.client.name for case in many[0]}
    assert len(names) > 250


def test_every_text_has_russian_and_kazakh():
    assert {key for key, languages in WORDS.items() if not {"ru", "kk"} <= set(languages)} == set()
    assert {f"request.{kind}" for kind in PartnerKind} >= {key for key in WORDS if key.startswith("request.")}
    assert set(NAMES) == {"kk", "ru", "uz"}
