"""Joint events: planned, held, counted; asked twice, made once."""

import dataclasses
import datetime as dt
import uuid

import pytest
import time_machine

from audit.models import JournalEntry
from partners.models import JointEvent
from partners.policies import can_keep_joint_events
from partners.refusals import Conflict, Refusal
from partners.services import JointEventDetails, change_joint_event, record_joint_event
from reference.models import District
from tests.partners.factories import AttendanceFactory, JointEventFactory, PartnerFactory

TODAY = dt.date(2026, 11, 25)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_today"),
]
CAME = {("education", "female"): 8, ("education", "male"): 1, ("police", "unknown"): 3}
AHEAD = "This day has not come. Write participants and decisions once the event is over."
CANCELLED = "A cancelled event has no participants and no decisions. Empty them first."


@pytest.fixture
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)):
        yield


def details(**changes) -> JointEventDetails:
    facts = {
        "kind": "round_table",
        "held_on": TODAY,
        "topic": "Schools and violence",
        "place": "Hall of the akimat",
        "district": District.objects.get(code="shymkent-abai"),
        "partners": frozenset([PartnerFactory()]),
        "attendance": CAME,
        "decisions": "A leaflet for every school by spring.",
    }
    return JointEventDetails(**{**facts, **changes})


def lines():
    return list(JournalEntry.objects.order_by("id").values_list("actor_id", "verb", "subject_id", "fields"))


def test_a_held_event_stands_with_its_partners_participants_and_decisions(coordinator):
    held = details()
    event = record_joint_event(actor=coordinator, details=held)
    assert JointEventDetails.of(event) == held
    assert lines() == [(coordinator.pk, "partners.joint_event_recorded", event.pk, [])]


def test_an_event_that_lies_ahead_is_planned_without_participants_and_decisions(manager):
    planned = details(held_on=TODAY + dt.timedelta(1), attendance={}, decisions="")
    event = record_joint_event(actor=manager, details=planned)
    assert JointEventDetails.of(event) == planned


def test_the_same_form_sent_twice_makes_one_event_and_one_line(coordinator):
    drawn, held = uuid.uuid4(), details()
    first = record_joint_event(actor=coordinator, details=held, event_id=drawn)
    second = record_joint_event(actor=coordinator, details=held, event_id=drawn)
    assert (first.pk, second.pk, JointEvent.objects.count(), len(lines())) == (drawn, drawn, 1, 1)


@pytest.mark.parametrize(
    "came", [{"attendance": CAME, "decisions": ""}, {"attendance": {}, "decisions": "One"}]
)
@pytest.mark.parametrize(
    ("when", "sentence"),
    [({"held_on": TODAY + dt.timedelta(1)}, AHEAD), ({"is_cancelled": True}, CANCELLED)],
)
def test_nobody_came_and_nothing_was_decided_where_nothing_took_place(coordinator, came, when, sentence):
    with pytest.raises(Refusal) as refusal:
        record_joint_event(actor=coordinator, details=details(**came, **when))
    assert str(refusal.value) == sentence
    assert (JointEvent.objects.count(), lines()) == (0, [])


def test_an_event_without_a_partner_is_no_joint_event(coordinator):
    with pytest.raises(Refusal, match="Choose at least one partner"):
        record_joint_event(actor=coordinator, details=details(partners=frozenset()))


def test_a_change_is_written_with_the_names_of_what_changed_and_no_words(manager):
    event = AttendanceFactory(event__topic="Schools").event
    other = dataclasses.replace(
        JointEventDetails.of(event),
        topic="Hospitals",
        attendance=CAME,
        partners=frozenset([PartnerFactory()]),
    )
    change_joint_event(actor=manager, event=event, details=other, version=1)
    assert JointEventDetails.of(event) == other
    assert lines() == [
        (manager.pk, "partners.joint_event_changed", event.pk, ["attendance", "partners", "topic"])
    ]


def test_nothing_changed_leaves_no_line_and_no_new_version(manager):
    event = JointEventFactory()
    change_joint_event(actor=manager, event=event, details=JointEventDetails.of(event), version=1)
    event.refresh_from_db()
    assert (event.version, lines()) == (1, [])


def test_the_same_change_sent_twice_is_one_change(manager):
    event = JointEventFactory()
    other = dataclasses.replace(JointEventDetails.of(event), topic="Hospitals")
    for _again in range(2):
        change_joint_event(actor=manager, event=event, details=other, version=1)
    event.refresh_from_db()
    assert (event.version, len(lines())) == (2, 1)


def test_of_two_same_changes_at_once_the_second_is_quiet(manager, monkeypatch):
    event = JointEventFactory()
    before = JointEventDetails.of(event)
    other = dataclasses.replace(before, topic="Hospitals")
    change_joint_event(actor=manager, event=event, details=other, version=1)
    seen = iter([before, other])  # what the second reads before it waits for the first, and after
    monkeypatch.setattr(JointEventDetails, "of", lambda event: next(seen))
    change_joint_event(actor=manager, event=event, details=other, version=1)
    assert (len(lines()), list(seen)) == (1, [])


def test_a_change_that_a_colleague_overtook_is_refused_and_changes_nothing(manager, coordinator):
    event = JointEventFactory()
    first = dataclasses.replace(JointEventDetails.of(event), topic="Hospitals")
    second = dataclasses.replace(first, topic="Police", attendance=CAME)
    change_joint_event(actor=coordinator, event=event, details=first, version=1)
    with pytest.raises(Conflict, match="A colleague changed this while you were typing"):
        change_joint_event(actor=manager, event=event, details=second, version=1)
    assert (JointEventDetails.of(event), len(lines())) == (first, 1)


def test_an_event_with_participants_is_not_moved_ahead_or_cancelled(manager):
    event = AttendanceFactory().event
    as_it_was = JointEventDetails.of(event)
    for change in ({"held_on": dt.date(2100, 1, 15)}, {"is_cancelled": True}):
        other = dataclasses.replace(as_it_was, **change)
        with pytest.raises(Refusal):
            change_joint_event(actor=manager, event=event, details=other, version=1)
    assert (JointEventDetails.of(event), lines()) == (as_it_was, [])


def test_coordinators_and_managers_keep_joint_events_and_others_are_told_whom_to_ask(everybody):
    reason = "Coordinators and managers write down joint events. If something is wrong, tell one of them."
    answers = {str(worker.role): str(can_keep_joint_events(worker).reason) for worker in everybody}
    assert answers == {
        **dict.fromkeys(["operator", "psychologist", "lawyer", "administrator", "auditor"], reason),
        **dict.fromkeys(["coordinator", "manager"], ""),
    }
    assert {str(worker.role) for worker in everybody if can_keep_joint_events(worker)} == {
        "coordinator",
        "manager",
    }
