"""Who may manage staff: every role against every act."""

import pytest

from accounts.enums import Role
from accounts.policies import can_deactivate_worker, can_invite_worker_again, can_manage_staff
from tests.accounts.factories import UserFactory


def someone(role):
    return UserFactory.build(role=role, team=None)


@pytest.mark.parametrize("role", list(Role))
def test_administrators_and_background_work_manage_staff_and_nobody_else(role):
    actor, worker = someone(role), someone(Role.LAWYER)
    answers = [
        can_manage_staff(actor),
        can_deactivate_worker(actor, worker),
        can_invite_worker_again(actor, worker),
    ]
    expected = role in {Role.ADMINISTRATOR, Role.SYSTEM}
    assert [answer.allowed for answer in answers] == [expected] * 3
    reasons = {str(answer.reason) for answer in answers}
    assert reasons == {"" if expected else "Only an administrator manages who may sign in."}


@pytest.mark.parametrize("policy", [can_deactivate_worker, can_invite_worker_again])
def test_nobody_does_it_to_themselves_or_to_the_system(policy):
    administrator = someone(Role.ADMINISTRATOR)
    assert str(policy(administrator, administrator).reason).startswith("You cannot")
    assert str(policy(administrator, someone(Role.SYSTEM)).reason).startswith(
        "Background work acts as this user"
    )
