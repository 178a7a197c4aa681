"""Signing in by a passkey, and making the first one (U1)."""

import pytest
from allauth.mfa.models import Authenticator

from accounts.authenticators import PASSKEY
from audit.models import JournalEntry
from tests.accounts.second_steps import Passkey, half, is_signed_in, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_work(settings):
    settings.DEMO = False


@pytest.fixture
def passkey(lawyer):
    """Return a passkey that the lawyer enrolled at her first sign-in."""
    key = Passkey()
    client = half(lawyer)
    options = client.get("/second-step/enrol/").context["passkey"]["options"]
    response = client.post(
        "/second-step/enrol/passkey/", {"credential": key.make(options), "name": "  my  phone "}
    )
    assert len(response.context["codes"]) == 10
    assert is_signed_in(client)
    return key


def options_of(client):
    return client.get("/second-step/").context["passkey"]


def answer(client, credential):
    return client.post("/second-step/passkey/", {"credential": credential, "next": "/cases/"})


def test_a_passkey_lets_her_in(lawyer, passkey):
    assert Authenticator.objects.get(type=PASSKEY).data["name"] == "my phone"
    client = half(lawyer)
    response = answer(client, passkey.sign(options_of(client)))
    assert (response.status_code, response.url) == (302, "/cases/")
    assert is_signed_in(client)
    assert Authenticator.objects.get(type=PASSKEY).last_used_at is not None


def test_an_answer_of_a_passkey_counts_once(lawyer, passkey):
    client = half(lawyer)
    signed = passkey.sign(options_of(client))
    answer(client, signed)
    again = half(lawyer)
    options_of(again)
    assert answer(again, signed).context["refusal"] == "The passkey did not answer as it should. Try again."
    assert is_signed_in(again) is False


def hostile(options, passkey):
    stranger = Passkey()
    stranger.id = passkey.id
    forged, elsewhere = Passkey("https://elsewhere.example"), Passkey(rp_id="elsewhere.example")
    forged.id = elsewhere.id = passkey.id
    forged.private = elsewhere.private = passkey.private
    return {
        "another key under her id": stranger.sign(options),
        "a key that nobody knows": Passkey().sign(options),
        "signed at another site": forged.sign(options),
        "signed for another site": elsewhere.sign(options),
        "a new passkey in place of an answer": passkey.make(options),
        "nothing": "",
        "no JSON": "{",
        "a list": "[]",
        "a number": "1",
        "an empty object": "{}",
        "parts missing": '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    }


def test_what_is_no_answer_of_her_passkey_lets_nobody_in(lawyer, passkey):
    client = half(lawyer)
    reasons = hostile(options_of(client), passkey)
    for reason in reasons:
        sent = hostile(options_of(client), passkey)[reason]
        assert answer(client, sent).status_code == 200, reason
        assert is_signed_in(client) is False, reason
    signed = passkey.sign(options_of(client))
    assert answer(client, signed).status_code == 302, "and the true one still does"
    refused = JournalEntry.objects.filter(kind="refusal", result="wrong_passkey").count()
    assert refused == len(reasons)


def test_a_challenge_is_answered_once_even_wrongly(lawyer, passkey):
    client = half(lawyer)
    options = options_of(client)
    answer(client, "{}")
    signed = passkey.sign(options)
    assert answer(client, signed).status_code == 200


def test_without_a_challenge_no_passkey_is_made(lawyer):
    client = half(lawyer)
    options = '{"publicKey": {"challenge": "AAAA"}}'
    response = client.post("/second-step/enrol/passkey/", {"credential": Passkey().make(options)})
    assert response.context["refusal"] == "The passkey was not made. Try again."
    assert Authenticator.objects.count() == 0


def test_who_has_no_passkey_is_not_asked_for_one(lawyer):
    with_app(lawyer)
    client = half(lawyer)
    assert options_of(client) == ""
    assert answer(client, "{}").context["refusal"] == "The passkey did not answer as it should. Try again."
