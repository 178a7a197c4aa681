"""Saying that somebody of one case is somebody of another."""

import pytest

from audit.models import JournalEntry
from cases.models import Person, SamePerson, TimelineEntry
from cases.refusals import Refusal
from cases.services.assignments import assign_primary_worker
from cases.services.intake import Intake, open_case
from cases.services.same_person import decide_same_person
from tests.accounts.factories import TeamFactory
from tests.cases.at_once import at_once
from tests.cases.factories import CaseFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """Return the clients of two cases of the coordinator's team."""
    return [Person.objects.get(case=CaseFactory(in_progress=True)) for _case in range(2)]


def decide(actor, people, verdict="same"):
    one, other = people
    return decide_same_person(actor=actor, person_a=one, person_b=other, verdict=verdict)


def lines():
    return list(
        JournalEntry.objects.filter(verb="cases.same_person_decided")
        .order_by("id")
        .values_list("result", flat=True)
    )


def story(person):
    return list(
        TimelineEntry.objects.filter(case=person.case).order_by("recorded_at").values_list("verb", flat=True)
    )


def test_two_people_of_two_cases_are_the_same_in_whichever_order_they_are_named(pair, coordinator):
    first, second = decide(coordinator, pair), decide(coordinator, reversed(pair))
    assert (first.pk, SamePerson.objects.count()) == (second.pk, 1)
    assert {first.person_a_id, first.person_b_id} == {person.pk for person in pair}
    assert first.person_a_id < first.person_b_id
    assert (first.verdict, first.decided_by) == ("same", coordinator)


def test_both_cases_have_a_line_of_it_in_the_journal_and_in_their_story(pair, coordinator):
    for _twice in range(2):
        decide(coordinator, pair)
    kept = JournalEntry.objects.filter(verb="cases.same_person_decided")
    assert {line.case_id for line in kept} == {person.case_id for person in pair}
    assert lines() == ["same", "same"]
    one, other = (TimelineEntry.objects.get(case=person.case) for person in pair)
    assert (one.verb, one.facts, other.facts) == (
        "person_linked",
        {"case": str(other.case_id)},
        {"case": str(one.case_id)},
    )


def test_the_newest_verdict_replaces_the_one_before_and_the_journal_keeps_both(
    pair, coordinator, psychologist
):
    for person in pair:
        assign_primary_worker(actor=coordinator, case=person.case, worker=psychologist)
    decide(coordinator, pair)
    changed = decide(psychologist, pair, "not_the_same")
    assert (changed.verdict, changed.decided_by, SamePerson.objects.count()) == (
        "not_the_same",
        psychologist,
        1,
    )
    assert lines() == ["same", "same", "not_the_same", "not_the_same"]
    assert story(pair[0])[-2:] == ["person_linked", "person_unlinked"]


def test_a_verdict_that_links_nothing_leaves_no_line_in_the_story(pair, coordinator):
    decide(coordinator, pair, "unsure")
    decide(coordinator, pair, "not_the_same")
    assert (story(pair[0]), story(pair[1]), len(lines())) == ([], [], 4)


def test_two_people_of_one_case_are_two(pair, coordinator):
    child = PersonFactory(case=pair[0].case)
    with pytest.raises(Refusal, match="Two people of one case are two people"):
        decide(coordinator, [pair[0], child])
    assert (SamePerson.objects.count(), lines()) == (0, [])


def test_who_used_violence_is_never_linked_with_a_client_but_with_his_like(pair, coordinator):
    him, again = (PersonFactory(case=person.case, role="used_violence") for person in pair)
    with pytest.raises(Refusal, match="never linked with somebody who did not"):
        decide(coordinator, [pair[0], again])
    assert decide(coordinator, [him, again]).verdict == "same"


def test_a_case_of_another_team_is_linked_by_nobody_who_may_not_know_of_it(
    pair, coordinator, other_team_coordinator, operator, lawyer
):
    elsewhere = Person.objects.get(case=CaseFactory(team=TeamFactory(name="Turkestan")))
    for worker in (coordinator, other_team_coordinator, operator, lawyer):
        with pytest.raises(Refusal, match="not open to you"):
            decide(worker, [pair[0], elsewhere])
    assert SamePerson.objects.count() == 0
    assert decide(operator, pair).verdict == "same"  # an operator knows of every case of her team


def test_what_was_said_of_hints_is_kept_when_the_case_is_opened(pair, operator):
    him = PersonFactory(case=pair[0].case, role="used_violence")
    elsewhere = Person.objects.get(case=CaseFactory(team=TeamFactory(name="Turkestan")))
    said = {pair[0].pk: "same", pair[1].pk: "unsure", him.pk: "same", elsewhere.pk: "same"}
    intake = Intake(team=operator.team, same_people=said)
    for _twice in range(2):
        case = open_case(actor=operator, intake=intake)
    client = case.household.get()
    kept = {
        next(iter({one.person_a_id, one.person_b_id} - {client.pk})): one.verdict
        for one in SamePerson.objects.all()
    }
    assert kept == {pair[0].pk: "same", pair[1].pk: "unsure"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_decide_at_once_make_one_pair(coordinator, operator):
    people = [Person.objects.get(case=CaseFactory()) for _case in range(2)]
    answers = at_once(lambda: decide(coordinator, people), lambda: decide(operator, people))
    assert {answer.pk for answer in answers} == {SamePerson.objects.get().pk}
    assert lines() == ["same", "same"]
