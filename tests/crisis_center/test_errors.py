"""What went wrong is said plainly, with the number of the request and nothing else."""

import re
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path
from django.utils import translation

from accounts.access import open_to_all
from crisis_center.urls import handler400, handler500
from crisis_center.urls import urlpatterns as pages
from tests.workers import signed_in

__all__ = ["handler400", "handler500"]
SECRET = "Irina Gorskaya"


@open_to_all
def breaks(request: HttpRequest) -> HttpResponse:
    faults = {"400": SuspiciousOperation, "403": PermissionDenied, "500": ValueError}
    raise faults[request.GET["with"]](SECRET)


urlpatterns = [*pages, path("breaks/", breaks)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.crisis_center.test_errors")]


@pytest.fixture
def browser(coordinator) -> Client:
    client = Client(raise_request_exception=False)
    signed_in(client, coordinator)
    return client


@pytest.mark.parametrize("status", [400, 403, 500])
def test_a_fault_shows_its_number_and_none_of_its_words(browser, status):
    answer = browser.get("/breaks/", {"with": status})
    page = answer.content.decode()
    shown = (answer.status_code, answer["X-Request-ID"] in page, SECRET in page)
    assert shown == (status, True, False)


@pytest.mark.parametrize("status", [400, 403, 500])
def test_who_works_at_night_is_not_dazzled_by_a_fault(browser, status):
    browser.cookies["theme"] = "dark"
    assert 'data-bs-theme="dark"' in browser.get("/breaks/", {"with": status}).text


def test_an_address_that_is_not_there_is_not_repeated(browser):
    answer = browser.get("/Gorskaya/")
    assert (answer.status_code, "Gorskaya" in answer.content.decode()) == (404, False)


def test_a_page_that_was_open_too_long_says_what_to_do(coordinator):
    client = Client(enforce_csrf_checks=True)
    signed_in(client, coordinator)
    answer = client.post("/theme/", {"theme": "dark"})
    assert (answer.status_code, re.findall(r"<h1>(.*)</h1>", answer.content.decode())) == (
        403,
        ["This page was open too long"],
    )


def test_while_the_database_is_away_the_page_says_so_in_the_visitors_language(browser):
    with mock.patch.object(connection, "ensure_connection", side_effect=OperationalError):
        browser.cookies["theme"] = "dark"
        answer = browser.get("/today/", headers={"accept-language": "en"})
    assert 'data-bs-theme="dark"' in answer.text
    assert (
        answer.status_code,
        answer["Retry-After"],
        re.findall(r"<h1>(.*)</h1>", answer.content.decode()),
    ) == (
        503,
        "10",
        ["The system is away for a moment"],
    )


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500", "503"])
@pytest.mark.parametrize(("language", "others"), [("en", ["kk", "ru"]), ("kk", ["ru", "en"])])
def test_what_went_wrong_stands_on_the_page_in_the_other_languages_too(code, language, others):
    """No server is asked for them: it may be what broke."""
    with translation.override(language):
        page = render_to_string(f"{code}.html")
    assert re.findall(r'<html lang="(\w+)"|<details lang="(\w+)">', page) == [
        (language, ""),
        *(("", other) for other in others),
    ]
    assert len(set(re.findall(r"<h1>(.+)</h1>|<strong>(.+)</strong>", page))) == 3


@pytest.mark.parametrize("code", ["500", "503"])
def test_the_page_of_a_fault_needs_no_database_no_worker_and_no_manifest(
    code, settings, django_assert_num_queries
):
    with (
        django_assert_num_queries(0),
        mock.patch("django.templatetags.static.static", side_effect=ValueError),
    ):
        page = render_to_string(f"{code}.html")
    assert len(re.findall("<h1>.+</h1>", page)) == 1
