"""The case at a glance: who sees it, what it shows, what it costs."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from audit.models import JournalEntry
from cases.models import SafeContact
from tests.cases.factories import (
    AssignmentFactory,
    CaseFactory,
    FollowUpFactory,
    PersonFactory,
    RiskAssessmentFactory,
    TimelineEntryFactory,
)
from tests.cases.pages import address, statements_of
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(psychologist):
    return CaseFactory(
        in_progress=True,
        primary_worker=psychologist,
        client__name="Irina Invented",
        client__code_name="Botagoz",
        safe_contact__number="+7 700 000 00 14",
        safe_contact__code_word="the blue kettle",
    )


def readings(case):
    lines = JournalEntry.objects.filter(verb="cases.read", case_id=case.pk).order_by("pk")
    return list(lines.values_list("purpose", "fields"))


def test_to_whoever_may_not_open_the_file_the_case_does_not_exist(
    case, lawyer, operator, manager, administrator, auditor, other_team_coordinator
):
    strangers = [lawyer, operator, manager, administrator, auditor, other_team_coordinator]
    assert {as_worker(one).get(address(case)).status_code for one in strangers} == {404}
    assert readings(case) == []


def test_opening_the_page_is_journaled_and_shows_no_name(case, psychologist):
    page = as_worker(psychologist).get(address(case))
    assert (page.status_code, "Irina Invented" in page.text, "Botagoz" in page.text) == (200, False, False)
    assert readings(case) == [("case_page", [])]


def test_the_title_of_the_page_is_neutral(case, psychologist):
    assert "<title>Case</title>" in as_worker(psychologist).get(address(case)).text


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_the_name_is_shown_on_request_and_that_is_journaled(case, psychologist, htmx):
    page = as_worker(psychologist).post(address(case, "show_name"), headers=htmx)
    assert (page.status_code, "Irina Invented" in page.text, "Botagoz" in page.text) == (200, True, True)
    assert readings(case) == [("show_name", ["code_name", "name"])]
    assert ("<html" in page.text) == (not htmx)


def test_a_name_that_nobody_knows_is_said_to_be_missing(psychologist):
    case = CaseFactory(primary_worker=psychologist, client__name=None)
    page = as_worker(psychologist).post(address(case, "show_name"))
    assert "No name recorded" in page.text


def test_a_name_is_not_shown_by_following_a_link(case, psychologist):
    assert as_worker(psychologist).get(address(case, "show_name")).status_code == 405


def test_the_safe_card_shows_the_number_down_to_its_ending(case, psychologist):
    page = as_worker(psychologist).get(address(case))
    assert "no. ending 14" in page.text
    assert ("000 00" in page.text, "blue kettle" in page.text) == (False, False)


def test_a_number_that_cannot_be_read_is_not_a_reason_to_hide_the_page(case, psychologist):
    safe_contact = SafeContact.objects.get(case=case)
    broken = safe_contact.number_sealed[:-1] + bytes([safe_contact.number_sealed[-1] ^ 1])
    safe_contact.number_sealed = safe_contact.code_word_sealed = broken
    safe_contact.save(update_fields=["number", "code_word"])
    assert "no. ending ??" in as_worker(psychologist).get(address(case)).text
    assert "Record damaged" in as_worker(psychologist).post(address(case, "show_code_word")).text


@pytest.mark.parametrize(
    ("hour", "words"), [(9, "not before 10:00"), (11, "until 13:00 today"), (14, "Not safe any more today")]
)
def test_the_safe_card_says_first_whether_she_may_be_contacted_now(hour, words, psychologist):
    moment = dt.datetime(2026, 11, 23, hour - 5, tzinfo=dt.UTC)
    with time_machine.travel(moment, tick=False):
        case = CaseFactory(
            primary_worker=psychologist,
            safe_contact__safe_days=[1, 2, 3, 5],
            safe_contact__safe_from=dt.time(10),
            safe_contact__safe_until=dt.time(13),
        )
        page = as_worker(psychologist).get(address(case))
    assert (words in page.text, "Mon–Wed, Fri, 10:00–13:00" in page.text) == (True, True)


def test_two_safe_days_in_a_row_are_named_both(psychologist):
    case = CaseFactory(primary_worker=psychologist, safe_contact__safe_days=[2, 1])
    assert as_worker(psychologist).get(address(case)).context["safe_days"] == "Mon, Tue"


@pytest.mark.parametrize("entries", [1, 3, 60])
def test_the_page_costs_eleven_statements_whatever_the_story(entries, case, psychologist, coordinator):
    RiskAssessmentFactory(case=case)
    FollowUpFactory.create_batch(entries, case=case, responsible=psychologist)
    PersonFactory.create_batch(entries, case=case)
    TimelineEntryFactory.create_batch(entries, case=case, actor=psychologist)
    for worker in (psychologist, coordinator):
        browser = as_worker(worker)
        browser.get(address(case))
        assert len(statements_of(browser, address(case))) == 11


def test_the_story_is_told_newest_first_and_paged_by_key(case, psychologist):
    entries = TimelineEntryFactory.create_batch(52, case=case)
    entries.sort(key=lambda entry: entry.occurred_at, reverse=True)
    browser = as_worker(psychologist)
    first = browser.get(address(case)).context["page"]
    second = browser.get(address(case), {"after": first.older}).context["page"]
    assert [*first.rows, *second.rows] == entries


def test_the_story_is_filtered_by_kind(case, psychologist):
    entry = TimelineEntryFactory(case=case, kind="contact", verb="safe_contact_changed")
    TimelineEntryFactory(case=case)
    browser = as_worker(psychologist)
    assert browser.get(address(case), {"kind": "contact"}).context["page"].rows == [entry]
    assert len(browser.get(address(case), {"kind": "nothing"}).context["page"].rows) == 2
    assert "Nothing of this kind yet" in browser.get(address(case), {"kind": "session"}).text


@pytest.mark.parametrize(
    ("verb", "facts", "words"),
    [
        ("opened", {}, "Case opened"),
        ("risk_assessed", {"level": "high"}, "High risk"),
        ("worker_assigned", {"role": "primary"}, "Primary worker"),
        ("person_added", {"role": "child", "relationship": "son"}, "Son"),
        ("person_added", {"role": "relative", "relationship": ""}, "Relative"),
        ("safe_contact_changed", {"may_contact": "she_calls"}, "She will contact us"),
        ("contact_allowed_again", {}, "Contact allowed again"),
        ("contact_stays_stopped", {}, "Safety reviewed: contact stays stopped"),
        ("safe_contact_confirmed", {}, "Safe contact confirmed: all of it is still right"),
        ("closed", {"reason": "moved_away", "outcome": "safer"}, "Left the area"),
        ("closed", {"reason": "moved_away", "outcome": "safer"}, "Safer than at the start"),
        ("closed", {"reason": "a_reason_of_old", "outcome": "safer"}, "a_reason_of_old"),
        ("reopened", {}, "Case reopened"),
        ("put_on_hold", {}, "Case put on hold"),
        ("resumed", {}, "Case taken up again"),
        ("folded", {"reference": "C-4M7T-K9QX"}, "Folded with C-4M7T-K9QX"),
        ("fold_undone", {"reference": "C-4M7T-K9QX"}, "Fold with C-4M7T-K9QX undone"),
        ("a_verb_of_tomorrow", {}, "a_verb_of_tomorrow"),
    ],
)
def test_every_event_is_told_in_words(verb, facts, words, case, psychologist):
    TimelineEntryFactory(case=case, verb=verb, facts=facts, actor__display_name="Zhanar T.")
    timeline = as_worker(psychologist).get(address(case)).text.split('class="timeline"')[1]
    assert (words in timeline, "Zhanar T." in timeline) == (True, True)


def test_the_tabs_count_what_stands_behind_them(case, psychologist):
    planned = {"kind": "one_month", "due_on": "2026-11-23"}
    session = TimelineEntryFactory(case=case, kind="session", verb="a_session")
    TimelineEntryFactory(case=case, kind="consent", verb="a_consent", subject_id=session.pk)
    TimelineEntryFactory(case=case, kind="consent", verb="its_end", subject_id=session.pk)
    TimelineEntryFactory(case=case, kind="contact", verb="follow_up_planned", facts=planned)
    TimelineEntryFactory(case=case, kind="contact", verb="contact_attempted")
    TimelineEntryFactory(case=case, kind="contact", verb="call_of_tomorrow")
    head = as_worker(psychologist).get(address(case)).context["head"]
    counts = {tab.name: tab.count for tab in head.tabs}
    assert counts["overview"] is counts["household"] is None
    assert [counts[name] for name in ("sessions", "consents", "follow_ups", "referrals")] == [1, 1, 1, 0]


class TestNextStep:
    """One page, one next step."""

    def text(self, case, worker):
        return as_worker(worker).get(address(case)).text

    def test_a_new_case_waits_for_a_primary_worker(self, coordinator, operator):
        case = CaseFactory(opened_by=operator)
        assert "Take this case" in self.text(case, coordinator)
        assert "Take this case" not in self.text(case, operator)

    def test_the_late_follow_up_comes_first(self, case, psychologist):
        late = timezone.localdate() - dt.timedelta(days=2)
        follow_up = FollowUpFactory(case=case, responsible=psychologist, due_on=late)
        FollowUpFactory(case=case, responsible=psychologist, kind="one_week")
        text = self.text(case, psychologist)
        assert ("2 days late" in text, address(case, "follow_up", follow_up_id=follow_up.pk) in text) == (
            True,
            True,
        )

    def test_without_a_follow_up_one_is_planned(self, case, psychologist):
        assert address(case, "plan_follow_up") in self.text(case, psychologist)

    def test_a_closed_case_says_why_and_how_it_ended(self, coordinator):
        text = self.text(CaseFactory(closed=True), coordinator)
        assert "Goal reached. Safer than at the start." in text


class TestActions:
    """What may not be done is greyed, with the reason beside it."""

    def offered(self, case, worker):
        actions = as_worker(worker).get(address(case)).context["actions"]
        return {action.name: bool(action.answer) for action in actions}

    def test_the_primary_worker_is_told_what_only_a_coordinator_does(self, case, psychologist):
        assert self.offered(case, psychologist) == {
            "assess_risk": True,
            "assign": False,
            "hold": True,
            "close": True,
            "fold": False,
        }
        page = as_worker(psychologist).get(address(case)).text
        assert "A coordinator of the team decides who works on a case." in page

    def test_another_worker_of_the_case_is_told_who_closes_it(self, case, lawyer):
        AssignmentFactory(case=case, worker=lawyer, role="lawyer")
        assert self.offered(case, lawyer) == {
            "assess_risk": True,
            "assign": False,
            "hold": False,
            "close": False,
            "fold": False,
        }

    @pytest.mark.parametrize(
        ("state", "names"),
        [
            ({}, ["assign", "assess_risk", "close", "fold"]),
            (
                {"in_progress": True, "status": "on_hold"},
                ["resume", "assess_risk", "assign", "close", "fold"],
            ),
            ({"closed": True}, ["reopen", "fold"]),
        ],
    )
    def test_what_is_offered_fits_the_state(self, state, names, coordinator):
        assert list(self.offered(CaseFactory(**state), coordinator)) == names


def test_an_attempt_to_open_a_case_of_another_team_is_written_down(case, other_team_coordinator):
    browser = as_worker(other_team_coordinator)
    assert browser.get(case.get_absolute_url()).status_code == 404
    assert browser.get("/cases/C-0000-0000/").status_code == 404
    lines = JournalEntry.objects.filter(verb="cases.opening_refused").order_by("id")
    assert [(line.kind, line.actor_id, line.subject_id) for line in lines] == [
        ("refusal", other_team_coordinator.pk, case.pk),
        ("refusal", other_team_coordinator.pk, None),
    ]
