"""My sign-in: adding, renaming and removing second steps, and new recovery codes."""

import os

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.authenticators import PASSKEY, recovery_codes_left
from accounts.refusals import Refusal
from accounts.services.second_factor import pass_by_code, renew_recovery_codes
from audit.models import JournalEntry
from outbox.models import OutboxMessage
from tests.accounts.second_steps import Passkey, code_of, with_app, with_codes
from tests.workers import as_worker
from vault.keys import SIZE, make_demo_keys, write_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(lawyer):
    client = as_worker(lawyer)
    client.defaults["SERVER_NAME"] = "localhost"
    return client


def add_passkey(browser, name="Key"):
    options = browser.get("/my-sign-in/passkey/").context["options"]
    return browser.post("/my-sign-in/passkey/", {"credential": Passkey().make(options), "name": name})


def told():
    return list(OutboxMessage.objects.values_list("event", "recipient__username"))


def verbs():
    return list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))


def the_passkey(name="Key"):
    return Authenticator.objects.get(type=PASSKEY, data__name=name)


CHANGED = ("accounts/emails/sign_in_changed", "lawyer")


def test_the_first_app_brings_ten_recovery_codes_shown_once(browser, lawyer):
    secret = browser.get("/my-sign-in/app/").context["app"]["secret"].replace(" ", "")
    response = browser.post("/my-sign-in/app/", {"code": code_of(secret)})
    codes = [code.replace(" ", "") for code in response.context["codes"]]
    assert len(set(codes)) == 10
    assert [code for code in codes if code in browser.get("/my-sign-in/").content.decode()] == []
    assert (verbs(), told()) == (["accounts.authenticator_added"], [CHANGED])
    pass_by_code(actor=lawyer, step_id=None, code=codes[0])
    assert recovery_codes_left(lawyer) == 9


def test_a_wrong_code_adds_no_app_and_what_was_shown_stays(browser):
    secret = browser.get("/my-sign-in/app/").context["app"]["secret"]
    response = browser.post("/my-sign-in/app/", {"code": "000000"})
    assert list(response.context["form"].errors) == ["code"]
    assert response.context["app"]["secret"] == secret
    assert Authenticator.objects.count() == 0


def test_a_new_app_takes_the_place_of_the_former_one_and_leaves_the_codes(browser, lawyer):
    codes = with_codes(lawyer)
    former = code_of_app(lawyer)
    secret = browser.get("/my-sign-in/app/").context["app"]["secret"].replace(" ", "")
    assert browser.post("/my-sign-in/app/", {"code": code_of(secret)}).url == "/my-sign-in/"
    with pytest.raises(Refusal):
        pass_by_code(actor=lawyer, step_id=None, code=former)
    pass_by_code(actor=lawyer, step_id=None, code=code_of(secret, later=1))
    pass_by_code(actor=lawyer, step_id=None, code=codes[0])


def code_of_app(worker):
    data = Authenticator.objects.get(user=worker, type="totp").data
    return code_of(get_adapter().decrypt(data["secret"]))


def test_a_worker_has_as_many_passkeys_as_she_likes_under_names_of_her_own(browser):
    assert len(add_passkey(browser, "At home").context["codes"]) == 10
    assert add_passkey(browser, "").url == "/my-sign-in/"
    listed = browser.get("/my-sign-in/").content.decode()
    assert ("At home" in listed, "Passkey" in listed, listed.count("Rename")) == (True, True, 2)
    assert told() == [CHANGED, CHANGED]


def test_an_answer_that_is_none_adds_no_passkey(browser):
    browser.get("/my-sign-in/passkey/")
    response = browser.post("/my-sign-in/passkey/", {"credential": "{}", "name": "Key"})
    assert response.context["form"].non_field_errors() == ["The passkey was not made. Try again."]
    assert Authenticator.objects.count() == 0


def test_a_passkey_gets_another_name(browser):
    add_passkey(browser)
    page = f"/my-sign-in/{the_passkey().pk}/name/"
    assert browser.get(page).context["form"].initial == {"name": "Key"}
    assert browser.post(page, {"name": "On the ring"}).url == "/my-sign-in/"
    assert the_passkey("On the ring").type == PASSKEY
    assert verbs()[-1] == "accounts.authenticator_renamed"


def test_an_app_has_no_name_to_change(browser, lawyer):
    with_app(lawyer)
    assert browser.get(f"/my-sign-in/{Authenticator.objects.get().pk}/name/").status_code == 404


def test_one_of_two_is_removed_and_she_is_told(browser, lawyer):
    with_app(lawyer)
    add_passkey(browser)
    page = f"/my-sign-in/{the_passkey().pk}/remove/"
    assert "Key" in browser.get(page).content.decode()
    assert browser.post(page).url == "/my-sign-in/"
    assert list(Authenticator.objects.filter(type=PASSKEY)) == []
    assert (verbs()[-1], told()[-1]) == ("accounts.authenticator_removed", CHANGED)


def test_the_last_one_is_not_removed_whatever_recovery_codes_there_are(browser, lawyer):
    with_codes(lawyer)
    page = f"/my-sign-in/{Authenticator.objects.get(type='totp').pk}/remove/"
    response = browser.post(page)
    assert (response.status_code, response.context["refusal"]) == (
        403,
        "This is your only second step. Add another one first.",
    )
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("act", ["name", "remove"])
def test_the_second_steps_of_a_colleague_do_not_exist(browser, coordinator, act):
    add_passkey(as_worker_at_localhost(coordinator))
    other = the_passkey()
    answers = [getattr(browser, method)(f"/my-sign-in/{other.pk}/{act}/") for method in ("get", "post")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert the_passkey() == other


def as_worker_at_localhost(worker):
    client = as_worker(worker)
    client.defaults["SERVER_NAME"] = "localhost"
    return client


def test_recovery_codes_are_no_second_step_that_could_be_removed(browser, lawyer):
    with_codes(lawyer)
    sheet = Authenticator.objects.get(type="recovery_codes")
    assert browser.post(f"/my-sign-in/{sheet.pk}/remove/").status_code == 404


def test_new_recovery_codes_end_the_former_ones(browser, lawyer):
    former = with_codes(lawyer)
    pass_by_code(actor=lawyer, step_id=None, code=former[0])
    assert browser.get("/my-sign-in/codes/").context["codes_left"] == 9
    fresh = [code.replace(" ", "") for code in browser.post("/my-sign-in/codes/").context["codes"]]
    assert (len(set(fresh)), set(fresh) & set(former)) == (10, set())
    with pytest.raises(Refusal):
        pass_by_code(actor=lawyer, step_id=None, code=former[1])
    pass_by_code(actor=lawyer, step_id=None, code=fresh[0])
    assert (told(), "accounts.recovery_codes_made" in verbs()) == ([CHANGED], True)


def test_recovery_codes_stand_in_for_something(browser, lawyer):
    response = browser.post("/my-sign-in/codes/")
    assert (response.status_code, response.context["refusal"]) == (
        403,
        "Add an app or a passkey first; recovery codes stand in for it.",
    )
    with pytest.raises(Refusal):
        renew_recovery_codes(actor=lawyer)
    assert recovery_codes_left(lawyer) == 0


def test_three_passkeys_cost_no_more_statements_than_one(browser):
    add_passkey(browser, "1")
    with CaptureQueriesContext(connection) as one:
        browser.get("/my-sign-in/")
    add_passkey(browser, "2")
    add_passkey(browser, "3")
    with CaptureQueriesContext(connection) as three:
        browser.get("/my-sign-in/")
    assert len(one) == len(three) > 0


def test_the_account_key_is_changed_without_anybody_enrolling_anew(lawyer, settings, tmp_path, capsys):
    settings.VAULT_KEYS_DIR = str(tmp_path / "keys")
    make_demo_keys(settings.VAULT_KEYS_DIR)
    codes = with_codes(lawyer)
    write_key(tmp_path / "keys" / "account.v2.key", os.urandom(SIZE))
    call_command("reseal_authenticators")
    call_command("reseal_authenticators")
    assert capsys.readouterr().out.splitlines() == [
        "2 sealed anew, 0 still need an older key",
        "0 sealed anew, 0 still need an older key",
    ]
    settings.VAULT_KEYS_DIR = str(without_the_first_key(tmp_path / "keys"))
    pass_by_code(actor=lawyer, step_id=None, code=code_of_app(lawyer))
    pass_by_code(actor=lawyer, step_id=None, code=codes[0])


def without_the_first_key(folder):
    (folder / "account.v1.key").unlink()
    return folder.rename(folder.with_name("later"))  # the provider reads a folder's keys once
