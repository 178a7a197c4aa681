"""The list of cases: codes and coarse facts, never a name."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.accounts.factories import TeamFactory
from tests.cases.factories import AssignmentFactory, CaseFactory, FollowUpFactory
from tests.cases.pages import statements_of
from tests.reference.factories import DistrictFactory
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
LIST = reverse("cases:list")


def listed(worker, **chosen):
    return as_worker(worker).get(LIST, chosen).context["page"].rows


def test_a_row_shows_codes_and_coarse_facts(coordinator, psychologist):
    psychologist.display_name = "Dinara O."
    psychologist.save()
    case = CaseFactory(
        in_progress=True,
        primary_worker=psychologist,
        risk_level="high",
        kinds_of_violence=["physical", "threats"],
        district=DistrictFactory(name_en="Abai district"),
        client__name="Invented Client",
    )
    FollowUpFactory(case=case, responsible=psychologist, due_on=timezone.localdate() + dt.timedelta(3))
    page = as_worker(coordinator).get(LIST)
    for words in (case.reference, "In progress", "High risk", "Physical violence, Threats", "Abai district"):
        assert words in page.text
    assert ("Dinara O." in page.text, "in 3 days" in page.text.lower()) == (True, True)
    assert "Invented Client" not in page.text


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_costs_the_same_whatever_its_length(rows, coordinator):
    for case in CaseFactory.create_batch(rows):
        AssignmentFactory(case=case)
    browser = as_worker(coordinator)
    browser.get(LIST)
    assert len(statements_of(browser, LIST)) == 5
    assert not [sql for sql in statements_of(browser, LIST) if "wrappedkey" in sql], "a list opens no key"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_fifty_full_rows_weigh_less_than_sixty_kib(language, coordinator, psychologist):
    facts = {"risk_level": "high", "kinds_of_violence": ["physical"], "district": DistrictFactory()}
    for case in CaseFactory.create_batch(50, in_progress=True, primary_worker=psychologist, **facts):
        FollowUpFactory(case=case, responsible=psychologist)
    coordinator.language = language
    coordinator.save()
    assert len(as_worker(coordinator).get(LIST).content) < 60 * 1024


def test_a_worker_finds_her_own_cases_and_no_others(psychologist, lawyer, operator, administrator, auditor):
    case = CaseFactory(primary_worker=psychologist, in_progress=True)
    opened = CaseFactory(opened_by=operator)
    assert [listed(psychologist), listed(lawyer), listed(operator)] == [[case], [], [opened]]
    assert [as_worker(one).get(LIST).status_code for one in (administrator, auditor)] == [404, 404]


def test_a_manager_counts_every_case_and_opens_those_assigned_to_her(manager):
    hers, other = CaseFactory(), CaseFactory()
    AssignmentFactory(case=hers, worker=manager)
    page = as_worker(manager).get(LIST)
    assert {row.pk: row.may_open for row in page.context["page"].rows} == {hers.pk: True, other.pk: False}
    assert (hers.get_absolute_url() in page.text, other.get_absolute_url() in page.text) == (True, False)


def test_the_filters_narrow_the_list(coordinator):
    district = DistrictFactory()
    chosen = CaseFactory(
        in_progress=True,
        risk_level="high",
        district=district,
        kinds_of_violence=["threats"],
        primary_worker=coordinator,
    )
    other = CaseFactory()
    assert listed(coordinator) == [other, chosen]
    filters = {
        "status": "active",
        "risk_level": "high",
        "district": district.pk,
        "kind": "threats",
        "mine": "on",
    }
    for name, value in filters.items():
        assert listed(coordinator, **{name: value}) == [chosen], name
    assert listed(coordinator, **filters, status_of_nothing="x") == [chosen]
    assert listed(coordinator, risk_level="low") == []


def test_who_sees_her_own_cases_alone_is_not_asked_whether_she_wants_them(psychologist, coordinator):
    asked = [as_worker(worker).get(LIST).context["form"].fields for worker in (psychologist, coordinator)]
    assert ["mine" in fields for fields in asked] == [False, True]


def test_a_manager_chooses_a_team(manager):
    case = CaseFactory(team=TeamFactory(name="Turkestan"))
    CaseFactory()
    assert listed(manager, team=case.team_id) == [case]


def test_a_choice_that_does_not_exist_narrows_nothing(coordinator):
    case = CaseFactory()
    assert listed(coordinator, status="lost", district="nowhere") == [case]


def test_the_list_is_paged_by_key(coordinator):
    now = timezone.now()
    cases = [CaseFactory(opened_at=now - dt.timedelta(minutes=number)) for number in range(52)]
    browser = as_worker(coordinator)
    first = browser.get(LIST).context["page"]
    second = browser.get(LIST, {"after": first.older}).context["page"]
    assert [*first.rows, *second.rows] == cases
    assert browser.get(LIST, {"before": second.newer}).context["page"].rows == cases[:50]


def test_an_empty_list_says_what_to_do(manager, operator):
    assert "No case here" in as_worker(operator).get(LIST).text
    assert reverse("cases:new") in as_worker(operator).get(LIST).text
    assert reverse("cases:new") not in as_worker(manager).get(LIST).text
