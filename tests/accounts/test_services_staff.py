"""Creating, inviting and deactivating staff, and accepting the invitation."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.enums import Role
from accounts.models import Invitation, Team, User
from accounts.queries import open_invitation, system_actor
from accounts.refusals import Refusal
from accounts.services.own_sign_in import accept_invitation
from accounts.services.staff import (
    add_team,
    create_worker,
    deactivate_worker,
    invite_first_administrator,
    invite_worker,
    invite_worker_again,
)
from audit.models import JournalEntry
from tests.accounts.factories import PASSWORD, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def about(**changes):
    return {
        "username": "saule",
        "display_name": "Saule B.",
        "role": Role.PSYCHOLOGIST,
        "team": TeamFactory(name="Shymkent"),
    } | changes


def token_of(path):
    return path.removeprefix("/welcome/").removesuffix("/")


def verbs():
    return list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))


def test_a_new_worker_may_sign_in_and_the_journal_says_who_created_her(administrator):
    worker = create_worker(actor=administrator, password=PASSWORD, **about(language="kk"))
    saved = User.objects.get(username="saule")
    assert (saved.display_name, saved.role, saved.team.name, saved.language) == (
        "Saule B.",
        Role.PSYCHOLOGIST,
        "Shymkent",
        "kk",
    )
    assert (saved.is_active, saved.check_password(PASSWORD)) == (True, True)
    line = JournalEntry.objects.get()
    assert (line.verb, line.actor_id, line.subject_id) == (
        "accounts.worker_created",
        administrator.pk,
        worker.pk,
    )
    assert line.fields == ["role", "team"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": Role.SYSTEM}, "Choose one of the centre's roles."),
        ({"role": "director"}, "Choose one of the centre's roles."),
        ({"team": None}, "Choose a team: the cases of this role are shared with a team."),
        ({"password": "short"}, "This password is too short. It must contain at least 15 characters."),
        ({"username": "ADMINISTRATOR"}, "This username is taken. Choose another one."),
        ({"username": "administrator"}, "This username is taken. Choose another one."),
    ],
)
def test_a_worker_who_cannot_be_is_refused_with_the_reason(administrator, changes, sentence):
    with pytest.raises(Refusal) as refusal:
        create_worker(actor=administrator, **about(**changes))
    assert str(refusal.value) == sentence
    assert (User.objects.filter(display_name="Saule B.").exists(), verbs()) == (False, [])


@pytest.mark.parametrize("service", [create_worker, invite_worker])
def test_only_an_administrator_creates_workers(coordinator, service):
    with pytest.raises(Refusal, match="Only an administrator manages who may sign in"):
        service(actor=coordinator, **about())


def test_an_invited_worker_sets_a_password_once(administrator):
    token = token_of(invite_worker(actor=administrator, **about()))
    invitation = open_invitation(token)
    assert invitation.worker.has_usable_password() is False
    accept_invitation(actor=invitation.worker, invitation=invitation, password=PASSWORD)
    assert User.objects.get(username="saule").check_password(PASSWORD)
    assert open_invitation(token) is None
    with pytest.raises(Refusal, match="This link no longer works"):
        accept_invitation(actor=invitation.worker, invitation=invitation, password="another long password")
    assert verbs() == ["accounts.worker_created", "accounts.worker_invited", "accounts.invitation_accepted"]


def test_only_the_hash_of_a_link_is_kept(administrator):
    token = token_of(invite_worker(actor=administrator, **about()))
    kept = Invitation.objects.values().get()
    assert [value for value in kept.values() if token in str(value)] == []
    assert (len(token), len(kept["token_hash"])) == (43, 64)


def test_a_link_lives_24_hours(administrator):
    with time_machine.travel(NOW, tick=False) as clock:
        token = token_of(invite_worker(actor=administrator, **about()))
        clock.move_to(NOW + timedelta(hours=24) - timedelta(seconds=1))
        invitation = open_invitation(token)
        assert invitation is not None
        clock.move_to(NOW + timedelta(hours=24))
        assert open_invitation(token) is None
        with pytest.raises(Refusal, match="This link no longer works"):
            accept_invitation(actor=invitation.worker, invitation=invitation, password=PASSWORD)


def test_a_weak_password_does_not_use_the_link_up(administrator):
    token = token_of(invite_worker(actor=administrator, **about()))
    invitation = open_invitation(token)
    with pytest.raises(Refusal, match="too short"):
        accept_invitation(actor=invitation.worker, invitation=invitation, password="short")
    assert open_invitation(token) == invitation


def test_nobody_accepts_the_invitation_of_another(administrator, lawyer):
    invitation = open_invitation(token_of(invite_worker(actor=administrator, **about())))
    with pytest.raises(Refusal, match="This link no longer works"):
        accept_invitation(actor=lawyer, invitation=invitation, password=PASSWORD)


def test_a_new_link_ends_the_former_one_and_leaves_the_password_until_it_is_accepted(administrator, lawyer):
    former = token_of(invite_worker_again(actor=administrator, worker=lawyer))
    later = token_of(invite_worker_again(actor=administrator, worker=lawyer))
    assert open_invitation(former) is None
    assert open_invitation(later).worker == lawyer
    assert User.objects.get(pk=lawyer.pk).check_password(PASSWORD)


def test_a_deactivated_worker_comes_back_only_by_a_new_link(administrator, lawyer):
    former = token_of(invite_worker_again(actor=administrator, worker=lawyer))
    deactivate_worker(actor=administrator, worker=lawyer)
    assert open_invitation(former) is None
    deactivated = User.objects.get(pk=lawyer.pk)
    assert (deactivated.is_active, deactivated.has_usable_password()) == (False, False)
    token = token_of(invite_worker_again(actor=administrator, worker=deactivated))
    back = User.objects.get(pk=lawyer.pk)
    assert (back.is_active, back.has_usable_password()) == (True, False)
    assert open_invitation(token).worker == back
    assert verbs() == [
        "accounts.worker_invited",
        "accounts.worker_deactivated",
        "accounts.worker_reactivated",
        "accounts.worker_invited",
    ]


def test_deactivating_twice_does_nothing_the_second_time(administrator, lawyer):
    deactivate_worker(actor=administrator, worker=lawyer)
    deactivate_worker(actor=administrator, worker=lawyer)
    assert verbs() == ["accounts.worker_deactivated"]


@pytest.mark.parametrize("service", [deactivate_worker, invite_worker_again])
def test_nobody_ends_or_renews_their_own_access(administrator, service):
    with pytest.raises(Refusal, match="You cannot"):
        service(actor=administrator, worker=administrator)
    assert User.objects.get(pk=administrator.pk).is_active


def test_the_first_administrator_gets_a_link_until_one_of_them_is_accepted():
    first, second = (
        invite_first_administrator(actor=system_actor()),
        invite_first_administrator(actor=system_actor()),
    )
    assert open_invitation(token_of(first)) is None
    invitation = open_invitation(token_of(second))
    assert (invitation.worker.role, invitation.invited_by) == (Role.ADMINISTRATOR, system_actor())
    accept_invitation(actor=invitation.worker, invitation=invitation, password=PASSWORD)
    assert invite_first_administrator(actor=system_actor()) == ""
    assert User.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_a_centre_whose_only_administrator_was_deactivated_gets_a_new_link():
    UserFactory(role=Role.ADMINISTRATOR, username="former", is_active=False)
    assert (
        open_invitation(token_of(invite_first_administrator(actor=system_actor()))).worker.username
        == "administrator"
    )


def test_an_administrator_adds_a_team_with_a_name_of_its_own(administrator, manager):
    assert add_team(actor=administrator, name=" Turkestan ").name == "Turkestan"
    with pytest.raises(Refusal, match="A team of this name exists already"):
        add_team(actor=administrator, name="Turkestan")
    with pytest.raises(Refusal, match="Only an administrator"):
        add_team(actor=manager, name="Arys")
    assert list(Team.objects.filter(name__in=["Turkestan", "Arys"]).values_list("name", flat=True)) == [
        "Turkestan"
    ]
    assert verbs() == ["accounts.team_added"]
