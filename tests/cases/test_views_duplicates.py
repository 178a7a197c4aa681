"""Hints about possible duplicates at intake: what they tell, to whom, and that they refuse nobody a case."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from audit.models import JournalEntry
from cases.models import Case, Person, SamePerson
from cases.services import search_limits
from tests.accounts.factories import TeamFactory
from tests.cases.factories import AssignmentFactory, CaseFactory, PersonFactory
from tests.cases.pages import typed_in
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
NEW = reverse("cases:new")
NAME = "Қасымова Айгүл"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def on_record(worker=None, **client):
    """Return a case of the team whose client is as told."""
    team = {"team": worker.team} if worker else {}
    silent = {"safe_contact__number": None, "safe_contact__ask_for": None}
    return CaseFactory(**team, **silent, **{f"client__{name}": value for name, value in client.items()})


def client_of(case):
    return Person.objects.get(case=case, role="client")


class Intake:
    """One page that opens a case, as a browser without JavaScript has it."""

    def __init__(self, worker, **typed):
        self.browser = as_worker(worker)
        page = self.browser.get(NEW)
        household = page.context["household"].management_form
        self.typed = {**typed_in(page.context["form"]), **typed_in(household), **typed}

    def send(self, **typed):
        """Send the form as it stands, with what the page before has put into it; what is typed now stays."""
        self.typed |= typed
        self.answer = self.browser.post(NEW, self.typed)
        if self.answer.status_code == 200:
            self.typed |= dict(HIDDEN.findall(self.answer.text))
            self.typed.pop("csrfmiddlewaretoken", None)
        return self.answer

    @property
    def hinted(self):
        """Return the cases of the hints on the page, or None where the page is no longer there."""
        return [hint.match.case for hint in self.answer.context["hints"]] if self.answer.context else None

    @property
    def card(self):
        return self.answer.text.split('id="h-duplicates"')[1].split("</section>")[0]


def verdict(case, said="same"):
    return {f"{client_of(case).pk}-verdict": said}


class TestWhatIsHinted:
    @pytest.mark.parametrize(
        ("record", "typed", "words"),
        [
            ({"name": NAME}, {"name": "Aigul Kassymova"}, "name"),
            ({"name": NAME}, {"name": "Айгуль Касымва"}, "similar spelling"),
            ({"name": "Екатерина Ковальская"}, {"name": "Катя Ковальская"}, "another form of the name"),
            ({"name": NAME}, {"name": "Ли Анна", "other_names": "Ким, Касымова Айгуль"}, "name"),
            ({"name": NAME}, {"code_name": "Касымова Айгуль"}, "name"),
            ({"name": NAME}, {"ask_for": "Касымова Айгуль"}, "name"),
            ({"phone": "7011234567"}, {"phone": "8 (701) 123-45-67"}, "telephone"),
            ({"phone": "7011234567"}, {"number": "8 701 123 45 67"}, "telephone"),
            ({"iin": "850715400004"}, {"iin": "850715 400004"}, "IIN"),
            (
                {"phone": "7011234567", "iin": "850715400004"},
                {"phone": "87011234567", "iin": "850715400004"},
                "telephone, IIN",
            ),
            (
                {"name": NAME, "birth_date": dt.date(1985, 7, 15)},
                {"name": NAME, "birth_date": "01.02.1985"},
                "name, year of birth",
            ),
            (
                {"name": NAME, "birth_date": dt.date(1985, 7, 15)},
                {"name": NAME, "birth_date": "15.07.1986"},
                "name",
            ),
        ],
    )
    def test_the_card_tells_which_fields_look_alike(self, record, typed, words, coordinator):
        case = on_record(coordinator, **record)
        intake = Intake(coordinator, **typed)
        assert (intake.send().status_code, intake.hinted, Case.objects.count()) == (200, [case], 1)
        agrees = re.search(r"What agrees</dt><dd>\s*(.*?)\s*</dd>", intake.card, re.DOTALL)
        assert " ".join(agrees[1].split()) == words

    def test_nothing_else_of_the_record_is_told(self, coordinator):
        case = on_record(
            coordinator,
            name=NAME,
            other_names="Ковальская Айгуль",
            phone="87011234567",
            birth_date=dt.date(1985, 7, 15),
            note="Sleeps badly.",
        )
        Case.objects.filter(pk=case.pk).update(kinds_of_violence=["sexual"])
        intake = Intake(coordinator, name="Aigul Kassymova")
        intake.send()
        assert (case.reference in intake.card, "New" in intake.card) == (True, True)
        told = [NAME, "Ковальская", "701", "1985", "Sleeps badly", "Sexual", "Before contact"]
        assert [word for word in told if word in intake.card] == []

    def test_a_child_of_another_case_is_hinted_and_who_used_violence_is_not(self, coordinator):
        case = on_record(coordinator)
        PersonFactory(case=case, name="Касымова Дана")
        PersonFactory(case=case, name="Касымов Болат", role="used_violence", relationship="husband")
        first, second = Intake(coordinator, name="Касымова Дана"), Intake(coordinator, name="Касымов Болат")
        assert (first.send().status_code, first.hinted) == (200, [case])
        assert "Child" in first.card
        assert second.send().status_code == 302

    @pytest.mark.parametrize(
        "typed", [{}, {"name": "Айгүл"}, {"name": "А. К."}, {"phone": "102"}, {"iin": "12"}]
    )
    def test_what_fits_too_many_is_not_looked_for(self, typed, coordinator):
        on_record(coordinator, name="Айгүл")
        assert Intake(coordinator, **typed).send().status_code == 302
        assert not JournalEntry.objects.filter(verb="cases.searched").exists()

    def test_whoever_is_new_is_not_asked_about(self, coordinator):
        on_record(coordinator, name=NAME)
        assert Intake(coordinator, name="Ковальская Наталья").send().status_code == 302

    def test_a_sister_shares_two_words_of_three_and_is_nobody_s_double(self, coordinator):
        on_record(coordinator, name="Касымова Дана Болатовна")
        assert Intake(coordinator, name="Касымова Айгуль Болатовна").send().status_code == 302

    def test_more_than_eight_are_not_shown_and_it_is_said(self, coordinator):
        for _case in range(9):
            on_record(coordinator, name=NAME)
        intake = Intake(coordinator, name=NAME)
        intake.send()
        assert (len(intake.hinted), "More people may be meant." in intake.card) == (8, True)


class TestWhoIsToldWhat:
    def test_whoever_may_open_the_case_goes_there_in_a_new_tab_or_instead(self, coordinator):
        case = on_record(coordinator, name=NAME)
        intake = Intake(coordinator, name=NAME)
        intake.send()
        link = f'href="{case.get_absolute_url()}"'
        assert (intake.card.count(link), f'{link} target="_blank" rel="noopener"' in intake.card) == (2, True)

    def test_an_operator_learns_of_a_case_of_her_team_and_has_no_way_into_it(self, operator):
        case = on_record(operator, name=NAME)
        intake = Intake(operator, name=NAME)
        intake.send()
        assert (case.reference in intake.card, case.get_absolute_url() in intake.card) == (True, False)

    @pytest.mark.parametrize("role", ["operator", "psychologist", "lawyer"])
    def test_of_a_case_that_is_not_hers_to_know_she_learns_to_ask(self, role, request):
        worker = request.getfixturevalue(role)
        hidden = on_record(name=NAME)
        Case.objects.filter(pk=hidden.pk).update(team=TeamFactory(name="Turkestan"))
        intake = Intake(worker, name=NAME)
        assert (intake.send().status_code, intake.hinted) == (200, [])
        assert "A protected record may exist.</strong> Ask the coordinator." in intake.card
        assert hidden.reference not in intake.answer.text
        assert intake.send().status_code == 302

    def test_a_coordinator_is_sent_to_the_coordinator_of_the_other_team(self, coordinator):
        hidden = on_record(name=NAME)
        Case.objects.filter(pk=hidden.pk).update(team=TeamFactory(name="Turkestan"))
        intake = Intake(coordinator, name=NAME)
        intake.send()
        assert "It may belong to another team: ask its coordinator." in intake.card

    @pytest.mark.parametrize("role", ["psychologist", "lawyer"])
    def test_who_works_on_the_case_is_shown_it(self, role, request):
        worker = request.getfixturevalue(role)
        case = on_record(worker, name=NAME)
        AssignmentFactory(case=case, worker=worker, role="other")
        intake = Intake(worker, name=NAME)
        intake.send()
        assert (intake.hinted, case.get_absolute_url() in intake.card) == ([case], True)


class TestGoingOn:
    def test_nothing_that_was_typed_is_lost_and_the_second_post_opens_the_case(self, coordinator):
        on_record(coordinator, name=NAME)
        typed = {"name": NAME, "summary": "He came at night.", "household-0-role": "child"}
        intake = Intake(coordinator, **typed, **{"household-0-name": "Тимур"})
        page = intake.send().text
        assert ("He came at night." in page, "Тимур" in page, 'value="Қасымова Айгүл"' in page) == (True,) * 3
        assert intake.send().status_code == 302
        assert (Case.objects.count(), SamePerson.objects.count()) == (2, 0)

    def test_what_was_said_of_the_hints_is_kept_with_the_case(self, coordinator):
        same, other, open_question, unsaid = (on_record(coordinator, name=NAME) for _case in range(4))
        intake = Intake(coordinator, name=NAME)
        intake.send()
        answer = intake.send(
            **verdict(same), **verdict(other, "not_the_same"), **verdict(open_question, "unsure")
        )
        assert answer.status_code == 302
        opened = Case.objects.exclude(pk__in=[one.pk for one in (same, other, open_question, unsaid)]).get()
        said = {
            next(iter({pair.person_a.case, pair.person_b.case} - {opened})): pair.verdict
            for pair in SamePerson.objects.all()
        }
        assert said == {same: "same", other: "not_the_same", open_question: "unsure"}
        assert same.reference in intake.browser.get(answer["Location"]).text

    def test_the_same_page_sent_twice_opens_one_case_and_keeps_one_verdict(self, coordinator):
        case = on_record(coordinator, name=NAME)
        intake = Intake(coordinator, name=NAME)
        first_page = dict(intake.typed)
        intake.send()
        answers = [intake.send(**verdict(case)) for _click in range(2)]
        intake.typed = first_page  # and once more from the page before the hints
        answers.append(intake.send())
        assert [answer.status_code for answer in answers] == [302] * 3
        assert (len({answer["Location"] for answer in answers}), Case.objects.count()) == (1, 2)
        assert SamePerson.objects.count() == 1

    @pytest.mark.parametrize(
        "typed", [{"name": "Касымова Айгуль Болатовна"}, {"phone": "87011234567"}, {"iin": "850715400004"}]
    )
    def test_another_name_or_number_is_looked_for_anew(self, typed, coordinator):
        case = on_record(coordinator, name=NAME)
        intake = Intake(coordinator, name=NAME)
        intake.send()
        answer = intake.send(**typed, **verdict(case, "unsure"))
        assert (answer.status_code, intake.hinted, Case.objects.count()) == (200, [case], 1)
        assert answer.context["hints"][0].form["verdict"].value() == "unsure"
        assert intake.send().status_code == 302
        assert SamePerson.objects.get().verdict == "unsure"

    def test_what_else_is_mended_meanwhile_does_not_bring_the_hints_again(self, coordinator):
        case = on_record(coordinator, name=NAME)
        intake = Intake(coordinator, name=NAME)
        intake.send()
        answer = intake.send(risk_level="high", **verdict(case))
        assert (answer.status_code, answer.context["duplicates"]) == (200, None)
        del intake.typed[next(iter(verdict(case)))]
        intake.typed |= dict(HIDDEN.findall(answer.text))
        assert intake.send(risk_reason="He has a knife.").status_code == 302
        assert (SamePerson.objects.get().verdict, searches()) == ("same", 1)

    def test_a_verdict_of_whom_another_name_does_not_mean_is_forgotten(self, coordinator):
        case = on_record(coordinator, name=NAME)
        intake = Intake(coordinator, name=NAME)
        intake.send()
        assert intake.send(name="Ковальская Наталья", **verdict(case)).status_code == 302
        assert SamePerson.objects.count() == 0

    @pytest.mark.parametrize("forged", ["twin", ""])
    def test_what_is_no_verdict_is_not_kept(self, forged, coordinator):
        case = on_record(coordinator, name=NAME)
        intake = Intake(coordinator, name=NAME)
        intake.send()
        assert intake.send(**verdict(case, forged)).status_code == 302
        assert SamePerson.objects.count() == 0

    def test_seen_hints_of_one_form_say_nothing_for_another(self, coordinator):
        on_record(coordinator, name=NAME)
        first, second = Intake(coordinator, name=NAME), Intake(coordinator, name=NAME)
        first.send()
        answer = second.send(duplicates_seen=first.typed["duplicates_seen"])
        assert (answer.status_code, Case.objects.count()) == (200, 1)


def searches():
    return JournalEntry.objects.filter(verb="cases.searched", purpose="search").count()


class TestTheJournalAndTheLimit:
    def test_an_intake_is_one_search_and_each_hint_one_reading(self, coordinator):
        cases = [on_record(coordinator, name=NAME) for _case in range(2)]
        intake = Intake(coordinator, name=NAME, phone="87011234567", iin="850715400004")
        intake.send()
        read = JournalEntry.objects.filter(verb="cases.read", purpose="search_result")
        assert (searches(), {line.case_id for line in read}) == (1, {case.pk for case in cases})
        intake.send()
        assert searches() == 1

    def test_no_case_is_refused_because_somebody_has_searched_too_often(self, coordinator, monkeypatch):
        on_record(coordinator, name=NAME)
        monkeypatch.setattr(search_limits, "MOST_A_MINUTE", 1)
        assert [Intake(coordinator, name=NAME).send().status_code for _time in range(2)] == [200, 302]
        assert Case.objects.count() == 2
        assert JournalEntry.objects.get(verb="cases.search_refused").result == "too_many_a_minute"

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_hints_cost_the_same_for_one_and_for_three(
        self, number, coordinator, django_assert_num_queries
    ):
        for _case in range(number):
            on_record(coordinator, name=NAME)
        intake = Intake(coordinator, name=NAME)
        with django_assert_num_queries(20):
            intake.send()


class TestNumbersThatLookWrong:
    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"phone": "70112345"}, ["Kept as typed: This number has too few digits."]),
            ({"number": "at work"}, ["Kept as typed: There is no phone number in this."]),
            ({"phone": "70112345", "number": "70112345"}, ["Kept as typed: This number has too few digits."]),
            ({"iin": "123"}, ["Kept as typed: An IIN has twelve digits."]),
            ({"phone": "87011234567", "iin": "850715400004"}, []),
            ({}, []),
        ],
    )
    def test_they_are_kept_and_it_is_said_without_the_number(self, typed, said, coordinator):
        intake = Intake(coordinator, **typed)
        page = intake.browser.get(intake.send()["Location"])
        told = [str(message) for message in page.context["messages"]]
        assert told == ["Case opened.", *said]
        assert not [value for value in typed.values() if value in " ".join(told)]
