"""The pages of a case in a real browser: wide and narrow, for everybody, without leaving the page."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from cases.services.intake import Intake, PersonDetails, SafeContactDetails, open_case
from tests.accounts.factories import UserFactory
from tests.cases.folding import two_files
from tests.cases.pages import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABS = ["case", "household"]
FORMS = [
    "assess_risk",
    "assign",
    "hold",
    "close",
    "fold",
    "add_person",
    "safe_contact",
    "change_safe_contact",
]


@pytest.fixture
def coordinator():
    return UserFactory(role=Role.COORDINATOR, display_name="Saule B.")


@pytest.fixture
def case(coordinator):
    people = [
        PersonDetails(role="child", relationship="son", name="Ivan", lives_with_client=True),
        PersonDetails(role="used_violence", relationship="husband", lives_with_client=False),
        PersonDetails(role="relative", relationship="mother_in_law"),
    ]
    intake = Intake(
        team=coordinator.team,
        client=PersonDetails(role="client", sex="female", name="Irina Invented"),
        household=people,
        safe_contact=SafeContactDetails(
            may_contact="yes",
            channel="call",
            number="+7 700 000 00 14",
            safe_days=(1, 2, 3, 4, 5),
            safe_from=dt.time(10),
            safe_until=dt.time(13),
            code_word="the blue kettle",
            alert="He reads her phone.",
        ),
        kinds_of_violence=["physical", "threats"],
        risk_level="high",
        risk_reason="He threatened to take the son.",
        primary_worker=coordinator,
    )
    return open_case(actor=coordinator, intake=intake)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_a_case_fits_the_screen_and_can_be_read_by_everybody(
    width, page: Page, case, coordinator, sign_in, accessible, complaints
):
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    for path in ["/cases/", "/cases/new/", *[address(case, name) for name in TABS + FORMS]]:
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        accessible()


def test_name_and_code_phrase_are_shown_where_they_stand(page: Page, case, coordinator, sign_in, complaints):
    sign_in(coordinator)
    page.goto(address(case))
    expect(page.get_by_text("Irina Invented")).to_have_count(0)
    page.get_by_role("button", name="Show name").click()
    expect(page.locator("#case-name")).to_contain_text("Irina Invented")
    page.locator("#code-phrase button").click()
    expect(page.locator("#code-phrase")).to_contain_text("the blue kettle")
    assert page.url.endswith(address(case))
    page.get_by_role("link", name="Hide name").click()
    expect(page.get_by_text("Irina Invented")).to_have_count(0)


def test_a_case_is_opened_and_its_name_shown_without_scripts(
    browser, live_server, coordinator, sign_in, page
):
    sign_in(coordinator)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto("/cases/new/")
    plain.locator("#id_name").fill("Irina Invented")
    plain.get_by_role("button", name="Open the case").click()
    expect(plain.get_by_text("Case opened.")).to_be_visible()
    plain.get_by_role("button", name="Show name").click()
    expect(plain.locator("#case-name")).to_contain_text("Irina Invented")
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_case_that_was_opened_twice_is_folded_and_taken_back(
    width, page: Page, coordinator, sign_in, accessible, complaints
):
    kept, folded = two_files(UserFactory(role=Role.PSYCHOLOGIST), UserFactory(role=Role.LAWYER))
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})

    def look() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.title() == "Case"
        accessible()

    page.goto(address(folded))
    page.get_by_role("link", name="Opened twice?").click()
    look()
    page.get_by_label("Reference of the case that goes on").fill(kept.reference)
    page.get_by_role("button", name="Compare the two files").click()
    look()
    page.get_by_role("group", name="Name", exact=True).get_by_text("Irena Invented").click()
    page.get_by_role("button", name=f"Fold {folded.reference} into {kept.reference}").click()
    look()
    expect(page.get_by_text(f"Folded with {folded.reference}")).to_be_visible()
    page.get_by_role("button", name="Show name").click()
    expect(page.locator("#case-name")).to_contain_text("Irena Invented")
    page.goto(address(folded))
    look()
    page.get_by_role("link", name="Undo the fold").click()
    look()
    page.get_by_role("button", name="Undo the fold").click()
    look()
    expect(page.get_by_text("The fold is undone.")).to_be_visible()
