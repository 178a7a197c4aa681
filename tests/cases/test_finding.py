"""What the fields of a form ask when they look for a person."""

import pytest

from cases.finding import question_of, question_while_typing
from cases.models import Person
from cases.services import finding
from cases.services.finding import find_people
from tests.cases.factories import CaseFactory, PersonFactory

NAME = "Қасымова Айгүл"


def typed(name="", *phones):
    return question_while_typing(name=name, phones=phones)


class TestAQuestionOfFields:
    @pytest.mark.parametrize("nothing", [(), ("Ли",), ("", "8701"), ("12", "102")])
    def test_too_little_is_no_question(self, nothing):
        assert typed(*nothing) is None

    def test_two_numbers_are_asked_at_once_and_the_same_one_once(self):
        both = typed("", "8 701 123 45 67", "+7 700 000 00 14")
        assert both.phones == ("+77011234567", "+77000000014")
        once = typed("", "87011234567", "+7 701 123 45 67")
        assert once.phones == ("+77011234567",)
        assert both.asked.exact > once.asked.exact
        assert both.fingerprint() != once.fingerprint()

    def test_the_second_number_alone_is_the_question(self):
        question = typed("", "8701", "87000000014")
        assert (question.phones, question.names) == (("+77000000014",), ())

    def test_either_number_agrees(self):
        question = typed("", "87011234567", "87000000014")
        assert question.has_phone(["+7 700 000 00 14"])
        assert question.has_phone(["", "+7 701 123 45 67"])
        assert not question.has_phone(["+7 702 000 00 00", "no number"])
        assert not question_of("Айгуль").has_phone(["no number"])

    def test_a_number_that_was_typed_into_the_field_of_the_name_counts(self):
        question = typed("Айгуль 87011234567")
        assert (question.names, question.phones) == (("Айгуль",), ("+77011234567",))


@pytest.mark.django_db
class TestFewOfThem:
    def test_similar_names_take_the_room_that_is_left(self, coordinator):
        for name in ["Касыпова Айгуль"] * 4:
            CaseFactory(team=coordinator.team, client__name=name)
        question = question_of(NAME)
        assert len(find_people(actor=coordinator, question=question, most=3).near) == 3
        assert len(find_people(actor=coordinator, question=question, most=3, most_near=2).near) == 2
        sure = [CaseFactory(team=coordinator.team, client__name=NAME) for _number in range(2)]
        found = find_people(actor=coordinator, question=question, most=3, most_near=2)
        assert {match.case for match in found.exact} == set(sure)
        assert (len(found.near), found.has_more) == (1, True)

    def test_two_of_one_family_are_no_reason_to_ask_for_more(self, coordinator):
        PersonFactory(case=CaseFactory(team=coordinator.team, client__name=NAME), name="Касымова Алия")
        found = find_people(actor=coordinator, question=question_of("Касымова"), most=2)
        assert (len(found.exact), found.has_more) == (2, False)

    def test_who_only_shares_a_token_is_opened_and_not_shown(self, coordinator):
        case = CaseFactory(team=coordinator.team, client__name="Ковальская Наталья")
        question = question_of(NAME)
        Person.objects.filter(case=case).update(tokens=sorted(question.asked.exact))
        found = find_people(actor=coordinator, question=question)
        assert (found.exact, found.near) == ([], [])

    def test_a_family_name_is_opened_a_part_at_a_time_and_not_without_end(self, coordinator, monkeypatch):
        monkeypatch.setattr(finding, "MOST_OPENED", 2)
        monkeypatch.setattr(finding, "MOST_OF_A_NUMBER", 4)
        for _number in range(5):
            CaseFactory(team=coordinator.team, client__name=NAME)
        found = find_people(actor=coordinator, question=question_of("Касымова"))
        assert (len(found.exact), found.has_more) == (4, True)

    def test_who_is_asked_for_by_that_name_is_found_behind_many_who_bear_it(self, coordinator, monkeypatch):
        monkeypatch.setattr(finding, "MOST_OPENED", 2)
        for _number in range(3):
            CaseFactory(team=coordinator.team, client__name=NAME)
        asked_for = CaseFactory(
            team=coordinator.team, client__name="Ковальская Наталья", safe_contact__ask_for=NAME
        )
        found = find_people(actor=coordinator, question=question_of(NAME))
        assert asked_for in {match.case for match in found.exact}
        assert (len(found.exact), found.has_more) == (3, True)

    def test_similar_names_that_were_left_out_are_told(self, coordinator, monkeypatch):
        monkeypatch.setattr(finding, "MOST_NEAR", 2)
        for _number in range(2):
            CaseFactory(team=coordinator.team, client__name="Касыпова Айгуль")
        found = find_people(actor=coordinator, question=question_of(NAME))
        assert (len(found.near), found.has_more) == (2, True)
        monkeypatch.setattr(finding, "MOST_NEAR", 3)
        assert find_people(actor=coordinator, question=question_of(NAME)).has_more is False

    def test_a_child_has_a_number_of_her_own_and_not_her_mothers_safe_one(self, coordinator):
        case = CaseFactory(team=coordinator.team, safe_contact__number="87011234567")
        child = PersonFactory(case=case, name="Касымова Алия")
        question = question_of("87011234567")
        Person.objects.filter(pk=child.pk).update(tokens=sorted(question.asked.exact))
        [match] = find_people(actor=coordinator, question=question).exact
        assert (match.case, match.person.role) == (case, "client")


@pytest.mark.django_db
def test_who_may_know_of_no_case_finds_nobody_and_learns_that_one_is_protected(administrator):
    CaseFactory(client__name=NAME)
    found = find_people(actor=administrator, question=question_of(NAME))
    assert (found.exact, found.near, found.has_protected) == ([], [], True)
