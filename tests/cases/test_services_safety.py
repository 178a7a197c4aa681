"""What she says of contact is confirmed at each one; after a stop of all contact a coordinator decides."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import JournalEntry
from cases.enums import FollowUpKind, FollowUpStatus
from cases.models import SafeContact, SafetyReview
from cases.reading import reading_case
from cases.refusals import Refusal
from cases.services.contact import stop_contact
from cases.services.follow_ups import plan_follow_up
from cases.services.reminders import due_reminders
from cases.services.safety import confirm_safe_contact, review_safety
from cases.work_of_a_day import stops_to_review
from tests.cases.factories import CaseFactory

pytestmark = pytest.mark.django_db
D = dt.date
MONDAY = D(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False) as clock:
        yield clock  # 10:30 in Shymkent


@pytest.fixture
def stopped(case, psychologist, coordinator, clock):
    stop_contact(actor=psychologist, case=case, origin=f"stopped:{uuid.uuid4()}")
    clock.shift(dt.timedelta(hours=1))
    return case


def verbs(case):
    return list(case.timeline.values_list("verb", flat=True))


class TestConfirming:
    def test_all_of_it_is_still_right_from_today_on_and_once_a_day(self, case, psychologist):
        SafeContact.objects.filter(case=case).update(
            confirmed_on=D(2026, 11, 13), valid_until=D(2026, 11, 30)
        )
        case.safe_contact.refresh_from_db()
        for _time in range(2):
            confirm_safe_contact(actor=psychologist, safe_contact=case.safe_contact)
        saved = SafeContact.objects.get(case=case)
        assert (saved.confirmed_on, saved.valid_until, saved.version) == (MONDAY, D(2026, 12, 10), 2)
        assert verbs(case).count("safe_contact_confirmed") == 1
        line = JournalEntry.objects.get(verb="cases.safe_contact_confirmed")
        assert line.fields == ["confirmed_on", "valid_until"]

    @pytest.mark.parametrize("may_contact", ["no", "she_calls"])
    def test_a_no_is_not_confirmed_into_a_yes(self, case, psychologist, may_contact):
        SafeContact.objects.filter(case=case).update(may_contact=may_contact)  # by a colleague, a moment ago
        with pytest.raises(Refusal, match="Ask her how she may be reached"):
            confirm_safe_contact(actor=psychologist, safe_contact=case.safe_contact)


class TestReviewing:
    def test_contact_may_begin_again_and_she_is_asked_anew_first(self, stopped, coordinator):
        review = review_safety(
            actor=coordinator, case=stopped, decision="may_begin_again", note=" He has left. "
        )
        saved = SafeContact.objects.get(case=stopped)
        assert (saved.stopped_at, saved.stop_reviewed_at, saved.may_contact) == (None, None, "no")
        assert {"contact_allowed_again", "follow_up_done"} <= {*verbs(stopped)}
        line = JournalEntry.objects.get(verb="cases.safety_reviewed")
        assert line.fields == ["decision", "note", "stopped_at"]
        with reading_case(stopped, actor=coordinator, purpose="test"):
            assert review.note == "He has left."

    def test_contact_stays_stopped_and_is_off_the_coordinators_day(self, stopped, coordinator):
        assert stops_to_review(coordinator) == [stopped]
        review_safety(actor=coordinator, case=stopped, decision="stays_stopped", note="He answers her phone.")
        saved = SafeContact.objects.get(case=stopped)
        assert (saved.stopped_at is None, saved.stop_reviewed_at) == (False, timezone.now())
        assert (stops_to_review(coordinator), verbs(stopped).count("contact_stays_stopped")) == ([], 1)
        again = review_safety(
            actor=coordinator, case=stopped, decision="may_begin_again", note="He has left."
        )
        assert (again.stopped_at, SafeContact.objects.get(case=stopped).stopped_at) == (
            saved.stopped_at,
            None,
        )

    def test_a_new_stop_waits_for_a_new_decision(self, stopped, psychologist, coordinator):
        review_safety(actor=coordinator, case=stopped, decision="stays_stopped", note="He answers her phone.")
        stop_contact(actor=psychologist, case=stopped, origin="stopped:again")
        assert stops_to_review(coordinator) == [stopped]

    def test_pressing_twice_decides_once(self, stopped, coordinator):
        once = {"decision": "may_begin_again", "note": "He has left.", "review_id": uuid.uuid4()}
        reviews = {review_safety(actor=coordinator, case=stopped, **once) for _press in range(2)}
        assert (len(reviews), SafetyReview.objects.count()) == (1, 1)

    def test_only_the_review_that_the_stop_planned_is_done_by_it(self, stopped, coordinator):
        other = plan_follow_up(
            actor=coordinator, case=stopped, kind=FollowUpKind.SAFETY_REVIEW, responsible=coordinator
        )
        review_safety(actor=coordinator, case=stopped, decision="stays_stopped", note="He is near.")
        assert [follow_up.pk for follow_up in stopped.follow_ups.planned()] == [other.pk]
        done = stopped.follow_ups.get(status=FollowUpStatus.DONE)
        assert done.origin.startswith("stopped:")

    def test_a_coordinator_decides_with_a_reason_about_what_is_stopped(
        self, stopped, psychologist, coordinator
    ):
        decided = {"case": stopped, "decision": "may_begin_again"}
        with pytest.raises(Refusal, match="A coordinator decides"):
            review_safety(actor=psychologist, note="He has left.", **decided)
        with pytest.raises(Refusal, match="Say in a few words"):
            review_safety(actor=coordinator, note=" ", **decided)
        with pytest.raises(Refusal, match="not stopped"):
            review_safety(
                actor=coordinator, case=CaseFactory(), decision="may_begin_again", note="He has left."
            )
        assert not SafetyReview.objects.exists()


def test_a_stop_takes_her_contacts_out_of_the_reminders(case, psychologist, coordinator):
    plan_follow_up(
        actor=psychologist, case=case, kind=FollowUpKind.ONE_MONTH, responsible=psychologist, due_on=MONDAY
    )
    assert len(due_reminders(today=MONDAY, limit=10)) == 1
    stop_contact(actor=psychologist, case=case, origin="stopped:1")
    review = case.follow_ups.planned().get()
    assert [pk for pk, _step in due_reminders(today=MONDAY, limit=10)] == [review.pk]


def test_stops_are_reviewed_by_the_coordinators_of_the_team(
    stopped, psychologist, manager, other_team_coordinator
):
    assert [stops_to_review(worker) for worker in (psychologist, manager, other_team_coordinator)] == [[]] * 3


@pytest.mark.parametrize(
    ("values", "name"),
    [({"stop_reviewed_at": timezone.now()}, "safe_contact_review_is_of_a_stop")],
)
def test_only_a_stop_is_reviewed(case, values, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SafeContact.objects.filter(case=case).update(**values)


def test_a_review_follows_its_stop(stopped, coordinator):
    review_safety(actor=coordinator, case=stopped, decision="stays_stopped", note="He is near.")
    with pytest.raises(IntegrityError, match="safety_review_follows_its_stop"), transaction.atomic():
        SafetyReview.objects.update(reviewed_at=timezone.now() - dt.timedelta(days=2))
