"""A case is never referred to a branch in which whoever used violence may read it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import JournalEntry
from cases.models import BranchConflict
from cases.refusals import Refusal
from cases.services.branch_conflicts import bar_branch, lift_branch
from referrals.models import Referral
from referrals.services import prepare_referral, send_referral
from tests.cases.folding import fold
from tests.cases.pages import address
from tests.partners.factories import BranchFactory
from tests.referrals.factories import a_referral, details
from tests.workers import as_worker
from vault.context import opening

pytestmark = pytest.mark.django_db
WHY = "There is a conflict of interest with this branch"


@pytest.fixture
def branch():
    return BranchFactory()


def bar(case, branch, coordinator):
    return bar_branch(actor=coordinator, case=case, branch=branch, reason="He serves there.")


def prepare_page(case):
    return reverse("referrals:prepare", kwargs={"reference": case.reference})


def typed(branch):
    return {"receiver": str(branch.pk), "items": ["name"], "request": "A protective order."}


class TestReferring:
    def test_to_a_barred_branch_is_refused_with_the_reason(self, case, branch, coordinator):
        bar(case, branch, coordinator)
        with pytest.raises(Refusal, match=WHY):
            prepare_referral(actor=coordinator, case=case, details=details(branch))
        as_worker(coordinator).post(prepare_page(case), typed(branch))
        line = JournalEntry.objects.get(verb="referrals.branch_refused")
        assert (line.kind, line.case_id, line.subject_id) == ("refusal", case.pk, branch.pk)

    def test_what_was_prepared_before_does_not_leave_any_more(self, case, branch, coordinator):
        referral = a_referral(case, coordinator, receiver=branch)
        bar(case, branch, coordinator)
        with pytest.raises(Refusal, match=WHY):
            send_referral(actor=coordinator, referral=referral, sent_how="by_hand")
        page = as_worker(coordinator).get(referral.get_absolute_url())
        send = next(step for step in page.context["steps"] if step.name == "send")
        assert (bool(send.answer), WHY in page.text) == (False, True)

    def test_the_branch_is_greyed_with_the_reason_and_refused_by_a_direct_post(
        self, case, branch, coordinator
    ):
        other = BranchFactory(organisation=branch.organisation)
        bar(case, branch, coordinator)
        browser, page = as_worker(coordinator), prepare_page(case)
        shown = browser.get(page).text
        assert f'<option value="{branch.pk}" disabled>{branch} (conflict of interest)</option>' in shown
        assert f'<option value="{other.pk}">{other}</option>' in shown
        answer = browser.post(page, typed(branch))
        assert (answer.status_code, WHY in answer.text, Referral.objects.exists()) == (409, True, False)
        assert browser.post(page, typed(other)).status_code == 302

    def test_another_case_may_go_there(self, files, branch, coordinator):
        bar(files[0], branch, coordinator)
        assert a_referral(files[1], coordinator, "sent", receiver=branch).receiver == branch

    def test_a_case_into_which_another_was_folded_keeps_the_bars_of_both(self, files, branch, coordinator):
        kept, folded = files
        bar(kept, branch, coordinator)
        for one in (branch, BranchFactory()):
            bar(folded, one, coordinator)
        fold(coordinator, kept, folded)
        assert BranchConflict.objects.living().filter(case=kept).count() == 2


class TestBarring:
    def test_the_reason_is_sealed_and_asking_twice_bars_once(self, case, branch, coordinator):
        assert bar(case, branch, coordinator) == bar(case, branch, coordinator)
        with opening([case.pk]):
            assert BranchConflict.objects.get().reason == "He serves there."
        line = JournalEntry.objects.get(verb="cases.branch_barred")
        assert (line.actor_id, line.case_id, line.fields) == (coordinator.pk, case.pk, ["branch", "reason"])

    def test_lifting_it_twice_lifts_once_and_referrals_go_there_again(self, case, branch, coordinator):
        conflict = bar(case, branch, coordinator)
        for _time in range(2):
            lift_branch(actor=coordinator, conflict=conflict, reason="He has left.")
        assert JournalEntry.objects.filter(verb="cases.branch_let_in").count() == 1
        with opening([case.pk]):
            assert BranchConflict.objects.get().why_lifted == "He has left."
        assert prepare_referral(actor=coordinator, case=case, details=details(branch)).receiver == branch

    def test_a_coordinator_of_the_team_alone_bars_and_lifts(
        self, case, branch, coordinator, psychologist, other_team_coordinator
    ):
        conflict = bar(case, branch, coordinator)
        for worker in (psychologist, other_team_coordinator):
            with pytest.raises(Refusal, match="to which partners this case is never referred"):
                bar(case, branch, worker)
            with pytest.raises(Refusal, match="to which partners this case is never referred"):
                lift_branch(actor=worker, conflict=conflict, reason="I ask.")

    def test_what_was_lifted_names_who_lifted_it(self, case, branch, coordinator):
        conflict = bar(case, branch, coordinator)
        living = BranchConflict.objects.filter(pk=conflict.pk)
        with pytest.raises(IntegrityError, match="lifted_names_the_worker"), transaction.atomic():
            living.update(lifted_at=timezone.now())
        assert str(conflict).startswith("conflict ")


class TestThePages:
    def test_a_coordinator_bars_a_branch_and_lets_it_in_again(self, case, branch, coordinator):
        browser, page = as_worker(coordinator), address(case, "bar_branch")
        assert branch in browser.get(page).context["form"].fields["branch"].queryset
        answer = browser.post(page, {"branch": str(branch.pk), "reason": "He serves there."})
        assert answer["Location"] == address(case, "conflicts")
        assert branch not in browser.get(page).context["form"].fields["branch"].queryset
        shown = browser.get(address(case, "conflicts")).text
        assert (str(branch) in shown, "He serves there." in shown) == (True, True)
        lift = address(case, "lift_branch", conflict_id=BranchConflict.objects.get().pk)
        assert browser.get(lift).status_code == 200
        assert browser.post(lift, {"reason": "He has left."})["Location"] == address(case, "conflicts")
        assert not BranchConflict.objects.living().exists()
        assert browser.get(lift).status_code == 404

    def test_the_others_of_the_case_are_told_who_decides(self, case, psychologist):
        answer = as_worker(psychologist).get(address(case, "bar_branch"))
        assert (answer.status_code, "A coordinator of the team decides" in answer.text) == (403, True)
