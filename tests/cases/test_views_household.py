"""The people of a case, and how the client may be reached."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from audit.models import JournalEntry
from cases.models import Person, SafeContact
from cases.reading import reading_case
from cases.services.household import change_person, change_safe_contact
from cases.services.intake import PersonDetails, SafeContactDetails
from tests.cases.factories import CaseFactory, PersonFactory
from tests.cases.pages import address, statements_of, typed_in
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(psychologist):
    return CaseFactory(in_progress=True, primary_worker=psychologist, client__name="Irina Invented")


@pytest.fixture
def son(case):
    return PersonFactory(case=case, name="Ivan", lives_with_client=True, saw_the_violence=True)


def opened(case, worker):
    return reading_case(case, actor=worker, purpose="test")


class TestHousehold:
    def test_people_are_shown_by_role_and_their_names_on_request(self, case, son, psychologist):
        browser = as_worker(psychologist)
        page = browser.get(address(case, "household"))
        assert "Child, lives with the client, saw the violence" in page.text
        assert ("Ivan" in page.text, "Irina Invented" in page.text) == (False, False)
        words = strip_tags(browser.post(address(case, "show_names")).text)
        assert ("Son: Ivan" in words, "Client: Irina Invented" in words) == (True, True)
        lines = JournalEntry.objects.filter(verb="cases.read").order_by("pk")
        assert list(lines.values_list("purpose", "fields")) == [
            ("household", []),
            ("show_names", ["code_name", "iin", "name", "other_names"]),
        ]

    def test_other_names_stand_beside_the_name_and_the_iin_is_masked(self, case, psychologist):
        PersonFactory(case=case, name="Ivan", other_names="Ioann", iin="850715400004")
        words = strip_tags(as_worker(psychologist).post(address(case, "show_names")).text)
        assert "Other names: Ioann · IIN ••••••••0004" in " ".join(words.split())
        assert "850715400004" not in words

    @pytest.mark.parametrize("people", [1, 3])
    def test_the_page_costs_the_same_for_any_household(self, people, case, psychologist):
        PersonFactory.create_batch(people, case=case)
        browser = as_worker(psychologist)
        browser.get(address(case, "household"))
        assert len(statements_of(browser, address(case, "household"))) == 9

    def test_strangers_find_no_household(self, case, lawyer, other_team_coordinator):
        for stranger in (lawyer, other_team_coordinator):
            browser = as_worker(stranger)
            assert [browser.get(address(case, name)).status_code for name in ("household", "add_person")] == [
                404,
                404,
            ]
            assert browser.post(address(case, "show_names")).status_code == 404

    def test_the_household_of_a_closed_case_is_read_only(self, coordinator):
        case = CaseFactory(closed=True)
        browser = as_worker(coordinator)
        assert "This case is closed. Reopen it first." in browser.get(address(case, "household")).text
        answers = [browser.get(address(case, "add_person")), browser.post(address(case, "add_person"))]
        assert [answer.status_code for answer in answers] == [403, 403]
        assert "This case is closed. Reopen it first." in answers[0].text

    def test_a_person_is_added_once(self, case, psychologist):
        browser = as_worker(psychologist)
        form = browser.get(address(case, "add_person")).context["form"]
        typed = {**typed_in(form), "role": "child", "relationship": "daughter", "name": "Aida"}
        for _click in range(2):
            answer = browser.post(address(case, "add_person"), typed)
            assert answer["Location"] == address(case, "household")
        daughter = Person.objects.get(case=case, relationship="daughter")
        with opened(case, psychologist):
            assert daughter.name == "Aida"

    def test_a_second_client_cannot_be_chosen(self, case, psychologist):
        typed = {"person_id": str(uuid.uuid4()), "role": "client"}
        answer = as_worker(psychologist).post(address(case, "add_person"), typed)
        assert (answer.status_code, case.household.count()) == (200, 1)
        assert answer.context["form"].errors.keys() == {"role"}


class TestChangePerson:
    def url(self, person):
        return address(person.case, "change_person", person_id=person.pk)

    def test_the_form_shows_what_is_known_and_saves_what_was_changed(self, case, son, psychologist):
        browser = as_worker(psychologist)
        form = browser.get(self.url(son)).context["form"]
        assert (form["name"].value(), form["lives_with_client"].value()) == ("Ivan", "yes")
        answer = browser.post(self.url(son), {**typed_in(form), "note": "Sleeps badly."})
        assert answer["Location"] == address(case, "household")
        saved = Person.objects.get(pk=son.pk)
        with opened(case, psychologist):
            assert (saved.name, saved.note, saved.lives_with_client) == ("Ivan", "Sleeps badly.", True)

    def test_the_client_keeps_her_role_and_her_code_name(self, case, psychologist):
        client = case.household.get()
        browser = as_worker(psychologist)
        form = browser.get(self.url(client)).context["form"]
        browser.post(self.url(client), {**typed_in(form), "code_name": "Botagoz"})
        saved = Person.objects.get(pk=client.pk)
        with opened(case, psychologist):
            assert (saved.role, saved.name, saved.code_name) == ("client", "Irina Invented", "Botagoz")

    def test_reading_a_person_for_a_change_is_journaled(self, son, psychologist):
        as_worker(psychologist).get(self.url(son))
        assert JournalEntry.objects.get(verb="cases.read").purpose == "change_person"

    def test_a_stale_form_keeps_what_was_typed_and_shows_the_newer_text_beside_it(
        self, case, son, psychologist, coordinator
    ):
        browser = as_worker(psychologist)
        form = browser.get(self.url(son)).context["form"]
        newer = PersonDetails(role="child", relationship="son", name="Ivan Ivanov", lives_with_client=False)
        change_person(actor=coordinator, person=son, details=newer, version=1)
        typed = {**typed_in(form), "name": "Vanya"}
        answer = browser.post(self.url(son), typed)
        assert answer.status_code == 409
        assert [(one.label, one.theirs, one.yours) for one in answer.context["form"].differences] == [
            ("Name", "Ivan Ivanov", "Vanya"),
            ("Lives with the client?", "no", "yes"),
            ("Saw the violence?", "nothing", "yes"),
        ]
        assert "A colleague changed this while you were typing" in answer.text
        again = browser.post(self.url(son), typed_in(answer.context["form"]))
        assert again.status_code == 302
        with opened(case, psychologist):
            assert Person.objects.get(pk=son.pk).name == "Vanya"

    def test_a_value_that_cannot_be_read_is_neither_shown_nor_replaced(self, case, son, psychologist):
        broken = son.name_sealed[:-1] + bytes([son.name_sealed[-1] ^ 1])
        son.name_sealed = broken
        son.save(update_fields=["name"])
        browser = as_worker(psychologist)
        page = browser.get(self.url(son))
        assert "This record is damaged and cannot be read." in page.text
        browser.post(
            self.url(son), {**typed_in(page.context["form"]), "name": "Petr", "note": "Sleeps badly."}
        )
        saved = Person.objects.get(pk=son.pk)
        with opened(case, psychologist):
            assert (saved.name_sealed, saved.note) == (broken, "Sleeps badly.")

    def test_a_person_of_another_case_is_not_found_through_this_one(self, case, psychologist):
        other = PersonFactory()
        answer = as_worker(psychologist).get(address(case, "change_person", person_id=other.pk))
        assert answer.status_code == 404


class TestSafeContact:
    def test_an_operator_sees_how_to_reach_a_client_of_her_team_and_nothing_else(self, case, operator):
        browser = as_worker(operator)
        page = browser.get(address(case, "safe_contact"))
        assert (page.status_code, "no. ending 14" in page.text) == (200, True)
        assert address(case) + '"' not in page.text
        assert browser.get(address(case)).status_code == 404

    def test_strangers_do_not(self, case, lawyer, manager, other_team_coordinator, auditor):
        for stranger in (lawyer, manager, other_team_coordinator, auditor):
            browser = as_worker(stranger)
            answers = [
                browser.get(address(case, "safe_contact")),
                browser.get(address(case, "change_safe_contact")),
                browser.post(address(case, "show_code_word")),
                browser.post(address(case, "review_safety")),
            ]
            assert {answer.status_code for answer in answers} == {404}

    @pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
    def test_the_code_phrase_is_shown_on_request_and_that_is_journaled(self, htmx, case, operator):
        browser = as_worker(operator)
        assert "blue kettle" not in browser.get(address(case, "safe_contact")).text
        page = browser.post(address(case, "show_code_word"), headers=htmx)
        assert ("“the blue kettle”" in page.text, "<html" in page.text) == (True, not htmx)
        assert JournalEntry.objects.filter(purpose="show_code_word", fields=["code_word"]).count() == 1

    def test_that_no_code_phrase_was_agreed_is_said_at_once(self, psychologist):
        case = CaseFactory(primary_worker=psychologist, safe_contact__code_word=None)
        browser = as_worker(psychologist)
        page, asked = browser.get(address(case)), browser.post(address(case, "show_code_word"))
        assert ["None agreed" in answer.text for answer in (page, asked)] == [True, True]
        assert address(case, "show_code_word") not in page.text

    def test_she_says_anew_how_she_may_be_reached(self, case, operator):
        browser = as_worker(operator)
        form = browser.get(address(case, "change_safe_contact")).context["form"]
        assert form["number"].value() == "+7 700 000 00 14"
        typed = {**typed_in(form), "safe_days": ["1", "3"], "safe_from": "10:00", "safe_until": "13:00"}
        answer = browser.post(address(case, "change_safe_contact"), typed)
        assert answer["Location"] == address(case, "safe_contact")
        saved = SafeContact.objects.get(case=case)
        assert (saved.safe_days, saved.safe_from, saved.confirmed_on) == (
            [1, 3],
            dt.time(10),
            timezone.localdate(),
        )
        with opened(case, operator):
            assert saved.number == "+7 700 000 00 14"

    def test_a_stale_form_shows_what_a_colleague_wrote(self, case, operator, psychologist):
        browser = as_worker(operator)
        form = browser.get(address(case, "change_safe_contact")).context["form"]
        newer = SafeContactDetails(
            may_contact="yes", channel="message", safe_days=(1,), messages_allowed=True
        )
        change_safe_contact(actor=psychologist, safe_contact=case.safe_contact, details=newer, version=1)
        answer = browser.post(address(case, "change_safe_contact"), {**typed_in(form), "safe_from": ""})
        assert answer.status_code == 409
        differences = {str(one.label): (one.theirs, one.yours) for one in answer.context["form"].differences}
        assert differences == {
            "How": ("Message", "Call"),
            "Safe number": ("nothing", "+7 700 000 00 14"),
            "Safe days": ("Monday", "nothing"),
            "Messages are allowed": ("yes", "no"),
            "Name to ask for": ("nothing", "Aigul"),
            "Code phrase": ("nothing", "the blue kettle"),
        }

    def test_contact_that_was_stopped_begins_again_only_by_a_coordinator(self, psychologist, coordinator):
        case = CaseFactory(
            in_progress=True,
            primary_worker=psychologist,
            safe_contact__may_contact="no",
            safe_contact__stopped_at=timezone.now(),
        )
        page = as_worker(psychologist).get(address(case, "safe_contact"))
        assert "All contact was stopped" in page.text
        assert "A coordinator decides whether contact may begin again." in page.text
        refused = as_worker(psychologist).post(address(case, "review_safety"))
        assert (refused.status_code, SafeContact.objects.get(case=case).stopped_at is None) == (403, False)
        form = as_worker(psychologist).get(address(case, "change_safe_contact")).context["form"]
        typed = {**typed_in(form), "may_contact": "yes", "channel": "call"}
        answer = as_worker(psychologist).post(address(case, "change_safe_contact"), typed)
        assert (answer.status_code, "A coordinator decides" in answer.text) == (409, True)
        assert (
            address(case, "review_safety") in as_worker(coordinator).get(address(case, "safe_contact")).text
        )

    def test_a_day_that_is_past_permits_nothing(self, case, operator):
        browser = as_worker(operator)
        form = browser.get(address(case, "change_safe_contact")).context["form"]
        typed = {**typed_in(form), "valid_until": "2026-01-31"}
        page = browser.post(address(case, "change_safe_contact"), typed)
        assert page.context["form"].errors.keys() == {"valid_until"}
        browser.post(address(case, "change_safe_contact"), {**typed, "may_contact": "no"})
        assert SafeContact.objects.get(case=case).valid_until == dt.date(2026, 1, 31)

    def test_the_whole_record_is_written_down_and_shown(self, case, operator):
        browser = as_worker(operator)
        form = browser.get(address(case, "change_safe_contact")).context["form"]
        until = timezone.localdate() + dt.timedelta(days=30)
        more = {
            "messages_allowed": "on",
            "message_wording": "Books are in.",
            "also_used_by": "Her mother-in-law.",
            "valid_until": until.isoformat(),
        }
        page = browser.post(address(case, "change_safe_contact"), {**typed_in(form), **more}, follow=True)
        words = " ".join(strip_tags(page.text).split())
        assert "Yes: “Books are in.”" in words
        assert "also used by: Her mother-in-law." in words
        assert re.search(rf"She agrees until {until.day} \w+", words)

    def test_the_safe_contact_of_a_closed_case_is_not_changed(self, coordinator):
        case = CaseFactory(closed=True)
        browser = as_worker(coordinator)
        assert "This case is closed. Reopen it first." in browser.get(address(case, "safe_contact")).text
        assert browser.post(address(case, "change_safe_contact")).status_code == 403

    def test_a_warning_stands_before_everything_else(self, psychologist):
        case = CaseFactory(
            primary_worker=psychologist, risk_level="high", safe_contact__alert="He reads her phone."
        )
        page = as_worker(psychologist).get(address(case, "safe_contact"))
        assert page.text.index("He reads her phone.") < page.text.index("Voicemail")
