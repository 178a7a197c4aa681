"""Which linked cases a page shows, and changing what was decided."""

import pytest
from django.urls import reverse

from cases.models import Person, SamePerson
from cases.services.same_person import decide_same_person
from tests.accounts.factories import TeamFactory
from tests.cases.factories import AssignmentFactory, CaseFactory, PersonFactory
from tests.cases.pages import address, statements_of
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(psychologist):
    return CaseFactory(in_progress=True, primary_worker=psychologist)


def linked_to(case, worker, verdict="same", other=None):
    """Return another case whose client `worker` takes for the one of `case`, and their pair."""
    other = other or CaseFactory(in_progress=True)
    one, there = (Person.objects.get(case=each, role="client") for each in (case, other))
    return other, decide_same_person(actor=worker, person_a=one, person_b=there, verdict=verdict)


def card_of(worker, case):
    page = as_worker(worker).get(address(case)).text
    return page.split('id="h-same"')[1].split("</section>")[0] if 'id="h-same"' in page else ""


def timeline_of(worker, case):
    return as_worker(worker).get(address(case)).text.split('id="h-timeline"')[1]


def test_a_case_without_links_has_no_card(case, coordinator):
    linked_to(case, coordinator, "not_the_same")
    assert card_of(coordinator, case) == ""


def test_the_card_lists_the_linked_cases_the_sure_ones_first(case, coordinator):
    unsure, _pair = linked_to(case, coordinator, "unsure")
    sure, pair = linked_to(case, coordinator)
    for page_of, other in ((case, sure), (sure, case)):
        card = card_of(coordinator, page_of)
        assert (
            other.get_absolute_url() in card,
            address(page_of, "same_person", pair_id=pair.pk) in card,
        ) == (
            True,
            True,
        )
    card = card_of(coordinator, case)
    assert card.index(sure.reference) < card.index(unsure.reference) < card.index("Not sure: Client")


def test_only_who_may_open_the_other_case_sees_that_there_is_one(case, coordinator, psychologist):
    other, pair = linked_to(case, coordinator)
    page = address(case, "same_person", pair_id=pair.pk)
    assert card_of(psychologist, case) == ""
    assert as_worker(psychologist).get(page).status_code == 404
    assert ("Linked to another case" in timeline_of(psychologist, case)) is True
    assert other.reference not in timeline_of(psychologist, case)
    AssignmentFactory(case=other, worker=psychologist, role="psychologist")
    assert other.reference in card_of(psychologist, case)
    assert other.get_absolute_url() in timeline_of(psychologist, case)
    assert as_worker(psychologist).get(page).status_code == 200


def test_a_case_of_another_team_stays_hidden_though_it_is_linked(case, coordinator, psychologist):
    elsewhere = CaseFactory(in_progress=True, team=TeamFactory(name="Turkestan"), primary_worker=psychologist)
    _other, pair = linked_to(case, psychologist, other=elsewhere)  # she works on both
    assert elsewhere.reference in card_of(psychologist, case)
    assert card_of(coordinator, case) == ""
    assert elsewhere.reference not in timeline_of(coordinator, case)
    assert as_worker(coordinator).post(address(case, "same_person", pair_id=pair.pk)).status_code == 404


def test_the_verdict_is_changed_on_a_page_of_its_own(case, coordinator):
    other, pair = linked_to(case, coordinator)
    page = address(case, "same_person", pair_id=pair.pk)
    browser = as_worker(coordinator)
    shown = browser.get(page)
    assert (shown.context["form"]["verdict"].value(), other.reference in shown.text) == ("same", True)
    answer = browser.post(page, {"verdict": "not_the_same"})
    assert (answer.status_code, answer["Location"]) == (302, case.get_absolute_url())
    assert SamePerson.objects.get().verdict == "not_the_same"
    assert "No longer linked to another case" in timeline_of(coordinator, case)
    assert card_of(coordinator, case) == ""


def test_the_auditor_reads_what_was_decided(case, coordinator, auditor):
    linked_to(case, coordinator, "not_the_same")
    page = as_worker(auditor).get(reverse("journal"), {"case": case.reference}).text
    words = page.split("Decided whether two people are the same person")[1].split("</li>")[0]
    assert "Not the same" in words


def test_what_is_no_verdict_is_refused_and_changes_nothing(case, coordinator):
    _other, pair = linked_to(case, coordinator)
    answer = as_worker(coordinator).post(address(case, "same_person", pair_id=pair.pk), {"verdict": "twin"})
    assert (answer.status_code, SamePerson.objects.get().verdict) == (200, "same")


def test_the_page_belongs_to_the_two_cases_of_its_pair_only(case, coordinator):
    other, pair = linked_to(case, coordinator)
    stranger = CaseFactory()
    browser = as_worker(coordinator)
    pages = [address(one, "same_person", pair_id=pair.pk) for one in (case, other, stranger)]
    assert [browser.get(page).status_code for page in pages] == [200, 200, 404]


def test_to_whoever_may_not_open_the_case_the_page_does_not_exist(
    case, coordinator, lawyer, manager, operator, administrator, auditor, other_team_coordinator
):
    _other, pair = linked_to(case, coordinator)
    page = address(case, "same_person", pair_id=pair.pk)
    strangers = [lawyer, manager, operator, administrator, auditor, other_team_coordinator]
    assert {as_worker(one).get(page).status_code for one in strangers} == {404}
    assert {as_worker(one).post(page, {"verdict": "unsure"}).status_code for one in strangers} == {404}
    assert SamePerson.objects.get().verdict == "same"


def test_a_manager_and_a_lawyer_see_a_link_between_the_cases_that_they_were_given(
    case, coordinator, manager, lawyer
):
    other, _pair = linked_to(case, coordinator)
    for worker in (manager, lawyer):
        for one in (case, other):
            AssignmentFactory(case=one, worker=worker, role="other")
        assert other.reference in card_of(worker, case)


def test_an_operator_sees_a_link_only_while_both_cases_are_hers(operator, coordinator):
    mine, also_mine = (CaseFactory(opened_by=operator) for _case in range(2))
    linked_to(mine, coordinator, other=also_mine)
    assert also_mine.reference in card_of(operator, mine)
    linked_to(mine, coordinator)
    assert card_of(operator, mine).count('class="task ') == 1


@pytest.mark.parametrize("links", [1, 3])
def test_the_page_costs_one_statement_more_whatever_the_number_of_links(links, case, coordinator):
    for _link in range(links):
        linked_to(case, coordinator)
    browser = as_worker(coordinator)
    browser.get(address(case))
    assert len(statements_of(browser, address(case))) == 12


@pytest.mark.parametrize("links", [1, 3])
def test_the_page_of_a_pair_costs_the_same_whatever_the_number_of_links(links, case, coordinator):
    for _link in range(links):
        _other, pair = linked_to(case, coordinator)
    PersonFactory.create_batch(links, case=case)
    browser = as_worker(coordinator)
    browser.get(address(case))
    assert len(statements_of(browser, address(case, "same_person", pair_id=pair.pk))) == 7
