"""Search from anywhere: who may find whom, and what a search leaves behind."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import JournalEntry
from cases.models import Person
from cases.services import search_limits
from outbox.models import OutboxMessage
from tests.accounts.factories import TeamFactory, UserFactory
from tests.cases.factories import AssignmentFactory, CaseFactory, PersonFactory
from tests.cases.folding import fold
from tests.cases.pages import TRANSACTIONS
from tests.hotline.factories import finished_call
from tests.workers import as_worker

NAME = "Қасымова Айгүл"


def search(worker, asked):
    return as_worker(worker).post("/search/", {"asked": asked})


def found(worker, asked):
    answer = search(worker, asked)
    assert answer.status_code == 200, answer.content.decode()
    people, calls = answer.context["people"], answer.context["calls"]
    return [match.case for match in people.exact], [match.case for match in people.near], list(calls.matches)


def case_of(worker, **client):
    return CaseFactory(team=worker.team, **{f"client__{name}": value for name, value in client.items()})


def protected(worker, asked):
    answer = search(worker, asked)
    assert found(worker, asked) == ([], [], [])
    return "A protected record may exist." in answer.content.decode()


class TestWhatIsAsked:
    @pytest.mark.parametrize("asked", ["Aigul Kassymova", "касымова айгуль", "Қасымова"])
    def test_any_script_and_order_finds_her(self, coordinator, asked):
        case = case_of(coordinator, name=NAME)
        case_of(coordinator, name="Ковальская Наталья")
        assert found(coordinator, asked) == ([case], [], [])

    @pytest.mark.parametrize("asked", ["Айгуль Касымва", "Қасымова Айгуля"])
    def test_a_typing_error_stands_apart(self, coordinator, asked):
        case = case_of(coordinator, name=NAME)
        assert found(coordinator, asked) == ([], [case], [])

    def test_another_form_of_the_name_stands_apart_and_says_so(self, coordinator):
        case = case_of(coordinator, name="Екатерина Ковальская")
        assert found(coordinator, "Катя Ковальская") == ([], [case], [])
        assert "another form of the name" in search(coordinator, "Катя Ковальская").content.decode()

    @pytest.mark.parametrize("asked", ["8 (701) 123-45-67", "+77011234567", "Ирина 87011234567"])
    def test_a_number_finds_her_whatever_name_stands_beside_it(self, coordinator, asked):
        case = case_of(coordinator, name=NAME, phone="7011234567")
        assert found(coordinator, asked) == ([case], [], [])

    def test_the_safe_number_finds_the_client(self, coordinator):
        case = CaseFactory(team=coordinator.team, safe_contact__number="87011234567")
        assert found(coordinator, "87011234567") == ([case], [], [])

    def test_an_iin_finds_her(self, coordinator):
        case = case_of(coordinator, iin="850715400004")
        assert found(coordinator, "850715 400004") == ([case], [], [])

    def test_a_reference_is_found_as_people_type_it(self, coordinator):
        case = case_of(coordinator, name=NAME)
        typed = case.reference.replace("-", " ").lower()
        assert found(coordinator, typed) == ([case], [], [])
        assert protected(coordinator, "C-0000-0000") is False

    def test_a_child_is_found_as_the_client_is(self, coordinator):
        case = case_of(coordinator)
        PersonFactory(case=case, name="Касымов Тимур")
        assert found(coordinator, "Timur Kassymov") == ([case], [], [])

    def test_who_used_violence_is_never_found(self, coordinator):
        PersonFactory(case=case_of(coordinator), name="Касымов Болат", role="used_violence")
        assert protected(coordinator, "Касымов Болат") is False

    def test_a_call_without_a_case_is_found(self, operator):
        call = finished_call(operator, caller_name="Айгуль", phone="87011234567")
        assert [match.call for match in found(operator, "Aigul")[2]] == [call]
        assert [match.call for match in found(operator, "87011234567")[2]] == [call]
        assert [match.call for match in found(operator, call.reference)[2]] == [call]

    @pytest.mark.parametrize("asked", ["", "Ли", "12", "а1"])
    def test_too_little_is_refused_with_a_sentence_and_kept(self, coordinator, asked):
        answer = search(coordinator, asked)
        assert answer.status_code == 422
        assert "Type at least three letters" in answer.content.decode()
        assert f'value="{asked}"' in answer.content.decode()
        assert not JournalEntry.objects.filter(verb="cases.searched").exists()


class TestWhoMayFindWhom:
    def test_a_case_of_another_team_is_protected_and_nothing_else_is_said(self, coordinator):
        other = CaseFactory(team=TeamFactory(name="Turkistan"), client__name=NAME)
        assert protected(coordinator, NAME) is True
        assert protected(coordinator, other.reference) is True
        assert other.reference not in search(coordinator, NAME).content.decode()
        assert not JournalEntry.objects.filter(verb="cases.read").exists()

    def test_a_psychologist_finds_her_own_cases_only(self, psychologist):
        mine, _other = case_of(psychologist, name=NAME), case_of(psychologist, name=NAME)
        AssignmentFactory(case=mine, worker=psychologist)
        answer = search(psychologist, NAME)
        assert [match.case for match in answer.context["people"].exact] == [mine]
        assert answer.context["people"].has_protected is True

    def test_an_operator_finds_every_case_of_the_team_and_opens_its_safe_contact(self, operator):
        case = case_of(operator, name=NAME)
        page = search(operator, NAME).content.decode()
        assert f'href="/cases/{case.reference}/safe-contact/"' in page
        assert f'href="/cases/{case.reference}/"' not in page

    def test_a_call_of_another_operator_is_protected(self, operator, coordinator):
        finished_call(UserFactory(role="operator", team=operator.team), phone="87011234567")
        assert protected(operator, "87011234567") is True

    def test_a_similar_name_in_another_team_is_not_told(self, coordinator):
        CaseFactory(team=TeamFactory(name="Turkistan"), client__name=NAME)
        assert protected(coordinator, "Касыпова Айгуль") is False


class TestARow:
    def test_it_shows_the_alert_first_and_no_name_or_number(self, coordinator):
        case = CaseFactory(
            team=coordinator.team,
            client__name=NAME,
            client__phone="87011234567",
            client__birth_date=dt.date(1985, 7, 15),
            safe_contact__alert="Her husband checks the telephone.",
        )
        page = search(coordinator, "Aigul Kassymova").content.decode()
        row = page.split(f'data-reference="{case.reference}"')[1].split("</li>")[0]
        assert row.index("Her husband checks") < row.index(case.reference)
        assert "1985" in row
        assert not [word for word in ("Қасымова", "Айгүл", "701", "1985-07", "July") if word in row]

    @pytest.mark.parametrize(
        ("role", "born_on", "shown"),
        [
            ("child", dt.date(2015, 2, 27), False),
            ("child", None, False),
            ("child", dt.date(1985, 2, 27), False),  # grown up meanwhile, and the child of the case
            ("client", dt.date(2012, 2, 27), False),  # a client who is a child herself
            ("relative", dt.date(1985, 2, 27), True),
            ("relative", None, True),
        ],
    )
    def test_of_a_child_it_shows_no_year_of_birth(self, coordinator, role, born_on, shown):
        person = {"name": NAME, "birth_date": born_on}
        if role == "client":
            case_of(coordinator, **person)
        else:
            PersonFactory(case=CaseFactory(team=coordinator.team), role=role, relationship="", **person)
        page = search(coordinator, NAME).content.decode()
        row = page.split("data-reference=")[1].split("</li>")[0]
        year = str(born_on.year) if born_on else "Unknown"
        assert ("Year of birth" in row, f">{year}<" in row) == (shown, shown)

    def test_what_is_damaged_does_not_hide_the_others(self, coordinator):
        case = case_of(coordinator, name=NAME, birth_date=dt.date(1985, 7, 15))
        other = case_of(coordinator, name=NAME, birth_date=dt.date(1985, 7, 15))
        wrong = Person.objects.get(case=other).birth_date_sealed
        person = Person.objects.get(case=case)
        person.birth_date = wrong
        person.save(update_fields=["birth_date"])
        assert {*found(coordinator, NAME)[0]} == {case, other}
        assert "Unknown" in search(coordinator, NAME).content.decode()

    def test_whom_somebody_asks_for_last_in_touch_stands_first(self, coordinator):
        older = CaseFactory(
            team=coordinator.team, client__name=NAME, opened_at=timezone.now() - dt.timedelta(9)
        )
        newer = case_of(coordinator, name=NAME)
        assert found(coordinator, NAME)[0] == [newer, older]

    def test_more_than_fifty_are_not_shown_and_it_is_said(self, coordinator):
        for _number in range(51):
            case_of(coordinator, name=NAME)
        answer = search(coordinator, "Касымова")
        assert len(answer.context["people"].exact) == 50
        assert "More people may be meant." in answer.content.decode()


class TestItsCost:
    def statements(self, worker, asked):
        browser = as_worker(worker)
        with CaptureQueriesContext(connection) as queries:
            assert browser.post("/search/", {"asked": asked}).status_code == 200
        return [one["sql"] for one in queries.captured_queries if not one["sql"].startswith(TRANSACTIONS)]

    def test_three_rows_cost_as_many_statements_as_one(self, coordinator):
        case_of(coordinator, name=NAME)
        one = self.statements(coordinator, NAME)
        case_of(coordinator, name=NAME)
        CaseFactory(team=coordinator.team, client__name="Касымова Айгуль", safe_contact__ask_for=NAME)
        assert len(self.statements(coordinator, NAME)) == len(one) <= 16


class TestTheJournal:
    def test_a_search_is_journaled_without_its_text_and_so_is_each_row(self, coordinator):
        case = case_of(coordinator, name=NAME)
        search(coordinator, NAME)
        lines = JournalEntry.objects.filter(actor_id=coordinator.pk, verb__startswith="cases.")
        assert {(line.verb, line.purpose, line.case_id) for line in lines} == {
            ("cases.searched", "search", None),
            ("cases.read", "search_result", case.pk),
        }

    def test_the_same_question_leaves_the_same_mark_and_another_one_another(self, coordinator):
        for asked in ("Касымова Айгуль", "айгуль  КАСЫМОВА", "Ковальская"):
            search(coordinator, asked)
        marks = JournalEntry.objects.filter(verb="cases.searched").order_by("id").values_list("subject_id")
        assert marks[0] == marks[1] != marks[2]

    def test_nothing_that_was_typed_is_in_an_address(self, coordinator):
        assert as_worker(coordinator).get("/search/", {"asked": NAME}).context.get("people") is None


class TestTheLimits:
    @pytest.fixture
    def few(self, monkeypatch):
        monkeypatch.setattr(search_limits, "MOST_A_MINUTE", 2)
        monkeypatch.setattr(search_limits, "MOST_A_DAY", 3)

    def ask(self, worker, times):
        return [search(worker, NAME).status_code for _number in range(times)]

    def test_too_many_in_a_minute_are_refused_until_it_is_over(self, few, coordinator, monkeypatch):
        assert self.ask(coordinator, 2) == [200, 200]
        answer = search(coordinator, NAME)
        assert answer.status_code == 429
        assert 55 <= int(answer["Retry-After"]) <= 60
        assert f'value="{NAME}"' in answer.content.decode()
        monkeypatch.setattr(search_limits, "A_MINUTE", dt.timedelta(0))
        assert self.ask(coordinator, 1) == [200]

    def test_too_many_in_a_day_are_refused_and_who_leads_is_told_once(
        self, few, psychologist, coordinator, manager, monkeypatch
    ):
        monkeypatch.setattr(search_limits, "A_MINUTE", dt.timedelta(0))
        assert self.ask(psychologist, 5) == [200, 200, 200, 429, 429]
        told = OutboxMessage.objects.filter(event="cases/emails/many_searches")
        assert {message.recipient_id for message in told} == {coordinator.pk, manager.pk}
        assert told.count() == 2
        refusals = JournalEntry.objects.filter(verb="cases.search_refused", actor_id=psychologist.pk)
        assert {line.result for line in refusals} == {"too_many_a_day"}
        for lead in (coordinator, manager):
            assert psychologist.display_name in as_worker(lead).get("/today/").content.decode()
        assert "Unusually many searches" not in as_worker(psychologist).get("/today/").content.decode()

    def test_the_limit_of_one_worker_is_not_that_of_another(self, few, coordinator, psychologist):
        assert self.ask(coordinator, 3) == [200, 200, 429]
        assert self.ask(psychologist, 1) == [200]


def test_a_case_that_was_opened_twice_is_found_once(coordinator):
    kept, folded = case_of(coordinator, name=NAME), case_of(coordinator, name=NAME)
    fold(coordinator, kept, folded)
    assert found(coordinator, NAME) == ([kept], [], [])
    assert found(coordinator, folded.reference)[0] == [folded]
