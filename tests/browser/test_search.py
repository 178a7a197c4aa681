"""Search in a real browser: one key from anywhere, by keyboard alone, and nothing left behind."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.traces import NOTHING_STORED, STORED
from tests.cases.factories import CaseFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(coordinator):
    return CaseFactory(
        team=coordinator.team, client__name="Қасымова Айгүл", safe_contact__alert="He reads her messages."
    )


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("width", [1280, 390])
def test_one_key_and_a_name_lead_to_her_case(page: Page, sign_in, accessible, coordinator, case, width):
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/partners/")
    page.keyboard.press("F4")
    page.keyboard.type("aigul kassymova")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/search/")
    expect(page.get_by_text("He reads her messages.")).to_be_visible()
    accessible()
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate(STORED) == NOTHING_STORED
    page.keyboard.press("F4")
    page.keyboard.type("87011234567")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nobody found whom you may see")).to_be_visible()
    expect(page.get_by_label("Name, telephone or reference")).to_have_value("87011234567")
    accessible()


def test_it_works_without_scripts(browser, base_url, sign_in, page: Page, coordinator, case):
    sign_in(coordinator)
    plain = browser.new_context(java_script_enabled=False, base_url=base_url)
    plain.add_cookies(page.context.cookies())
    bare = plain.new_page()
    bare.goto("/today/")
    bare.get_by_role("searchbox").fill("Касымова Айгуль")
    bare.get_by_role("searchbox").press("Enter")
    bare.get_by_role("link", name=case.reference).click()
    expect(bare).to_have_url(f"/cases/{case.reference}/")
    plain.close()
