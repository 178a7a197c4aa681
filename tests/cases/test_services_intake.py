"""From somebody who asks for help to an open case."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone

from audit.models import JournalEntry
from cases.enums import AgeBand, CaseStatus, HouseholdRole
from cases.models import Assignment, Case, Person, TimelineEntry
from cases.reading import reading_case
from cases.refusals import Refusal
from cases.services import intake as service
from cases.services.intake import Intake, PersonDetails, SafeContactDetails, open_case
from tests.cases.at_once import at_once
from tests.cases.factories import CaseFactory
from vault.models import DataKey

pytestmark = pytest.mark.django_db


def test_a_case_is_opened_without_knowing_anything(operator):
    case = open_case(actor=operator, intake=Intake(team=operator.team))
    assert (case.status, case.risk_level, case.accepted_at) == (CaseStatus.OPEN, "", None)
    assert [person.role for person in case.household.all()] == [HouseholdRole.CLIENT]
    assert case.safe_contact.may_contact == "no"
    assert not Assignment.objects.exists()


def test_what_is_known_is_sealed_in_the_case(operator):
    intake = Intake(
        team=operator.team,
        client=PersonDetails(
            role=HouseholdRole.CLIENT, name="Invented Client", birth_date=dt.date(1992, 3, 4)
        ),
        household=[PersonDetails(role=HouseholdRole.CHILD, relationship="son", name="Invented Son")],
        safe_contact=SafeContactDetails(may_contact="yes", channel="call", safe_days=(1, 2), number="+7 14"),
        kinds_of_violence=["physical"],
        summary="He came home at night.",
    )
    case = open_case(actor=operator, intake=intake)
    case = Case.objects.get(pk=case.pk)
    with reading_case(case, actor=operator, purpose="test"):
        people = {person.role: person.name for person in case.household.all()}
        assert people == {"client": "Invented Client", "child": "Invented Son"}
        assert (case.summary, case.safe_contact.number) == ("He came home at night.", "+7 14")
    assert (case.kinds_of_violence, case.safe_contact.safe_days) == (["physical"], [1, 2])


def test_a_known_day_of_birth_gives_the_age_group(operator):
    client = PersonDetails(
        role=HouseholdRole.CLIENT, birth_date=timezone.localdate(), age_band_at_first_contact="60+"
    )
    case = open_case(actor=operator, intake=Intake(team=operator.team, client=client))
    assert case.household.get().age_band_at_first_contact == "0-4"


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (dt.date(2026, 11, 23), "0-4"),
        (dt.date(2026, 12, 1), "0-4"),
        (dt.date(2021, 11, 24), "0-4"),
        (dt.date(2021, 11, 23), "5-9"),
        (dt.date(2011, 11, 24), "12-14"),
        (dt.date(2008, 11, 23), "18-19"),
        (dt.date(1966, 11, 24), "50-59"),
        (dt.date(1926, 1, 1), "60+"),
    ],
)
def test_an_age_group_changes_on_the_birthday(born_on, band):
    assert AgeBand.on(dt.date(2026, 11, 23), born_on=born_on) == band


def test_the_story_begins_with_the_opening_the_risk_and_the_worker(operator, psychologist):
    intake = Intake(
        team=operator.team, risk_level="high", risk_reason="He has a knife.", primary_worker=psychologist
    )
    case = open_case(actor=operator, intake=intake)
    assert (case.status, case.risk_level) == (CaseStatus.ACTIVE, "high")
    assert [entry.verb for entry in case.timeline.order_by("recorded_at")] == [
        "opened",
        "risk_assessed",
        "worker_assigned",
    ]
    assert list(
        JournalEntry.objects.filter(case_id=case.pk).values_list("verb", flat=True).order_by("pk")
    ) == [
        "cases.opened",
        "cases.risk_assessed",
        "cases.worker_assigned",
    ]


def test_a_double_click_opens_one_case(operator):
    intake = Intake(team=operator.team)
    assert open_case(actor=operator, intake=intake) == open_case(actor=operator, intake=intake)
    assert (Case.objects.count(), TimelineEntry.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "intake",
    [
        {"risk_level": "high", "risk_reason": " "},
        {"risk_level": "high", "risk_reason": "He has a knife.", "primary_worker": "manager"},
    ],
)
def test_a_refused_intake_leaves_nothing_behind(intake, operator, manager):
    if "primary_worker" in intake:
        intake = {**intake, "primary_worker": manager}
    with pytest.raises(Refusal):
        open_case(actor=operator, intake=Intake(team=operator.team, **intake))
    left = [model.objects.count() for model in (Case, Person, TimelineEntry, DataKey)]
    assert (left, JournalEntry.objects.filter(verb="cases.opened").count()) == ([0, 0, 0, 0], 0)


def test_the_case_of_another_worker_is_not_handed_out_to_whoever_guesses_its_id(operator, coordinator):
    case = CaseFactory(opened_by=operator)
    with pytest.raises(IntegrityError):
        open_case(actor=coordinator, intake=Intake(team=coordinator.team, case_id=case.pk))


def test_the_second_of_two_forms_that_arrive_together_finds_the_case_of_the_first(operator, monkeypatch):
    intake = Intake(team=operator.team)
    first = open_case(actor=operator, intake=intake)
    looks = iter([None, first])  # the second request looked before the first one had committed
    monkeypatch.setattr(service, "_opened_before", lambda actor, intake: next(looks))
    assert open_case(actor=operator, intake=intake) == first
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_once_opens_one_case(operator):
    intake = Intake(team=operator.team)
    first, second = at_once(*[lambda: open_case(actor=operator, intake=intake)] * 2)
    assert (first, second) == (Case.objects.get(), Case.objects.get())
