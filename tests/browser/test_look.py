"""How the pages look wherever they are opened: zoomed, at night, on paper, on a slow line."""

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import Role
from cases.services.follow_ups import plan_follow_up
from cases.services.intake import Intake, PersonDetails, SafeContactDetails, open_case
from tests.accounts.factories import UserFactory
from tests.cases.pages import address
from tests.hotline.factories import finished_call
from tests.partners.factories import BranchFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER, NAME, CHILD, ASK_FOR = "+7 700 000 00 14", "Irina Invented", "Ivan Invented", "Aigul Invented"
PERSONAL = (NUMBER, NAME, CHILD, ASK_FOR, "the blue kettle")
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
MOST_SHIFT = 0.02
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def coordinator():
    return UserFactory(role=Role.COORDINATOR, display_name="Saule B.")


@pytest.fixture
def case(coordinator):
    safe_contact = SafeContactDetails(
        may_contact="yes", channel="call", number=NUMBER, ask_for=ASK_FOR, code_word="the blue kettle"
    )
    return open_case(
        actor=coordinator,
        intake=Intake(
            team=coordinator.team,
            client=PersonDetails(role="client", sex="female", name=NAME),
            household=[PersonDetails(role="child", relationship="son", name=CHILD)],
            safe_contact=safe_contact,
            kinds_of_violence=["physical", "threats"],
            risk_level="high",
            risk_reason="He threatened to take the son.",
            primary_worker=coordinator,
        ),
    )


@pytest.fixture
def pages(case, coordinator) -> list[str]:
    """Return the pages on which a day is spent."""
    follow_up = plan_follow_up(
        actor=coordinator, case=case, kind="one_month", responsible=coordinator, due_on=timezone.localdate()
    )
    call = finished_call(UserFactory(role=Role.OPERATOR, username="operator"), caller_name=NAME, phone=NUMBER)
    BranchFactory()
    tabs = ("case", "household", "sessions", "consents", "follow_ups", "change_safe_contact")
    return [
        *("/today/", "/calls/", "/calls/new/", "/cases/", "/cases/new/", "/referrals/", "/partners/"),
        *(address(case, name) for name in tabs),
        f"{address(case, 'follow_ups')}{follow_up.pk}/",
        call.get_absolute_url(),
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.usefixtures("complaints")
def test_at_twice_the_size_nothing_is_cut_and_everybody_can_read_it(
    theme, page: Page, base_url, sign_in, coordinator, pages, accessible
):
    sign_in(coordinator)
    page.context.add_cookies([{"name": "theme", "value": theme, "url": base_url}])
    page.set_viewport_size({"width": 640, "height": 450})  # 1280 × 900 at 200 %
    for path in pages:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        assert page.evaluate(TOO_WIDE) <= 0, path
        accessible()


def test_paper_is_white_fits_and_carries_nothing_personal(
    page: Page, base_url, sign_in, coordinator, pages, case
):
    sign_in(coordinator)
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": base_url}])
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 between its margins
    seen_on_screen = ""
    for path in [*pages, address(case, "household")]:
        page.goto(path)
        for name in ("Show names", "Show name"):
            if (press := page.get_by_role("button", name=name, exact=True)).count():
                press.click()
                page.wait_for_load_state("networkidle")
        seen_on_screen += page.locator("body").inner_text() + " ".join(
            field.input_value() for field in page.locator("main input:visible").all()
        )
        page.emulate_media(media="print")
        on_paper = page.locator("body").inner_text()
        assert [words for words in PERSONAL if words in on_paper] == [], path
        assert page.locator("main form:visible, .rail:visible, .topbar:visible").count() == 0, path
        assert page.evaluate(TOO_WIDE) <= 0, path
        expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(page.locator("h1").first).to_have_css("color", "rgb(0, 0, 0)")
        page.emulate_media(media="screen")
    assert [words for words in PERSONAL if words not in seen_on_screen] == [], "it could have been printed"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_a_page_opens(width, page: Page, sign_in, coordinator, pages):
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCH_SHIFTS)
    for path in pages:
        page.goto(path, wait_until="networkidle")
        assert page.evaluate("() => window.shifted") < MOST_SHIFT, path


@pytest.mark.usefixtures("complaints")
def test_after_a_moment_the_page_says_what_it_waits_for_and_nothing_moves(
    page: Page, sign_in, coordinator, case
):
    held = []
    sign_in(coordinator)
    page.goto(address(case, "case"), wait_until="networkidle")
    page.route("**/show-name/", lambda route: held.append(route))  # noqa: PLW0108 Playwright takes no built-in
    page.clock.install(time=0)
    page.clock.pause_at(60_000)  # from here on only `run_for` lets time pass, however busy the machine is
    before = page.locator("main").bounding_box()
    page.get_by_role("button", name="Show name").click()
    page.clock.run_for(390)
    expect(page.get_by_text("Opening the name…")).to_be_hidden()
    page.clock.run_for(20)
    expect(page.get_by_text("Opening the name…")).to_be_visible()
    assert page.locator("main").bounding_box() == before
    page.clock.resume()
    held[0].continue_()
    expect(page.get_by_text(NAME)).to_be_visible()
    expect(page.get_by_text("Opening the name…")).to_be_hidden()


def test_a_line_that_failed_is_said(page: Page, sign_in, coordinator, case):
    sign_in(coordinator)
    page.goto(address(case, "case"), wait_until="networkidle")
    page.route("**/show-name/", lambda route: route.abort())
    page.get_by_role("button", name="Show name").click()
    expect(page.get_by_text("That did not arrive. Check the line, then press again.")).to_be_visible()


def test_every_page_has_its_icon(page: Page, sign_in, coordinator, pages):
    sign_in(coordinator)
    for path in [*pages, "/nowhere/"]:
        page.goto(path)
        icon = page.locator('link[rel="icon"]').get_attribute("href")
        assert icon == f"{settings.STATIC_URL}img/favicon.svg", path
