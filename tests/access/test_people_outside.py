"""Whoever is not signed in, no longer works here, or has locked the screen learns nothing of any address."""

import pytest
from django.urls import reverse

from accounts.access import is_finishing_sign_in, is_open_to_all, is_open_while_locked
from accounts.enums import Role
from accounts.models import User
from tests.access.counted import PROPERTY
from tests.access.walk import LINES, OTHER_METHODS, PLACES, READS_AND_POSTS, Browser
from tests.accounts.factories import UserFactory


def nobody():
    return Browser(None)


def deactivated():
    """Sign in a worker on every case, and end her access while her session lives."""
    worker = UserFactory(role=Role.COORDINATOR)
    browser = Browser(worker)
    User.objects.filter(pk=worker.pk).update(is_active=False)
    return browser


def locked():
    browser = Browser(UserFactory(role=Role.COORDINATOR))
    browser.client.post(reverse("accounts:lock"))
    return browser


def half():
    """Sign in by the password alone."""
    browser = Browser(None)
    browser.client.force_login(UserFactory(role=Role.COORDINATOR))
    return browser.as_it_is()


# Each stands at a door: where she is sent, and which pages she may open all the same.
PERSONAS = {
    "nobody": (nobody, "/sign-in/", is_open_to_all),
    "deactivated": (deactivated, "/sign-in/", is_open_to_all),
    "half": (half, "/second-step/", lambda view: is_open_to_all(view) or is_finishing_sign_in(view)),
    "locked": (locked, "/unlock/", lambda view: is_open_to_all(view) or is_open_while_locked(view)),
}


@pytest.fixture(scope="module")
def browsers(walk):
    return {name: make() for name, (make, _door, _may_open) in PERSONAS.items()}


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_address_sends_them_to_the_door_whether_its_object_exists_or_not(
    persona, walk, browsers, record_property
):
    _make, door, may_open = PERSONAS[persona]
    surprises, checks = [], 0
    for place in PLACES:
        there = place.path(walk.world, place.relations[0], Role.COORDINATOR)
        for method in (*READS_AND_POSTS, *OTHER_METHODS):
            got, nothing = (browsers[persona].ask(method, path) for path in (there, place.url.path))
            is_open, checks = may_open(place.url.view), checks + 1
            if not is_open and not (got.status == 302 and got.to.startswith(door) and got.body == b""):
                surprises.append(f"{method} {place.name}: {got.status} {got.to}")
            if not is_open and (got.status, sorted(got.headers)) != (nothing.status, sorted(nothing.headers)):
                surprises.append(f"{method} {place.name}: {got.difference(nothing)}")
            if is_open and (got.status >= 500 or got.references):
                surprises.append(f"{method} {place.name}: {got.status} {got.references}")
    record_property(PROPERTY, checks)
    assert surprises == []


def test_the_pages_that_are_open_to_all_are_those_of_the_table():
    assert {place.name for place in PLACES if is_open_to_all(place.url.view)} == {
        name for name, line in LINES.items() if line["anonymous"] == "open"
    }
