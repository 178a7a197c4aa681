"""Whoever has a conflict of interest is barred from a case, above every role."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.services.shifts import begin_shift
from audit.models import JournalEntry
from cases.conflicts import leads_of, who_goes_on, workers_to_bar
from cases.models import Assignment, Case, ConflictOfInterest, FollowUp
from cases.queries import workers_of
from cases.refusals import Refusal
from cases.services.assignments import assign_worker
from cases.services.conflicts import declare_conflict, lift_conflict
from cases.services.follow_ups import plan_follow_up
from cases.services.reminders import responsible_or_leads
from outbox.models import OutboxMessage
from referrals.services import accept_referral
from tests.accounts.factories import UserFactory
from tests.cases.factories import AssignmentFactory, FollowUpFactory
from tests.cases.folding import fold
from tests.referrals.factories import a_referral
from vault.context import opening

pytestmark = pytest.mark.django_db


def bar(actor, case, worker, reason="They are cousins."):
    return declare_conflict(actor=actor, case=case, worker=worker, reason=reason)


def lines(verb):
    return list(JournalEntry.objects.filter(verb=verb).values_list("actor_id", "case_id", "fields"))


class TestDeclaring:
    def test_the_reason_is_sealed_and_the_journal_names_no_word_of_it(self, case, coordinator, psychologist):
        conflict = bar(coordinator, case, psychologist)
        with opening([case.pk]):
            assert ConflictOfInterest.objects.get().reason == "They are cousins."
        assert lines("cases.conflict_declared") == [(coordinator.pk, case.pk, ["reason", "worker"])]
        assert (conflict.worker, conflict.declared_by) == (psychologist, coordinator)

    def test_her_work_on_the_case_ends_and_the_story_says_only_that(self, case, coordinator, psychologist):
        bar(coordinator, case, psychologist)
        assert not Assignment.objects.filter(until__isnull=True).exists()
        entry = case.timeline.get(verb="worker_left")
        assert (entry.facts, entry.actor) == ({"role": "primary"}, coordinator)
        assert lines("cases.worker_left") == [(coordinator.pk, case.pk, ["until"])]

    def test_what_she_had_agreed_to_do_goes_to_the_primary_worker(self, case, coordinator, lawyer):
        AssignmentFactory(case=case, worker=lawyer, role="lawyer")
        mine, done = FollowUpFactory(case=case, responsible=lawyer), FollowUpFactory(case=case)
        bar(coordinator, case, lawyer)
        mine.refresh_from_db()
        assert (mine.responsible, mine.version) == (who_goes_on(case), 2)
        assert FollowUp.objects.get(pk=done.pk).version == 1
        assert lines("cases.follow_up_passed_on") == [(coordinator.pk, case.pk, ["responsible"])]

    def test_without_a_primary_worker_it_goes_to_a_lead(self, case, coordinator, psychologist):
        agreed = FollowUpFactory(case=case, responsible=psychologist)
        bar(psychologist, case, psychologist)
        assert FollowUp.objects.get(pk=agreed.pk).responsible == coordinator

    def test_without_a_lead_too_it_stays_in_the_file_and_reminds_nobody_who_is_barred(
        self, case, psychologist
    ):
        agreed = FollowUpFactory(case=case, responsible=psychologist)
        bar(psychologist, case, psychologist)
        agreed.refresh_from_db()
        assert (agreed.responsible, who_goes_on(case)) == (psychologist, None)
        assert responsible_or_leads(agreed) == []

    def test_asking_twice_bars_once(self, case, coordinator, psychologist):
        assert bar(coordinator, case, psychologist) == bar(coordinator, case, psychologist, reason="Again.")
        assert len(lines("cases.conflict_declared")) == 1

    def test_a_worker_says_it_of_herself_and_not_of_a_colleague(self, case, psychologist, lawyer):
        with pytest.raises(Refusal, match="of yourself only"):
            bar(psychologist, case, lawyer)
        assert bar(psychologist, case, psychologist).worker == psychologist

    @pytest.mark.parametrize("role", ["operator", "lawyer", "manager", "auditor", "other_team_coordinator"])
    def test_a_coordinator_says_it_of_whoever_may_meet_a_case_or_read_of_it(
        self, role, request, case, coordinator
    ):
        worker = request.getfixturevalue(role)
        assert worker in workers_to_bar(case)
        bar(coordinator, case, worker)
        assert worker not in workers_to_bar(case)

    def test_a_coordinator_of_another_team_bars_nobody(self, case, other_team_coordinator, psychologist):
        with pytest.raises(Refusal, match="of yourself only"):
            bar(other_team_coordinator, case, psychologist)

    def test_an_administrator_meets_no_case_and_is_not_barred_from_one(
        self, case, coordinator, administrator
    ):
        assert administrator not in workers_to_bar(case)
        with pytest.raises(Refusal, match="meets no case"):
            bar(coordinator, case, administrator)

    def test_a_shell_is_closed_to_her_with_the_case_that_goes_on(self, files, coordinator, psychologist):
        kept, folded = files
        fold(coordinator, kept, folded)
        bar(coordinator, kept, psychologist)
        assert set(ConflictOfInterest.objects.values_list("case", flat=True)) == {kept.pk, folded.pk}


class TestWhatABarredWorkerNoLongerDoes:
    def test_she_gets_no_place_in_the_case(self, case, coordinator, lawyer):
        bar(coordinator, case, lawyer)
        with pytest.raises(Refusal, match="has a conflict of interest in this case"):
            assign_worker(actor=coordinator, case=case, worker=lawyer, role="lawyer")

    def test_nobody_counts_on_her(self, case, coordinator, psychologist):
        second = UserFactory(role="coordinator")
        bar(coordinator, case, second)
        bar(coordinator, case, psychologist)
        assert leads_of(case) == [coordinator]
        assert list(workers_of(case, actor=coordinator)) == [coordinator]

    def test_nor_when_she_is_the_only_lead_on_duty(self, case, coordinator):
        second = UserFactory(role="coordinator")
        begin_shift(actor=second)
        assert leads_of(case) == [second]
        bar(coordinator, case, second)
        assert leads_of(case) == [coordinator]

    def test_new_work_goes_to_whoever_goes_on(self, case, coordinator, psychologist, lawyer):
        bar(coordinator, case, lawyer)
        planned = plan_follow_up(actor=coordinator, case=case, kind="safety_review", responsible=lawyer)
        assert planned.responsible == psychologist

    def test_with_nobody_to_go_on_the_one_who_plans_does_it(self, case, psychologist, lawyer):
        bar(psychologist, case, psychologist)
        planned = plan_follow_up(actor=lawyer, case=case, kind="safety_review", responsible=psychologist)
        assert planned.responsible == lawyer

    def test_a_partners_answer_is_not_told_to_her(self, case, coordinator, psychologist):
        referral = a_referral(case, psychologist, "sent")
        bar(coordinator, case, psychologist)
        accept_referral(actor=coordinator, referral=referral)
        assert not OutboxMessage.objects.filter(recipient=psychologist).exists()


class TestLifting:
    def test_another_coordinator_lets_her_in_again_with_a_reason(self, case, coordinator, psychologist):
        conflict = bar(coordinator, case, psychologist)
        lift_conflict(actor=coordinator, conflict=conflict, reason="It was her namesake.")
        assert not ConflictOfInterest.objects.living().exists()
        with opening([case.pk]):
            assert ConflictOfInterest.objects.get().why_lifted == "It was her namesake."
        assert lines("cases.conflict_lifted") == [(coordinator.pk, case.pk, ["why_lifted", "worker"])]

    def test_her_former_place_does_not_come_back(self, case, coordinator, psychologist):
        lift_conflict(actor=coordinator, conflict=bar(coordinator, case, psychologist), reason="Mistaken.")
        assert not Case.objects.visible_to(psychologist).exists()
        bar(coordinator, case, psychologist)
        assert ConflictOfInterest.objects.count() == 2

    def test_asking_twice_lifts_once(self, case, coordinator, lawyer):
        conflict = bar(coordinator, case, lawyer)
        for _time in range(2):
            lift_conflict(actor=coordinator, conflict=conflict, reason="Mistaken.")
        assert len(lines("cases.conflict_lifted")) == 1

    def test_neither_she_herself_nor_another_role_lifts_it(self, case, coordinator, psychologist, lawyer):
        own = bar(coordinator, case, coordinator)
        for worker, conflict in ((coordinator, own), (psychologist, own)):
            with pytest.raises(Refusal, match="Another coordinator of the team"):
                lift_conflict(actor=worker, conflict=conflict, reason="I want to.")

    def test_it_is_lifted_in_the_shells_as_well(self, files, coordinator, psychologist):
        kept, folded = files
        fold(coordinator, kept, folded)
        lift_conflict(actor=coordinator, conflict=bar(coordinator, kept, psychologist), reason="Mistaken.")
        assert not ConflictOfInterest.objects.living().exists()


class TestTwoFilesThatBecomeOne:
    def test_whoever_is_barred_from_one_is_barred_from_both(self, files, coordinator, psychologist, lawyer):
        kept, folded = files
        bar(coordinator, kept, psychologist)
        bar(coordinator, folded, lawyer)
        fold(coordinator, kept, folded)
        living = ConflictOfInterest.objects.living().values_list("case", "worker")
        both = {(case.pk, worker.pk) for case in files for worker in (psychologist, lawyer)}
        assert set(living) == both
        assert not Assignment.objects.filter(case=kept, until__isnull=True).exists()

    def test_whoever_comes_from_the_other_file_does_not_work_on_the_one_that_bars_her(
        self, files, coordinator, psychologist, lawyer
    ):
        kept, folded = files
        agreed = FollowUpFactory(case=folded, responsible=lawyer)
        bar(coordinator, kept, lawyer)
        fold(coordinator, kept, folded)
        assert [one.worker for one in kept.assignments.filter(until__isnull=True)] == [psychologist]
        assert FollowUp.objects.get(pk=agreed.pk).responsible == psychologist


class TestWhatCannotExist:
    @pytest.mark.parametrize("lifted", [{"lifted_at": timezone.now()}, {"lifted_by": "coordinator"}])
    def test_a_conflict_that_was_lifted_names_who_and_when(self, lifted, case, coordinator):
        lifted = {name: coordinator if value == "coordinator" else value for name, value in lifted.items()}
        now = timezone.now()
        with pytest.raises(IntegrityError, match="conflict_lifted_names_the_worker"), transaction.atomic():
            ConflictOfInterest.objects.create(
                case=case, worker=coordinator, declared_by=coordinator, declared_at=now, **lifted
            )

    def test_a_worker_has_one_living_conflict_a_case(self, case, coordinator):
        def again():
            ConflictOfInterest.objects.create(
                case=case, worker=coordinator, declared_by=coordinator, declared_at=timezone.now()
            )

        again()
        with pytest.raises(IntegrityError, match="conflict_one_living_a_worker"), transaction.atomic():
            again()
        assert str(ConflictOfInterest.objects.get()).startswith("conflict ")
