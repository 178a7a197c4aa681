"""How long whoever typed a wrong password waits before the next try (decision 27, security U3).

Nobody is locked out and nothing sleeps: a try that comes too early is answered 429, unread, with Retry-After.
All of it is counted in PostgreSQL, so a dead Redis changes nothing. What is counted is a hash of what was
typed, whether such an account exists or not: unknown, known and deactivated ones behave alike (U4).

A wrong password is counted after it was compared, so that no row stays locked while it is. As many tries as
the server has threads can therefore slip past a limit together, and no more.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import ipaddress
import math
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from accounts.device_cookie import token_of
from accounts.devices import KnownDevice, SignInCount

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

AT_ONCE = dt.timedelta(0)
MANY_DOUBLINGS = 20


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rule:
    """After `free` wrong passwords the wait doubles, from a second to `longest`. All is forgotten in time."""

    free: int
    longest: dt.timedelta
    memory: dt.timedelta

    def wait_after(self, failures: int) -> dt.timedelta:
        if failures < self.free:
            return AT_ONCE
        doubled = 2 ** min(failures - self.free, MANY_DOUBLINGS)
        return min(self.longest, dt.timedelta(seconds=doubled))


# A device where this worker has signed in before, or her own open session: nobody else can use this up.
OWN = Rule(free=5, longest=dt.timedelta(minutes=1), memory=dt.timedelta(hours=1))
# One account from one block of addresses.
PAIR = Rule(free=3, longest=dt.timedelta(minutes=15), memory=dt.timedelta(days=1))
# Any accounts from one block of addresses.
BLOCK = Rule(free=10, longest=dt.timedelta(minutes=15), memory=dt.timedelta(hours=1))
# One account from everywhere: so long each block waits from its first knock, and between two tries.
ACCOUNT = Rule(free=20, longest=dt.timedelta(seconds=30), memory=dt.timedelta(hours=1))


@dataclasses.dataclass(frozen=True)
class Try:
    """Under which keys a try is counted: its own bucket alone, or pair, block and account."""

    own: str = ""
    pair: str = ""
    block: str = ""
    account: str = ""

    @property
    def memories(self) -> dict[str, dt.timedelta]:
        if self.own:
            return {self.own: OWN.memory}
        return {self.pair: PAIR.memory, self.block: BLOCK.memory, self.account: ACCOUNT.memory}


def try_of(request: HttpRequest, username: str) -> Try:
    """Return how a try to sign in as `username` is counted, from where it comes."""
    name = username.strip().lower()
    if request.user.is_authenticated and request.user.username.lower() == name:
        return Try(own=keyed("session", str(request.session.session_key)))
    token = token_of(request)
    if token and KnownDevice.objects.living().with_token(token).of(name).exists():
        return Try(own=keyed("device", token, name))
    block = block_of(get_adapter().get_client_ip(request))
    return Try(pair=keyed("pair", name, block), block=keyed("block", block), account=keyed("account", name))


def block_of(address: str) -> str:
    """Return the neighbours of an address, who are counted together: /24, or /64 of the long ones."""
    here = ipaddress.ip_address(address)
    return str(ipaddress.ip_network((here, 24 if here.version == 4 else 64), strict=False))


def time_to_wait(tried: Try) -> dt.timedelta:
    """Return how long this try comes too early; the first knock at an account under attack is noted."""
    now = timezone.now()
    counts = {count.key: count for count in SignInCount.objects.living(now).filter(key__in=tried.memories)}
    if tried.own:
        return _rest(counts.get(tried.own), OWN, now)
    account, pair = counts.get(tried.account), counts.get(tried.pair)
    everybody = ACCOUNT.wait_after(account.failures) if account else AT_ONCE
    if everybody and not pair:
        SignInCount.objects.add({tried.pair: PAIR.memory}, now=now, failures=0)
        return everybody
    rest = _rest(pair, PAIR, now, at_least=everybody)
    return max(rest, _rest(counts.get(tried.block), BLOCK, now))


def count_wrong_password(tried: Try) -> None:
    SignInCount.objects.add(tried.memories, now=timezone.now())


def forget_wrong_passwords(tried: Try) -> None:
    """Let the right password end the wait of whoever typed it; block and account keep theirs."""
    SignInCount.objects.filter(key=tried.own or tried.pair).delete()


def asked_to_wait(request: HttpRequest, wait: dt.timedelta) -> HttpResponse:
    """Answer 429 and say how long to wait."""
    seconds = math.ceil(wait.total_seconds())
    response = render(request, "429.html", {"wait": _in_words(seconds)}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _rest(
    count: SignInCount | None, rule: Rule, now: dt.datetime, at_least: dt.timedelta = AT_ONCE
) -> dt.timedelta:
    if count is None:
        return AT_ONCE
    return max(AT_ONCE, count.last_at + max(rule.wait_after(count.failures), at_least) - now)


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return ngettext("%(seconds)d second", "%(seconds)d seconds", seconds) % {"seconds": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}


def keyed(kind: str, *parts: str) -> str:
    """Return what is kept of an account, a block or a device: nobody can guess back who it was."""
    return salted_hmac("accounts.sign_in", "\0".join([kind, *parts]), algorithm="sha256").hexdigest()
