"""What can exist, and what is said of it in logs."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Invitation, User
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def constraint_broken_by(**fields):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        UserFactory(**fields)
    return refused.value.__cause__.diag.constraint_name


def test_two_usernames_never_differ_by_case_alone(lawyer):
    assert constraint_broken_by(username="LAWYER") == "accounts_user_username_is_unique_in_any_case"


def test_a_role_is_one_of_the_centres():
    assert constraint_broken_by(role="director", team=None) == "accounts_user_role_is_known"


def test_an_invitation_says_nothing_of_its_worker(lawyer):
    assert lawyer.display_name not in str(Invitation(worker=lawyer))


def test_people_are_everybody_but_the_system(lawyer):
    UserFactory(username="gone", is_active=False)
    assert set(User.objects.people().values_list("username", flat=True)) == {"lawyer", "gone"}
    assert set(User.objects.people().active().values_list("username", flat=True)) == {"lawyer"}
