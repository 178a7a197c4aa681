"""Whoever used violence may be a worker or a partner's contact person: a hint to who leads, to nobody else."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import JournalEntry
from cases.conflicts import hints_to_decide
from cases.models import BranchConflict, Case, ConflictHint, ConflictOfInterest
from cases.refusals import Conflict, Refusal
from cases.services.conflict_hints import decide_hint
from cases.services.conflicts import declare_conflict
from cases.services.household import add_person, change_person
from cases.services.intake import Intake, PersonDetails, open_case
from tests.accounts.factories import TeamFactory, UserFactory
from tests.cases.factories import CaseFactory
from tests.cases.pages import address, statements_of
from tests.partners.factories import ContactFactory
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
HIM = "Касымов Болат Серикович"
HIM_IN_LATIN = "Bolat Kassymov"
TODAY = reverse("today")


@pytest.fixture
def case():
    return CaseFactory()


@pytest.fixture
def namesake():
    return UserFactory(role="psychologist", display_name=HIM_IN_LATIN)


def him(**changes):
    return PersonDetails(role="used_violence", relationship="husband", **{"name": HIM, **changes})


def add_him(case, actor, **changes):
    return add_person(actor=actor, case=case, details=him(**changes))


def decide_page(hint=None):
    return reverse("cases:decide_hint", args=[(hint or ConflictHint.objects.get()).pk])


class TestWhenItIsNoticed:
    def test_at_intake(self, operator, namesake):
        case = open_case(actor=operator, intake=Intake(team=operator.team, household=[him()]))
        hint = ConflictHint.objects.get()
        assert (hint.case, hint.worker, hint.verdict) == (case, namesake, "")
        line = JournalEntry.objects.get(verb="cases.conflict_hinted")
        assert (line.actor_id, line.case_id, line.fields) == (operator.pk, case.pk, ["worker"])

    def test_when_he_is_added_or_his_name_is_changed(self, case, coordinator, namesake):
        person = add_him(case, coordinator, name="Ли Олег Иванович")
        assert not ConflictHint.objects.exists()
        change_person(actor=coordinator, person=person, details=him(), version=person.version)
        assert ConflictHint.objects.get().worker == namesake

    def test_of_a_contact_person_who_works_there_now(self, case, coordinator):
        contact, _left = ContactFactory(name="Касымов Болат"), ContactFactory(name=HIM, former=True)
        add_him(case, coordinator)
        hint = ConflictHint.objects.get()
        assert (hint.contact, hint.worker) == (contact, None)
        assert JournalEntry.objects.get(verb="cases.conflict_hinted").fields == ["contact"]

    @pytest.mark.parametrize("known", [{"name": "Болат"}, {"name": None}, {"name": "Ли Олег Иванович"}])
    def test_not_of_one_word_or_another_name(self, known, case, coordinator, namesake):
        add_him(case, coordinator, **known)
        assert not ConflictHint.objects.exists()

    @pytest.mark.parametrize(
        "worker", [{"is_active": False}, {"role": "administrator"}, {"display_name": "Bolat"}], ids=str
    )
    def test_not_of_who_meets_no_case_or_is_known_by_one_word(self, worker, case, coordinator):
        UserFactory(**{"role": "lawyer", "display_name": HIM_IN_LATIN, **worker})
        add_him(case, coordinator)
        assert not ConflictHint.objects.exists()

    def test_not_of_a_client_or_a_child(self, case, coordinator, namesake):
        child = PersonDetails(role="child", relationship="son", name=HIM)
        add_person(actor=coordinator, case=case, details=child)
        assert not ConflictHint.objects.exists()

    def test_not_of_a_worker_who_is_barred_already(self, case, coordinator, namesake):
        declare_conflict(actor=coordinator, case=case, worker=namesake)
        add_him(case, coordinator)
        assert not ConflictHint.objects.exists()

    def test_once_a_worker_whatever_was_decided(self, case, coordinator, namesake):
        person = add_him(case, coordinator)
        decide_hint(actor=coordinator, hint=ConflictHint.objects.get(), verdict="not_the_same")
        change_person(actor=coordinator, person=person, details=him(), version=person.version)
        assert ConflictHint.objects.get().verdict == "not_the_same"
        assert hints_to_decide(coordinator) == []


class TestWhoDecides:
    def test_a_coordinator_of_the_team_sees_it_on_today_and_on_the_case(self, case, coordinator, namesake):
        add_him(case, coordinator)
        browser = as_worker(coordinator)
        assert [decide_page() in browser.get(page).text for page in (TODAY, address(case, "conflicts"))] == [
            True,
            True,
        ]
        assert "has a name like that of a colleague" in browser.get(address(case)).text

    def test_nobody_else_does(
        self, case, coordinator, psychologist, lawyer, manager, other_team_coordinator, namesake
    ):
        add_him(case, coordinator)
        for worker in (psychologist, lawyer, manager, other_team_coordinator, namesake):
            browser = as_worker(worker)
            answers = (decide_page() in browser.get(TODAY).text, browser.get(decide_page()).status_code)
            assert answers == (False, 404)

    def test_never_the_coordinator_whom_it_is_about(self, case, manager):
        herself = UserFactory(role="coordinator", display_name=HIM_IN_LATIN)
        add_him(case, herself)
        browser = as_worker(herself)
        pages = [browser.get(page).text for page in (TODAY, address(case), address(case, "conflicts"))]
        assert [decide_page() in page or "has a name like" in page for page in pages] == [False] * 3
        assert browser.post(decide_page(), {"verdict": "not_the_same"}).status_code == 404
        with pytest.raises(Refusal, match="Another coordinator or a manager"):
            decide_hint(actor=herself, hint=ConflictHint.objects.get(), verdict="not_the_same")
        assert len(hints_to_decide(manager)) == 1, "the team has no other coordinator"
        colleague = UserFactory(role="coordinator")
        assert (len(hints_to_decide(colleague)), hints_to_decide(manager)) == (1, [])
        declare_conflict(actor=herself, case=case, worker=colleague)
        assert (hints_to_decide(colleague), len(hints_to_decide(manager))) == ([], 1)

    def test_a_manager_decides_about_a_contact_person_where_the_team_has_no_coordinator(
        self, manager, operator, coordinator
    ):
        ContactFactory(name=HIM)
        for team, number in ((TeamFactory(name="Aktau"), 1), (coordinator.team, 0)):
            ConflictHint.objects.all().delete()
            add_him(CaseFactory(team=team), operator)
            assert len(hints_to_decide(manager)) == number

    def test_without_another_coordinator_or_manager_it_waits(self, case, manager):
        herself = UserFactory(role="coordinator", display_name=HIM_IN_LATIN)
        add_him(case, herself)
        declare_conflict(actor=herself, case=case, worker=manager)
        assert (hints_to_decide(manager), ConflictHint.objects.unanswered().count()) == ([], 1)


class TestAnswers:
    def test_the_same_person_is_barred(self, case, coordinator, namesake):
        add_him(case, coordinator)
        answer = as_worker(coordinator).post(decide_page(), {"verdict": "conflict"})
        assert answer["Location"] == TODAY
        assert ConflictOfInterest.objects.get().worker == namesake
        line = JournalEntry.objects.get(verb="cases.conflict_hint_decided")
        assert (line.result, line.case_id) == ("conflict", case.pk)

    def test_a_manager_bars_by_her_answer(self, manager):
        case = CaseFactory(team=TeamFactory(name="Aktau"))
        worker = UserFactory(role="coordinator", team=case.team, display_name=HIM_IN_LATIN)
        add_him(case, worker)
        assert HIM_IN_LATIN in as_worker(manager).get(decide_page()).text
        as_worker(manager).post(decide_page(), {"verdict": "conflict"})
        assert not Case.objects.visible_to(worker).exists()

    def test_a_contact_person_closes_his_branch_to_the_case(self, case, coordinator):
        contact = ContactFactory(name=HIM)
        add_him(case, coordinator)
        assert contact.position in as_worker(coordinator).get(decide_page()).text
        decide_hint(actor=coordinator, hint=ConflictHint.objects.get(), verdict="conflict")
        assert BranchConflict.objects.get().branch == contact.branch

    def test_unsure_leaves_today_and_may_be_answered_later(self, case, coordinator, namesake):
        add_him(case, coordinator)
        browser = as_worker(coordinator)
        browser.post(decide_page(), {"verdict": "unsure"})
        assert hints_to_decide(coordinator) == []
        assert "Unsure" in browser.get(address(case, "conflicts")).text
        browser.post(decide_page(), {"verdict": "not_the_same"})
        assert ConflictHint.objects.get().verdict == "not_the_same"
        assert browser.get(decide_page()).status_code == 404

    def test_an_answer_that_is_none_comes_back(self, case, coordinator, namesake):
        add_him(case, coordinator)
        answer = as_worker(coordinator).post(decide_page(), {"verdict": "perhaps"})
        assert (answer.status_code, ConflictHint.objects.get().verdict) == (200, "")

    def test_twice_is_once_and_another_answer_comes_too_late(self, case, coordinator, namesake):
        add_him(case, coordinator)
        hint = ConflictHint.objects.get()
        for _time in range(2):
            decide_hint(actor=coordinator, hint=hint, verdict="not_the_same")
        assert JournalEntry.objects.filter(verb="cases.conflict_hint_decided").count() == 1
        with pytest.raises(Conflict, match="decided this meanwhile"):
            decide_hint(actor=coordinator, hint=hint, verdict="conflict")


class TestWhatAHintHolds:
    def test_no_name(self, case, coordinator, namesake):
        add_him(case, coordinator)
        values = ConflictHint.objects.values().get().values()
        assert [value for value in values if isinstance(value, str)] == [""]
        assert str(ConflictHint.objects.get()).startswith("hint ")

    @pytest.mark.parametrize("rule", ["about_one", "once_a_worker", "decided_names_the_worker"])
    def test_nothing_but_one_whole_question(self, rule, case, namesake):
        values = {"case": case, "worker": namesake, "noticed_at": timezone.now()}
        ConflictHint.objects.create(**values)
        changes = {
            "about_one": {"contact": ContactFactory()},
            "once_a_worker": {},
            "decided_names_the_worker": {"worker": UserFactory(), "verdict": "unsure"},
        }
        with pytest.raises(IntegrityError, match=f"conflict_hint_(is_)?{rule}"), transaction.atomic():
            ConflictHint.objects.create(**{**values, **changes[rule]})


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_cost_the_same_for_one_hint_and_for_three(number, case, coordinator):
    for _number in range(number):
        UserFactory(role="lawyer", display_name=HIM_IN_LATIN)
    add_him(case, coordinator)
    browser = as_worker(coordinator)
    browser.get(TODAY)
    costs = [len(statements_of(browser, page)) for page in (address(case), address(case, "conflicts"))]
    assert costs == [11, 13]
    assert len(statements_of(browser, TODAY)) == 23
