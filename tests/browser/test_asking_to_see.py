"""Who sees what, as a page; and what is hidden on a call until somebody asks."""

import pytest
from playwright.sync_api import Page, expect

from tests.hotline.factories import TOLD, finished_call

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


@pytest.mark.parametrize("width", [1280, 390])
def test_who_sees_what_can_be_read_by_everybody_on_every_screen(
    width, page: Page, sign_in, psychologist, accessible, complaints
):
    sign_in(psychologist)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/help/who-sees-what/")
    expect(page.get_by_role("heading", name="What you see")).to_be_visible()
    assert page.evaluate(FITS)
    accessible()
    page.get_by_text("Auditor", exact=True).click()
    expect(page.get_by_role("cell", name="never").first).to_be_visible()
    assert page.evaluate(FITS)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_number_on_a_call_is_shown_where_it_stands_and_goes_again(
    width, page: Page, sign_in, coordinator, operator, accessible, complaints
):
    call = finished_call(operator, address="Canal street 3")
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(call.get_absolute_url())
    number = page.get_by_text(TOLD["phone"])
    expect(number).to_have_count(0)
    assert page.evaluate(FITS)
    accessible()
    page.get_by_role("button", name="Show name, number and address").click()
    expect(number).to_be_visible()
    assert page.url.endswith(call.get_absolute_url())
    accessible()
    page.get_by_role("link", name="Hide").click()
    expect(page.get_by_role("button", name="Show name, number and address")).to_be_visible()
    expect(number).to_have_count(0)
