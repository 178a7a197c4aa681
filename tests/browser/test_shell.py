"""The shell and the components in a real browser, under the strict policy for scripts and styles."""

import re

import pytest
from django.urls import path
from django.views.generic import TemplateView
from playwright.sync_api import Page, expect

from accounts.access import ForRoles
from accounts.enums import HOTLINE_ROLES
from crisis_center import context
from crisis_center.development_urls import urlpatterns as pages


class Arrived(ForRoles, TemplateView):
    template_name = "today.html"
    roles = HOTLINE_ROLES


urlpatterns = [*pages, path("arrived/", Arrived.as_view(), name="arrived")]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.browser.test_shell"),
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 640, 390])
@pytest.mark.usefixtures("complaints")
def test_the_components_are_accessible(page: Page, base_url, sign_in, accessible, coordinator, theme, width):
    sign_in(coordinator)
    page.context.add_cookies([{"name": "theme", "value": theme, "url": base_url}])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/styleguide/?until=soon&is_near=unsafe")
    accessible()
    too_wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0


@pytest.mark.usefixtures("complaints")
def test_a_menu_opens_by_keyboard_and_closes_by_escape(page: Page, sign_in, coordinator):
    sign_in(coordinator)
    page.goto("/styleguide/")
    summary = page.locator("summary.me")
    summary.press("Enter")
    expect(page.get_by_role("button", name="Night page")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Night page")).to_be_hidden()
    expect(summary).to_be_focused()


@pytest.mark.usefixtures("complaints")
def test_a_message_stays_until_it_is_closed(page: Page, sign_in, coordinator):
    sign_in(coordinator)
    page.goto("/styleguide/")
    toast = page.get_by_text("Follow-up moved to 30 Nov")
    expect(toast).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(toast).to_be_hidden()


@pytest.mark.usefixtures("complaints")
def test_f2_begins_a_call_even_while_typing(page: Page, sign_in, operator, monkeypatch):
    monkeypatch.setattr(context, "NEW_CALL", context.Room("arrived", "New call", icon="phone-plus"))
    sign_in(operator)
    page.goto("/styleguide/")
    page.get_by_label("Note").press("F2")
    expect(page).to_have_url("/arrived/")


def test_the_page_works_without_scripts(browser, base_url, sign_in, page: Page, coordinator):
    sign_in(coordinator)
    plain = browser.new_context(java_script_enabled=False, base_url=base_url)
    plain.add_cookies(page.context.cookies())
    bare = plain.new_page()
    bare.goto("/styleguide/")
    bare.get_by_label("More answers").first.click()
    bare.get_by_label("Unsafe to ask").first.check()
    bare.get_by_role("button", name="Save").click()
    expect(bare).to_have_url(re.compile("is_near=unsafe"))
    plain.close()


@pytest.mark.usefixtures("complaints")
def test_on_a_phone_the_other_rooms_stand_behind_more(
    page: Page, sign_in, accessible, coordinator, monkeypatch
):
    rooms = [context.Room("arrived", f"Room {number}", icon="folder") for number in range(1, 6)]
    monkeypatch.setattr(context, "ROOMS", rooms)
    monkeypatch.setattr(context, "NEW_CALL", context.Room("arrived", "New call", icon="phone-plus"))
    sign_in(coordinator)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/styleguide/")
    bar = page.get_by_role("navigation", name="Main, at the bottom")
    words = [text.strip() for text in bar.locator("> *").all_inner_texts()]
    assert words == ["Room 1", "Room 2", "New call", "Room 3", "More"]
    bar.get_by_text("More").click()
    expect(bar.get_by_role("link", name="Room 5")).to_be_visible()
    accessible()


@pytest.mark.usefixtures("complaints")
def test_paper_carries_neither_the_menu_nor_the_night(page: Page, base_url, sign_in, coordinator):
    sign_in(coordinator)
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": base_url}])
    page.goto("/styleguide/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main", exact=True)).to_be_hidden()
    expect(page.get_by_text("Everything here is invented.")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_have_css("color", "rgb(0, 0, 0)")
