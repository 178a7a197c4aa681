"""The people of a call: whoever needs help, when somebody else is on the line."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JournalEntry
from cases.finding import question_of, question_while_typing
from hotline.models import Call, CallPerson
from hotline.people import numbers_in, people_typed, with_empty, without_person
from hotline.services.calls import log_call
from hotline.services.drafts import Window, save_draft
from hotline.services.finding import find_calls
from hotline.services.lookup import look_up_caller
from hotline.summary import differences
from tests.hotline.factories import TOLD, TYPED, finished_call, new_window, running_call
from tests.hotline.pages import hidden_of, opened_page
from tests.hotline.people import BABY, BY_A_NEIGHBOUR, MOTHER, PEOPLE, SON, path
from tests.workers import as_worker
from vault.context import opening
from vault.fields import NotYetSealed
from vault.index import tokens_of

pytestmark = pytest.mark.django_db


def post(client, name, hidden, **typed):
    return client.post(reverse(f"hotline:{name}"), {**hidden, **typed})


def kept(call):
    with opening([call.pk], purposes=["call"]):
        return {
            person.place: (person.name, person.role, person.age_band, person.note)
            for person in call.people.all()
        }


def statements_of(client, hidden, **typed):
    with CaptureQueriesContext(connection) as statements:
        answer = post(client, "finish", hidden, **TOLD | typed)
    assert answer.status_code == 302
    return len(statements)


class TestFieldsOfTheForm:
    def test_people_travel_by_number_and_nothing_else_does(self):
        sent = {**MOTHER, "person_7_name": "no", "person_1_link": "no", "person_2_name": "", "notes": "no"}
        assert people_typed(sent) == MOTHER

    def test_who_is_taken_out_leaves_a_gap(self):
        typed = {**TYPED, **MOTHER, **SON, **BABY}
        assert numbers_in(typed) == [1, 2, 4]
        assert numbers_in(without_person(typed, 2)) == [1, 4]
        assert without_person(typed, 0) == typed

    @pytest.mark.parametrize(
        ("numbers", "most", "places"),
        [
            ([], 0, []),
            ([], 1, [1]),
            ([2], 1, [2]),
            ([2], 2, [1, 2]),
            ([1, 2, 3, 4, 5, 6], 6, [1, 2, 3, 4, 5, 6]),
        ],
    )
    def test_empty_places_fill_the_gaps(self, numbers, most, places):
        assert with_empty(numbers, most) == places

    def test_two_windows_are_compared_by_them(self):
        theirs, ours = {**TYPED, **MOTHER, **SON}, {**TYPED, **MOTHER, "person_1_age_band": "40-49"}
        assert [(fact.label, fact.words) for fact in differences(theirs, ours)] == [
            ("Person 1: Age", "30–39"),
            ("Person 2: Age", "5–9"),
            ("Person 2: Name", "Тимур"),
            ("Person 2: Role in the matter", "Child"),
            ("Person 2: Sex", "Male"),
        ]


class TestWritingThemDown:
    def test_finishing_writes_a_row_for_each_in_the_same_transaction(self, operator):
        client = as_worker(operator)
        post(client, "finish", opened_page(client), **TOLD | BY_A_NEIGHBOUR, **MOTHER, **SON, **BABY)
        assert kept(Call.objects.get()) == {
            1: ("Касымова Айгүл", "client", "30-39", "Second floor"),
            2: ("Тимур", "child", "5-9", ""),
            4: ("", "", "0-4", ""),
        }
        first = CallPerson.objects.get(place=1)
        said = (first.relation, first.sex, first.needs_help_now, first.knows_of_call, first.may_tell_caller)
        assert said == ("neighbour", "female", "yes", "no", "no")

    def test_a_call_that_ran_writes_them_once(self, operator):
        call = running_call(operator)
        window = Window(call_id=call.pk, client_id=call.drafts.get().client_id)
        for _time in range(2):
            log_call(actor=operator, window=window, values=TOLD, people=PEOPLE)
        assert list(call.people.order_by("place").values_list("place", flat=True)) == [1, 2]

    def test_an_error_in_a_row_leaves_the_call_unfinished(self, operator):
        call = running_call(operator)
        window = Window(call_id=call.pk, client_id=call.drafts.get().client_id)
        twice = [{"place": 1, "sex": "female"}, {"place": 1, "sex": "male"}]
        with pytest.raises(IntegrityError, match="call_person_once_a_place"):
            log_call(actor=operator, window=window, values=TOLD, people=twice)
        call.refresh_from_db()
        assert (call.status, CallPerson.objects.count()) == ("running", 0)

    def test_nobody_is_written_of_whom_only_blanks_were_typed(self, operator):
        client = as_worker(operator)
        post(client, "finish", opened_page(client), **TOLD, person_1_name="  ", person_2_age_band="")
        assert (Call.objects.count(), CallPerson.objects.count()) == (1, 0)

    def test_they_cost_two_statements_however_many_they_are_and_nothing_without_them(self, operator):
        client = as_worker(operator)
        statements_of(client, opened_page(client))
        plain = statements_of(client, opened_page(client))
        one = statements_of(client, opened_page(client), **MOTHER)
        three = statements_of(client, opened_page(client), **MOTHER, **SON, **BABY)
        assert (one, three) == (plain + 2, plain + 2)

    def test_what_must_be_mended_is_named_and_nothing_typed_is_lost(self, operator):
        client = as_worker(operator)
        typed = {**TOLD, **MOTHER, "person_1_age_band": "old", "person_1_note": "x" * 501}
        answer = post(client, "finish", opened_page(client), **typed)
        assert (answer.status_code, Call.objects.get().status) == (200, "running")
        assert sorted(answer.context["form"].people[0].errors) == ["age_band", "note"]
        assert '<a href="#id_person_1_note">Person 1, Note</a>' in answer.text
        assert "x" * 501 in answer.text


class TestTheForm:
    def test_asks_about_nobody_else_at_first(self, operator):
        page = as_worker(operator).get(reverse("hotline:new"))
        assert (page.context["people"], page.text.count("data-person=")) == (
            [],
            1,
        )  # the pattern of the script

    @pytest.mark.parametrize(
        ("kind", "places"), [("about_other", [1]), ("professional", [1]), ("about_self", [])]
    )
    def test_opens_by_itself_in_a_call_about_somebody_else(self, operator, kind, places):
        page = as_worker(operator).get(running_call(operator, call_type=kind).get_absolute_url())
        assert [person.number for person in page.context["people"]] == places

    def test_without_a_script_a_button_keeps_what_stands_and_shows_one_more(self, operator):
        client = as_worker(operator)
        answer = post(client, "people", opened_page(client), **TYPED, **MOTHER, people="2")
        call = Call.objects.get()
        assert answer.url == f"{call.get_absolute_url()}?people=2#people"
        page = client.get(answer.url)
        assert [person.number for person in page.context["people"]] == [1, 2]
        assert page.context["people"][0]["name"].value() == "Касымова Айгүл"
        assert page.context["people"][1]["name"].value() == ""

    def test_without_a_script_a_button_takes_somebody_out(self, operator):
        client = as_worker(operator)
        answer = post(client, "people", opened_page(client), **TYPED, **MOTHER, **SON, without="1")
        page = client.get(answer.url)
        assert [person.number for person in page.context["people"]] == [2]
        with opening([Call.objects.get().pk], purposes=["call"]):
            assert Call.objects.get().drafts.get().typed == {**TYPED, **SON}

    @pytest.mark.parametrize("number", ["7", "-1", "²", "many", ""])
    def test_a_number_that_cannot_be_changes_nothing(self, operator, number):
        call = running_call(operator, **MOTHER)
        page = as_worker(operator).get(call.get_absolute_url(), {"people": number})
        assert [person.number for person in page.context["people"]] == [1]

    def test_six_people_are_enough(self, operator):
        page = as_worker(operator).get(running_call(operator).get_absolute_url(), {"people": "6"})
        assert len(page.context["people"]) == 6
        assert '<p class="mt-3" hidden data-add-person>' in page.text

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_the_same_whether_one_person_is_told_of_or_three(self, operator, number):
        call = running_call(operator, **dict([*MOTHER.items(), *SON.items(), *BABY.items()][: 9 * number]))
        client = as_worker(operator)
        client.get(call.get_absolute_url())
        with CaptureQueriesContext(connection) as statements:
            client.get(call.get_absolute_url())
        plain = running_call(operator)
        with CaptureQueriesContext(connection) as without:
            client.get(plain.get_absolute_url())
        assert len(statements) == len(without)


class TestTheSummary:
    def facts(self, answer):
        return {
            part.section.title: {fact.label: fact.words for fact in part.facts}
            for part in answer.context["parts"]
            if str(part.section.title).startswith("Who needs help")
        }

    def test_tells_of_each_person_with_her_name_hidden(self, operator):
        call = finished_call(operator, people=PEOPLE, **BY_A_NEIGHBOUR)
        answer = as_worker(operator).get(call.get_absolute_url())
        assert self.facts(answer) == {
            "Who needs help: person 1": {
                "Name": "",
                "Role in the matter": "Client",
                "Age": "30–39",
                "Sex": "Female",
            },
            "Who needs help: person 2": {
                "Name": "",
                "What this person is to the caller": "A neighbour or friend",
                "Role in the matter": "Child",
                "Age": "5–9",
                "Note": "school",
            },
        }
        assert ("Айгүл" in answer.text, "Тимур" in answer.text) == (False, False)

    def test_her_name_is_shown_by_the_same_journaled_act(self, operator):
        call = finished_call(operator, people=PEOPLE, caller_name="", phone="")
        browser = as_worker(operator)
        assert "Show name, number" in browser.get(call.get_absolute_url()).text
        shown = browser.post(path(call, "show_personal"))
        assert "Касымова Айгүл" in shown.text
        line = JournalEntry.objects.filter(verb="hotline.call_read").latest("pk")
        assert (line.purpose, line.subject_id, "people" in line.fields) == ("show_personal", call.pk, True)

    def test_a_coordinator_reads_of_them_while_the_call_runs(self, operator, coordinator):
        answer = as_worker(coordinator).get(running_call(operator, **MOTHER).get_absolute_url())
        facts = self.facts(answer)["Who needs help: person 1"]
        assert (facts["Does this person know of the call?"], facts["Name"]) == (
            "No",
            "",
        )
        assert "Айгүл" not in answer.text

    def test_costs_the_same_for_one_person_and_for_three(self, operator):
        three = [*PEOPLE, {"place": 3, "sex": "male"}]
        client = as_worker(operator)
        counts = set()
        for people in (PEOPLE[:1], PEOPLE[:1], three):
            address = finished_call(operator, people=people).get_absolute_url()
            with CaptureQueriesContext(connection) as statements:
                client.get(address)
            counts.add(len(statements))
        assert len(counts) == 1


class TestFindingTheCall:
    def test_a_call_is_found_by_the_name_of_somebody_it_tells_of(self, operator):
        call = finished_call(operator, people=PEOPLE, caller_name="", phone="")
        other = finished_call(operator, people=[{"place": 1, "name": "Ковальская Ольга"}], caller_name="")
        found = find_calls(actor=operator, question=question_of("Касымова Айгуль"))
        assert [(match.call, match.by) for match in found.matches] == [(call, ("name",))]
        assert other not in [match.call for match in found.matches]
        line = JournalEntry.objects.get(verb="hotline.call_read")
        assert (line.subject_id, line.purpose) == (call.pk, "search_result")

    def test_the_lookup_beside_a_running_call_finds_it_too_and_once(self, operator):
        call = finished_call(operator, people=PEOPLE, caller_name="Касымова Айгүл")
        question = question_while_typing(name="Касымова Айгүл", phones=[])
        assert [match.call for match in look_up_caller(actor=operator, question=question).calls] == [call]

    def test_a_stranger_learns_only_that_something_may_be_there(self, operator, stranger):
        finished_call(operator, people=PEOPLE, caller_name="", phone="")
        found = find_calls(actor=stranger, question=question_of("Касымова Айгүл"))
        assert (found.matches, found.has_protected) == ([], True)

    def test_its_tokens_are_made_of_the_name(self, operator):
        call = finished_call(operator, people=PEOPLE)
        person = call.people.get(place=2)
        with opening([call.pk], purposes=["call"]):
            assert person.tokens == tokens_of(person.findable()) != []


class TestWhatTheDatabaseRefuses:
    @pytest.mark.parametrize(
        ("values", "name", "sentence"),
        [
            ({"place": 7}, "call_person_is_one_of_six", "six people at most"),
            ({"place": 0}, "call_person_is_one_of_six", "six people at most"),
            (
                {"role": "used_violence"},
                "call_person_needs_help",
                "Who used violence is not one of the people",
            ),
        ],
    )
    def test_a_person_who_cannot_be(self, operator, values, name, sentence):
        person = finished_call(operator, people=PEOPLE[:1]).people.get()
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            CallPerson.objects.filter(pk=person.pk).update(**values)
        for field, value in values.items():
            setattr(person, field, value)
        with pytest.raises(ValidationError, match=sentence):
            person.validate_constraints()

    def test_a_person_written_down_twice(self, operator):
        call = finished_call(operator, people=PEOPLE[:1])
        with pytest.raises(ValidationError, match="written down already"):
            CallPerson(call=call, place=1).validate_constraints()

    def test_nothing_of_hers_stands_in_the_words_of_a_row(self, operator):
        person = finished_call(operator, people=PEOPLE).people.get(place=2)
        assert (str(person), person.label) == (f"{person.call_id} 2", "Person 2: Child, 5–9")
        assert CallPerson(place=3).label == "Person 3"

    def test_her_name_and_note_are_sealed(self, operator):
        person = finished_call(operator, people=PEOPLE).people.get(place=2)
        assert isinstance(person.__dict__["name_sealed"], bytes)
        assert not isinstance(person.__dict__["note_sealed"], NotYetSealed)


def test_the_drafts_of_a_live_page_keep_them(operator):
    window = new_window()
    save_draft(actor=operator, window=window, seq=1, typed={**TYPED, **MOTHER})
    page = as_worker(operator).get(Call.objects.get().get_absolute_url())
    assert hidden_of(page.text)["seq"] == "1"
    assert 'value="Касымова Айгүл"' in page.text
