"""Where a worker is signed in: at most three places, each of which she can end (U7)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.device_cookie import label_of
from accounts.enums import Role
from accounts.models import KnownDevice, Session, User
from accounts.queries import sessions_of
from accounts.refusals import Refusal
from accounts.services.sessions import end_sessions_of
from accounts.sessions import SessionStore
from audit.models import JournalEntry
from outbox.models import OutboxMessage
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.second_steps import with_codes
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def signed_in(worker, agent=FIREFOX, client=None):
    client = client or Client()
    typed = {"login": worker.username, "password": PASSWORD}
    assert client.post("/sign-in/", typed, headers={"User-Agent": agent}).status_code == 302
    return client


def is_in(client):
    return client.get("/today/").status_code == 200


def cookie_of(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_the_database_keeps_only_the_hash_of_a_session_key(lawyer):
    client = as_worker(lawyer)
    kept = Session.objects.get()
    assert (kept.worker, cookie_of(client) in str(kept.__dict__)) == (lawyer, False)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept.session_key
    assert (is_in(client), is_in(thief)) == (True, False)


def test_a_page_costs_one_statement_for_its_session(lawyer):
    client = as_worker(lawyer)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/password/").status_code == 200
    asked = [query["sql"] for query in captured if "accounts_session" in query["sql"]]
    assert len(asked) == 1


def test_a_fourth_sign_in_ends_the_oldest_session_and_says_so(lawyer, clock):
    clients = []
    for _ in range(3):
        clients.append(signed_in(lawyer))
        clock.shift(60)
    assert [is_in(client) for client in clients] == [True, True, True]
    fourth = signed_in(lawyer)
    page = fourth.get("/today/").content.decode()
    assert "You were signed in on three devices. On the oldest one you are signed out now." in page
    assert [is_in(client) for client in clients] == [False, True, True]
    assert JournalEntry.objects.get(verb="accounts.session_ended").result == "too_many"


def test_sessions_that_have_ended_by_themselves_are_not_counted(lawyer, clock):
    for _ in range(3):
        signed_in(lawyer)
    clock.shift(timedelta(hours=12))
    assert sessions_of(lawyer) == []
    page = signed_in(lawyer).get("/today/").content.decode()
    assert "three devices" not in page


def test_a_worker_sees_where_she_is_signed_in_and_ends_one(lawyer, clock):
    there = signed_in(lawyer, "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36")
    clock.shift(60)
    unnamed = signed_in(lawyer, "curl")
    clock.shift(60)
    here = signed_in(lawyer)
    page = here.get("/my-sign-in/sessions/")
    assert [session.label for session in page.context["sessions"]] == [
        "Firefox, Windows",
        "",
        "Chrome, Android",
    ]
    told = page.content.decode()
    words = (
        "This device",
        "Unknown browser",
        "127.0.0",
        cookie_of(there),
        Session.objects.first().session_key,
    )
    assert [word in told for word in words] == [True, True, False, False, False]
    response = here.post("/my-sign-in/sessions/end/", {"session": page.context["sessions"][2].handle})
    assert (response.status_code, response.url) == (302, "/my-sign-in/sessions/")
    assert [is_in(client) for client in (there, unnamed, here)] == [False, True, True]
    assert KnownDevice.objects.filter(worker=lawyer).count() == 2, "that device is not known any more"
    assert JournalEntry.objects.filter(verb="accounts.session_ended").count() == 1


def test_a_worker_ends_all_her_other_sessions(lawyer):
    clients = [signed_in(lawyer) for _ in range(3)]
    assert clients[1].post("/my-sign-in/sessions/end-others/").status_code == 302
    assert [is_in(client) for client in clients] == [False, True, False]
    assert clients[1].post("/my-sign-in/sessions/end-others/").status_code == 302
    assert JournalEntry.objects.filter(verb="accounts.session_ended").count() == 1, "nothing was left to end"


def test_nobody_ends_the_session_of_somebody_else(lawyer, operator):
    hers = as_worker(operator)
    handle = sessions_of(operator)[0].handle
    as_worker(lawyer).post("/my-sign-in/sessions/end/", {"session": handle})
    assert is_in(hers)


def test_the_page_of_sessions_asks_as_much_for_three_as_for_one(lawyer):
    def asked(client):
        with CaptureQueriesContext(connection) as captured:
            client.get("/my-sign-in/sessions/")
        return len(captured)

    one = asked(as_worker(lawyer))
    as_worker(lawyer)
    assert asked(as_worker(lawyer)) == one
    assert len(sessions_of(lawyer)) == 3


def test_sessions_of_the_systems_user_are_nothing_to_end(administrator, system):
    with pytest.raises(Refusal, match="nobody can sign in as it"):
        end_sessions_of(actor=administrator, worker=system)


def test_a_session_that_was_ended_while_a_request_ran_is_not_saved_again(lawyer):
    running = SessionStore(cookie_of(as_worker(lawyer)))
    assert running["signed_in_at"]
    Session.objects.all().delete()
    running["seen_at"] = 1
    with pytest.raises(UpdateError):
        running.save()
    with pytest.raises(SessionInterrupted):
        running.cycle_key()
    assert Session.objects.count() == 0


def test_an_ended_session_does_not_come_back_by_unlocking(lawyer, monkeypatch):
    client = as_worker(lawyer)
    client.post("/lock/")

    def ended_meanwhile(*args, **kwargs):
        Session.objects.all().delete()
        return True

    monkeypatch.setattr("accounts.views.signing_in.is_own_password", ended_meanwhile)
    assert client.post("/unlock/", {"password": PASSWORD}).status_code == 400
    assert (Session.objects.count(), is_in(client)) == (0, False)


def test_a_session_planted_before_signing_in_is_not_the_one_after_it(lawyer):
    planted = SessionStore()
    planted["planted"] = 1
    planted.save()
    victim, thief = Client(), Client()
    for client in (victim, thief):
        client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    signed_in(lawyer, client=victim)
    assert (is_in(victim), is_in(thief)) == (True, False)
    invented = Client()
    invented.cookies[settings.SESSION_COOKIE_NAME] = "chosenbysomebodyelse0123456789ab"
    assert cookie_of(signed_in(lawyer, client=invented)) != "chosenbysomebodyelse0123456789ab"


def test_unlocking_gives_a_new_key_and_the_old_one_opens_nothing(lawyer):
    client = as_worker(lawyer)
    client.post("/lock/")
    old = Client()
    old.cookies[settings.SESSION_COOKIE_NAME] = cookie_of(client)
    client.post("/unlock/", {"password": PASSWORD})
    assert (is_in(client), is_in(old), Session.objects.count()) == (True, False, 1)


def test_a_cookie_opens_nothing_after_signing_out(lawyer):
    client = as_worker(lawyer)
    copy = Client()
    copy.cookies[settings.SESSION_COOKIE_NAME] = cookie_of(client)
    assert is_in(copy)
    client.post("/sign-out/")
    assert (is_in(copy), Session.objects.count()) == (False, 0)


def test_a_right_that_was_taken_away_is_gone_with_the_next_request(administrator):
    client = as_worker(administrator)
    assert client.get("/staff/").status_code == 200
    User.objects.filter(pk=administrator.pk).update(role=Role.AUDITOR)
    assert client.get("/staff/").status_code == 404


def test_expired_sessions_are_cleared_and_living_ones_stay(lawyer, operator, clock):
    as_worker(lawyer)
    clock.shift(timedelta(hours=13))
    living = as_worker(operator)
    call_command("clearsessions")
    assert (list(Session.objects.values_list("worker__username", flat=True)), is_in(living)) == (
        ["operator"],
        True,
    )


def test_a_session_row_of_nobody_is_saved_too():
    store = SessionStore()
    store["language"] = "kk"
    store.save()
    assert Session.objects.get().worker is None
    assert SessionStore(store.session_key)["language"] == "kk"
    store.delete()
    store.delete("never there")
    SessionStore().delete()
    assert Session.objects.count() == 0


def test_a_new_password_ends_the_sessions_of_the_former_one(lawyer):
    here, elsewhere = as_worker(lawyer), as_worker(lawyer)
    form = {"current": PASSWORD, "password": "a lamp, a river, a song", "repeated": "a lamp, a river, a song"}
    here.post("/password/", form)
    assert (is_in(here), is_in(elsewhere), len(sessions_of(lawyer))) == (True, False, 1)


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126 Safari/537.36 Edg/126.0", "Edge, Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15)", "Mac"),
        ("", ""),
    ],
)
def test_a_device_is_named_in_two_words(rf, agent, label):
    assert label_of(rf.get("/", headers={"User-Agent": agent})) == label


def test_a_worker_gets_one_neutral_notice_of_a_new_device_and_none_of_a_known_one(lawyer, settings, clock):
    settings.DEMO = False
    codes = iter(with_codes(lawyer))

    def come_in(client=None):
        client = signed_in(lawyer, client=client)
        client.post("/second-step/", {"code": next(codes)})
        return client

    known = come_in()
    assert OutboxMessage.objects.count() == 1
    known.post("/sign-out/")
    come_in(known)
    come_in()
    assert OutboxMessage.objects.count() == 1, "at most one an hour"
    clock.shift(timedelta(hours=1))
    come_in()
    notices = OutboxMessage.objects.values_list("recipient_id", "event", "context")
    assert list(notices) == [(lawyer.pk, "accounts/emails/new_device", {})] * 2


def test_the_notice_names_no_case_no_place_and_no_device():
    subject, body = (
        render_to_string(f"accounts/emails/new_device_{part}.txt") for part in ("subject", "body")
    )
    assert (subject.strip(), body.strip()) == (
        "Sign-in on a new device",
        (
            "Somebody signed in with your username on a device that was not used before. "
            "If it was not you, call the administrator at once."
        ),
    )


def test_whoever_has_no_address_and_a_demonstration_get_no_notice(settings):
    signed_in(UserFactory(username="first", email="first@centre.example"))
    settings.DEMO = False
    signed_in(UserFactory(username="second", email=""))
    assert OutboxMessage.objects.count() == 0
