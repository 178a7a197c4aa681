"""Into the centre and out of it, as a browser does it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from audit.models import JournalEntry
from tests.accounts.factories import PASSWORD, UserFactory
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
NOT_RIGHT = "The username or the password is not right. Check both, or call the administrator of the centre."


def sign_in(client, username="lawyer", password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": username, "password": password, **more})


def is_signed_in(client):
    return client.get("/today/").status_code == 200


def test_a_worker_signs_in_under_a_new_session_key_and_the_journal_says_so(client, lawyer):
    client.get("/sign-in/")
    client.session["something"] = 1
    client.session.save()
    before = client.session.session_key
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/today/")
    assert client.session.session_key != before
    assert is_signed_in(client)
    assert set(JournalEntry.objects.values_list("verb", "actor_id")) == {
        ("accounts.signed_in", lawyer.pk),
        ("accounts.device_remembered", lawyer.pk),
    }


def test_the_right_name_in_other_letters_is_the_same_worker(client, lawyer):
    sign_in(client, "LAWYER")
    assert client.session["_auth_user_id"] == str(lawyer.pk)


def test_signing_in_says_the_same_whatever_was_wrong(client, lawyer):
    UserFactory(username="gone", is_active=False)
    wrong = {
        "unknown": ("nobody", PASSWORD),
        "wrong password": ("lawyer", "not her password"),
        "deactivated": ("gone", PASSWORD),
        "background work": ("system", PASSWORD),
        "too long": ("lawyer", PASSWORD * 10),
    }
    answers = {}
    for reason, (username, password) in wrong.items():
        response = sign_in(Client(), username, password)
        answers[reason] = (response.status_code, response.context["form"].non_field_errors())
    assert answers == {reason: (200, [NOT_RIGHT]) for reason in wrong}


def test_an_overlong_password_is_refused_before_it_costs_a_hash(client, lawyer, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("hashed")

    monkeypatch.setattr("django.contrib.auth.hashers.MD5PasswordHasher.encode", refuse)
    with pytest.raises(AssertionError, match="hashed"):
        sign_in(client, password="x" * 128)
    assert sign_in(client, password="x" * 129).context["form"].non_field_errors() == [NOT_RIGHT]


def test_the_running_centre_hashes_with_argon2id():
    from accounts.hashers import CentreArgon2PasswordHasher

    hasher = CentreArgon2PasswordHasher()
    encoded = hasher.encode("a lamp, a river, a song", hasher.salt())
    assert encoded.startswith("argon2centre$argon2id$v=19$m=65536,t=3,p=2$")
    assert hasher.verify("a lamp, a river, a song", encoded)


@pytest.mark.parametrize("path", ["/signup/", "/sign-up/", "/password/reset/", "/email/", "/sign-in/code/"])
def test_nobody_signs_up_or_resets_a_password_alone(client, path):
    response = client.get(path)
    assert (response.status_code, response.url) == (302, f"/sign-in/?next={path}")


def test_sign_up_is_closed_for_whoever_asks_the_adapter(rf):
    from allauth.account.adapter import get_adapter

    assert get_adapter().is_open_for_signup(rf.get("/")) is False


@pytest.mark.parametrize(
    ("wish", "leads_to"),
    [
        ("/staff/", "/staff/"),
        ("https://elsewhere.example/", "/today/"),
        ("//elsewhere.example", "/today/"),
        ("javascript:x", "/today/"),
    ],
)
def test_signing_in_returns_to_own_pages_only(client, administrator, wish, leads_to):
    assert sign_in(client, "administrator", next=wish).url == leads_to


def test_a_signed_in_worker_is_not_asked_again(lawyer):
    response = as_worker(lawyer).get("/sign-in/")
    assert (response.status_code, response.url) == (302, "/today/")


def test_signing_out_needs_a_form_and_leaves_nothing_in_the_browser(lawyer):
    client = as_worker(lawyer)
    assert client.get("/sign-out/").status_code == 405
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    response = client.post("/sign-out/")
    assert (response.status_code, response.url) == (302, "/sign-in/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    replay = Client()
    replay.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert (is_signed_in(client), is_signed_in(replay)) == (False, False)
    assert list(JournalEntry.objects.values_list("verb", flat=True)) == ["accounts.signed_out"]


def test_a_deactivated_workers_open_session_ends_with_the_next_request(lawyer, administrator):
    client = as_worker(lawyer)
    assert is_signed_in(client)
    as_worker(administrator).post(f"/staff/{lawyer.pk}/deactivate/")
    assert is_signed_in(client) is False
    User.objects.filter(pk=lawyer.pk).update(is_active=True)
    assert is_signed_in(client) is False, "an old session does not come back with the worker"


def test_a_session_ends_twelve_hours_after_signing_in_however_busy(lawyer):
    start = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        client = as_worker(lawyer)
        for minutes in range(0, 12 * 60, 10):
            clock.move_to(start + timedelta(minutes=minutes))
            assert is_signed_in(client)
        clock.move_to(start + timedelta(hours=12))
        response = client.get("/today/")
    assert (response.status_code, response.url) == (302, "/sign-in/?next=/today/")


def test_a_session_that_did_not_begin_by_signing_in_here_is_ended(lawyer):
    client = as_worker(lawyer)
    session = client.session
    del session["signed_in_at"]
    session.save()
    assert is_signed_in(client) is False


def test_the_page_comes_in_the_workers_language_after_signing_in(client, settings):
    settings.DEMO = False
    UserFactory(username="aigul", language="kk")
    response = sign_in(client, "aigul")
    assert response.cookies["django_language"].value == "kk"
    assert 'lang="kk"' in client.get("/today/", follow=True).content.decode()


def test_the_language_of_a_browser_changes_without_signing_in(client):
    response = client.post("/language/", {"language": "kk", "next": "/sign-in/"})
    assert (response.status_code, response.url) == (302, "/sign-in/")
    assert 'lang="kk"' in client.get("/sign-in/").content.decode()
    assert client.post("/language/", {"language": "kk", "next": "https://elsewhere.example/"}).url == "/"


def test_a_signed_in_worker_keeps_the_language_she_chose_and_only_a_known_one(lawyer):
    client = as_worker(lawyer)
    client.post("/language/", {"language": "kk", "next": "/today/"})
    client.post("/language/", {"language": "de", "next": "/today/"})
    assert User.objects.get(pk=lawyer.pk).language == "kk"


def test_the_demonstration_offers_one_worker_of_each_role(client, everybody):
    page = client.get("/sign-in/").content.decode()
    assert [page.count(f'value="{worker.username}"') for worker in everybody] == [1] * 7
    assert page.count(settings.DEMO_PASSWORD) == 1
    response = client.post("/sign-in/demonstration/", {"username": "coordinator"})
    assert (response.status_code, response.url) == (302, "/today/")
    assert client.get("/today/").wsgi_request.user == everybody[list(Role).index(Role.COORDINATOR)]


@pytest.mark.parametrize("username", ["system", "second", "gone", "", "nobody"])
def test_the_demonstration_signs_in_only_those_whom_it_offers(client, operator, username):
    UserFactory(username="second", role=Role.OPERATOR)
    UserFactory(username="gone", role=Role.LAWYER, is_active=False)
    assert client.post("/sign-in/demonstration/", {"username": username}).status_code == 404
    assert is_signed_in(client) is False


def test_without_a_demonstration_there_is_no_way_in_without_a_password(client, operator, settings):
    settings.DEMO = False
    assert client.post("/sign-in/demonstration/", {"username": "operator"}).status_code == 404
    page = client.get("/sign-in/").content.decode()
    assert ("operator" in page, settings.DEMO_PASSWORD in page) == (False, False)


def test_a_demonstration_button_needs_the_forms_own_token(operator):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in/demonstration/", {"username": "operator"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"current": "wrong"}, "current", "This is not your current password. Type it again."),
        ({"repeated": "differs"}, "repeated", "The two passwords differ. Type the same one twice."),
        (
            {"password": "short", "repeated": "short"},
            "password",
            "This password is too short. It must contain at least 15 characters.",
        ),
    ],
)
def test_a_password_is_not_changed_by_a_mistake(lawyer, typed, field, sentence):
    form = {"current": PASSWORD, "password": "a lamp, a river, a song", "repeated": "a lamp, a river, a song"}
    response = as_worker(lawyer).post("/password/", form | typed)
    assert response.context["form"].errors == {field: [sentence]}
    assert User.objects.get(pk=lawyer.pk).check_password(PASSWORD)


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(lawyer):
    here, elsewhere = as_worker(lawyer), as_worker(lawyer)
    form = {"current": PASSWORD, "password": "a lamp, a river, a song", "repeated": "a lamp, a river, a song"}
    assert here.post("/password/", form).status_code == 302
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)


def test_titles_of_the_ways_in_are_neutral(client):
    assert "<title>Sign in</title>" in client.get("/sign-in/").content.decode()
