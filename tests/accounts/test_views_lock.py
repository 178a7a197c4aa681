"""The lock: by hand, by idleness, and back (U7, U9)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.redirects import own_path, page_of
from tests.accounts.factories import PASSWORD
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
UNLOCK_FROM_STAFF = "/unlock/?next=/staff/%3Fpage%3D2"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def locked(administrator):
    client = as_worker(administrator)
    client.post("/lock/")
    return client


def test_a_page_asked_after_fifteen_idle_minutes_is_behind_the_lock(administrator, clock):
    client = as_worker(administrator)
    clock.move_to(NOW + timedelta(minutes=15) - timedelta(seconds=1))
    assert client.get("/staff/").status_code == 200
    clock.shift(timedelta(minutes=15))
    response = client.get("/staff/?page=2")
    assert (response.status_code, response.url) == (302, UNLOCK_FROM_STAFF)


def test_an_idle_session_stays_locked_until_it_is_unlocked(administrator, clock):
    client = as_worker(administrator)
    clock.shift(timedelta(minutes=15))
    assert [client.get("/staff/").status_code for _ in range(2)] == [302, 302]


def test_typing_is_activity(administrator, clock):
    client = as_worker(administrator)
    for _ in range(30):
        clock.shift(timedelta(minutes=1))
        assert client.post("/alive/").status_code == 204
    assert client.get("/staff/").status_code == 200


def test_being_there_costs_one_write_a_minute_not_one_a_request(administrator, clock):
    client = as_worker(administrator)
    clock.shift(timedelta(seconds=59))
    client.get("/today/")
    seen_early = client.session["seen_at"]
    clock.shift(timedelta(seconds=1))
    client.get("/today/")
    assert (seen_early, client.session["seen_at"]) == (int(NOW.timestamp()), int(NOW.timestamp()) + 60)


def test_the_lock_is_answered_in_the_way_the_sender_understands(locked):
    page = locked.get("/staff/?page=2")
    region = locked.get(
        "/staff/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/staff/?page=2"}
    )
    form = locked.post(
        "/staff/invite/", headers={"Accept": "text/html", "Referer": "http://testserver/staff/?page=2"}
    )
    foreign = locked.post(
        "/staff/invite/", headers={"Accept": "text/html", "Referer": "https://elsewhere.example/x"}
    )
    script = locked.post("/alive/", headers={"Accept": "application/json"})
    nowhere = locked.get("/nowhere/")
    assert (page.status_code, page.url) == (302, UNLOCK_FROM_STAFF)
    assert (region.status_code, region["HX-Redirect"], region.content) == (200, UNLOCK_FROM_STAFF, b"")
    assert (form.status_code, form.url) == (302, UNLOCK_FROM_STAFF)
    assert (foreign.status_code, foreign.url) == (302, "/unlock/")
    assert (script.status_code, script.content) == (423, b"")
    assert (nowhere.status_code, nowhere.url) == (302, "/unlock/?next=/nowhere/")


def test_the_lock_button_returns_to_the_page_it_was_pressed_on(administrator):
    response = as_worker(administrator).post("/lock/", {"next": "/staff/?page=2"})
    assert (response.status_code, response.url) == (302, UNLOCK_FROM_STAFF)
    response = as_worker(administrator).post("/lock/", {"next": "https://elsewhere.example/"})
    assert response.url == "/unlock/"


def test_a_second_tab_may_lock_what_the_first_has_locked(locked):
    response = locked.post("/lock/", {"next": "/staff/?page=2"}, headers={"Accept": "application/json"})
    assert (response.status_code, response.url) == (302, UNLOCK_FROM_STAFF)
    assert locked.get("/staff/").status_code == 302


def test_the_unlock_page_says_who_is_locked_and_offers_a_way_out(locked, administrator):
    page = locked.get("/unlock/?next=/staff/").content.decode()
    assert administrator.display_name in page
    assert '<input type="hidden" name="next" value="/staff/">' in page
    assert locked.post("/sign-out/").url == "/sign-in/"
    assert locked.get("/staff/").url == "/sign-in/?next=/staff/"


def test_the_right_password_unlocks_under_a_new_session_key(locked):
    before = locked.session.session_key
    response = locked.post("/unlock/", {"password": PASSWORD, "next": "/staff/"})
    assert (response.status_code, response.url) == (302, "/staff/")
    assert locked.get("/staff/").status_code == 200
    assert locked.session.session_key != before


@pytest.mark.parametrize("password", ["wrong", "x" * 129])
def test_a_wrong_password_leaves_the_session_locked(locked, password):
    response = locked.post("/unlock/", {"password": password, "next": "/staff/"})
    assert response.context["form"].errors == {"password": ["This password is not right. Type it again."]}
    assert locked.get("/staff/").status_code == 302


def test_the_password_of_a_colleague_does_not_unlock(locked, lawyer):
    lawyer.set_password("the lawyer's own long one")
    lawyer.save()
    locked.post("/unlock/", {"password": "the lawyer's own long one"})
    assert locked.get("/staff/").status_code == 302


def test_unlocking_returns_to_own_pages_only(locked):
    response = locked.post("/unlock/", {"password": PASSWORD, "next": "https://elsewhere.example/"})
    assert response.url == "/today/"


def test_an_open_session_has_nothing_to_unlock(administrator):
    response = as_worker(administrator).get("/unlock/?next=/staff/")
    assert (response.status_code, response.url) == (302, "/staff/")


def test_unlocking_does_not_move_the_end_of_the_session(administrator, clock):
    client = as_worker(administrator)
    clock.shift(timedelta(hours=11, minutes=59))
    client.post("/unlock/", {"password": PASSWORD})
    assert client.get("/staff/").status_code == 200
    clock.shift(timedelta(minutes=1))
    assert client.get("/staff/").url == "/sign-in/?next=/staff/"


def test_a_locked_session_still_changes_its_language(locked):
    assert locked.post("/language/", {"language": "kk", "next": "/unlock/"}).url == "/unlock/"


def test_a_page_without_a_known_origin_returns_nowhere(rf):
    assert page_of(rf.post("/staff/invite/")) == ""
    assert page_of(rf.post("/staff/invite/", headers={"Referer": "http://testserver/staff/"})) == "/staff/"
    assert own_path(rf.get("/"), "https://testserver/staff/") == ""
