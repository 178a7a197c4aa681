"""One file for one hour: who may, how often, who is told, who looks at it afterwards."""

import datetime as dt
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import PEOPLE_ROLES
from audit.models import JournalEntry
from cases.emergencies import emergencies_to_review
from cases.models import Case, EmergencyAccess, SessionNote
from cases.refusals import Conflict, Refusal
from cases.services.conflicts import declare_conflict
from cases.services.emergencies import end_emergency, open_emergency, review_emergency
from cases.services.risk import assess_risk
from cases.sessions import interventions_of
from outbox.models import OutboxMessage
from referrals.models import Referral
from tests.accounts.factories import TeamFactory, UserFactory
from tests.cases.at_once import at_once
from tests.cases.factories import AssignmentFactory, CaseFactory
from tests.cases.folding import enrich, fold
from tests.referrals.factories import a_referral
from vault.context import opening

pytestmark = pytest.mark.django_db
WHY = "She stands at our door and her worker is away."


def open_file(worker, case, reason=WHY):
    return open_emergency(actor=worker, reference=case.reference, category="she_is_here", reason=reason)


def settle(worker, access, verdict="needed", note=""):
    return review_emergency(actor=worker, access=access, verdict=verdict, note=note)


def told(event="cases/emails/emergency_opened"):
    return {message.recipient for message in OutboxMessage.objects.filter(event=event)}


class TestOpening:
    @pytest.mark.parametrize(
        "role", ["operator", "psychologist", "lawyer", "other_team_coordinator", "manager"]
    )
    def test_opens_one_case_for_an_hour_to_whoever_may_meet_one(self, role, request):
        worker, case, other = request.getfixturevalue(role), CaseFactory(), CaseFactory()
        with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False) as clock:
            access = open_file(worker, case)
            assert [row.pk for row in Case.objects.open_to(worker)] == [case.pk]
            assert (access.worker, access.expires_at - access.opened_at) == (worker, timedelta(hours=1))
            clock.shift(timedelta(minutes=59, seconds=59))
            assert Case.objects.open_to(worker).get().emergency_minutes == 1
            clock.shift(timedelta(seconds=1))
            assert not Case.objects.open_to(worker).exists()
        assert other.emergency_minutes == 0

    def test_adds_the_case_to_no_list_and_no_search(self, case, lawyer):
        open_file(lawyer, case)
        assert not Case.objects.visible_to(lawyer).exists()
        assert not Case.objects.safe_contact_visible_to(lawyer).exists()
        assert Case.objects.safe_contact_open_to(lawyer).get() == case

    def test_opens_the_referrals_of_the_case_and_no_others(self, case, lawyer, coordinator):
        mine, _other = a_referral(case, coordinator), a_referral(CaseFactory(), coordinator)
        assert not Referral.objects.open_to(lawyer).exists()
        access = open_file(lawyer, case)
        [found] = Referral.objects.open_to(lawyer)
        assert (found, found.emergency_until) == (mine, access.expires_at)

    def test_the_reason_is_sealed_and_stands_in_no_journal(self, case, lawyer):
        access = open_file(lawyer, case)
        with opening([case.pk]):
            assert EmergencyAccess.objects.get().reason == WHY
        line = JournalEntry.objects.get(verb="cases.emergency_opened")
        assert (line.actor_id, line.case_id, line.subject_id) == (lawyer.pk, case.pk, access.pk)
        entry = case.timeline.get(verb="emergency_opened")
        assert (entry.actor, entry.facts) == (lawyer, {"category": "she_is_here"})

    def test_leads_of_the_case_and_managers_are_told_at_once(self, case, lawyer, coordinator, manager):
        barred = UserFactory(role="coordinator")
        declare_conflict(actor=coordinator, case=case, worker=barred)
        UserFactory(role="coordinator", team=TeamFactory(name="Aktau"))
        open_file(lawyer, case)
        assert told() == {coordinator, manager}

    def test_a_manager_does_not_tell_herself(self, case, coordinator, manager):
        open_file(manager, case)
        assert told() == {coordinator}

    def test_asking_twice_opens_once(self, case, lawyer):
        assert open_file(lawyer, case) == open_file(lawyer, case)
        assert JournalEntry.objects.filter(verb="cases.emergency_opened").count() == 1

    def test_a_folded_case_opens_the_one_that_goes_on(self, files, coordinator, other_team_coordinator):
        kept, folded = files
        fold(coordinator, kept, folded)
        assert open_file(other_team_coordinator, folded).case == kept

    def test_roles_that_meet_no_case_open_none(self, case):
        for role in PEOPLE_ROLES & {"auditor", "administrator"}:
            with pytest.raises(Refusal, match="Your role opens no case"):
                open_file(UserFactory(role=role), case)

    def test_a_reason_is_a_sentence(self, case, lawyer):
        with pytest.raises(Refusal, match="at least 20 characters"):
            open_file(lawyer, case, reason="Urgent." + " " * 20)

    def test_a_case_that_is_open_to_her_needs_no_emergency(self, case, coordinator, psychologist):
        for worker in (coordinator, psychologist):
            with pytest.raises(Refusal, match="open to you already"):
                open_file(worker, case)

    def test_a_barred_worker_is_answered_as_for_nothing(self, case, coordinator, lawyer):
        declare_conflict(actor=coordinator, case=case, worker=lawyer)
        nothing = SimpleNamespace(reference="C-0000-0000")
        said = []
        for one in (case, nothing):
            with pytest.raises(Refusal) as refusal:
                open_file(lawyer, one)
            said.append(str(refusal.value))
        assert said[0] == said[1]
        lines = JournalEntry.objects.filter(verb="cases.emergency_refused")
        assert {line.case_id for line in lines} == {case.pk, None}

    def test_a_conflict_that_is_declared_meanwhile_ends_it(self, case, coordinator, lawyer):
        open_file(lawyer, case)
        declare_conflict(actor=coordinator, case=case, worker=lawyer)
        assert not Case.objects.open_to(lawyer).exists()

    def test_who_is_assigned_meanwhile_works_as_everybody_else(self, case, lawyer):
        open_file(lawyer, case)
        assert Case.objects.open_to(lawyer).get().emergency_until
        AssignmentFactory(case=case, worker=lawyer, role="lawyer")
        assert Case.objects.open_to(lawyer).get().emergency_until is None


class TestLimits:
    def test_a_fourth_at_once_is_refused_and_told(self, lawyer, coordinator, manager):
        for _number in range(3):
            open_file(lawyer, CaseFactory())
        for _time in range(2):
            with pytest.raises(Refusal, match="You have opened many files"):
                open_file(lawyer, CaseFactory())
        assert told("cases/emails/many_emergencies") == {coordinator, manager}
        assert OutboxMessage.objects.filter(event="cases/emails/many_emergencies").count() == 2
        line = JournalEntry.objects.filter(verb="cases.emergency_refused").first()
        assert (line.result, line.kind) == ("too_many", "refusal")
        end_emergency(actor=lawyer, access=EmergencyAccess.objects.first())
        assert open_file(lawyer, CaseFactory()).is_living

    def test_an_eleventh_within_a_day_is_refused_and_the_next_day_allowed(self, lawyer):
        with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC), tick=False) as clock:
            for _number in range(10):
                open_file(lawyer, CaseFactory())
                clock.shift(timedelta(hours=1, minutes=1))
            with pytest.raises(Refusal, match="You have opened many files"):
                open_file(lawyer, CaseFactory())
            clock.shift(timedelta(hours=14))
            assert open_file(lawyer, CaseFactory()).is_living

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_do_not_pass_the_limit_together(self, lawyer):
        for _number in range(2):
            open_file(lawyer, CaseFactory())
        cases = [CaseFactory(), CaseFactory()]
        answers = at_once(*(lambda case=case: open_file(lawyer, case) for case in cases))
        assert {type(answer) for answer in answers} == {EmergencyAccess, Refusal}


class TestEnding:
    def test_she_ends_it_before_the_hour_is_over(self, case, lawyer):
        access = open_file(lawyer, case)
        for _time in range(2):
            end_emergency(actor=lawyer, access=access)
        assert (access.is_living, Case.objects.open_to(lawyer).exists()) == (False, False)
        assert JournalEntry.objects.filter(verb="cases.emergency_ended").count() == 1

    def test_nobody_ends_it_for_her_in_this_way(self, case, lawyer, manager):
        assert end_emergency(actor=manager, access=open_file(lawyer, case)).is_living


class TestReviewing:
    def test_somebody_else_settles_it_with_a_verdict(self, case, lawyer, coordinator):
        access = open_file(lawyer, case)
        assert emergencies_to_review(coordinator) == [access]
        settle(coordinator, access, note="I was on leave.")
        settle(coordinator, access)
        assert (access.verdict, access.reviewed_by, access.is_living) == ("needed", coordinator, True)
        with opening([case.pk]):
            assert EmergencyAccess.objects.get().note == "I was on leave."
        line = JournalEntry.objects.get(verb="cases.emergency_reviewed")
        assert (line.result, line.case_id) == ("needed", case.pk)
        assert emergencies_to_review(coordinator) == []

    def test_one_that_was_not_needed_ends_at_once(self, case, lawyer, manager):
        access = open_file(lawyer, case)
        settle(manager, access, verdict="not_needed")
        assert not Case.objects.open_to(lawyer).exists()

    def test_nobody_reviews_her_own(self, case, manager):
        access = open_file(manager, case)
        with pytest.raises(Refusal, match="Somebody else reviews"):
            settle(manager, access)
        assert emergencies_to_review(manager) == []

    def test_who_leads_neither_the_case_nor_the_centre_reviews_nothing(
        self, case, lawyer, psychologist, other_team_coordinator
    ):
        access = open_file(lawyer, case)
        for worker in (psychologist, other_team_coordinator):
            with pytest.raises(Refusal, match="A coordinator of the team or a manager"):
                settle(worker, access)
            assert emergencies_to_review(worker) == []
        assert list(EmergencyAccess.objects.reviewable_by(psychologist)) == []

    def test_whoever_is_barred_from_the_case_does_not_know_of_it(self, case, lawyer, coordinator, manager):
        declare_conflict(actor=coordinator, case=case, worker=manager)
        access = open_file(lawyer, case)
        assert (emergencies_to_review(manager), emergencies_to_review(coordinator)) == ([], [access])

    def test_a_colleague_who_was_faster_is_not_overruled(self, case, lawyer, coordinator, manager):
        access = open_file(lawyer, case)
        settle(manager, EmergencyAccess.objects.get())
        with pytest.raises(Conflict, match="settled this meanwhile"):
            settle(coordinator, access, verdict="not_needed")


class TestWhatAnEmergencyDoesNotOpen:
    def test_a_session_note_not_even_to_whom_it_was_opened(self, case, psychologist, coordinator):
        other = UserFactory(role="psychologist")
        enrich(case, other)
        EmergencyAccess.objects.all().delete()
        note = SessionNote.objects.get()
        [session] = interventions_of(case, worker=other)
        assert session.readable_note_id == note.pk
        open_file(other, case)
        [session] = interventions_of(Case.objects.open_to(other).get(), worker=other)
        assert (session.has_note, session.readable_note_id) == (True, None)

    def test_a_lower_risk(self, case, lawyer):
        open_file(lawyer, case)
        seen = Case.objects.open_to(lawyer).get()
        with pytest.raises(Refusal, match="a high risk, no other"):
            assess_risk(actor=lawyer, case=seen, level="low", reason="She seems calm.")
        assert assess_risk(actor=lawyer, case=seen, level="high", reason="He is outside.").level == "high"


class TestWhatCannotExist:
    @pytest.mark.parametrize("minutes", [0, 61])
    def test_an_emergency_of_no_time_or_more_than_an_hour(self, minutes, case, lawyer):
        access = open_file(lawyer, case)
        ends = access.opened_at + timedelta(minutes=minutes)
        with pytest.raises(IntegrityError, match="lasts_an_hour_at_most"), transaction.atomic():
            EmergencyAccess.objects.update(expires_at=ends)

    def test_a_review_by_herself_or_without_a_verdict(self, case, lawyer, manager):
        open_file(lawyer, case)
        for by, verdict in ((lawyer, "needed"), (manager, "")):
            reviewed = {"reviewed_at": timezone.now(), "reviewed_by": by, "verdict": verdict}
            with pytest.raises(IntegrityError, match="by_somebody_else"), transaction.atomic():
                EmergencyAccess.objects.update(**reviewed)

    def test_it_says_nothing_by_its_name(self, case, lawyer):
        assert str(open_file(lawyer, case)).startswith("emergency ")
