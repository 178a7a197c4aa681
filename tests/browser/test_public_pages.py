"""The public pages in a real browser: light, bare, readable by everybody, on any screen."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from partners.enums import PartnerKind
from reference.models import HelpLine
from tests.accounts.factories import UserFactory
from tests.partners.factories import BranchFactory, PartnerFactory
from tests.reporting.factories import an_approved
from tests.website.factories import PublicTextFactory
from website.management.commands.load_public_pages import DATA

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["", "migration/", "partners/", "statistic/", "statistic/2026-q2/", "nothing/"]
LANGUAGES = ["kk", "ru", "en"]


@pytest.fixture(autouse=True)
def _full_pages() -> None:
    HelpLine.objects.update(is_confirmed=True)
    manager = UserFactory(role="manager", username="who_approved")
    an_approved("2026-q2", manager), an_approved("2026-q3", manager)
    for language in LANGUAGES:
        title, _, body = (DATA / f"migration.{language}.md").read_text(encoding="utf-8").partition("\n")
        PublicTextFactory(
            language=language, title=title, body=body, changed_by__username=f"manager_{language}"
        )
    for kind in (PartnerKind.POLICE, PartnerKind.NGO, PartnerKind.SHELTER):
        partner = PartnerFactory(agreed_to_be_listed=True, checked_on=timezone.localdate(), kind=kind)
        BranchFactory(organisation=partner, hours_ru="Пн–Пт 9–18")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_weighs_thirty_kilobytes_at_most_in_two_requests_to_this_host_and_leaves_nothing(
    language, page: Page, base_url, complaints
):
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 Playwright asks for a function of Python
    for path in PAGES[:-1]:
        answers.clear()
        page.goto(f"/{language}/{path}", wait_until="networkidle")
        assert [answer.request.resource_type for answer in answers] == ["document", "stylesheet"]
        assert {answer.url.startswith(base_url) for answer in answers} == {True}
        assert sum(len(answer.body()) for answer in answers) <= 30_000
        assert [answer.header_value("set-cookie") for answer in answers] == [None, None]
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_can_be_read_by_everybody_by_day_and_by_night(language, scheme, page: Page, accessible):
    page.emulate_media(color_scheme=scheme)
    for path in PAGES:
        page.goto(f"/{language}/{path}")
        accessible()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_fits_every_screen(language, width, page: Page):
    page.set_viewport_size({"width": width, "height": 740})
    for path in PAGES:
        page.goto(f"/{language}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_without_scripts_all_of_it_works(browser: Browser, base_url):
    bare = browser.new_context(java_script_enabled=False, locale="ru-RU", base_url=base_url).new_page()
    bare.goto("/")
    expect(bare).to_have_url("/ru/")
    bare.locator(".nav").get_by_role("link", name="Миграция").click()
    expect(bare).to_have_url("/ru/migration/")
    bare.get_by_role("link", name="Қазақша").click()
    expect(bare).to_have_url("/kk/migration/")
    expect(bare.locator("html")).to_have_attribute("lang", "kk")
    bare.locator(".jump a").first.click()
    expect(bare.locator("#part-1")).to_be_in_viewport()
    bare.context.close()


def test_the_first_screen_of_a_phone_has_the_number_the_emergency_and_the_way_out(page: Page, settings):
    settings.DEMO = False
    page.set_viewport_size({"width": 390, "height": 844})
    for language in LANGUAGES:
        page.goto(f"/{language}/")
        for seen in (
            page.locator(".call"),
            page.locator("#now + .nums a").first,
            page.locator("[data-exit]"),
        ):
            expect(seen).to_be_in_viewport(ratio=1)


def test_the_quick_exit_covers_no_number_on_a_phone(page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/ru/")
    page.locator(".foot .tel").scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    last, way_out = page.locator(".foot p").last.bounding_box(), page.locator(".exit").bounding_box()
    assert last["y"] + last["height"] <= way_out["y"]


def test_with_the_keyboard_the_numbers_come_first_and_then_the_way_out(page: Page, settings, base_url):
    settings.QUICK_EXIT_URL = f"{base_url}/health/"
    page.goto("/en/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Straight to the numbers")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Quick exit")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{base_url}/health/")


def test_on_paper_the_numbers_stay_and_the_rest_of_the_site_goes(page: Page):
    page.emulate_media(media="print")
    page.goto("/ru/")
    expect(page.locator(".call")).to_be_visible()
    for gone in (".exit", ".top", ".foot"):
        expect(page.locator(gone)).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_manager_keeps_the_pages(width, page: Page, manager, sign_in, accessible, complaints):
    sign_in(manager)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/public-pages/")
    accessible()
    page.get_by_role("link", name="Migration").nth(2).click()
    page.get_by_label("Heading").fill("Going away to work")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("heading", name="How it will look")).to_be_visible()
    accessible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Everybody can read it now.")).to_be_visible()
    page.get_by_role("link", name="+7 700 000 00 00").click()
    accessible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/en/migration/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Going away to work")
