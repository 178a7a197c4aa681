"""Helpers of the page tests: addresses, and the statements of one request."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

TRANSACTIONS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def address(case, name="case", **more):
    return reverse(f"cases:{name}", kwargs={"reference": case.reference, **more})


def statements_of(browser, url):
    """Return the statements of one GET, session, sign-in and journal included."""
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return [one["sql"] for one in queries.captured_queries if not one["sql"].startswith(TRANSACTIONS)]


def typed_in(form):
    """Return what a browser sends back when nothing was changed on the page."""
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, []) and value is not False}
