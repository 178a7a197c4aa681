"""Strangers who try an account over the wire, and the worker among them, on a tiny scale."""

import pytest

from accounts.models import SignInCount
from accounts.waiting import ACCOUNT, block_of
from bench.groups.access import known_device
from bench.sign_ins import Flood, Person, Reply, address, flood
from tests.accounts.factories import PASSWORD

HERS = "198.51.100.7"


def test_strangers_come_from_a_block_each():
    assert len({block_of(address(number)) for number in range(500)}) == 500


def test_an_answer_tells_how_long_to_wait():
    assert Reply(429, "HTTP/1.1 429 X\r\nRetry-After: 17\r\n", 1.0).seconds_to_wait == 17
    assert Reply(302, "HTTP/1.1 302 X\r\n", 1.0).seconds_to_wait == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_comes_in_while_strangers_try(live_server, lawyer, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.CSRF_TRUSTED_ORIGINS = ["https://127.0.0.1"]
    port = live_server.thread.port
    with flood(port, "lawyer", tries=ACCOUNT.free + 10, addresses=10, threads=2) as strangers:
        assert isinstance(strangers, Flood)
    assert strangers.tries == ACCOUNT.free + 10
    assert set(strangers.answers) == {200, 429}
    assert Person("lawyer", PASSWORD, HERS, known_device("lawyer")).tries(port).status == 302
    assert Person("lawyer", PASSWORD, HERS).tries(port).status == 429
    assert Person("lawyer", PASSWORD, "203.0.113.9").waits_until_she_is_in(port) < 60
    assert SignInCount.objects.exists()
    with pytest.raises(ValueError, match="came 200"):
        Person("nobody", PASSWORD, "203.0.114.9").waits_until_she_is_in(port)
