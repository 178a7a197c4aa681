"""The second step of signing in: a password alone opens nothing (U1)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from accounts import authenticators
from accounts.access import is_open_to_all
from accounts.authenticators import APP, CODES, new_recovery_codes
from accounts.models import SecondStep
from accounts.refusals import Refusal
from accounts.services.second_factor import enrol_app, enrol_passkey
from audit.models import JournalEntry
from tests.accounts.second_steps import Passkey, code_of, half, is_signed_in, with_app, with_codes
from tests.architecture.urls import every_url
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NOT_RIGHT = "This code is not right, or was used before. Type the next one."
TO_ENROL = {"account_logout", "accounts:enrol", "accounts:enrol_passkey"}
TO_GO_ON = {"account_logout", "accounts:second_factor", "accounts:second_factor_by_passkey"}


@pytest.fixture(autouse=True)
def _at_work(settings):
    settings.DEMO = False


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def enter(client, code, **more):
    return client.post("/second-step/", {"code": code, **more})


def said(response):
    return response.context["form"].errors.get("code", [])


def verbs():
    return list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))


def test_a_right_password_alone_leads_to_the_second_step_and_nowhere_else(lawyer):
    with_app(lawyer)
    client = half(lawyer)
    response = client.get("/cases/?page=2")
    assert (response.status_code, response.url) == (302, "/second-step/?next=/cases/%3Fpage%3D2")
    assert client.get("/second-step/").status_code == 200
    assert verbs() == ["accounts.password_accepted"]


def test_the_right_code_lets_her_in_under_a_new_session_key(lawyer):
    secret = with_app(lawyer)
    client = half(lawyer)
    before = client.session.session_key
    response = enter(client, code_of(secret), next="/cases/")
    assert (response.status_code, response.url) == (302, "/cases/")
    assert client.session.session_key != before
    assert is_signed_in(client)
    replay = Client()
    replay.cookies[settings.SESSION_COOKIE_NAME] = before
    assert is_signed_in(replay) is False, "the key of the half session opens nothing"
    assert verbs() == ["accounts.password_accepted", "accounts.signed_in", "accounts.device_remembered"]


@pytest.mark.parametrize("wish", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""])
def test_the_second_step_returns_to_own_pages_only(lawyer, wish):
    assert enter(half(lawyer), code_of(with_app(lawyer)), next=wish).url == "/today/"


@pytest.mark.parametrize(("is_enrolled", "reached"), [(False, TO_ENROL), (True, TO_GO_ON)])
def test_a_half_session_reaches_only_what_finishes_signing_in(operator, is_enrolled, reached):
    if is_enrolled:
        with_app(operator)
    client = half(operator)
    pages = [url for url in every_url() if not is_open_to_all(url.view)]
    assert {url.name for url in pages if not is_turned_away(client, url)} == reached
    assert len(pages) > 80


def is_turned_away(client, url):
    html = {"Accept": "text/html"}
    answers = [getattr(client, method)(url.path, headers=html) for method in ("get", "put", "delete")]
    if url.name != "account_logout":  # a post there would end the walk
        answers.append(client.post(url.path, headers=html))
    ways = [answer.headers.get("Location", "") for answer in answers]
    return all(way.partition("?")[0] in {"/second-step/", "/second-step/enrol/"} for way in ways)


def test_a_path_that_does_not_exist_looks_like_any_other_before_the_second_step(operator):
    client = half(operator)
    there, nowhere = client.get("/staff/"), client.get("/nowhere/")
    assert (there.url, nowhere.url) == ("/second-step/?next=/staff/", "/second-step/?next=/nowhere/")
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)


def test_without_the_guard_the_walk_would_find_every_page_open(operator, settings):
    """Positive control: the guard alone keeps a half session out."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactorRequired" not in name]
    assert is_signed_in(half(operator))


def test_htmx_and_scripts_are_told_in_their_own_way(operator):
    client = half(operator)
    region = client.get(
        "/cases/", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/cases/"}
    )
    script = client.post("/alive/", headers={"Accept": "application/json"})
    assert (region.status_code, region["HX-Redirect"]) == (200, "/second-step/?next=/cases/")
    assert (script.status_code, script.content) == (423, b"")


def test_the_language_can_be_changed_before_the_second_step(operator):
    with_app(operator)
    client = half(operator)
    client.post("/language/", {"language": "kk", "next": "/second-step/"})
    assert 'lang="kk"' in client.get("/second-step/").content.decode()


def test_outside_of_a_demonstration_nothing_but_the_mark_makes_a_session_whole(operator, settings):
    settings.DEMO = True
    client = Client()
    client.force_login(operator)
    assert client.get("/today/").url == "/second-step/?next=/today/", "the guard asks no setting"


def test_in_a_demonstration_the_password_is_enough(operator, settings):
    settings.DEMO = True
    assert is_signed_in(half(operator))
    assert verbs() == ["accounts.signed_in", "accounts.device_remembered"]


def test_signing_in_again_takes_the_mark_away(operator):
    client = as_worker(operator)
    assert is_signed_in(client)
    client.force_login(operator)
    assert is_signed_in(client) is False


def test_a_half_session_ends_when_the_second_step_does_not_follow(operator, clock):
    secret = with_app(operator)
    client = half(operator)
    clock.shift(timedelta(minutes=10) - timedelta(seconds=1))
    assert client.get("/second-step/").status_code == 200
    clock.shift(timedelta(seconds=1))
    response = enter(client, code_of(secret))
    assert (response.status_code, response.url) == (302, "/sign-in/")
    assert is_signed_in(client) is False


def test_a_half_session_never_meets_the_lock(operator, clock, settings):
    settings.IDLE_LOCK_SECONDS = 60
    with_app(operator)
    client = half(operator)
    clock.shift(timedelta(seconds=58))
    assert client.get("/second-step/").status_code == 200
    clock.shift(timedelta(seconds=2))
    assert client.get("/second-step/").url == "/sign-in/?next=/second-step/"


def test_a_whole_session_has_no_business_at_the_second_step(operator):
    client = as_worker(operator)
    for path in ("/second-step/", "/second-step/enrol/"):
        assert client.get(path, {"next": "/cases/"}).url == "/cases/"


# ---- codes ----


def test_a_code_that_was_used_lets_nobody_in_again_ten_of_ten(lawyer, clock):
    secret = with_app(lawyer)
    refused = 0
    for _ in range(10):
        clock.shift(timedelta(seconds=30))
        code = code_of(secret)
        assert enter(half(lawyer), code).status_code == 302
        replay = half(lawyer)
        clock.shift(timedelta(seconds=1))
        refused += said(enter(replay, code)) == [NOT_RIGHT]
    assert refused == 10


def test_after_a_newer_code_an_older_one_that_was_never_used_counts_no_more(lawyer, clock):
    secret = with_app(lawyer)
    older = code_of(secret)
    clock.shift(timedelta(seconds=30))
    assert enter(half(lawyer), code_of(secret)).status_code == 302
    assert said(enter(half(lawyer), older)) == [NOT_RIGHT]


@pytest.mark.parametrize(("later", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_wrong(lawyer, clock, later, counts):
    secret = with_app(lawyer)
    assert (enter(half(lawyer), code_of(secret, later=later)).status_code == 302) is counts


@pytest.mark.parametrize("code", ["", "000", "ә23456", "12345678901234567890", "123456 OR 1=1"])
def test_what_is_no_code_is_no_code(lawyer, code):
    with_codes(lawyer)
    client = half(lawyer)
    assert enter(client, code).status_code == 200
    assert is_signed_in(client) is False


def test_a_recovery_code_works_once_with_or_without_its_space(lawyer):
    codes = with_codes(lawyer)
    assert len(set(codes)) == 10
    assert enter(half(lawyer), f"{codes[3][:4]} {codes[3][4:]}").status_code == 302
    assert said(enter(half(lawyer), codes[3])) == [NOT_RIGHT]
    assert enter(half(lawyer), codes[4]).status_code == 302


def test_of_two_that_come_at_once_with_one_code_one_gets_in(lawyer):
    codes = with_codes(lawyer)
    for kind, change in ((APP, {"last_step": 5}), (CODES, {"used_mask": 1})):
        first, second = authenticators._row(lawyer, kind), authenticators._row(lawyer, kind)
        changed = [authenticators._change(row, **change) for row in (first, second)]
        assert changed == [True, False]
    assert said(enter(half(lawyer), codes[0])) == [NOT_RIGHT]


@pytest.mark.parametrize("kind", ["app", "sheet"])
def test_were_a_used_code_not_written_down_it_would_let_somebody_in_again(lawyer, monkeypatch, kind):
    """Positive control."""
    monkeypatch.setattr(authenticators, "_change", lambda row, **changes: True)
    code = code_of(with_app(lawyer)) if kind == "app" else with_codes(lawyer)[0]
    assert [enter(half(lawyer), code).status_code for _ in range(2)] == [302, 302]


def test_the_code_of_a_colleague_is_wrong(lawyer, coordinator):
    with_app(lawyer)
    assert said(enter(half(lawyer), code_of(with_app(coordinator)))) == [NOT_RIGHT]


def test_ten_wrong_codes_in_half_an_hour_close_the_codes_for_that_worker_alone(lawyer, coordinator, clock):
    secret, others = with_app(lawyer), with_app(coordinator)
    wrong = [said(enter(half(lawyer, REMOTE_ADDR=f"10.0.0.{number}"), "000000")) for number in range(10)]
    assert wrong == [[NOT_RIGHT]] * 10
    closed = "Too many wrong codes. Wait half an hour, or use a passkey."
    assert said(enter(half(lawyer), code_of(secret))) == [closed]
    assert enter(half(coordinator), code_of(others)).status_code == 302
    refusals = JournalEntry.objects.filter(kind="refusal").values_list("result", flat=True)
    assert sorted(refusals) == ["too_many"] + ["wrong_code"] * 10
    clock.shift(timedelta(minutes=30))
    assert enter(half(lawyer), code_of(secret)).status_code == 302


def test_wrong_codes_are_counted_where_the_attempt_is_not_known(lawyer):
    with_app(lawyer)
    client = half(lawyer)
    SecondStep.objects.all().delete()
    for _ in range(2):
        enter(client, "000000")
    assert sorted(SecondStep.objects.values_list("wrong_codes", flat=True)) == [1, 1]
    without = Client()
    without.force_login(lawyer)
    enter(without, "000000")
    assert SecondStep.objects.count() == 3


def test_secrets_lie_sealed(lawyer):
    secret = with_app(lawyer)
    codes = new_recovery_codes(lawyer)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert [word for word in (secret, *codes) if word in stored] == []


# ---- enrolling for the first time ----


def secret_on(page):
    return page.context["app"]["secret"].replace(" ", "")


def test_who_has_no_second_step_sets_one_up_before_any_page_opens(lawyer):
    client = half(lawyer)
    assert client.get("/second-step/?next=/cases/").url == "/second-step/enrol/?next=/cases/"
    page = client.get("/second-step/enrol/?next=/cases/")
    before = client.session.session_key
    response = client.post("/second-step/enrol/", {"code": code_of(secret_on(page)), "next": "/cases/"})
    assert (len(response.context["codes"]), response.context["go_on"]) == (10, "/cases/")
    assert client.session.session_key != before
    assert is_signed_in(client)
    assert verbs() == [
        "accounts.password_accepted",
        "accounts.authenticator_added",
        "accounts.signed_in",
        "accounts.device_remembered",
    ]


def test_the_code_that_enrolled_does_not_also_sign_in(lawyer):
    client = half(lawyer)
    secret = secret_on(client.get("/second-step/enrol/"))
    code = code_of(secret)
    client.post("/second-step/enrol/", {"code": code})
    assert said(enter(half(lawyer), code)) == [NOT_RIGHT]


def test_the_secret_that_is_shown_stays_the_same_until_a_code_was_right(lawyer):
    client = half(lawyer)
    first = secret_on(client.get("/second-step/enrol/"))
    response = client.post("/second-step/enrol/", {"code": "000000"})
    assert said(response) == [
        "This code is not right. Look at the clock of the phone, then type the next one."
    ]
    assert secret_on(response) == first
    assert first not in str(dict(client.session)), "it waits in the session, sealed"


def test_a_code_without_a_secret_that_waits_enrols_nothing(lawyer):
    response = half(lawyer).post("/second-step/enrol/", {"code": "123456"})
    assert len(said(response)) == 1
    assert Authenticator.objects.count() == 0


def test_who_has_a_second_step_cannot_go_round_it_by_enrolling_another(lawyer):
    client = half(lawyer)
    secret = secret_on(client.get("/second-step/enrol/"))
    made = Passkey().make(client.get("/second-step/enrol/").context["passkey"]["options"])
    with_app(lawyer)
    assert client.get("/second-step/enrol/").url == "/second-step/"
    client.post("/second-step/enrol/", {"code": code_of(secret)})
    client.post("/second-step/enrol/passkey/", {"credential": made})
    assert Authenticator.objects.count() == 1
    assert is_signed_in(client) is False


def test_of_two_half_sessions_that_enrol_at_once_the_first_counts(lawyer):
    with_app(lawyer)
    secret = "JBSWY3DPEHPK3PXP"
    with pytest.raises(Refusal, match="You have a second step already"):
        enrol_app(actor=lawyer, secret=secret, code=code_of(secret), is_first=True)
    with pytest.raises(Refusal, match="You have a second step already"):
        enrol_passkey(actor=lawyer, credential={}, name="", is_first=True)


def test_titles_on_the_way_in_are_neutral(lawyer):
    client = half(lawyer)
    assert "<title>Sign in</title>" in client.get("/second-step/enrol/").content.decode()
    with_app(lawyer)
    assert "<title>Sign in</title>" in client.get("/second-step/").content.decode()


def test_what_the_phone_shows_is_neutral_and_no_email(lawyer):
    url = get_adapter().build_totp_url(lawyer, "JBSWY3DPEHPK3PXP")
    assert url == "otpauth://totp/lawyer?secret=JBSWY3DPEHPK3PXP&issuer=Office"
