"""The pages before and around signing in, scanned and looked at in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts import waiting
from accounts.services.staff import invite_worker_again
from tests.accounts.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTHING_WIDER = "() => document.documentElement.scrollWidth <= window.innerWidth"


def try_a_password(page: Page) -> None:
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture(
    params=[(1280, "light"), (390, "dark"), (320, "light")], ids=["wide", "phone at night", "narrow"]
)
def look(request, page: Page) -> Page:
    width, scheme = request.param
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    return page


@pytest.mark.usefixtures("complaints")
def test_the_ways_in_are_accessible(look: Page, accessible, everybody, administrator, lawyer, settings):
    welcome = invite_worker_again(actor=administrator, worker=lawyer)
    for path in ("/sign-in/", welcome):
        look.goto(path)
        accessible()
        assert look.evaluate(NOTHING_WIDER)
    settings.DEMO = False
    look.goto("/sign-in/")
    try_a_password(look)
    expect(look.get_by_role("alert")).to_have_text(re.compile("is not right"))
    accessible()
    assert look.evaluate(NOTHING_WIDER)


@pytest.mark.usefixtures("complaints")
def test_the_staff_pages_are_accessible(look: Page, accessible, sign_in, administrator, lawyer):
    sign_in(administrator)
    own = f"/staff/{administrator.pk}/"
    for path in (
        "/staff/",
        "/staff/invite/",
        "/staff/teams/",
        own,
        f"/staff/{lawyer.pk}/",
        "/password/",
        "/my-sign-in/sessions/",
    ):
        look.goto(path)
        accessible()
        assert look.evaluate(NOTHING_WIDER)
    look.goto(f"/staff/{lawyer.pk}/")
    look.get_by_role("button", name="Make a new link").click()
    expect(look.get_by_label("One-time link")).to_have_value(re.compile("/welcome/"))
    accessible()


@pytest.mark.usefixtures("complaints")
def test_a_role_of_the_demonstration_is_one_press_away(page: Page, everybody):
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in: Coordinator").click()
    expect(page.locator("summary.me")).to_contain_text("Coordinator")
    page.locator("summary.me").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Choose a role")).to_be_visible()


def test_the_page_of_patience_is_accessible(page: Page, accessible):
    block = waiting.block_of("127.0.0.1")
    tried = waiting.Try(pair="p", block=waiting.keyed("block", block), account="a")
    for _ in range(2 * waiting.BLOCK.free):
        waiting.count_wrong_password(tried)
    page.goto("/sign-in/")
    try_a_password(page)
    expect(page.get_by_role("heading", name="Wait a little")).to_be_visible()
    accessible()


def test_the_quick_exit_blanks_the_page_and_leaves_no_way_back(page: Page, settings, base_url):
    settings.QUICK_EXIT_URL = f"{base_url}/health/"
    page.goto("/health/?before")
    page.goto("/sign-in/")
    page.get_by_role("link", name="Quick exit").click()
    expect(page).to_have_url(f"{base_url}/health/")
    page.go_back()
    expect(page).to_have_url(f"{base_url}/health/?before")


def test_escape_three_times_is_the_quick_exit(page: Page, settings, base_url):
    settings.QUICK_EXIT_URL = f"{base_url}/health/"
    page.goto("/sign-in/")
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page).to_have_url(f"{base_url}/health/")
