"""The numbers of the centre in a real browser, wide, narrow and on paper."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from reporting.periods import period_before, period_of
from tests.cases.factories import CaseFactory
from tests.reporting.factories import a_call, an_approved, an_intervention

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPORT = reverse("reporting:report")


@pytest.fixture
def last_quarter():
    return period_before(period_of(timezone.localdate(), months=3), months=3)


@pytest.fixture
def work(operator, last_quarter):
    """Give the last quarter numbers to show and numbers to hide."""
    noon = last_quarter.moments[0] + dt.timedelta(hours=12)
    case = CaseFactory(opened_at=noon, kinds_of_violence=["physical"])
    for kind, times in (("session", 7), ("viewing", 5), ("home_visit", 2)):
        for _time in range(times):
            an_intervention(case, noon, kind)
    for _time in range(6):
        a_call(operator, noon)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.usefixtures("complaints", "work")
def test_the_pages_of_the_numbers_are_accessible_and_fit(
    page: Page, sign_in, accessible, manager, last_quarter, width
):
    years_ago = period_of(last_quarter.first_on.replace(year=last_quarter.first_on.year - 3), months=12)
    an_approved(years_ago.code, manager)
    sign_in(manager)
    page.set_viewport_size({"width": width, "height": 900})
    for path in (
        REPORT,
        f"{REPORT}?period={last_quarter.code}",
        f"{REPORT}?first_on=2026-03-05&last_on=2026-03-01",
        reverse("reporting:approved_list"),
        reverse("reporting:approved", args=[years_ago.code]),
        reverse("reporting:approve", args=[last_quarter.code]),
        reverse("reporting:approve", args=[period_of(timezone.localdate(), months=12).code]),
    ):
        page.goto(path)
        accessible()
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0, path


@pytest.mark.usefixtures("complaints", "work")
def test_a_manager_chooses_a_quarter_and_approves_it(page: Page, sign_in, manager, last_quarter):
    sign_in(manager)
    page.goto("/today/")
    page.get_by_role("link", name="Reports").first.click()
    page.get_by_label("Period").and_(page.locator("select")).select_option(last_quarter.code)
    page.get_by_role("button", name="Show").click()
    kinds = page.get_by_role("region", name="Interventions by kind")
    expect(kinds.get_by_role("row", name="Home visit hidden")).to_be_visible()
    expect(kinds.get_by_role("img", name="Interventions by kind")).to_be_visible()
    page.get_by_role("link", name="Approve for the website…").click()
    expect(page.get_by_role("heading", name=f"Approve: {last_quarter.title}")).to_be_visible()
    page.get_by_role("button", name="Approve for the website").click()
    expect(page.get_by_text("The website may show these numbers now.")).to_be_visible()
    page.get_by_role("link", name=last_quarter.title).click()
    expect(page.get_by_role("row", name="Home visit hidden")).to_be_visible()


@pytest.mark.usefixtures("complaints", "work")
def test_a_striped_bar_is_drawn_striped(page: Page, sign_in, manager, operator):
    """Its pattern stands in the page, its colour in the style sheet: both must find each other."""
    for _time in range(5):
        a_call(operator, timezone.now())
    sign_in(manager)
    page.goto(REPORT)
    bar = page.locator("rect.c-now")
    expect(bar).to_have_css("fill", 'url("#hatch")')


@pytest.mark.usefixtures("work")
def test_a_report_on_paper_has_its_numbers_and_no_buttons(page: Page, sign_in, manager, last_quarter):
    sign_in(manager)
    page.goto(f"{REPORT}?period={last_quarter.code}")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=last_quarter.title)).to_be_visible()
    expect(page.get_by_role("row", name="Individual session 7").first).to_be_visible()
    expect(page.get_by_text("How it is counted").last).to_be_visible()
    for gone in (
        page.get_by_role("button", name="Show"),
        page.get_by_label("Period").last,
        page.get_by_role("navigation").first,
    ):
        expect(gone).to_be_hidden()
