"""What was taken away stays away: after signing out, in other tabs, in the browser's memory of pages."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIGN_IN = re.compile(r"/sign-in/")
AT_A_DOOR = re.compile(r"/(sign-in|unlock)/")  # whichever of the two tabs reaches the server first
UNLOCK = re.compile(r"/unlock/")
# A session that was locked from elsewhere: by the same cookie, but by no script of this browser.
LOCK_UNHEARD = """(address) => fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
    redirect: "manual",
})"""
# Pressed, but never sent: what is gone now is gone without the server.
SIGN_OUT_UNSENT = """() => {
    const way = document.querySelector("form[data-signs-out]");
    way.addEventListener("submit", (event) => event.preventDefault());
    way.requestSubmit();
    return document.querySelector("main").childNodes.length;
}"""
FROM_MEMORY = "() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"


@pytest.fixture
def at_staff(page: Page, sign_in, administrator, complaints) -> Page:
    sign_in(administrator)
    page.goto("/today/")
    page.goto("/staff/")
    expect(page.get_by_role("heading", name="Staff")).to_be_visible()
    return page


def sign_out(page: Page) -> None:
    page.locator("summary.me").first.click()
    page.get_by_role("button", name="Sign out").first.click()


def test_the_back_button_shows_nothing_after_signing_out(at_staff: Page):
    sign_out(at_staff)
    expect(at_staff).not_to_have_url(re.compile("/staff/"))
    at_staff.go_back()
    expect(at_staff).to_have_url(SIGN_IN)
    expect(at_staff.get_by_role("heading", name="Staff")).to_have_count(0)


def test_signing_out_empties_the_page_before_the_server_is_asked(at_staff: Page):
    assert at_staff.evaluate(SIGN_OUT_UNSENT) == 0


def test_a_second_tab_shows_nothing_after_signing_out_in_the_first(at_staff: Page):
    other = at_staff.context.new_page()
    other.goto("/staff/teams/")
    expect(other.get_by_role("heading", name="Teams")).to_be_visible()
    sign_out(at_staff)
    expect(other).to_have_url(AT_A_DOOR)
    expect(other.get_by_role("heading", name="Teams")).to_have_count(0)


def test_a_page_from_the_browsers_memory_is_asked_for_anew(at_staff: Page):
    at_staff.evaluate(LOCK_UNHEARD, reverse("accounts:lock"))
    expect(at_staff.get_by_role("heading", name="Staff")).to_be_visible()
    at_staff.evaluate(FROM_MEMORY)
    expect(at_staff).to_have_url(UNLOCK)
