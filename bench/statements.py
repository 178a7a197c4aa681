"""The statements of one request, counted where Django sends them: here, through every middleware."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.presence import pass_second_factor

TRANSACTIONS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@dataclass(frozen=True)
class Counted:
    """One answer and the statements that it cost, session, sign-in and journal included.

    What begins and ends a transaction is not among `statements`, but among `round_trips`.
    """

    response: Any
    statements: list[str]
    round_trips: int


def counted(ask: Callable[[], Any]) -> Counted:
    """Ask once, so that what is loaded once is loaded, then again and count."""
    ask()
    return counted_once(ask)


def counted_once(ask: Callable[[], Any]) -> Counted:
    """Ask and count, when somebody has asked for the same before."""
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    sent = [one["sql"] for one in captured.captured_queries]
    return Counted(response, [one for one in sent if not one.startswith(TRANSACTIONS)], len(sent))


def visitor() -> Client:
    """Return a test browser that asks as the proxy in front would: over TLS."""
    return Client(headers={"X-Forwarded-Proto": "https"}, SERVER_NAME="127.0.0.1")


def signed_in(worker: User) -> Client:
    client = visitor()
    client.force_login(worker)
    session = client.session
    pass_second_factor(session)
    session.save()
    return client
