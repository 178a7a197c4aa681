"""Opening a case on its page."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from cases.forms.intake import IntakeForm
from cases.models import Case
from cases.reading import reading_case
from tests.accounts.factories import UserFactory
from tests.cases.pages import typed_in
from tests.reference.factories import DistrictFactory
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
NEW = reverse("cases:new")


def filled_in(browser, **typed):
    """Return what the page would send with some fields typed."""
    page = browser.get(NEW)
    form, household = page.context["form"], page.context["household"]
    return {**typed_in(form), **typed_in(household.management_form), **typed}


def test_a_case_is_opened_with_nothing_but_the_button(operator):
    browser = as_worker(operator)
    answer = browser.post(NEW, filled_in(browser))
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, case.get_absolute_url())
    assert (case.opened_by, case.team, case.safe_contact.confirmed_on) == (operator, operator.team, None)
    assert browser.get(answer["Location"]).status_code == 200


def test_everything_that_was_typed_stands_in_the_case(coordinator, psychologist):
    browser, district = as_worker(coordinator), DistrictFactory()
    typed = filled_in(
        browser,
        name="Irina Invented",
        code_name="Aigul",
        sex="female",
        birth_date="04.03.1992",
        kinds_of_violence=["physical", "threats"],
        district=str(district.pk),
        summary="He came at night.",
        risk_level="high",
        risk_reason="He has a knife.",
        primary_worker=str(psychologist.pk),
        may_contact="yes",
        channel="call",
        number="+7 14",
        safe_days=["1", "2"],
        safe_from="10:00",
        safe_until="13:00",
        **{
            "household-0-role": "child",
            "household-0-relationship": "son",
            "household-0-name": "Ivan",
            "household-0-lives_with_client": "yes",
            "household-0-saw_the_violence": "unknown",
            "household-2-role": "used_violence",
            "household-2-lives_with_client": "no",
        },
    )
    browser.post(NEW, typed)
    case = Case.objects.get()
    assert (case.status, case.risk_level, case.district) == ("active", "high", district)
    assert case.kinds_of_violence == ["physical", "threats"]
    safe = case.safe_contact
    assert (safe.safe_days, safe.safe_from, safe.safe_until) == ([1, 2], dt.time(10), dt.time(13))
    assert safe.confirmed_on == case.opened_at.astimezone(dt.timezone(dt.timedelta(hours=5))).date()
    people = {person.role: person for person in case.household.all()}
    assert (people["child"].lives_with_client, people["child"].saw_the_violence) == (True, None)
    assert (people["used_violence"].lives_with_client, len(people)) == (False, 3)
    with reading_case(case, actor=coordinator, purpose="test"):
        assert [people[role].name for role in ("client", "child")] == ["Irina Invented", "Ivan"]
        assert (case.summary, safe.number) == ("He came at night.", "+7 14")


def test_a_double_click_opens_one_case(operator):
    browser = as_worker(operator)
    typed = filled_in(browser)
    answers = [browser.post(NEW, typed)["Location"] for _click in range(2)]
    assert answers == [Case.objects.get().get_absolute_url()] * 2


def test_a_psychologist_works_on_the_case_that_she_opens(psychologist):
    browser = as_worker(psychologist)
    browser.post(NEW, filled_in(browser))
    case = Case.objects.get()
    assert [one.worker for one in case.assignments.all()] == [psychologist]
    assert browser.get(case.get_absolute_url()).status_code == 200


def test_a_coordinator_chooses_among_those_of_her_team_who_take_cases(
    coordinator, psychologist, operator, other_team_coordinator
):
    gone = UserFactory(role=Role.PSYCHOLOGIST, is_active=False)
    offered = set(IntakeForm(actor=coordinator).fields["primary_worker"].queryset)
    assert offered == {coordinator, psychologist}
    assert not {gone, operator, other_team_coordinator} & offered


def test_an_operator_hands_her_case_over_and_chooses_nobody(operator):
    assert "primary_worker" not in IntakeForm(actor=operator).fields


def test_a_worker_without_a_team_chooses_one(coordinator):
    floating = UserFactory(role=Role.COORDINATOR, team=None)
    form = IntakeForm(actor=floating)
    assert (list(form.fields["team"].queryset), form["team"].is_hidden) == ([coordinator.team], False)
    assert not form.fields.get("primary_worker")


def test_what_a_call_has_told_already_stands_in_the_form(operator):
    form = IntakeForm(actor=operator, initial={"summary": "He came at night.", "number": "+7 14"})
    assert (form["summary"].value(), form["number"].value()) == ("He came at night.", "+7 14")
    assert form["case_id"].value()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"risk_level": "high"}, "Say in a few words why the risk is at this level."),
        ({"may_contact": "yes"}, "Say how she may be contacted: by call, message or in person."),
        ({"safe_from": "10:00"}, "Give both hours or neither."),
        ({"safe_from": "13:00", "safe_until": "10:00"}, "The safe hours end before they begin."),
        ({"birth_date": "04.03.2992"}, "This day is still to come. Give the day of birth."),
        ({"household-0-name": "Ivan"}, "This field is required."),
    ],
)
def test_what_cannot_be_is_explained_and_the_typed_text_stays(typed, words, operator):
    browser = as_worker(operator)
    answer = browser.post(NEW, filled_in(browser, summary="He came at night.", **typed))
    assert (answer.status_code, Case.objects.count()) == (200, 0)
    assert (words in answer.text, "He came at night." in answer.text) == (True, True)


def test_a_worker_who_left_meanwhile_is_refused_and_the_typed_text_stays(
    coordinator, psychologist, monkeypatch
):
    browser = as_worker(coordinator)
    typed = filled_in(browser, summary="He came at night.", primary_worker=str(psychologist.pk))
    monkeypatch.setattr("cases.services.assignments.ROLES_THAT_TAKE_CASES", frozenset())
    answer = browser.post(NEW, typed)
    assert (answer.status_code, Case.objects.count()) == (409, 0)
    assert ("role takes no cases" in answer.text, "He came at night." in answer.text) == (True, True)


def test_those_who_open_no_cases_find_no_page(manager, administrator, auditor):
    assert {as_worker(one).get(NEW).status_code for one in (manager, administrator, auditor)} == {404}
