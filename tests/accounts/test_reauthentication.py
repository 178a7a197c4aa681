"""Before something grave a worker says again who she is (U8)."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine

from accounts.models import User
from accounts.views import staff
from accounts.waiting import OWN
from tests.accounts.factories import PASSWORD
from tests.accounts.second_steps import Passkey, with_app
from tests.architecture.urls import every_url
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ASKED = "/ask-again/?next=/staff/invite/"
INVITED = {
    "display_name": "Saule & <B>",
    "username": "saule",
    "role": "manager",
    "email": "",
    "language": "kk",
}
ASKS_AGAIN = {
    "accounts:add_app",
    "accounts:add_passkey",
    "accounts:confirm_reset",
    "accounts:deactivate_worker",
    "accounts:invite_worker",
    "accounts:invite_worker_again",
    "accounts:new_recovery_codes",
    "accounts:remove_authenticator",
    "accounts:rename_passkey",
    "accounts:start_reset",
}


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def late(administrator, clock):
    """Return the browser of an administrator who showed five minutes ago who she is."""
    client = as_worker(administrator)
    client.defaults["SERVER_NAME"] = "localhost"
    clock.shift(timedelta(minutes=5))
    return client


def asks_again(url):
    return getattr(getattr(url.view, "view_class", None), "asks_again", False)


def test_what_changes_who_gets_in_asks_again():
    assert {url.name for url in every_url() if asks_again(url)} >= ASKS_AGAIN


@pytest.mark.parametrize("url", [url for url in every_url() if asks_again(url)], ids=lambda url: url.name)
def test_who_was_asked_five_minutes_ago_is_asked_before_anything_is_looked_up(url, late, administrator):
    if administrator.role not in url.view.view_class.roles:
        assert late.post(url.path).status_code == 404
        return
    assert late.get(url.path).url == f"/ask-again/?next={url.path}"
    assert (late.post(url.path).status_code, late.put(url.path).status_code) == (409, 409)


def test_a_page_is_not_asked_again_within_five_minutes(administrator, clock):
    client = as_worker(administrator)
    clock.shift(timedelta(minutes=5) - timedelta(seconds=1))
    assert client.get("/staff/invite/").status_code == 200
    clock.shift(timedelta(seconds=1))
    assert client.get("/staff/invite/").url == ASKED


def test_the_password_leads_on_to_the_page(late):
    assert late.get(ASKED).status_code == 200
    response = late.post("/ask-again/", {"password": PASSWORD, "next": "/staff/invite/"})
    assert (response.status_code, response.url) == (302, "/staff/invite/")
    assert late.get("/staff/invite/").status_code == 200


def test_a_wrong_password_leads_nowhere(late):
    response = late.post("/ask-again/", {"password": "wrong", "next": "/staff/invite/"})
    assert response.context["form"].errors == {"password": ["This password is not right. Type it again."]}
    assert late.get("/staff/invite/").url == ASKED


def test_asking_again_returns_to_own_pages_only(late):
    response = late.post("/ask-again/", {"password": PASSWORD, "next": "https://elsewhere.example/"})
    assert response.url == "/today/"


def test_a_passkey_is_as_good_as_the_password(administrator, clock):
    client, key = as_worker(administrator), Passkey()
    client.defaults["SERVER_NAME"] = "localhost"
    options = client.get("/my-sign-in/passkey/").context["options"]
    client.post("/my-sign-in/passkey/", {"credential": key.make(options), "name": ""})
    clock.shift(timedelta(minutes=5))
    wrong = client.post("/ask-again/passkey/", {"credential": "{}", "next": "/staff/invite/"})
    assert wrong.context["refusal"] == "The passkey did not answer as it should. Try again."
    signed = key.sign(client.get(ASKED).context["passkey"])
    assert (
        client.post("/ask-again/passkey/", {"credential": signed, "next": "/staff/invite/"}).url
        == "/staff/invite/"
    )
    assert client.get("/staff/invite/").status_code == 200


def fields_of(page):
    """Return what the forms of a page that ask again would send on, as a browser reads it."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found if name not in {"csrfmiddlewaretoken", "next"}}


def test_a_form_that_comes_too_late_keeps_what_was_typed_and_goes_on_with_the_password(late):
    question = late.post("/staff/invite/", INVITED)
    assert question.status_code == 409
    assert User.objects.filter(username="saule").exists() is False
    kept = fields_of(question.content.decode())
    assert kept == INVITED
    wrong = late.post("/staff/invite/", kept | {"password_again": "wrong"})
    assert (wrong.status_code, fields_of(wrong.content.decode())) == (409, INVITED)
    assert "This password is not right. Type it again." in wrong.content.decode()
    assert late.post("/staff/invite/", kept | {"password_again": PASSWORD}).status_code == 200
    assert User.objects.get(username="saule").display_name == "Saule & <B>"


def test_a_button_that_is_pressed_too_late_does_nothing_before_the_answer(late, lawyer):
    path = f"/staff/{lawyer.pk}/deactivate/"
    assert late.post(path).status_code == 409
    assert User.objects.get(pk=lawyer.pk).is_active
    assert late.post(path, {"password_again": PASSWORD}).status_code == 302
    assert User.objects.get(pk=lawyer.pk).is_active is False


def test_without_the_mark_of_the_view_nothing_would_be_asked(late, lawyer, monkeypatch):
    """Positive control."""
    monkeypatch.setattr(staff.DeactivateWorker, "asks_again", False)
    assert late.post(f"/staff/{lawyer.pk}/deactivate/").status_code == 302


def test_the_answer_is_the_own_password_not_a_colleagues(late, lawyer):
    lawyer.set_password("another long password")
    lawyer.save()
    response = late.post(f"/staff/{lawyer.pk}/deactivate/", {"password_again": "another long password"})
    assert response.status_code == 409


def test_a_region_of_htmx_sends_the_whole_window_to_the_question(late):
    response = late.post(
        "/staff/invite/",
        INVITED,
        headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/staff/invite/"},
    )
    assert (response.status_code, response["HX-Redirect"]) == (200, ASKED)


def test_unlocking_is_an_answer_too(administrator, clock):
    client = as_worker(administrator)
    clock.shift(timedelta(minutes=20))
    client.post("/unlock/", {"password": PASSWORD})
    assert client.get("/staff/invite/").status_code == 200


def test_guesses_of_the_password_count_as_at_sign_in(late):
    answers = [
        late.post("/staff/invite/", {"password_again": "wrong"}).status_code for _ in range(OWN.free + 1)
    ]
    assert answers == [409] * OWN.free + [429]


def test_a_second_step_is_not_changed_from_a_borrowed_screen(clock, lawyer):
    with_app(lawyer)
    client = as_worker(lawyer)
    clock.shift(timedelta(minutes=5))
    for page in ("app", "passkey", "codes"):
        assert client.get(f"/my-sign-in/{page}/").url == f"/ask-again/?next=/my-sign-in/{page}/"
    assert client.get("/my-sign-in/").status_code == 200
