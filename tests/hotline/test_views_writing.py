"""The page of a call: nothing typed is ever lost, strangers find nothing, one plain post is enough."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JournalEntry
from hotline.models import Call, CallDraft
from hotline.sections import MASKED_FIELDS
from hotline.services.drafts import Window, save_draft
from reference.models import District
from tests.accounts.factories import UserFactory
from tests.hotline.factories import TOLD, TYPED, finished_call, running_call
from tests.hotline.pages import hidden_of, opened_page
from tests.workers import as_worker, signed_in
from vault.context import opening

pytestmark = pytest.mark.django_db
STATEMENTS_TO_LOG_A_CALL = 16  # issue 2: session, user, actor, keys, savepoints and journal included


def post(client, name, hidden, **typed):
    return client.post(reverse(f"hotline:{name}"), {**hidden, **typed})


def typed_last(call):
    with opening([call.pk], purposes=["call"]):
        return CallDraft.objects.newest_of(call).typed


class TestOpeningThePage:
    def test_creates_nothing(self, operator):
        page = as_worker(operator).get(reverse("hotline:new"))
        assert (page.status_code, Call.objects.count(), JournalEntry.objects.count()) == (200, 0, 0)
        assert "<title>Call</title>" in page.content.decode()

    def test_two_pages_are_two_calls(self, operator):
        client = as_worker(operator)
        passes = {opened_page(client)["draft_pass"] for _page in range(2)}
        assert len(passes) == 2

    def test_shows_nothing_of_what_had_to_be_mended_on_another_page(self, operator):
        client = as_worker(operator)
        mended = post(client, "finish", opened_page(client), children_count="900", district="no id")
        assert mended.content.decode().count("is-invalid") == 2
        page = client.get(reverse("hotline:new"))
        assert (page.status_code, "is-invalid" in page.content.decode()) == (200, False)

    def test_a_worker_without_a_team_reads_why_not(self, db):
        page = as_worker(UserFactory(team=None)).get(reverse("hotline:new"))
        assert page.status_code == 403
        assert "You are in no team yet" in page.content.decode()


class TestOnePlainPost:
    def test_logs_a_call(self, operator):
        client = as_worker(operator)
        answer = post(client, "finish", opened_page(client), **TOLD)
        call = Call.objects.get()
        assert (answer.status_code, answer.url) == (302, call.get_absolute_url())
        assert (call.status, call.call_type, call.may_contact) == ("finished", "about_self", "no")
        with opening([call.pk], purposes=["call"]):
            assert (call.caller_name, call.notes) == (TOLD["caller_name"], TOLD["notes"])

    def test_costs_at_most_sixteen_statements(self, operator):
        client = as_worker(operator)
        hidden = opened_page(client)
        district = District.objects.first()
        with CaptureQueriesContext(connection) as statements:
            post(client, "finish", hidden, **TOLD, district=str(district.pk))
        assert Call.objects.get().district == district
        assert len(statements) <= STATEMENTS_TO_LOG_A_CALL, [line["sql"][:90] for line in statements]

    def test_of_a_silent_call_goes_back_to_the_list(self, operator):
        client = as_worker(operator)
        answer = post(client, "finish", opened_page(client), call_type="silent")
        assert (answer.url, Call.objects.get().call_type) == ("/calls/", "silent")

    def test_a_pressed_button_goes_before_a_chosen_type(self, operator):
        client = as_worker(operator)
        post(client, "finish", opened_page(client), call_type=["about_self", "prank"])
        assert Call.objects.get().call_type == "prank"

    @pytest.mark.parametrize(("outcome", "page"), [("open_case", "open_case"), ("add_to_case", "link")])
    def test_leads_on_to_what_comes_of_it(self, operator, outcome, page):
        client = as_worker(operator)
        answer = post(client, "finish", opened_page(client), **TOLD, outcome=outcome)
        assert answer.url == reverse(f"hotline:{page}", args=[Call.objects.get().reference])

    def test_sent_twice_is_one_call(self, operator):
        client = as_worker(operator)
        hidden = opened_page(client)
        urls = {post(client, "finish", hidden, **TOLD).url for _time in range(2)}
        assert urls == {Call.objects.get().get_absolute_url()}

    def test_needs_the_token_against_forged_forms(self, operator):
        client = Client(enforce_csrf_checks=True)
        signed_in(client, operator)
        assert post(client, "finish", opened_page(client), **TOLD).status_code == 403


class TestBadInput:
    BAD = {
        **TYPED,
        "call_type": "",
        "safe_from": "13:00",
        "safe_until": "10:00",
        "children_count": "900",
        "needs": ["shelter"],
        "code_word": "invented phrase",
    }

    def test_a_day_until_which_she_agrees_is_to_come(self, operator):
        client = as_worker(operator)
        typed = {**TOLD, "may_contact": "yes", "valid_until": "2026-01-31"}
        answer = post(client, "finish", opened_page(client), **typed)
        assert answer.context["form"].errors.keys() == {"valid_until"}
        assert 'value="2026-01-31"' in answer.text
        hidden = hidden_of(answer.text)
        assert post(client, "finish", hidden, **{**typed, "may_contact": "no"}).status_code == 302

    def test_comes_back_with_everything_that_was_typed(self, operator):
        client = as_worker(operator)
        answer = post(client, "finish", opened_page(client), **self.BAD)
        form = answer.context["form"]
        assert answer.status_code == 200
        assert sorted(form.errors) == ["call_type", "children_count", "safe_until"]
        shown = {name: form[name].value() for name in self.BAD}
        assert shown == {**self.BAD, "kinds_of_violence": ["physical"], "call_type": ""}
        page = answer.content.decode()
        for words in ("invented phrase", "Invented Name", 'value="13:00"', 'value="900"'):
            assert words in page

    def test_is_kept_by_the_server_too_and_the_page_goes_on(self, operator):
        client = as_worker(operator)
        hidden = opened_page(client)
        again = hidden_of(post(client, "finish", hidden, **self.BAD).content.decode())
        call = Call.objects.get()
        assert typed_last(call)["code_word"] == "invented phrase"
        assert (again["client_id"], again["seq"]) == (hidden["client_id"], "2")
        post(client, "finish", again, **TOLD)
        call.refresh_from_db()
        assert call.status == "finished"

    @pytest.mark.parametrize(
        ("until", "sentence"),
        [
            ("10:00", "The safe hours end before they begin. Give a later hour."),
            ("", "Give both hours or neither."),
        ],
    )
    def test_safe_hours_say_what_to_do(self, operator, until, sentence):
        client = as_worker(operator)
        told = {**TOLD, "safe_from": "13:00", "safe_until": until}
        answer = post(client, "finish", opened_page(client), **told)
        assert answer.context["form"].errors == {"safe_until": [sentence]}

    def test_silence_about_contact_and_voicemail_is_a_no(self, operator):
        client = as_worker(operator)
        post(client, "finish", opened_page(client), **TOLD, may_contact="", voicemail="")
        call = Call.objects.get()
        assert (call.may_contact, call.voicemail) == ("no", "never")

    def test_a_worker_who_lost_her_team_keeps_her_text_on_the_page(self, operator):
        client = as_worker(operator)
        hidden = opened_page(client)
        operator.team = None
        operator.save()
        answer = post(client, "finish", hidden, **TOLD)
        assert answer.status_code == 409
        assert "You are in no team yet" in answer.content.decode()
        assert TOLD["notes"] in answer.content.decode()


class TestThePressesOfThePage:
    def test_keep_saves_and_stays(self, operator):
        client = as_worker(operator)
        answer = post(client, "keep", opened_page(client), **TYPED)
        call = Call.objects.get()
        assert (answer.url, call.status, typed_last(call)) == (call.get_absolute_url(), "running", TYPED)

    @pytest.mark.parametrize(("name", "answer"), [("danger", "yes"), ("danger_is_over", "no")])
    def test_danger_is_an_answer_like_others(self, operator, name, answer):
        client = as_worker(operator)
        post(client, name, opened_page(client), **TYPED, immediate_danger="unknown")
        call = Call.objects.get()
        assert typed_last(call)["immediate_danger"] == answer
        assert (call.danger_noted_at is not None) == (answer == "yes")

    def test_danger_mode_stands_on_the_page_of_the_call(self, operator):
        client = as_worker(operator)
        page = client.get(running_call(operator, immediate_danger="yes").get_absolute_url()).content.decode()
        assert '<body class="danger">' in page

    def test_hang_up_keeps_the_text_and_sets_the_end(self, operator):
        client = as_worker(operator)
        post(client, "hang_up", opened_page(client), **TYPED)
        call = Call.objects.get()
        assert (call.ended_at is not None, call.status, typed_last(call)) == (True, "running", TYPED)

    def test_later_leaves_the_call_among_the_unfinished(self, operator):
        client = as_worker(operator)
        answer = post(client, "later", opened_page(client), **TYPED)
        assert (answer.url, Call.objects.get().status) == ("/calls/", "unfinished")

    def test_later_on_a_finished_call_says_so(self, operator):
        client = as_worker(operator)
        hidden = opened_page(client)
        post(client, "finish", hidden, **TOLD)
        answer = client.post(reverse("hotline:later"), {**hidden, **TYPED, "seq": "2"}, follow=True)
        assert "This was changed meanwhile" in answer.content.decode()

    @pytest.mark.parametrize("name", ["keep", "danger", "danger_is_over", "hang_up", "later", "finish"])
    def test_a_page_of_another_worker_does_not_count(self, operator, colleague, name):
        hidden = opened_page(as_worker(operator))
        assert post(as_worker(colleague), name, hidden, **TOLD).status_code == 404
        assert Call.objects.count() == 0


class TestComingBack:
    def test_the_page_shows_what_was_saved_last(self, operator):
        call = running_call(operator)
        save_draft(actor=operator, window=Window(call_id=call.pk), seq=1, typed={**TYPED, "notes": "later"})
        answer = as_worker(operator).get(call.get_absolute_url())
        assert answer.context["form"]["notes"].value() == "later"
        assert 'value="Invented Name"' in answer.content.decode()

    def test_reading_it_is_journaled(self, operator):
        call = running_call(operator)
        as_worker(operator).get(call.get_absolute_url())
        line = JournalEntry.objects.get(verb="hotline.call_read")
        assert (line.subject_id, line.actor_id, line.purpose) == (call.pk, operator.pk, "write_call")

    def test_the_other_window_is_shown_before_anything_is_finished(self, operator):
        client = as_worker(operator)
        call = running_call(operator)
        here = opened_page(client, call.get_absolute_url())
        save_draft(actor=operator, window=Window(call_id=call.pk), seq=1, typed={**TYPED, "notes": "there"})
        answer = post(client, "finish", here, **TOLD)
        assert answer.status_code == 409
        told = {fact.label: fact.words for fact in answer.context["elsewhere"]}
        assert told == {"Notes": "there", "Children in the family": "1"}
        assert answer.context["form"]["notes"].value() == TOLD["notes"]
        again = post(client, "finish", hidden_of(answer.content.decode()), **TOLD)
        call.refresh_from_db()
        assert (again.status_code, call.status) == (302, "finished")

    def test_a_call_finished_in_another_window_keeps_both(self, operator):
        client = as_worker(operator)
        call = running_call(operator)
        here, there = (opened_page(client, call.get_absolute_url()) for _window in range(2))
        post(client, "finish", there, **TOLD)
        answer = post(client, "finish", here, **{**TOLD, "notes": "mine"})
        assert answer.status_code == 409
        assert "mine" in answer.content.decode()
        assert typed_last(call)["notes"] == "mine"
        call.refresh_from_db()
        with opening([call.pk], purposes=["call"]):
            assert call.notes == TOLD["notes"]


class TestWhoSeesACall:
    def test_strangers_find_nothing(self, operator, colleague, psychologist, other_team_coordinator):
        path = finished_call(operator).get_absolute_url()
        strangers = [colleague, psychologist, other_team_coordinator]
        assert [as_worker(worker).get(path).status_code for worker in strangers] == [404, 404, 404]

    def test_the_coordinator_reads_a_running_call_and_writes_nothing(self, operator, coordinator):
        call = running_call(
            operator, address="Invented street 1", immediate_danger="yes", district="not an id"
        )
        browser = as_worker(coordinator)
        page = browser.get(call.get_absolute_url()).content.decode()
        shown = browser.post(reverse("hotline:show_personal", kwargs={"reference": call.reference})).text
        assert ("Invented street 1" in page, "Invented street 1" in shown) == (False, True)
        assert 'id="call-form"' not in page
        assert "I take it over" in page

    def test_a_finished_call_is_read_in_words_and_journaled(self, operator):
        district = District.objects.first()
        call = finished_call(
            operator,
            interpreter_needed=True,
            district=district,
            safe_days=[1, 2],
            safe_from="10:00",
            safe_until="13:00",
        )
        answer = as_worker(operator).get(call.get_absolute_url())
        told = {fact.label: fact.words for part in answer.context["parts"] for fact in part.facts}
        assert told == {
            "Type of call": "About herself",
            "Channel": "Telephone",
            "Direction": "Incoming",
            "Can you speak freely?": "Yes",
            "How to address her": "",
            "Telephone": "",
            "Interpreter needed": "Yes",
            "District": district.name,
            "May we contact her?": "Do not contact",
            "Safe days": "Monday, Tuesday",
            "Safe from": "10:00",
            "Safe until": "13:00",
            "Voicemail": "Never",
            "Kinds of violence": "Physical violence",
        }
        assert answer.context["notes"] == TOLD["notes"]
        assert JournalEntry.objects.get(verb="hotline.call_read").purpose == "call_page"

    def test_name_number_and_address_are_shown_on_request_and_that_is_journaled(self, operator):
        call, browser = finished_call(operator, address="Canal street 3"), as_worker(operator)
        hers = ("Invented Name", "+7 700 000 00 14", "Canal street 3")
        hidden = browser.get(call.get_absolute_url())
        assert ([words for words in hers if words in hidden.text], "Show name, number" in hidden.text) == (
            [],
            True,
        )
        shown = browser.post(reverse("hotline:show_personal", kwargs={"reference": call.reference}))
        assert [words for words in hers if words in shown.text] == list(hers)
        assert "Show name, number" not in shown.text
        line = JournalEntry.objects.filter(verb="hotline.call_read").latest("pk")
        assert (line.purpose, line.subject_id, line.fields) == (
            "show_personal",
            call.pk,
            sorted(MASKED_FIELDS),
        )

    def test_the_fragment_is_the_same_part_as_on_the_whole_page(self, operator):
        call, browser = finished_call(operator), as_worker(operator)
        show = reverse("hotline:show_personal", kwargs={"reference": call.reference})
        fragment = browser.post(show, headers={"HX-Request": "true"}).text
        assert fragment.strip().splitlines()[0] == '<div class="pile" id="call-told">'
        assert "+7 700 000 00 14" in fragment
        page = browser.post(show).text
        assert [line for line in fragment.split("\n") if line.strip() and line.strip() not in page] == []

    def test_where_nothing_is_hidden_nothing_is_offered_to_be_shown(self, operator):
        call = finished_call(operator, caller_name="", phone="")
        assert "Show name, number" not in as_worker(operator).get(call.get_absolute_url()).text

    def test_a_damaged_value_does_not_take_the_page_away(self, operator):
        call = finished_call(operator)
        with connection.cursor() as cursor:
            cursor.execute(
                "update hotline_call set caller_name_sealed = set_byte(caller_name_sealed, 40, 0) where id = %s",
                [call.pk],
            )
        show = reverse("hotline:show_personal", kwargs={"reference": call.reference})
        page = as_worker(operator).post(show).content.decode()
        assert "Record damaged" in page
        assert TOLD["notes"] in page
