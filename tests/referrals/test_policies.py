"""Who may do what: one grid of roles, stages and acts."""

import pytest

from accounts.enums import Role
from accounts.models import User
from cases.models import Case
from referrals import policies
from referrals.enums import ReferralStatus
from referrals.models import Referral
from referrals.workflow import REFERRAL_MOVES

MAY = {Role.COORDINATOR, Role.PSYCHOLOGIST, Role.LAWYER}
MOVES = {
    ReferralStatus.SENT: policies.can_send_referral,
    ReferralStatus.SEEN: policies.can_note_seen,
    ReferralStatus.ACCEPTED: policies.can_accept_referral,
    ReferralStatus.DECLINED: policies.can_decline_referral,
    ReferralStatus.SERVICE_STARTED: policies.can_report_service_started,
    ReferralStatus.COMPLETED: policies.can_complete_referral,
    ReferralStatus.WITHDRAWN: policies.can_withdraw_referral,
    ReferralStatus.NO_ANSWER: policies.can_note_no_answer,
}
NOT_MINE = "A coordinator, psychologist or lawyer of the case does this. Ask one of them."
CLOSED = "This case is closed. Reopen it first."
OTHER_STAGE = "The referral stands at another stage now."


def referral(status=ReferralStatus.PREPARED, case_status="active"):
    return Referral(case=Case(status=case_status), status=status)


def expected(role, start, target):
    if target not in REFERRAL_MOVES[start]:
        return OTHER_STAGE
    return "" if role in MAY else NOT_MINE


@pytest.mark.parametrize("start", ReferralStatus)
@pytest.mark.parametrize("target", MOVES)
def test_a_move_is_allowed_to_those_who_refer_at_the_stages_of_the_table(start, target):
    answers = {role: MOVES[target](User(role=role), referral(start)) for role in Role}
    reasons = {role: str(answer.reason) if not answer else "" for role, answer in answers.items()}
    assert reasons == {role: expected(role, start, target) for role in Role}


def test_preparing_is_for_those_who_refer_and_for_open_cases():
    answers = {
        role: bool(policies.can_prepare_referral(User(role=role), Case(status="active"))) for role in Role
    }
    assert answers == {role: role in MAY for role in Role}
    closed = policies.can_prepare_referral(User(role=Role.COORDINATOR), Case(status="closed"))
    assert (bool(closed), str(closed.reason)) == (False, CLOSED)


def test_nothing_is_noted_while_the_case_is_closed():
    answer = policies.can_accept_referral(
        User(role=Role.COORDINATOR), referral(ReferralStatus.NO_ANSWER, "closed")
    )
    assert (bool(answer), str(answer.reason)) == (False, CLOSED)


def test_a_legal_basis_is_recorded_before_sending_by_those_who_refer():
    answers = {role: bool(policies.can_record_legal_basis(User(role=role), referral())) for role in Role}
    assert answers == {role: role in MAY for role in Role}
    late = policies.can_record_legal_basis(User(role=Role.LAWYER), referral(ReferralStatus.SENT))
    assert (bool(late), str(late.reason)) == (False, OTHER_STAGE)
