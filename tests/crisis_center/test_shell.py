"""Every page stands in the same shell."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.access import ForRoles
from accounts.enums import Role
from cases.models import ReminderClock
from crisis_center import context
from crisis_center.urls import urlpatterns as pages
from tests.workers import as_worker


class OnlyForLawyers(ForRoles, TemplateView):
    template_name = "today.html"
    roles = {Role.LAWYER}


urlpatterns = [*pages, path("of-lawyers/", OnlyForLawyers.as_view(), name="of_lawyers")]


def test_today_stands_in_the_shell_with_its_neutral_title(coordinator):
    page = as_worker(coordinator).get("/today/").content.decode()
    assert re.findall(r"<title>(.*)</title>|<h1>", page) == ["Today", ""]


def test_the_shell_says_who_is_signed_in(coordinator):
    page = as_worker(coordinator).get("/today/").content.decode()
    assert f"<span>{coordinator.display_name}<span>Coordinator</span></span>" in page


@pytest.mark.urls("tests.crisis_center.test_shell")
def test_the_menu_shows_only_rooms_whose_page_lets_the_worker_in(rf, lawyer, operator, monkeypatch):
    monkeypatch.setattr(context, "ROOMS", (context.Room("of_lawyers", "Laws", icon="folder"),))
    menus = []
    for worker in (lawyer, operator):
        request = rf.get("/of-lawyers/")
        request.user = worker
        menus.append([(line.url, line.is_current) for line in context.menu(request)])
    assert menus == [[("/of-lawyers/", True)], []]


def test_every_room_of_the_menu_is_there():
    for room in (*context.ROOMS, context.NEW_CALL):
        assert reverse(room.url_name)


@pytest.mark.parametrize(
    ("minutes_ago", "words"),
    [
        (None, "Reminders have not run yet"),
        (1, "Reminders last ran"),
        (11, "No reminders since"),
    ],
)
def test_the_foot_tells_whether_the_reminders_run(coordinator, minutes_ago, words):
    ran_at = None if minutes_ago is None else timezone.now() - timedelta(minutes=minutes_ago)
    ReminderClock.objects.update_or_create(pk=1, defaults={"last_ran_at": ran_at})
    foot = (
        as_worker(coordinator)
        .get("/today/")
        .content.decode()
        .split('class="rail-foot"')[1]
        .split("</div>")[0]
    )
    said = ("Reminders have not run yet", "Reminders last ran", "No reminders since")
    assert [sentence for sentence in said if sentence in foot] == [words]


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_demonstration_says_so_on_every_page(coordinator, settings, is_demo):
    settings.DEMO = is_demo
    page = as_worker(coordinator).get("/today/").content.decode()
    assert ("Everything here is invented." in page) is is_demo


def test_no_page_has_a_script_or_style_of_its_own(coordinator):
    page = as_worker(coordinator).get("/today/").content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|nonce", page) == []


def test_the_night_is_chosen_by_the_worker_and_kept_by_the_browser(coordinator):
    browser = as_worker(coordinator)
    lights = [_light_of(browser)]
    answer = browser.post("/theme/", {"theme": "dark", "next": "/?x=1"})
    lights.append(_light_of(browser))
    browser.post("/theme/", {"theme": "light"})
    lights.append(_light_of(browser))
    assert (lights, answer.url, bool(answer.cookies["theme"]["httponly"])) == (
        ["light", "dark", "light"],
        "/?x=1",
        True,
    )


def _light_of(browser: Client) -> str:
    return re.findall(r'data-bs-theme="(\w+)"', browser.get("/today/").content.decode())[0]


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""]
)
def test_choosing_the_night_never_leads_to_another_site(coordinator, elsewhere):
    assert as_worker(coordinator).post("/theme/", {"theme": "dark", "next": elsewhere}).url == "/today/"


def test_there_is_no_third_light(coordinator):
    answer = as_worker(coordinator).post("/theme/", {"theme": "blue"})
    assert (answer.status_code, answer.cookies.get("theme")) == (400, None)


def test_the_switch_of_languages_leads_back_to_the_page_of_a_form_that_came_back(coordinator):
    """The address that a form is sent to may answer posts only."""
    client, form = as_worker(coordinator), "/password/?page=of-the-form"
    switch = r'action="/language/">.*?name="next" value="([^"]*)"'
    page = client.post("/password/", headers={"referer": f"http://testserver{form}"}).content.decode()
    assert re.findall(switch, page, re.DOTALL) == [form]
    assert re.findall(switch, client.get("/password/?a=1").content.decode(), re.DOTALL) == ["/password/?a=1"]
