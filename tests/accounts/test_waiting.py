"""Wrong passwords make whoever types them wait, and nobody else (U3, U4, decision 27)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import waiting
from accounts.models import KnownDevice, SignInCount
from accounts.tasks import clear_what_has_expired
from accounts.views.signing_in import too_many_requests
from accounts.waiting import ACCOUNT, AT_ONCE, BLOCK, OWN, PAIR, Rule
from outbox.models import OutboxMessage
from tests.accounts.factories import PASSWORD, UserFactory
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HERS = "203.0.113.7"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def sign_in(username="lawyer", password=PASSWORD, *, address=HERS, client=None):
    client = client or Client()
    return client.post("/sign-in/", {"login": username, "password": password}, REMOTE_ADDR=address)


def statuses(times, *args, **kwargs):
    return [sign_in(*args, **kwargs).status_code for _ in range(times)]


def block(number):
    """Return an address of a block of its own."""
    return f"10.{number // 250}.{number % 250}.9"


def flood(clock, tries, *, username="lawyer", blocks=500):
    """Let strangers try, a tenth of a second apart, from as many blocks; return how many were heard."""
    heard = 0
    for number in range(tries):
        clock.shift(timedelta(milliseconds=100))
        heard += sign_in(username, "a guess", address=block(number % blocks)).status_code == 200
    return heard


def besiege(username):
    """Count so many wrong passwords from elsewhere that everybody waits longest at this account."""
    account = waiting.keyed("account", username)
    for number in range(ACCOUNT.free + 10):
        waiting.count_wrong_password(waiting.Try(pair=f"p{number}", block=f"b{number}", account=account))


def test_five_hundred_hostile_tries_do_not_keep_the_worker_out(lawyer, clock):
    hers = Client()
    assert sign_in(client=hers).status_code == 302
    hers.post("/sign-out/")
    heard = flood(clock, 500, blocks=100)
    assert ACCOUNT.free <= heard < 150, "most of them were answered unread"
    assert sign_in(client=hers).status_code == 302, "where she has signed in before, at once"
    new = sign_in()
    assert (new.status_code, int(new["Retry-After"]) <= 30) == (429, True)
    begun = datetime.now(UTC)
    flood(clock, 300, blocks=100)
    assert sign_in().status_code == 302, "from a new device, while it goes on"
    assert datetime.now(UTC) - begun <= timedelta(seconds=60)


def test_nobody_gets_mail_of_wrong_passwords(lawyer, clock, settings):
    settings.DEMO = False
    flood(clock, 60)
    assert OutboxMessage.objects.count() == 0


def test_a_flood_on_one_account_is_no_matter_of_another(lawyer, operator, clock):
    flood(clock, 60)
    assert sign_in("operator").status_code == 302


@pytest.mark.parametrize("rule", [OWN, PAIR, BLOCK, ACCOUNT])
def test_the_wait_grows_to_its_longest_and_no_longer(rule):
    waits = [rule.wait_after(failures) for failures in range(rule.free + 40)]
    assert waits[: rule.free] == [AT_ONCE] * rule.free
    assert waits[rule.free : rule.free + 3] == [timedelta(seconds=seconds) for seconds in (1, 2, 4)]
    assert (waits == sorted(waits), waits[-1]) == (True, rule.longest)


def test_after_three_wrong_passwords_the_next_try_waits_a_second_then_two(lawyer, clock):
    assert statuses(4, password="wrong") == [200, 200, 200, 429]
    early = sign_in()
    assert (early.status_code, early["Retry-After"]) == (429, "1")
    assert "Time to wait: 1 second." in early.content.decode()
    clock.shift(1)
    assert statuses(2, password="wrong") == [200, 429]
    assert sign_in()["Retry-After"] == "2"


def test_a_long_wait_is_said_in_minutes(lawyer):
    tried = waiting.Try(pair="p", block=waiting.keyed("block", waiting.block_of(HERS)), account="a")
    for _ in range(40):
        waiting.count_wrong_password(tried)
    answer = sign_in()
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert "Time to wait: 15 minutes." in answer.content.decode()


def test_a_try_that_comes_too_early_costs_no_hash_and_does_not_prolong_the_wait(lawyer, clock, monkeypatch):
    statuses(3, password="wrong")
    monkeypatch.delattr("django.contrib.auth.hashers.MD5PasswordHasher.encode")
    clock.shift(timedelta(milliseconds=400))
    assert statuses(5) == [429] * 5
    monkeypatch.undo()
    clock.shift(timedelta(milliseconds=600))
    assert sign_in().status_code == 302


def test_the_right_password_ends_the_wait_of_whoever_typed_it(lawyer):
    statuses(2, password="wrong")
    assert sign_in().status_code == 302
    assert statuses(3, password="wrong") == [200] * 3


def test_neighbours_are_counted_together_whichever_account_they_try(lawyer):
    tries = [sign_in(f"name{number}", address=f"10.0.0.{number}").status_code for number in range(11)]
    assert tries == [200] * BLOCK.free + [429]
    assert sign_in(address="10.0.0.99").status_code == 429
    assert sign_in(address="10.0.1.1").status_code == 302


@pytest.mark.parametrize(
    ("address", "neighbours"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_addresses_are_counted_by_their_block(address, neighbours):
    assert waiting.block_of(address) == neighbours


def test_what_was_forgotten_counts_from_one_again(lawyer, clock):
    statuses(3, password="wrong")
    clock.shift(PAIR.memory)
    assert statuses(3, password="wrong") == [200] * 3
    assert max(SignInCount.objects.values_list("failures", flat=True)) == 3


def test_a_knock_is_noted_once_and_waits_from_the_first(lawyer, clock):
    besiege("lawyer")
    assert sign_in()["Retry-After"] == "30"
    clock.shift(20)
    assert sign_in()["Retry-After"] == "10"
    clock.shift(10)
    assert sign_in(password="wrong").status_code == 200
    assert sign_in()["Retry-After"] == "30", "a wrong one waits anew"


def test_on_a_known_device_a_worker_waits_for_her_own_mistakes_alone(lawyer, clock):
    hers = Client()
    sign_in(client=hers)
    hers.post("/sign-out/")
    assert statuses(6, password="wrong", client=hers) == [200] * OWN.free + [429]
    assert sign_in().status_code == 302, "another device knows nothing of it"
    clock.shift(1)
    assert sign_in(client=hers).status_code == 302


def test_a_device_is_known_for_its_worker_only_and_not_for_ever(lawyer, operator, clock):
    hers = Client()
    sign_in("operator", client=hers)
    hers.post("/sign-out/")
    besiege("lawyer")
    assert sign_in("lawyer", client=hers).status_code == 429
    besiege("operator")
    KnownDevice.objects.update(last_seen_at=NOW - timedelta(days=366))
    assert sign_in("operator", client=hers).status_code == 429


def test_a_cookie_that_we_did_not_give_is_not_taken_over(lawyer):
    hers = Client()
    hers.cookies[settings.DEVICE_COOKIE_NAME] = "planted"
    sign_in(client=hers)
    given = hers.cookies[settings.DEVICE_COOKIE_NAME]
    assert given.value != "planted"
    assert (given["httponly"], given["samesite"], given["max-age"]) == (True, "Strict", 365 * 24 * 60 * 60)
    kept = KnownDevice.objects.get()
    assert (kept.worker, kept.token_hash == given.value, given.value in str(kept.__dict__)) == (
        lawyer,
        False,
        False,
    )


def test_two_workers_of_one_browser_share_its_cookie_and_know_it_each(lawyer, operator):
    shared = Client()
    for username in ("lawyer", "operator", "lawyer"):
        sign_in(username, client=shared)
        shared.post("/sign-out/")
    assert KnownDevice.objects.count() == 2
    assert len(set(KnownDevice.objects.values_list("token_hash", flat=True))) == 1


def test_a_wrong_password_at_the_lock_is_counted_for_this_session_alone(lawyer, clock):
    besiege("lawyer")
    here = as_worker(lawyer)
    here.post("/lock/")
    tries = [here.post("/unlock/", {"password": "wrong"}).status_code for _ in range(6)]
    assert tries == [200] * OWN.free + [429]
    clock.shift(1)
    assert here.post("/unlock/", {"password": PASSWORD}).status_code == 302


def answers(username, tries=4):
    """Return text, status, headers and number of statements of each try, what differs by chance left out."""
    told = []
    for _ in range(tries):
        with CaptureQueriesContext(connection) as captured:
            answer = sign_in(username, "wrong", address=block(hash(username) % 400))
        page = answer.content.decode().replace(username, "NAME")
        csrf = answer.wsgi_request.META.get("CSRF_COOKIE", "none")
        text = [line for line in page.splitlines() if "csrf" not in line and csrf not in line]
        heads = [(name, value) for name, value in answer.headers.items() if name != "X-Request-ID"]
        headers = sorted((name, sorted(value.split("; "))) for name, value in heads)
        told.append((answer.status_code, headers, text, len(captured)))
    return told


def test_unknown_known_and_deactivated_accounts_answer_alike(lawyer, settings):
    settings.DEMO = False
    UserFactory(username="leaver", is_active=False, password="!")
    known, unknown, gone = answers("lawyer"), answers("nobody"), answers("leaver")
    assert [status for status, *_ in known] == [200, 200, 200, 429]
    assert known == unknown == gone


def test_a_flood_tells_nothing_of_whether_the_account_exists(lawyer, clock):
    heard = [flood(clock, 60, username=username) for username in ("lawyer", "nobody")]
    assert heard[0] == heard[1]
    assert sign_in("lawyer", "x")["Retry-After"] == sign_in("nobody", "x")["Retry-After"]


def test_what_is_counted_names_nobody(lawyer):
    sign_in(password="wrong")
    kept = str(list(SignInCount.objects.values()))
    assert ("lawyer" in kept, HERS in kept, SignInCount.objects.count()) == (False, False, 3)
    assert str(SignInCount.objects.first()) == "1 wrong"


def test_a_dead_redis_keeps_nobody_out(lawyer, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert statuses(1, password="wrong") == [200]
    assert sign_in().status_code == 302


def test_a_clients_own_header_does_not_change_its_address(lawyer):
    def ask(number):
        return Client().post(
            "/sign-in/",
            {"login": "lawyer", "password": "x"},
            headers={"X-Forwarded-For": f"10.0.{number}.1"},
        )

    assert [ask(number).status_code for number in range(4)] == [200, 200, 200, 429]


def test_behind_our_own_proxy_each_client_has_its_own_count(lawyer, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def ask(address):
        typed = {"login": "lawyer", "password": "x"}
        return (
            Client().post("/sign-in/", typed, headers={"X-Forwarded-For": f"1.1.1.1, {address}"}).status_code
        )

    assert [ask("10.0.0.1") for _ in range(4)] == [200, 200, 200, 429]
    assert ask("10.0.1.1") == 200


def test_what_is_forgotten_is_cleared_away(lawyer, clock):
    sign_in()
    sign_in("nobody")
    clock.shift(BLOCK.memory)
    clear_what_has_expired()
    assert (SignInCount.objects.count(), KnownDevice.objects.count()) == (1, 1), "the pair, for a day"
    clock.shift(timedelta(days=366))
    assert str(KnownDevice.objects.get()).startswith("Device ")
    clear_what_has_expired()
    assert (SignInCount.objects.count(), KnownDevice.objects.count()) == (0, 0)


def test_a_limit_of_allauth_itself_is_told_in_the_same_way(rf):
    request = rf.get("/")
    request.user, request.session = AnonymousUser(), {}
    answer = too_many_requests(request)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Time to wait: 1 minute." in answer.content.decode()


def test_a_rule_without_end_does_not_overflow():
    endless = Rule(free=0, longest=timedelta(days=30), memory=timedelta(days=1))
    assert endless.wait_after(10**6) == timedelta(seconds=2**20)
