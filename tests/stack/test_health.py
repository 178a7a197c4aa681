"""The health page tells one bit; a database that is away is said plainly."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.asserts import assertContains
from redis.exceptions import ConnectionError as RedisIsAway

from tests.workers import signed_in

pytestmark = pytest.mark.django_db


def test_anybody_may_ask_and_learns_nothing_else():
    response = Client().get("/health/")
    assert (response.status_code, response.content) == (200, b"ok")


def test_without_redis_the_centre_is_not_well(monkeypatch):
    def away(*_args, **_kwargs):
        raise RedisIsAway

    monkeypatch.setattr(cache, "get", away)
    response = Client().get("/health/")
    assert (response.status_code, response.content) == (503, b"unavailable")


@pytest.mark.parametrize("path", ["/health/", "/today/", "/"])
def test_without_the_database_every_page_says_come_back_soon(monkeypatch, path):
    def away():
        raise OperationalError

    monkeypatch.setattr(connection, "ensure_connection", away)
    response = Client().get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assertContains(response, "<h1>The system is away for a moment</h1>", status_code=503, html=True)


def test_the_database_knows_who_is_signed_in(operator, monkeypatch):
    from crisis_center.today import Today

    seen = []

    def get(self, request, *args, **kwargs):
        from django.http import HttpResponse

        with connection.cursor() as cursor:
            cursor.execute("select current_setting('centre.actor')")
            seen.append(cursor.fetchone())
        return HttpResponse("seen")

    monkeypatch.setattr(Today, "get", get)
    browser = Client()
    signed_in(browser, operator)
    browser.get("/today/")
    assert seen == [(str(operator.pk),)]
