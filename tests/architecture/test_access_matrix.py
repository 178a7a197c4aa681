"""docs/access-matrix.csv says who may open what (decision 12); the pages do exactly that.

A new page: add its line. `all` sees every object, `own` those of crisis_center/who_sees_what.csv, `no` gets 404.
tests/access asks each page about each object; here only what each page declares is compared.
"""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.access import is_open_to_all, roles_of
from accounts.enums import PEOPLE_ROLES, Role
from tests.architecture.urls import every_url
from tests.workers import as_worker

ROLES = [role for role in Role if role in PEOPLE_ROLES]
MATRIX = Path(settings.BASE_DIR) / "docs" / "access-matrix.csv"
URLS = {url.name: url for url in every_url()}

with MATRIX.open(encoding="utf-8", newline="") as file:
    LINES = list(csv.DictReader(file))
BY_URL = {line["url_name"]: line for line in LINES}
KNOWN = sorted(URLS.keys() & BY_URL.keys())


def roles_let_in(line):
    return {role for role in ROLES if line[role] != "no"}


def test_every_url_has_one_line_and_every_line_a_url():
    named = [line["url_name"] for line in LINES]
    assert sorted(named) == sorted(URLS), "Add or remove lines of docs/access-matrix.csv."


def test_the_matrix_speaks_its_own_few_words():
    assert list(LINES[0]) == ["url_name", "what", *ROLES, "anonymous"]
    said = {line[role] for line in LINES for role in ROLES}
    assert (said, {line["anonymous"] for line in LINES}) == ({"all", "own", "no"}, {"sign-in", "open"})


@pytest.mark.parametrize("name", KNOWN)
def test_a_page_declares_the_roles_of_its_line(name):
    line, view = BY_URL[name], URLS[name].view
    expected = set() if line["anonymous"] == "open" else roles_let_in(line)
    assert (roles_of(view), is_open_to_all(view)) == (expected, line["anonymous"] == "open")


@pytest.mark.django_db
@pytest.mark.parametrize("name", KNOWN)
def test_a_page_does_not_exist_for_the_roles_it_is_closed_to(name, everybody):
    closed_to = [worker for worker in everybody if BY_URL[name][worker.role] == "no"]
    answers = {worker.role: as_worker(worker).get(URLS[name].path).status_code for worker in closed_to}
    assert answers == {worker.role: 404 for worker in closed_to}


@pytest.mark.django_db
@pytest.mark.parametrize("name", KNOWN)
def test_people_who_are_not_signed_in_meet_sign_in_unless_the_page_is_open(name):
    path = URLS[name].path
    answers = [Client(enforce_csrf_checks=True).generic(method, path) for method in ("GET", "POST", "PUT")]
    sent_to_sign_in = {response.headers.get("Location", "").startswith("/sign-in/") for response in answers}
    assert sent_to_sign_in == {BY_URL[name]["anonymous"] == "sign-in"}


@pytest.mark.django_db
def test_a_path_that_does_not_exist_looks_the_same_to_people_who_are_not_signed_in():
    there, nowhere = Client().get("/staff/"), Client().get("/nowhere/")
    assert (there.status_code, there.content, there.url) == (302, b"", "/sign-in/?next=/staff/")
    assert (nowhere.status_code, nowhere.content, nowhere.url) == (302, b"", "/sign-in/?next=/nowhere/")
    assert sorted(there.headers) == sorted(nowhere.headers)


@pytest.mark.django_db
def test_a_page_of_another_role_looks_like_one_that_does_not_exist(lawyer):
    client = as_worker(lawyer)
    closed, nowhere = client.get("/staff/teams/"), client.get("/nowhere/")
    assert (closed.status_code, nowhere.status_code) == (404, 404)
    assert closed.content == nowhere.content
    assert sorted(closed.headers) == sorted(nowhere.headers)
