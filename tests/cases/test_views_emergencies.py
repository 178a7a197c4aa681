"""The pages of an emergency: asking, the banner on every page of the case, what is refused, the review."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from audit.models import JournalEntry
from cases.models import (
    Case,
    ContactAttempt,
    EmergencyAccess,
    FollowUp,
    Person,
    RiskAssessment,
    SessionNote,
)
from cases.models.emergency import EmergencyAccessQuerySet
from cases.services.conflicts import declare_conflict
from cases.services.emergencies import open_emergency
from cases.views.emergencies import OpenEmergency
from tests.accounts.factories import UserFactory
from tests.cases.factories import CaseFactory, FollowUpFactory, PersonFactory
from tests.cases.folding import enrich
from tests.cases.pages import address, statements_of
from tests.referrals.factories import a_referral
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
OPEN, REVIEWS, TODAY = reverse("cases:open_emergency"), reverse("cases:emergency_reviews"), reverse("today")
WHY = "She stands at our door and her worker is away."
BANNER = "Opened in an emergency."
NO = "Whoever works on the case does the rest."
TABS = ("case", "household", "sessions", "follow_ups", "consents", "safe_contact")


@pytest.fixture
def opened(case, lawyer):
    """Return a case that only an emergency opens to the lawyer."""
    open_emergency(actor=lawyer, reference=case.reference, category="she_is_here", reason=WHY)
    return case


def typed(case, **changes):
    return {"reference": case.reference, "category": "she_is_here", "reason": WHY, **changes}


def review_page(access=None):
    return reverse("cases:review_emergency", args=[(access or EmergencyAccess.objects.get()).pk])


class TestAsking:
    def test_leads_straight_to_the_case(self, case, lawyer):
        browser = as_worker(lawyer)
        assert browser.get(OPEN).status_code == 200
        answer = browser.post(OPEN, typed(case, reference=case.reference.lower().replace("-", " ")))
        assert (answer.status_code, answer["Location"]) == (302, address(case))
        assert browser.get(address(case)).status_code == 200

    @pytest.mark.parametrize(
        "changes", [{"reason": "Urgent."}, {"category": "curious"}, {"reference": ""}, {"reason": ""}]
    )
    def test_needs_a_reference_a_kind_and_a_reason(self, changes, case, lawyer):
        answer = as_worker(lawyer).post(OPEN, typed(case, **changes))
        assert (answer.status_code, EmergencyAccess.objects.exists()) == (200, False)

    @pytest.mark.parametrize("reference", ["C-0000-0000", "??", "nothing"])
    def test_a_barred_worker_meets_the_same_answer_as_for_nothing(self, reference, case, lawyer, coordinator):
        declare_conflict(actor=coordinator, case=case, worker=lawyer)
        browser = as_worker(lawyer)
        answers = [browser.post(OPEN, typed(case, reference=one)) for one in (case.reference, reference)]
        said = [answer.context["form"].non_field_errors() for answer in answers]
        assert ([answer.status_code for answer in answers], said[0]) == ([409, 409], said[1])
        assert len(JournalEntry.objects.filter(verb="cases.emergency_refused")) == 2

    def test_what_was_typed_stays_when_it_is_refused(self, coordinator, case):
        answer = as_worker(coordinator).post(OPEN, typed(case))
        assert (answer.status_code, "open to you already" in answer.text, WHY in answer.text) == (
            409,
            True,
            True,
        )

    def test_is_where_a_worker_proves_again_that_it_is_she(self):
        assert OpenEmergency.asks_again is True

    def test_the_list_of_cases_leads_there(self, lawyer):
        assert f'href="{OPEN}"' in as_worker(lawyer).get("/cases/").text


class TestWhileItLasts:
    @pytest.mark.parametrize("name", TABS)
    def test_every_page_of_the_case_says_so_with_the_minutes_left(self, name, opened, lawyer):
        page = as_worker(lawyer).get(address(opened, name))
        assert (page.status_code, BANNER in page.text) == (200, True)
        assert "Open to you for 60 more minutes." in page.text

    def test_pages_of_upper_apps_say_so_too(self, opened, lawyer, coordinator):
        referral = a_referral(opened, coordinator)
        pages = [
            reverse("referrals:of_case", args=[opened.reference]),
            reverse("hotline:of_case", args=[opened.reference]),
            referral.get_absolute_url(),
        ]
        browser = as_worker(lawyer)
        assert [BANNER in browser.get(page).text for page in pages] == [True] * 3
        assert NO in browser.get(referral.get_absolute_url()).text
        answer = browser.get(reverse("referrals:prepare", args=[opened.reference]))
        assert (answer.status_code, NO in answer.text) == (403, True)

    def test_whoever_works_on_the_case_sees_no_banner(self, opened, psychologist):
        assert BANNER not in as_worker(psychologist).get(address(opened)).text

    def test_the_case_stands_in_none_of_her_lists(self, opened, lawyer):
        browser = as_worker(lawyer)
        assert [opened.reference in browser.get(page).text for page in ("/cases/", TODAY)] == [False, False]

    def test_after_an_hour_the_case_does_not_exist_again(self, case, lawyer):
        with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False) as clock:
            as_worker(lawyer).post(OPEN, typed(case))
            clock.shift(dt.timedelta(minutes=59))
            assert "Open to you for 1 more minute." in as_worker(lawyer).get(address(case)).text
            clock.shift(dt.timedelta(minutes=1))
            assert as_worker(lawyer).get(address(case)).status_code == 404

    def test_she_ends_it_with_one_press(self, opened, lawyer):
        browser = as_worker(lawyer)
        answer = browser.post(address(opened, "end_emergency"))
        assert (answer.status_code, answer["Location"]) == (302, TODAY)
        assert browser.get(address(opened)).status_code == 404
        assert browser.post(address(opened, "end_emergency")).status_code == 404

    def test_it_costs_a_page_no_statement_more(self, opened, lawyer, psychologist):
        costs = []
        for worker in (lawyer, psychologist):
            browser = as_worker(worker)
            browser.get(address(opened))
            costs.append(len(statements_of(browser, address(opened))))
        assert costs == [11, 11]


class TestWhatMayBeDone:
    def test_reading_names_and_the_code_phrase_is_journaled(self, opened, lawyer):
        browser = as_worker(lawyer)
        for name in ("show_name", "show_names", "show_code_word"):
            assert browser.post(address(opened, name)).status_code == 200
        purposes = JournalEntry.objects.filter(verb="cases.read").values_list("purpose", flat=True)
        assert set(purposes) == {"show_name", "show_names", "show_code_word"}

    def test_she_plans_a_contact_makes_it_and_writes_the_answer_down(self, opened, lawyer):
        browser = as_worker(lawyer)
        plan = browser.get(address(opened, "plan_follow_up")).context["form"]
        sent = {
            "kind": "other",
            "responsible": str(lawyer.pk),
            "due_on": plan.initial.get("due_on") or dt.date.today().isoformat(),  # noqa: DTZ011 as typed
            "plan_id": str(plan["plan_id"].value()),
        }
        FollowUpFactory(case=opened, responsible=lawyer)
        assert browser.post(address(opened, "plan_follow_up"), sent).status_code == 302
        follow_up = FollowUp.objects.first()
        start, end, say = (
            address(opened, name, follow_up_id=follow_up.pk)
            for name in ("start_attempt", "end_attempt", "check_in")
        )
        browser.post(start, {"outside_hours_reason": "He is outside."})
        assert browser.post(end, {"outcome": "reached"})["Location"] == say
        assert browser.post(say, {"outcome": "new_violence"}).status_code == 302
        assert ContactAttempt.objects.get().worker == lawyer

    def test_she_notes_a_high_risk_and_no_other(self, opened, lawyer):
        browser, page = as_worker(lawyer), address(opened, "assess_risk")
        form = {"assessment_id": "00000000-0000-4000-8000-000000000001", "reason": "He is at the door."}
        low = browser.post(page, {**form, "level": "low"})
        assert (low.status_code, "a high risk, no other" in low.text) == (409, True)
        assert browser.post(page, {**form, "level": "high"}).status_code == 302
        assert [one.assessed_by for one in RiskAssessment.objects.all()] == [lawyer]

    @pytest.mark.parametrize(
        "name",
        ["take", "assign", "hold", "close", "fold", "add_person", "change_safe_contact", "review_safety",
         "record_consent", "record_intervention", "conflicts"],
    )  # fmt: skip
    @pytest.mark.parametrize("role", ["lawyer", "other_team_coordinator", "manager"])
    def test_changes_are_refused_with_the_reason(self, name, role, request, case):
        worker = request.getfixturevalue(role)
        open_emergency(actor=worker, reference=case.reference, category="she_is_here", reason=WHY)
        answer = as_worker(worker).post(address(case, name))
        assert (answer.status_code, NO in answer.text, BANNER in answer.text) == (403, True, True)

    @pytest.mark.parametrize("name", ["settle_task", "move_follow_up", "cancel_follow_up"])
    def test_what_was_agreed_is_left_to_whoever_works_on_it(self, name, opened, lawyer):
        follow_up = FollowUpFactory(case=opened)
        answer = as_worker(lawyer).post(address(opened, name, follow_up_id=follow_up.pk))
        follow_up.refresh_from_db()
        assert (answer.status_code, follow_up.status) == (403, "planned")

    def test_buttons_that_change_the_case_are_greyed(self, opened, lawyer):
        actions = as_worker(lawyer).get(address(opened)).context["actions"]
        assert {action.name for action in actions if action.answer} == {"assess_risk"}

    def test_no_other_case_is_compared_with_who_used_violence(self, case, other_team_coordinator):
        him = PersonFactory(case=case, role="used_violence", relationship="husband")
        worker = other_team_coordinator
        open_emergency(actor=worker, reference=case.reference, category="she_is_here", reason=WHY)
        answer = as_worker(worker).post(address(case, "look_for_perpetrator", person_id=him.pk))
        assert (answer.status_code, Person.objects.filter(pk=him.pk).exists()) == (403, True)

    def test_a_session_note_does_not_exist_not_even_for_its_author(self, case, coordinator):
        author = UserFactory(role="psychologist")
        enrich(case, author)
        EmergencyAccess.objects.all().delete()
        open_emergency(actor=author, reference=case.reference, category="she_is_here", reason=WHY)
        note = SessionNote.objects.get()
        browser = as_worker(author)
        assert browser.get(address(case, "note", note_id=note.pk)).status_code == 404
        assert "readable_note" not in browser.get(address(case, "sessions")).text
        assert str(note.pk) not in browser.get(address(case, "sessions")).text


class TestTheReview:
    def test_it_stands_on_today_of_leads_and_managers_alone(
        self, opened, lawyer, coordinator, manager, psychologist, other_team_coordinator
    ):
        shown = {
            worker: review_page() in as_worker(worker).get(TODAY).text
            for worker in (coordinator, manager, lawyer, psychologist, other_team_coordinator)
        }
        assert [worker for worker, is_shown in shown.items() if is_shown] == [coordinator, manager]

    def test_a_coordinator_reads_the_reason_and_settles_it(self, opened, coordinator):
        browser = as_worker(coordinator)
        assert opened.reference in browser.get(REVIEWS).text
        assert WHY in browser.get(review_page()).text
        line = JournalEntry.objects.get(purpose="emergency_review")
        assert (line.case_id, line.fields) == (opened.pk, ["note", "reason"])
        assert browser.post(review_page(), {"verdict": "perhaps"}).status_code == 200
        answer = browser.post(review_page(), {"verdict": "needed", "note": "I was away."})
        assert answer["Location"] == REVIEWS
        assert "Nothing to review" in browser.get(REVIEWS).text
        assert "I was away." in browser.get(review_page()).text

    def test_a_verdict_that_came_later_is_refused(self, opened, coordinator, manager):
        as_worker(manager).post(review_page(), {"verdict": "needed"})
        answer = as_worker(coordinator).post(review_page(), {"verdict": "not_needed"})
        assert (answer.status_code, EmergencyAccess.objects.get().verdict) == (409, "needed")

    def test_it_does_not_exist_for_who_opened_it_or_leads_another_team(
        self, case, manager, other_team_coordinator, lawyer
    ):
        open_emergency(actor=manager, reference=case.reference, category="she_is_here", reason=WHY)
        for worker in (manager, other_team_coordinator, lawyer):
            assert as_worker(worker).get(review_page()).status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_queue_costs_the_same_for_one_and_for_three(self, number, coordinator, lawyer):
        for _number in range(number):
            case = CaseFactory()
            open_emergency(actor=lawyer, reference=case.reference, category="she_is_here", reason=WHY)
        browser = as_worker(coordinator)
        browser.get(REVIEWS)
        assert len(statements_of(browser, REVIEWS)) == 6


def test_the_case_would_stay_open_if_the_clock_were_taken_out_of_the_rule(
    case, lawyer, monkeypatch, without_second_net
):
    with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False) as clock:
        as_worker(lawyer).post(OPEN, typed(case))
        clock.shift(dt.timedelta(minutes=61))
        assert as_worker(lawyer).get(address(case)).status_code == 404
        monkeypatch.setattr(EmergencyAccessQuerySet, "living", lambda self: self)
        assert as_worker(lawyer).get(address(case)).status_code == 200
    assert not Case.objects.visible_to(lawyer).exists()
