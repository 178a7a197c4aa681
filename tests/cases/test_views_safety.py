"""The page on which a coordinator decides after a stop of all contact, and Today until she has."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import JournalEntry
from cases.models import SafeContact, SafetyReview
from cases.services.contact import end_attempt, start_attempt
from cases.services.follow_ups import plan_follow_up
from tests.cases.factories import CaseFactory
from tests.cases.pages import address, statements_of, typed_in
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def stopped(case, psychologist, coordinator):
    follow_up = plan_follow_up(
        actor=psychologist,
        case=case,
        kind="one_month",
        responsible=psychologist,
        due_on=timezone.localdate(),
    )
    attempt = start_attempt(actor=psychologist, follow_up=follow_up)
    end_attempt(actor=psychologist, attempt=attempt, outcome="someone_else", note="A man, very calm.")
    return case


def stopped_cases(number):
    for _time in range(number):
        CaseFactory(in_progress=True, safe_contact__may_contact="no", safe_contact__stopped_at=timezone.now())


def test_the_page_says_what_happened_and_opening_it_is_journaled(stopped, coordinator):
    page = as_worker(coordinator).get(address(stopped, "review_safety"))
    assert [words in page.text for words in ("Someone else answered", "A man, very calm.")] == [True, True]
    assert "Decided before" not in page.text
    assert JournalEntry.objects.filter(purpose="review_safety", fields=["note"]).count() == 1


def test_once_contact_may_begin_again_she_is_asked_how_and_until_then_it_is_no(stopped, coordinator):
    browser, page = as_worker(coordinator), address(stopped, "review_safety")
    typed = typed_in(browser.get(page).context["form"])
    without = browser.post(page, {**typed, "decision": "may_begin_again", "note": ""})
    assert without.context["form"].errors.keys() == {"note"}
    answer = browser.post(page, {**typed, "decision": "may_begin_again", "note": "He has left."})
    assert answer["Location"] == address(stopped, "change_safe_contact")
    saved = SafeContact.objects.get(case=stopped)
    assert (saved.stopped_at, saved.may_contact) == (None, "no")


def test_what_stays_stopped_is_off_today_and_stands_with_its_reason(stopped, coordinator):
    browser, page = as_worker(coordinator), address(stopped, "review_safety")
    assert "Contact stopped: review her safety" in browser.get("/today/").text
    typed = typed_in(browser.get(page).context["form"])
    answer = browser.post(page, {**typed, "decision": "stays_stopped", "note": "He answers her phone."})
    assert answer["Location"] == address(stopped, "safe_contact")
    assert "Contact stopped: review her safety" not in browser.get("/today/").text
    words = browser.get(page).text
    assert [one in words for one in ("Decided before", "He answers her phone.")] == [True, True]


def test_a_decision_about_nothing_comes_back_with_the_reason(case, coordinator):
    browser, page = as_worker(coordinator), address(case, "review_safety")
    typed = typed_in(browser.get(page).context["form"])
    answer = browser.post(page, {**typed, "decision": "stays_stopped", "note": "He is near."})
    assert (answer.status_code, "Contact with her is not stopped." in answer.text) == (409, True)
    assert not SafetyReview.objects.exists()


def test_a_colleague_reads_who_decides(stopped, psychologist):
    answer = as_worker(psychologist).get(address(stopped, "review_safety"))
    assert (answer.status_code, "A coordinator decides" in answer.text) == (403, True)


def test_today_costs_the_same_with_one_stop_and_with_three(coordinator):
    browser, counts = as_worker(coordinator), []
    for number in (1, 2):
        stopped_cases(number)
        counts.append(len(statements_of(browser, "/today/")))
    assert counts[0] == counts[1]
    assert browser.get("/today/").text.count("Review now") == 3


def test_the_page_costs_the_same_with_one_review_and_with_three(stopped, coordinator):
    browser, page, counts = as_worker(coordinator), address(stopped, "review_safety"), []
    for number in (1, 2):
        for _time in range(number):
            typed = typed_in(browser.get(page).context["form"])
            browser.post(page, {**typed, "decision": "stays_stopped", "note": "He is near."})
        counts.append(len(statements_of(browser, page)))
    assert (counts[0] == counts[1], SafetyReview.objects.count()) == (True, 3)


def test_a_stop_of_a_closed_case_waits_for_nobody(coordinator):
    CaseFactory(
        closed=True,
        safe_contact__may_contact="no",
        safe_contact__stopped_at=timezone.now() - dt.timedelta(days=1),
    )
    assert "Contact stopped" not in as_worker(coordinator).get("/today/").text
