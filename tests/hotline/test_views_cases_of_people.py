"""A case is opened for one of the people of a call, and others come along."""

import pytest

from audit.models import JournalEntry
from cases.models import Case
from hotline.models import CallPerson
from tests.cases.factories import CaseFactory
from tests.hotline.factories import finished_call
from tests.hotline.people import BY_A_NEIGHBOUR, PEOPLE, path
from tests.hotline.test_views_cases import intake_post
from tests.workers import as_worker
from vault.context import opening

pytestmark = pytest.mark.django_db


class TestOpeningACaseOfOneOfThem:
    def test_the_first_person_is_the_client_when_somebody_else_called(self, operator):
        call = finished_call(operator, people=PEOPLE, **BY_A_NEIGHBOUR)
        answer = as_worker(operator).get(path(call))
        form = answer.context["form"]
        offered = {name: form[name].value() for name in ("code_name", "sex", "age_band_at_first_contact")}
        assert offered == {
            "code_name": "Касымова Айгүл",
            "sex": "female",
            "age_band_at_first_contact": "30-39",
        }
        assert (form["phone"].value(), answer.context["client"]) == (None, 1)
        assert answer.context["others"]["others"].value() == [2]
        assert "Person 2: Child, 5–9" in answer.text
        assert "Тимур" not in answer.text

    @pytest.mark.parametrize(
        ("chosen", "name"),
        [("0", "Invented Name"), ("1", "Касымова Айгүл"), ("2", "Тимур"), ("9", "Invented Name")],
    )
    def test_the_worker_chooses_whose_case_it_is(self, operator, chosen, name):
        call = finished_call(operator, people=PEOPLE)
        form = as_worker(operator).get(path(call), {"client": chosen}).context["form"]
        assert form["code_name"].value() == name

    def test_who_comes_along_is_copied_into_the_household(self, operator):
        call = finished_call(operator, people=PEOPLE, **BY_A_NEIGHBOUR)
        client = as_worker(operator)
        sent = intake_post(client.get(path(call)), client="1", others=["2"])
        answers = [client.post(path(call), sent) for _time in range(2)]
        case = Case.objects.get()
        assert [answer.url for answer in answers] == [case.get_absolute_url()] * 2
        with opening([case.pk]):
            people = {(each.role, each.name or each.code_name, each.note) for each in case.household.all()}
        assert people == {("client", "Касымова Айгүл", ""), ("child", "Тимур", "school")}
        assert set(CallPerson.objects.values_list("link__case", flat=True)) == {case.pk}

    @pytest.mark.parametrize(
        ("person", "role"),
        [
            ({"role": "relative"}, "relative"),
            ({"relation": "child"}, "child"),
            ({"role": "client", "relation": "child"}, "other"),
            ({"relation": "neighbour"}, "other"),
        ],
    )
    def test_who_comes_along_is_not_the_client(self, operator, person, role):
        call = finished_call(operator, people=[{"place": 1, **person}])
        client = as_worker(operator)
        client.post(path(call), intake_post(client.get(path(call)), client="0", others=["1"]))
        assert set(Case.objects.get().household.values_list("role", flat=True)) == {"client", role}

    def test_another_case_is_opened_for_who_has_none(self, operator):
        call = finished_call(operator, people=PEOPLE, **BY_A_NEIGHBOUR)
        client = as_worker(operator)
        assert "Without a case so far" not in client.get(call.get_absolute_url()).text
        first = client.post(path(call), intake_post(client.get(path(call)), client="1"), follow=True)
        assert "Somebody else of this call has no case yet." in first.text
        page = client.get(call.get_absolute_url())
        assert [person.place for person in page.context["without_case"]] == [2]
        assert f'href="{path(call)}?client=2"' in page.text
        second = client.get(path(call))
        assert (second.context["client"], second.context["form"]["code_name"].value()) == (2, "Тимур")
        last = client.post(path(call), intake_post(second, client="2"), follow=True)
        assert "has no case yet" not in last.text
        assert (Case.objects.count(), call.case_links.count()) == (2, 2)
        assert "Without a case so far" not in client.get(call.get_absolute_url()).text

    def test_when_everybody_has_a_case_nobody_is_offered(self, operator):
        call = finished_call(operator, people=PEOPLE[:1], **BY_A_NEIGHBOUR)
        client = as_worker(operator)
        client.post(path(call), intake_post(client.get(path(call)), client="1"))
        again = client.get(path(call))
        assert (again.context["client"], again.context["form"]["code_name"].value()) == (None, None)
        assert "(has a case)" in again.text

    def test_the_caller_herself_comes_first_in_a_call_about_herself(self, operator):
        call = finished_call(operator, people=PEOPLE[1:])
        client = as_worker(operator)
        first = client.get(path(call))
        assert (first.context["client"], first.context["form"]["code_name"].value()) == (0, "Invented Name")
        client.post(path(call), intake_post(first, client="0"))
        assert client.get(path(call)).context["client"] == 2

    def test_a_choice_that_cannot_be_comes_back(self, operator):
        call = finished_call(operator, people=PEOPLE)
        client = as_worker(operator)
        answer = client.post(path(call), intake_post(client.get(path(call)), client="0", others=["5"]))
        assert (answer.status_code, Case.objects.count()) == (200, 0)
        assert "5" in answer.context["others"].errors["others"][0]

    def test_reading_of_those_who_come_along_is_journaled(self, operator):
        call = finished_call(operator, people=PEOPLE)
        client = as_worker(operator)
        sent = intake_post(client.get(path(call)), client="0", others=["1"])
        client.post(path(call), sent)
        line = JournalEntry.objects.filter(verb="hotline.call_read").latest("pk")
        assert (line.purpose, line.subject_id, line.fields) == ("open_case", call.pk, ["people"])

    def test_possible_duplicates_are_looked_for_by_the_clients_name(self, operator):
        known = CaseFactory(team=operator.team, client__name="Қасымова Айгүл")
        call = finished_call(operator, people=PEOPLE, **BY_A_NEIGHBOUR)
        client = as_worker(operator)
        answer = client.post(path(call), intake_post(client.get(path(call)), client="1"))
        assert [hint.match.case for hint in answer.context["hints"]] == [known]
        assert answer.context["client"] == 1
