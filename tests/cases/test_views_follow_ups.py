"""The pages of agreed contacts: her safety first, then the number, then her answer."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JournalEntry
from cases.enums import FollowUpKind, MayContact
from cases.models import ContactAttempt, FollowUp, SafeContact
from cases.services.closure import close_case
from cases.services.contact import stop_contact
from cases.services.follow_ups import cancel_follow_up, plan_follow_up
from tests.workers import as_worker
from vault.context import opening, sealing

pytestmark = pytest.mark.django_db
NUMBER = "+7 700 000 00 14"
MONDAY = dt.date(2026, 11, 23)
PAST = "This day is past. Choose a day after 22 November."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False) as clock:
        yield clock  # 10:30 in Shymkent


def url(follow_up, name="follow_up"):
    return reverse(
        f"cases:{name}", kwargs={"reference": follow_up.case.reference, "follow_up_id": follow_up.pk}
    )


def tab(case, name="follow_ups"):
    return reverse(f"cases:{name}", kwargs={"reference": case.reference})


def plan(case, worker, **options):
    options = {"kind": FollowUpKind.ONE_MONTH, "due_on": MONDAY, **options}
    return plan_follow_up(actor=worker, case=case, responsible=worker, **options)


def _dials():
    return JournalEntry.objects.filter(verb="cases.read", purpose="dial").order_by("id")


def put(case, **said):
    with opening([case.pk]), sealing(case.pk):
        safe_contact = SafeContact.objects.get(case=case)
        for name, value in said.items():
            setattr(safe_contact, name, value)
        safe_contact.save()


def allow_hours(case, begins, ends):
    SafeContact.objects.filter(case=case).update(safe_from=dt.time(begins), safe_until=dt.time(ends))


class TestPlanning:
    def test_the_proposed_day_is_shown_and_taken_when_none_is_typed(self, case, psychologist):
        browser = as_worker(psychologist)
        assert "Wednesday, 23 December" in browser.get(tab(case, "plan_follow_up")).text
        browser.post(
            tab(case, "plan_follow_up"),
            {"kind": "one_month", "responsible": str(psychologist.pk), "due_on": ""},
        )
        assert FollowUp.objects.get().due_on == dt.date(2026, 12, 23)

    def test_without_her_permission_only_our_own_work_is_offered(self, case, psychologist):
        SafeContact.objects.filter(case=case).update(may_contact=MayContact.NO)
        page = as_worker(psychologist).get(tab(case, "plan_follow_up"))
        offered = {value for value, _label in page.context["form"].fields["kind"].choices}
        assert offered == {"referral_answer", "other_service", "safety_review", "wait_for_her"}
        assert "She has not allowed us to contact her. We wait for her call." in page.text

    def test_after_her_permission_has_ended_only_our_own_work_is_offered(self, case, psychologist):
        SafeContact.objects.filter(case=case).update(confirmed_on=dt.date(2026, 8, 1))
        page = as_worker(psychologist).get(tab(case, "plan_follow_up"))
        offered = {value for value, _label in page.context["form"].fields["kind"].choices}
        assert offered == {"referral_answer", "other_service", "safety_review", "wait_for_her"}
        assert "Her permission has ended. We wait for her call and ask her then." in page.text

    def test_pressing_twice_plans_once(self, case, psychologist):
        browser = as_worker(psychologist)
        form = browser.get(tab(case, "plan_follow_up")).context["form"]
        once = {
            "kind": "one_month",
            "responsible": str(psychologist.pk),
            "plan_id": str(form["plan_id"].value()),
        }
        for _time in range(2):
            browser.post(tab(case, "plan_follow_up"), once)
        assert FollowUp.objects.count() == 1

    def test_a_past_day_comes_back_with_its_reason(self, case, psychologist):
        typed = {"kind": "one_month", "responsible": str(psychologist.pk), "due_on": "2026-11-01"}
        page = as_worker(psychologist).post(tab(case, "plan_follow_up"), typed)
        assert page.context["form"].errors == {"due_on": [PAST]}
        assert "2026-11-01" in page.text
        assert not FollowUp.objects.exists()


class TestDialling:
    def test_the_number_is_hidden_until_the_attempt_begins_and_each_look_is_journaled(
        self, case, psychologist
    ):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        page = browser.get(url(follow_up))
        assert [words in page.text for words in ("Aigul", NUMBER)] == [False, False]
        assert "A name to ask for is agreed, no code phrase. It is shown with the number." in page.text
        assert browser.post(url(follow_up, "start_attempt"))["Location"] == url(follow_up)
        page = browser.get(url(follow_up))
        assert [words in page.text for words in ("“Aigul”", NUMBER, "may I speak to", "можно Aigul?")] == [
            True,
            True,
            False,  # she is spoken to in her language, and none is noted
            True,
        ]
        shown = ["also_used_by", "ask_for", "code_word", "if_someone_else", "message_wording", "number"]
        assert [line.fields for line in _dials()] == [["alert"], ["alert", *shown]]

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"code_word": "the kettle"}, "A name to ask for and a code phrase are agreed."),
            ({"code_word": "the kettle", "ask_for": None}, "A code phrase is agreed, no name to ask for."),
            ({"ask_for": None}, "Neither a name to ask for nor a code phrase is agreed."),
        ],
    )
    def test_before_the_attempt_the_page_says_only_what_is_agreed(self, case, psychologist, said, words):
        put(case, **said)
        page = as_worker(psychologist).get(url(plan(case, psychologist)))
        assert (words in page.text, "the kettle" in page.text) == (True, False)

    def test_who_else_uses_the_telephone_and_the_agreed_words_come_with_the_number(self, case, psychologist):
        put(case, also_used_by="Her mother-in-law.", messages_allowed=True, message_wording="Books are in.")
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        page = browser.get(url(follow_up))
        assert "Messages: only in the agreed words. They are shown with the number." in page.text
        assert ("mother-in-law" in page.text, "Books are in." in page.text) == (False, False)
        browser.post(url(follow_up, "start_attempt"))
        page = browser.get(url(follow_up))
        assert "Messages: only in the agreed words, “Books are in.”" in page.text
        assert "Her mother-in-law." in page.text

    def test_messages_without_agreed_words_are_neutral_and_else_there_is_none(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        assert "Messages: none, not even an empty one." in browser.get(url(follow_up)).text
        put(case, messages_allowed=True)
        assert "Messages: allowed, neutral, without our name." in browser.get(url(follow_up)).text

    def test_after_her_permission_has_ended_a_worker_waits_and_a_coordinator_may_decide(
        self, case, psychologist, coordinator
    ):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        SafeContact.objects.filter(case=case).update(valid_until=dt.date(2026, 11, 3))
        page = browser.get(url(follow_up))
        assert "She agreed until 3 November 2026. Wait for her call, or ask the coordinator." in page.text
        assert "Show number" not in page.text
        refused = browser.post(url(follow_up, "start_attempt"), {"expired_reason": "She wrote."})
        assert (refused.status_code, NUMBER in refused.text) == (409, False)
        lead = as_worker(coordinator)
        assert "Why she is called after her permission has ended" in lead.get(url(follow_up)).text
        assert lead.post(url(follow_up, "start_attempt")).status_code == 409
        lead.post(url(follow_up, "start_attempt"), {"expired_reason": "She wrote to us."})
        assert NUMBER in lead.get(url(follow_up)).text

    def test_today_offers_no_call_after_her_permission_has_ended(self, case, psychologist):
        plan(case, psychologist)
        browser = as_worker(psychologist)
        assert "Prepare call" in browser.get("/today/").text
        SafeContact.objects.filter(case=case).update(confirmed_on=dt.date(2026, 8, 1))
        page = browser.get("/today/")
        assert ("Prepare call" in page.text, "Her permission has ended" in page.text) == (False, True)

    def test_the_number_is_gone_when_a_colleague_has_stopped_all_contact(
        self, case, psychologist, coordinator
    ):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        browser.post(url(follow_up, "start_attempt"))
        stop_contact(actor=coordinator, case=case, origin="stopped:1")
        page = browser.get(url(follow_up))
        assert (NUMBER in page.text, "Aigul" in page.text) == (False, False)
        assert "All contact has just been stopped. Hang up now, as a wrong number." in page.text
        assert "How did it end?" in page.text

    def test_a_colleague_does_not_see_the_number_of_a_running_attempt(self, case, psychologist, coordinator):
        follow_up = plan(case, psychologist)
        as_worker(psychologist).post(url(follow_up, "start_attempt"))
        browser = as_worker(coordinator)
        assert NUMBER not in browser.get(url(follow_up)).text
        answer = browser.post(url(follow_up, "start_attempt"))
        assert (answer.status_code, "A colleague is trying to reach her" in answer.text) == (409, True)

    def test_outside_her_hours_the_number_needs_a_reason(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        allow_hours(case, 18, 20)
        page = browser.get(url(follow_up))
        assert "not before 18:00" in page.text
        assert "Outside her safe hours the number stays hidden." in page.text
        refused = browser.post(url(follow_up, "start_attempt"))
        assert (refused.status_code, NUMBER in refused.text) == (409, False)
        browser.post(url(follow_up, "start_attempt"), {"outside_hours_reason": "Police at her door."})
        assert NUMBER in browser.get(url(follow_up)).text

    def test_a_client_who_must_not_be_called_has_no_number_on_the_page(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        SafeContact.objects.filter(case=case).update(may_contact=MayContact.NO)
        page = browser.get(url(follow_up))
        assert ("Do not contact" in page.text, "Show number" in page.text) == (True, False)
        assert browser.post(url(follow_up, "start_attempt")).status_code == 409

    def test_a_message_is_offered_only_where_she_agreed_to_one(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        browser.post(url(follow_up, "start_attempt"))
        assert "Left the agreed message" not in browser.get(url(follow_up)).text
        SafeContact.objects.filter(case=case).update(voicemail="neutral")
        assert "Left the agreed message" in browser.get(url(follow_up)).text

    def test_nobody_dials_in_a_closed_case(self, case, psychologist):
        follow_up = plan(case, psychologist)
        cancel_follow_up(actor=psychologist, follow_up=follow_up)
        close_case(actor=psychologist, case=case, reason="needs_met", outcome="safer")
        assert as_worker(psychologist).post(url(follow_up, "start_attempt")).status_code == 403


class TestEnding:
    def test_reached_leads_to_her_answer_and_the_case_shows_it(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        browser.post(url(follow_up, "start_attempt"))
        answer = browser.post(url(follow_up, "end_attempt"), {"outcome": "reached"})
        assert answer["Location"] == url(follow_up, "check_in")
        browser.get(answer["Location"])
        browser.post(
            url(follow_up, "check_in"),
            {"outcome": "improving", "her_words": "We sleep.", "plan_next": "three_months"},
        )
        assert "Improving" in browser.get(case.get_absolute_url()).text
        assert "“We sleep.”" in browser.get(tab(case)).text
        assert FollowUp.objects.planned().get().due_on == dt.date(2027, 2, 23)

    def test_what_is_still_right_is_confirmed_with_her_answer(self, case, psychologist):
        SafeContact.objects.filter(case=case).update(confirmed_on=dt.date(2026, 11, 1))
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        page = browser.get(url(follow_up, "check_in"))
        assert ("Is all of this still right?" in page.text, "9 Feb" in page.text) == (True, True)
        browser.post(url(follow_up, "check_in"), {"outcome": "improving", "still_right": "yes"})
        assert SafeContact.objects.get(case=case).confirmed_on == MONDAY

    def test_what_has_changed_leads_to_the_form_at_once(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        answer = browser.post(url(follow_up, "check_in"), {"outcome": "improving", "still_right": "changed"})
        assert answer["Location"] == tab(case, "change_safe_contact")

    @pytest.mark.parametrize("said", [{}, {"still_right": "not_asked"}])
    def test_what_was_not_asked_confirms_nothing(self, case, psychologist, said):
        SafeContact.objects.filter(case=case).update(confirmed_on=dt.date(2026, 11, 1))
        follow_up = plan(case, psychologist)
        answer = as_worker(psychologist).post(url(follow_up, "check_in"), {"outcome": "improving", **said})
        assert answer["Location"] == case.get_absolute_url()
        assert SafeContact.objects.get(case=case).confirmed_on == dt.date(2026, 11, 1)

    def test_after_a_coordinators_decision_her_answer_and_the_next_contact_need_her_yes(
        self, case, psychologist
    ):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        SafeContact.objects.filter(case=case).update(confirmed_on=dt.date(2026, 8, 1))
        typed = {"outcome": "improving", "plan_next": "one_month"}
        page = browser.post(url(follow_up, "check_in"), typed)
        assert (page.status_code, "Her permission has ended." in page.text) == (409, True)
        assert FollowUp.objects.planned().get() == follow_up
        browser.post(url(follow_up, "check_in"), typed | {"still_right": "yes"})
        assert FollowUp.objects.planned().get().due_on == dt.date(2026, 12, 23)

    def test_an_answer_without_how_she_is_comes_back_with_her_words(self, case, psychologist):
        follow_up = plan(case, psychologist)
        page = as_worker(psychologist).post(url(follow_up, "check_in"), {"her_words": "We sleep."})
        assert (page.status_code, "We sleep." in page.text) == (200, True)
        assert FollowUp.objects.planned().exists()

    def test_no_answer_brings_it_back_on_the_next_safe_day(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        browser.post(url(follow_up, "start_attempt"))
        page = browser.post(url(follow_up, "end_attempt"), {"outcome": "no_answer"}, follow=True)
        assert "The follow-up comes back on the next safe day" in page.text
        assert FollowUp.objects.get().due_on == dt.date(2026, 11, 24)

    def test_someone_else_on_the_line_stops_contact_and_the_page_says_so(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        browser.post(url(follow_up, "start_attempt"))
        page = browser.post(url(follow_up, "end_attempt"), {"outcome": "someone_else"}, follow=True)
        assert "All contact is stopped. The lead is told now." in page.text
        task = FollowUp.objects.planned().get()
        page = browser.get(url(task))
        assert "All contact with her is stopped." in page.text
        assert "Review her safety" not in page.text  # a coordinator does

    def test_the_lead_is_led_from_the_task_to_the_review(self, case, psychologist, coordinator):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        browser.post(url(follow_up, "start_attempt"))
        browser.post(url(follow_up, "end_attempt"), {"outcome": "someone_else"})
        page = as_worker(coordinator).get(url(FollowUp.objects.planned().get()))
        assert tab(case, "review_safety") in page.text

    def test_a_past_day_of_hers_comes_back_with_its_reason_and_the_attempt_goes_on(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        browser.post(url(follow_up, "start_attempt"))
        typed = {"outcome": "asked_for_another_time", "next_on": "2026-11-22", "note": "After work."}
        page = browser.post(url(follow_up, "end_attempt"), typed)
        assert (page.context["end_form"].errors, "After work." in page.text) == ({"next_on": [PAST]}, True)
        assert (FollowUp.objects.get().due_on, ContactAttempt.objects.get().ended_at) == (MONDAY, None)
        browser.post(url(follow_up, "end_attempt"), typed | {"next_on": "2026-11-25"})
        assert FollowUp.objects.get().due_on == dt.date(2026, 11, 25)

    @pytest.mark.parametrize("slip", ["2026-11-01", "soon"])
    def test_a_slip_in_the_day_never_holds_up_the_end_of_all_contact(self, case, psychologist, slip):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        browser.post(url(follow_up, "start_attempt"))
        browser.post(url(follow_up, "end_attempt"), {"outcome": "not_safe", "next_on": slip})
        assert FollowUp.objects.get(pk=follow_up.pk).status == "stopped"

    def test_a_press_is_no_page_of_its_own(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        for press in ("start_attempt", "end_attempt", "move_follow_up"):
            assert browser.get(url(follow_up, press))["Location"] == url(follow_up)

    def test_an_end_without_a_beginning_is_explained(self, case, psychologist):
        follow_up = plan(case, psychologist)
        page = as_worker(psychologist).post(
            url(follow_up, "end_attempt"), {"outcome": "reached"}, follow=True
        )
        assert "Show the number first, then say how the attempt ended." in page.text
        assert not ContactAttempt.objects.exists()


class TestOwnWork:
    def test_our_own_work_is_done_by_one_press_and_no_number_is_read(self, case, psychologist):
        review, browser = (
            plan(case, psychologist, kind=FollowUpKind.SAFETY_REVIEW),
            as_worker(psychologist),
        )
        assert "This is our own work" in browser.get(url(review)).text
        browser.post(url(review, "settle_task"))
        review.refresh_from_db()
        assert review.status == "done"
        cancelled = browser.post(url(review, "cancel_follow_up"), follow=True)
        assert "This was changed meanwhile" in cancelled.text

    def test_a_check_in_is_not_settled_without_her_answer(self, case, psychologist):
        page = as_worker(psychologist).post(url(plan(case, psychologist), "settle_task"), follow=True)
        assert "Say how her situation is." in page.text

    def test_another_day_and_no_day_at_all(self, case, psychologist):
        follow_up, browser = plan(case, psychologist), as_worker(psychologist)
        move = url(follow_up, "move_follow_up")
        none = browser.post(move, {"version": follow_up.version})
        past = browser.post(move, {"due_on": "2026-11-22", "version": follow_up.version})
        errors = [page.context["move_form"].errors for page in (none, past)]
        assert errors == [{"due_on": ["This field is required."]}, {"due_on": [PAST]}]
        browser.post(move, {"due_on": "2026-12-01", "version": follow_up.version})
        stale = browser.post(move, {"due_on": "2026-12-02", "version": follow_up.version}, follow=True)
        assert "This follow-up was changed meanwhile." in stale.text
        assert FollowUp.objects.get().due_on == dt.date(2026, 12, 1)
        browser.post(url(follow_up, "cancel_follow_up"))
        assert FollowUp.objects.get().status == "cancelled"


def test_agreed_contacts_do_not_exist_for_strangers(case, psychologist, operator):
    follow_up, stranger = plan(case, psychologist), as_worker(operator)
    assert stranger.get(url(follow_up)).status_code == 404
    for name in ("start_attempt", "end_attempt", "check_in", "settle_task", "move_follow_up"):
        assert stranger.post(url(follow_up, name)).status_code == 404
    assert stranger.get(tab(case)).status_code == 404


def test_three_follow_ups_cost_no_more_statements_than_one(case, psychologist):
    browser, counts = as_worker(psychologist), []
    for number in (1, 2):
        for _time in range(number):
            plan(case, psychologist)
        with CaptureQueriesContext(connection) as captured:
            browser.get(tab(case))
        counts.append(len(captured))
    assert counts[0] == counts[1]
