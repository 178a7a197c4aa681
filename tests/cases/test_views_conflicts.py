"""Conflicts of interest on the pages: the form, who is barred, and that a barred worker finds nothing anywhere."""

import pytest
from django.urls import reverse

from cases.models import Case, CaseQuerySet, ConflictOfInterest
from cases.services.conflicts import declare_conflict
from cases.services.same_person import decide_same_person
from cases.work_of_a_day import cases_in_numbers
from hotline.models import Call, CallQuerySet
from hotline.services.cases import link_call_to_case
from tests.accounts.factories import TeamFactory
from tests.cases.factories import AssignmentFactory, CaseFactory, FollowUpFactory
from tests.cases.pages import address, statements_of
from tests.hotline.factories import finished_call
from tests.referrals.factories import a_referral
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
HER = "Касымова Айгуль"


@pytest.fixture
def case():
    """A high risk without a plan, so that it stands on Today as well."""
    return CaseFactory(client__name=HER, client__phone="87011234567", risk_level="high")


def bar(case, worker, actor=None):
    return declare_conflict(actor=actor or worker, case=case, worker=worker)


def at_work(case, worker):
    """Let `worker` see a case in the way of her role."""
    if worker.role == "operator":
        Case.objects.filter(pk=case.pk).update(opened_by=worker)
    elif worker.role != "coordinator":
        AssignmentFactory(case=case, worker=worker, role="other")


def searched(browser, asked):
    answer = browser.post(reverse("search"), {"asked": asked})
    if answer.status_code == 404:  # a manager has no search
        return False
    found = answer.context["people"]
    return bool(found.exact or found.near or found.has_protected)


PAGES = (
    "case",
    "household",
    "sessions",
    "follow_ups",
    "consents",
    "safe_contact",
    "assess_risk",
    "conflicts",
)


def places_of(case, call, referral, worker):
    """Return every place in which `worker` meets a case: the matrix of this rule."""
    browser = as_worker(worker)
    pages = {
        **{name: address(case, name) for name in PAGES},
        "referrals": reverse("referrals:of_case", args=[case.reference]),
        "calls": reverse("hotline:of_case", args=[case.reference]),
        "the referral": referral.get_absolute_url(),
        "the call": call.get_absolute_url(),
    }
    met = {name for name, url in pages.items() if browser.get(url).status_code == 200}
    lists = {name: reverse(name) for name in ("cases:list", "today", "referrals:list", "hotline:calls")}
    marks = (case.reference, call.reference, referral.reference)
    for name, url in lists.items():
        if any(mark in browser.get(url).text for mark in marks):
            met.add(name)
    asked = (case.reference, HER, "87011234567")
    met |= {f"search {number}" for number, words in enumerate(asked) if searched(browser, words)}
    if dict(cases_in_numbers(worker, case.opened_at.date())).get("New"):
        met.add("numbers")
    return met


WORKERS = ("operator", "psychologist", "lawyer", "coordinator", "manager")


@pytest.fixture
def all_places(case, operator, request):
    def look(role):
        worker = request.getfixturevalue(role)
        at_work(case, worker)
        call = finished_call(operator)
        link_call_to_case(actor=operator, call=call, case=case)
        referral = a_referral(case, request.getfixturevalue("coordinator"))
        return worker, lambda: places_of(case, call, referral, worker)

    return look


class TestABarredWorker:
    @pytest.mark.parametrize("role", WORKERS)
    def test_finds_the_case_nowhere_where_she_found_it_before(self, role, all_places, case, coordinator):
        worker, places = all_places(role)
        before = places()
        assert {"case", "cases:list", "safe_contact", "the referral"} <= before
        bar(case, worker, coordinator)
        assert places() == set()

    @pytest.mark.parametrize("role", WORKERS)
    def test_the_same_walk_finds_her_everywhere_when_the_rule_is_taken_out(
        self, role, all_places, case, coordinator, monkeypatch, without_second_net
    ):
        worker, places = all_places(role)
        bar(case, worker, coordinator)
        at_work(case, worker)  # barring ended her work
        for rows in (CaseQuerySet, CallQuerySet):
            monkeypatch.setattr(rows, "not_barring", lambda self, worker: self)
        assert {"case", "cases:list", "safe_contact", "the referral"} <= places()

    def test_meets_the_page_of_nothing(self, case, coordinator, psychologist):
        at_work(case, psychologist)
        bar(case, psychologist, coordinator)
        browser = as_worker(psychologist)
        barred, nothing = (browser.get(f"/cases/{ref}/") for ref in (case.reference, "C-0000-0000"))
        assert (barred.status_code, barred.content) == (404, nothing.content)
        assert sorted(barred.headers) == sorted(nothing.headers)

    def test_does_not_learn_that_a_protected_record_exists_as_a_stranger_does(
        self, case, coordinator, lawyer, other_team_coordinator
    ):
        elsewhere = CaseFactory(team=TeamFactory(name="Aktau"), client__name="Нурланова Асель")
        bar(case, lawyer, coordinator)
        assert not searched(as_worker(lawyer), HER)
        assert searched(as_worker(other_team_coordinator), HER)
        assert searched(as_worker(lawyer), "Нурланова Асель")
        assert elsewhere.team != case.team

    def test_reads_in_no_other_story_that_the_case_exists(self, case, coordinator, lawyer):
        other = CaseFactory()
        at_work(other, lawyer)
        here, there = (one.household.get(role="client") for one in (case, other))
        decide_same_person(actor=coordinator, person_a=here, person_b=there, verdict="same")
        page = address(other)
        verbs = [entry.verb for entry in as_worker(lawyer).get(page).context["page"].rows]
        assert verbs == ["person_linked"]
        bar(case, lawyer, coordinator)
        assert list(as_worker(lawyer).get(page).context["page"].rows) == []
        assert len(as_worker(coordinator).get(page).context["page"].rows) == 1

    def test_a_call_that_she_took_herself_is_gone_with_its_case(self, case, operator, coordinator):
        call = finished_call(operator)
        link_call_to_case(actor=operator, call=call, case=case)
        assert Call.objects.visible_to(operator).exists()
        bar(case, operator, coordinator)
        assert not Call.objects.visible_to(operator).exists()
        assert Call.objects.visible_to(coordinator).exists()


class TestTheForm:
    def test_a_coordinator_bars_a_colleague_and_sees_who_is_barred(self, case, coordinator, psychologist):
        browser = as_worker(coordinator)
        typed = {"worker": str(psychologist.pk), "reason": "Her brother-in-law."}
        answer = browser.post(address(case, "conflicts"), typed)
        assert (answer.status_code, answer["Location"]) == (302, address(case, "conflicts"))
        page = browser.get(address(case, "conflicts")).text
        assert (psychologist.display_name in page, "Her brother-in-law." in page) == (True, True)
        assert f"<dd>{psychologist.display_name}</dd>" in browser.get(address(case)).text

    def test_a_worker_bars_herself_and_is_told_once(self, case, psychologist):
        at_work(case, psychologist)
        browser = as_worker(psychologist)
        assert "I have a conflict of interest" in browser.get(address(case)).text
        assert "Close this case to me" in browser.get(address(case, "conflicts")).text
        answer = browser.post(address(case, "conflicts"), {"reason": ""}, follow=True)
        assert (answer.redirect_chain, "this case is closed to you" in answer.text) == (
            [("/cases/", 302)],
            True,
        )
        assert "this case is closed to you" not in browser.get("/cases/").text

    def test_a_worker_names_nobody_else_by_a_crafted_post(self, case, psychologist, lawyer):
        at_work(case, psychologist)
        as_worker(psychologist).post(address(case, "conflicts"), {"worker": str(lawyer.pk)})
        assert [one.worker for one in ConflictOfInterest.objects.all()] == [psychologist]

    def test_a_coordinator_who_bars_herself_goes_to_her_list(self, case, coordinator):
        typed = {"worker": str(coordinator.pk)}
        assert as_worker(coordinator).post(address(case, "conflicts"), typed)["Location"] == "/cases/"

    def test_the_others_of_the_case_do_not_see_who_is_barred(self, case, coordinator, psychologist, lawyer):
        at_work(case, psychologist)
        bar(case, lawyer, coordinator)
        browser = as_worker(psychologist)
        pages = [browser.get(address(case, name)).text for name in ("case", "conflicts")]
        assert [lawyer.display_name in page for page in pages] == [False, False]

    def test_an_unknown_worker_comes_back(self, case, coordinator):
        answer = as_worker(coordinator).post(address(case, "conflicts"), {"worker": "nobody"})
        assert (answer.status_code, ConflictOfInterest.objects.count()) == (200, 0)

    def test_a_lift_needs_words_and_a_coordinator(self, case, coordinator, psychologist, lawyer):
        at_work(case, psychologist)
        conflict = bar(case, lawyer, coordinator)
        page = address(case, "lift_conflict", conflict_id=conflict.pk)
        assert as_worker(psychologist).post(page, {"reason": "I ask."}).status_code == 403
        browser = as_worker(coordinator)
        assert browser.post(page, {"reason": ""}).status_code == 200
        assert browser.post(page, {"reason": "A namesake."})["Location"] == address(case, "conflicts")
        assert not ConflictOfInterest.objects.living().exists()
        assert browser.get(page).status_code == 404

    def test_the_assignment_form_offers_no_barred_worker(self, case, coordinator, psychologist):
        bar(case, psychologist, coordinator)
        form = as_worker(coordinator).get(address(case, "assign")).context["form"]
        assert psychologist not in form.fields["worker"].queryset


@pytest.mark.parametrize("number", [1, 3])
def test_the_case_page_costs_the_same_with_one_barred_worker_and_with_three(
    number, case, coordinator, request
):
    for role in ("lawyer", "psychologist", "operator")[:number]:
        bar(case, request.getfixturevalue(role), coordinator)
    browser = as_worker(coordinator)
    browser.get(address(case))
    assert len(statements_of(browser, address(case))) == 11
    FollowUpFactory(case=case, responsible=coordinator)
    assert len(statements_of(browser, address(case, "conflicts"))) == 13
