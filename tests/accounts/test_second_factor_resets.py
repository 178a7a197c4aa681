"""Letting a worker enrol anew takes two people (U1)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.answers import ALLOWED
from accounts.enums import PEOPLE_ROLES, ResetReason, Role
from accounts.models import SecondFactorReset, User
from accounts.policies import can_confirm_reset, can_start_reset
from accounts.queries import resets_to_confirm
from accounts.refusals import Refusal
from accounts.services import second_factor_resets
from accounts.services.second_factor_resets import confirm_reset, start_reset
from accounts.services.staff import invite_worker_again
from audit.models import JournalEntry
from outbox.models import OutboxMessage
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.second_steps import with_app, with_codes
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def reset(administrator, lawyer):
    with_codes(lawyer)
    return start_reset(actor=administrator, worker=lawyer, reason=ResetReason.LOST)


def told():
    return set(OutboxMessage.objects.values_list("event", "recipient__username"))


def test_one_person_starts_and_nothing_changes_yet(reset, administrator, lawyer):
    assert Authenticator.objects.filter(user=lawyer).count() == 2
    assert User.objects.get(pk=lawyer.pk).second_factor_reset_at is None
    line = JournalEntry.objects.get(verb="accounts.second_step_reset_started")
    assert (line.actor_id, line.subject_id) == (administrator.pk, lawyer.pk)


def test_the_worker_is_told_at_once_and_so_is_whoever_may_confirm(
    administrator, lawyer, manager, coordinator
):
    UserFactory(username="gone", role=Role.MANAGER, is_active=False)
    start_reset(actor=administrator, worker=lawyer, reason=ResetReason.LOST)
    assert told() == {
        ("accounts/emails/reset_started", "lawyer"),
        ("accounts/emails/confirmation_waits", "manager"),
    }


def test_another_person_confirms_and_the_worker_enrols_anew(clock, reset, manager, lawyer, settings):
    confirm_reset(actor=manager, reset=reset)
    clock.shift(timedelta(seconds=1))
    assert Authenticator.objects.filter(user=lawyer).count() == 0
    settings.DEMO = False
    client = Client()
    client.post("/sign-in/", {"login": "lawyer", "password": PASSWORD})
    assert client.get("/today/", follow=True).redirect_chain[-1] == ("/second-step/enrol/?next=/today/", 302)
    assert ("accounts/emails/sign_in_changed", "lawyer") in told()
    assert JournalEntry.objects.get(verb="accounts.second_step_reset").actor_id == manager.pk


def test_one_person_alone_is_refused(reset, administrator, lawyer):
    with pytest.raises(Refusal, match="You started this"):
        confirm_reset(actor=administrator, reset=reset)
    response = as_worker(administrator).post(f"/staff/resets/{reset.pk}/", {"is_checked": "on"})
    assert (response.status_code, response.context["refusal"]) == (
        403,
        "You started this. Another administrator or a manager confirms.",
    )
    assert Authenticator.objects.filter(user=lawyer).count() == 2
    refusal = JournalEntry.objects.filter(verb="accounts.second_step_reset_refused", kind="refusal").last()
    assert (refusal.actor_id, refusal.subject_id) == (administrator.pk, lawyer.pk)


def test_even_without_the_policy_one_person_alone_changes_nothing(reset, administrator, lawyer, monkeypatch):
    """The conditional update and the constraint say it again."""
    monkeypatch.setattr(second_factor_resets, "can_confirm_reset", lambda actor, reset: ALLOWED)
    with pytest.raises(Refusal, match="waits no longer"):
        confirm_reset(actor=administrator, reset=reset)
    for one in (F("started_by"), F("worker")):
        with pytest.raises(IntegrityError, match="accounts_reset_takes_another_person"), transaction.atomic():
            SecondFactorReset.objects.update(confirmed_by=one, confirmed_at=NOW)
    assert Authenticator.objects.filter(user=lawyer).count() == 2


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("accounts_reset_reason_is_known", {"reason": "because"}),
        ("accounts_reset_is_not_started_for_oneself", {"started_by": F("worker")}),
        ("accounts_reset_confirmation_is_whole", {"confirmed_at": NOW}),
    ],
)
def test_the_database_refuses_what_must_never_be(reset, constraint, change):
    with pytest.raises(IntegrityError, match=constraint):
        SecondFactorReset.objects.update(**change)


def test_who_may_start_and_who_may_confirm(reset, everybody, administrator, lawyer, system):
    others = [UserFactory(role=role) for role in Role if role in PEOPLE_ROLES]
    assert {one.role for one in others if can_start_reset(one, lawyer)} == {Role.ADMINISTRATOR}
    assert {one.role for one in others if can_confirm_reset(one, reset)} == {Role.ADMINISTRATOR, Role.MANAGER}
    assert not can_start_reset(administrator, administrator)
    assert not can_start_reset(administrator, system)
    assert not can_confirm_reset(system, reset)


def test_a_manager_does_not_confirm_her_own(administrator, manager):
    own = start_reset(actor=administrator, worker=manager, reason=ResetReason.BROKEN)
    with pytest.raises(Refusal, match="your own second step"):
        confirm_reset(actor=manager, reset=own)
    assert list(resets_to_confirm(manager)) == []


def test_who_may_not_start_is_refused(lawyer, coordinator, administrator):
    with pytest.raises(Refusal, match="Only an administrator"):
        start_reset(actor=coordinator, worker=lawyer, reason=ResetReason.LOST)
    with pytest.raises(Refusal, match="Choose one of the reasons"):
        start_reset(actor=administrator, worker=lawyer, reason="because")
    assert SecondFactorReset.objects.count() == 0


def test_it_is_confirmed_once_and_within_a_day(reset, manager, administrator, lawyer, clock):
    confirm_reset(actor=manager, reset=reset)
    with pytest.raises(Refusal, match="waits no longer"):
        confirm_reset(actor=UserFactory(role=Role.MANAGER), reset=reset)
    old = start_reset(actor=administrator, worker=lawyer, reason=ResetReason.LOST)
    clock.shift(timedelta(hours=24))
    with pytest.raises(Refusal, match="waits no longer"):
        confirm_reset(actor=manager, reset=old)


def test_a_newer_one_takes_the_place_of_one_that_waits(reset, administrator, lawyer, manager):
    newer = start_reset(actor=administrator, worker=lawyer, reason=ResetReason.BROKEN)
    assert list(resets_to_confirm(manager)) == [newer]


def test_her_open_sessions_end_with_the_reset_and_a_new_one_is_whole_again(reset, manager, lawyer, clock):
    hers, colleagues = as_worker(lawyer), as_worker(manager)
    confirm_reset(actor=manager, reset=reset)
    assert [client.get("/today/").status_code for client in (hers, colleagues)] == [302, 200]
    assert hers.get("/today/").url == "/sign-in/?next=/today/", "not even a half session is left"
    clock.shift(timedelta(seconds=1))
    assert as_worker(lawyer).get("/today/").status_code == 200


def test_a_half_session_from_before_the_reset_does_not_enrol(reset, manager, lawyer, clock, settings):
    settings.DEMO = False
    stranger = Client()
    stranger.post("/sign-in/", {"login": "lawyer", "password": PASSWORD})
    confirm_reset(actor=manager, reset=reset)
    assert stranger.get("/second-step/enrol/").url == "/sign-in/?next=/second-step/enrol/"


def test_a_new_link_for_a_lost_password_keeps_the_second_step(administrator, lawyer):
    with_app(lawyer)
    invite_worker_again(actor=administrator, worker=lawyer)
    assert Authenticator.objects.filter(user=lawyer).count() == 1


# ---- pages ----


def test_an_administrator_starts_it_on_the_page_of_the_worker(administrator, lawyer):
    with_app(lawyer)
    client = as_worker(administrator)
    page = f"/staff/{lawyer.pk}/reset/"
    assert page in client.get(f"/staff/{lawyer.pk}/").content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": "because"}).context["form"].errors.keys() == {"reason"}
    assert client.post(page, {"reason": "lost"}).url == "/staff/resets/"
    assert SecondFactorReset.objects.get().worker == lawyer


def test_who_has_no_second_step_yet_has_none_to_reset(administrator, lawyer):
    assert "/reset/" not in as_worker(administrator).get(f"/staff/{lawyer.pk}/").content.decode()


def test_the_own_second_step_is_not_reset_and_the_page_says_why(administrator):
    with_app(administrator)
    client = as_worker(administrator)
    words = "You cannot reset your own second step. Ask another administrator."
    assert words in client.get(f"/staff/{administrator.pk}/").content.decode()
    response = client.post(f"/staff/{administrator.pk}/reset/", {"reason": "lost"})
    assert response.context["form"].non_field_errors() == [words]


def test_today_leads_those_who_may_confirm_to_it(reset, manager, administrator, coordinator):
    pages = {
        one.role: as_worker(one).get("/today/").content.decode()
        for one in (manager, administrator, coordinator)
    }
    assert {role: "/staff/resets/" in page for role, page in pages.items()} == {
        Role.MANAGER: True,
        Role.ADMINISTRATOR: True,
        Role.COORDINATOR: False,
    }


def test_a_manager_confirms_after_saying_that_she_checked(reset, manager, lawyer):
    client = as_worker(manager)
    assert lawyer.display_name in client.get("/staff/resets/").content.decode()
    unchecked = client.post(f"/staff/resets/{reset.pk}/")
    assert "Check first who it is; then say so here." in unchecked.content.decode()
    assert Authenticator.objects.filter(user=lawyer).exists()
    assert client.post(f"/staff/resets/{reset.pk}/", {"is_checked": "on"}).url == "/staff/resets/"
    assert Authenticator.objects.filter(user=lawyer).exists() is False
    assert client.post(f"/staff/resets/{reset.pk}/", {"is_checked": "on"}).status_code == 404


def test_who_started_it_sees_why_she_cannot_confirm(reset, administrator):
    page = as_worker(administrator).get("/staff/resets/").content.decode()
    assert "You started this. Another administrator or a manager confirms." in page


def test_three_resets_cost_no_more_statements_than_one(reset, administrator, manager, coordinator, operator):
    client = as_worker(manager)
    with CaptureQueriesContext(connection) as one:
        client.get("/staff/resets/")
    for worker in (coordinator, operator):
        start_reset(actor=administrator, worker=worker, reason=ResetReason.LOST)
    with CaptureQueriesContext(connection) as three:
        client.get("/staff/resets/")
    assert len(one) == len(three) > 0
