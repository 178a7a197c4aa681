"""Two workers at the same moment, on two real connections: one wins, the other hears of it."""

import threading

import pytest
from django.db import connection

from cases.refusals import Conflict
from referrals.enums import LIVING
from referrals.enums import ReferralStatus as S
from referrals.models import Referral, ReferralStatusChange
from referrals.services import prepare_referral
from tests.partners.factories import BranchFactory
from tests.referrals.factories import a_referral, details, move_to

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in threads of their own, begun together; return what came of each, sorted."""
    starting, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        try:
            starting.wait(timeout=20)
            act()
            outcomes.append("done")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def move_of_her_own(referral, target, worker):
    """Return an act on a row that was loaded before the other one moved it."""
    loaded = Referral.objects.select_related("case", "prepared_by").get(pk=referral.pk)
    return lambda: move_to(loaded, target, worker)


def test_two_workers_prepare_for_the_same_partner(case, coordinator, psychologist):
    receiver = BranchFactory()
    outcomes = at_once(
        *(
            lambda worker=worker: prepare_referral(actor=worker, case=case, details=details(receiver))
            for worker in (coordinator, psychologist)
        )
    )
    assert outcomes == ["conflict", "done"]
    assert Referral.objects.filter(receiver=receiver, status__in=LIVING).count() == 1


def test_one_notes_a_yes_and_the_other_a_no(case, coordinator, psychologist):
    referral = a_referral(case, coordinator, S.SENT)
    outcomes = at_once(
        move_of_her_own(referral, S.ACCEPTED, coordinator),
        move_of_her_own(referral, S.DECLINED, psychologist),
    )
    assert outcomes == ["conflict", "done"]
    referral.refresh_from_db()
    answers = ReferralStatusChange.objects.filter(from_status=S.SENT).values_list("to_status", flat=True)
    assert list(answers) == [referral.status]


def test_both_note_the_same_no(case, coordinator, psychologist):
    referral = a_referral(case, coordinator, S.SENT)
    outcomes = at_once(
        move_of_her_own(referral, S.DECLINED, coordinator),
        move_of_her_own(referral, S.DECLINED, psychologist),
    )
    assert outcomes == ["done", "done"]
    assert ReferralStatusChange.objects.filter(to_status=S.DECLINED).count() == 1
