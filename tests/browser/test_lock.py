"""The screen lock in a real browser (U9): content first, then the server, then nothing comes back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UNLOCK = re.compile(r"/unlock/\?next=")
SAVE_BEFORE_LOCKING = """() => document.addEventListener("centre:before-lock", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const save = () => fetch("/alive/", { method: "POST", headers: { "X-CSRFToken": token } });
    event.detail.waitFor(new Promise((resolve) => setTimeout(resolve, 100)).then(save));
})"""


@pytest.fixture
def at_staff(page: Page, sign_in, administrator, complaints) -> Page:
    sign_in(administrator)
    page.goto("/today/")
    page.goto("/staff/")
    expect(page.get_by_role("heading", name="Staff")).to_be_visible()
    return page


def press_escape_twice(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def test_escape_twice_empties_the_page_before_the_server_has_answered(at_staff: Page):
    held = []
    at_staff.route("**/lock/", lambda route: held.append(route))  # noqa: PLW0108 a builtin will not do
    press_escape_twice(at_staff)
    assert at_staff.evaluate("() => [document.querySelector('main').childNodes.length, document.title]") == [
        0,
        "Locked",
    ]
    while not held:
        at_staff.wait_for_timeout(10)
    held[0].continue_()
    expect(at_staff).to_have_url(UNLOCK)


def test_one_escape_does_not_lock(at_staff: Page):
    at_staff.keyboard.press("Escape")
    at_staff.wait_for_timeout(700)
    at_staff.keyboard.press("Escape")
    expect(at_staff.get_by_role("heading", name="Staff")).to_be_visible()


def test_what_was_typed_is_saved_before_the_session_is_locked(at_staff: Page):
    at_staff.evaluate(SAVE_BEFORE_LOCKING)
    posted = []
    at_staff.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    press_escape_twice(at_staff)
    expect(at_staff).to_have_url(UNLOCK)
    assert [url.rsplit("/", 2)[1] for url in posted] == ["alive", "lock"]


def test_the_password_brings_the_same_page_back(at_staff: Page):
    at_staff.get_by_role("button", name="Lock screen").click()
    expect(at_staff).to_have_url(UNLOCK)
    at_staff.get_by_label("Password").fill(PASSWORD)
    at_staff.get_by_role("button", name="Unlock").click()
    expect(at_staff.get_by_role("heading", name="Staff")).to_be_visible()


def test_the_back_button_shows_nothing_after_locking(at_staff: Page):
    press_escape_twice(at_staff)
    expect(at_staff).to_have_url(UNLOCK)
    at_staff.go_back()
    expect(at_staff.get_by_role("heading", name="The screen is locked")).to_be_visible()


def test_a_second_tab_is_locked_with_the_first(at_staff: Page):
    other = at_staff.context.new_page()
    other.goto("/staff/teams/")
    expect(other.get_by_role("heading", name="Teams")).to_be_visible()
    press_escape_twice(at_staff)
    expect(other).to_have_url(UNLOCK, timeout=2000)


def test_fifteen_minutes_without_a_touch_lock_the_screen(page: Page, sign_in, administrator, complaints):
    page.clock.install()
    sign_in(administrator)
    page.goto("/staff/")
    page.clock.run_for("14:58")
    expect(page.get_by_role("heading", name="Staff")).to_be_visible()
    page.clock.run_for("00:03")
    expect(page).to_have_url(UNLOCK)


def test_typing_keeps_the_screen_open_and_says_so_once_a_minute(
    page: Page, sign_in, administrator, complaints
):
    said = []
    page.on("request", lambda request: said.append(request.url) if request.url.endswith("/alive/") else None)
    page.clock.install()
    sign_in(administrator)
    page.goto("/staff/invite/")
    for _minute in range(20):
        page.clock.run_for("00:59")
        page.get_by_label("Username").press_sequentially("ab")
        page.clock.run_for("00:01")
    expect(page.get_by_role("heading", name="Invite a worker")).to_be_visible()
    assert 9 <= len(said) <= 20


def test_the_lock_button_works_without_scripts(browser, base_url, page: Page, sign_in, administrator):
    sign_in(administrator)
    plain = browser.new_context(java_script_enabled=False, base_url=base_url)
    plain.add_cookies(page.context.cookies())
    bare = plain.new_page()
    bare.goto("/staff/teams/")
    bare.get_by_role("button", name="Lock screen").click()
    bare.get_by_label("Password").fill(PASSWORD)
    bare.get_by_role("button", name="Unlock").click()
    expect(bare).to_have_url("/staff/teams/")
    plain.close()


def test_nothing_is_kept_in_the_browser(at_staff: Page):
    press_escape_twice(at_staff)
    expect(at_staff).to_have_url(UNLOCK)
    assert at_staff.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]
