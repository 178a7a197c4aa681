"""Hints at intake, links and the look for a perpetrator in a real browser: wide and narrow, for everybody."""

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from cases.models import Case, SamePerson
from tests.accounts.factories import TeamFactory, UserFactory
from tests.cases.factories import CaseFactory, PersonFactory
from tests.cases.pages import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, HIM = "Қасымова Айгүл", "Касымов Болат"
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def coordinator():
    return UserFactory(role=Role.COORDINATOR, display_name="Saule B.")


@pytest.fixture
def known(coordinator):
    """Return two cases of her team whose clients are called alike; another team has one as well."""
    CaseFactory(team=TeamFactory(name="Turkestan"), client__name=NAME)
    return [CaseFactory(client__name=name) for name in (NAME, "Касыпова Айгуль")]


def fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@WIDTHS
def test_a_case_is_opened_after_a_look_at_who_may_be_the_same_person(
    width, page: Page, known, coordinator, sign_in, accessible, complaints
):
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/cases/new/")
    page.locator("#id_name").fill("Aigul Kassymova")
    page.locator("#id_phone").fill("70112345")
    page.get_by_role("button", name="Open the case").click()
    card = page.locator("section", has=page.locator("#h-duplicates"))
    expect(card).to_contain_text("A protected record may exist.")
    expect(card.locator("li")).to_have_count(2)
    expect(page.locator("#id_name")).to_have_value("Aigul Kassymova")
    fits(page, width)
    accessible()
    first, second = card.locator("li").all()
    first.get_by_text("Same person", exact=True).click()
    second.get_by_text("Unsure").click()
    card.get_by_role("button", name="Open this case all the same").click()
    expect(page.locator("#h-same")).to_be_visible()
    expect(page.get_by_text("Kept as typed: This number has too few digits.")).to_be_visible()
    fits(page, width)
    accessible()
    page.get_by_role("link", name="Decide again about").first.click()
    expect(page.get_by_label("Same person", exact=True)).to_be_checked()
    fits(page, width)
    accessible()
    assert (Case.objects.count(), SamePerson.objects.count()) == (4, 2)


@WIDTHS
def test_a_coordinator_looks_for_who_used_violence(
    width, page: Page, coordinator, sign_in, accessible, complaints
):
    case, other, hidden = CaseFactory(), CaseFactory(), CaseFactory(team=TeamFactory(name="Turkestan"))
    for one in (case, other, hidden):
        PersonFactory(case=one, role="used_violence", relationship="husband", name=HIM)
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address(case, "household"))
    fits(page, width)
    accessible()
    page.get_by_role("button", name="Look for him in other cases").click()
    found = page.locator("section", has=page.locator("#h-elsewhere"))
    expect(found).to_contain_text(other.reference)
    expect(found).to_contain_text("speak with its coordinator")
    expect(found).not_to_contain_text(hidden.reference)
    fits(page, width)
    accessible()


def test_the_hints_work_without_scripts(browser, base_url, sign_in, page: Page, known, coordinator):
    sign_in(coordinator)
    with browser.new_context(java_script_enabled=False, base_url=base_url) as context:
        context.add_cookies(page.context.cookies())
        plain = context.new_page()
        plain.goto("/cases/new/")
        plain.locator("#id_name").fill(NAME)
        plain.get_by_role("button", name="Open the case").click()
        plain.locator("section", has=plain.locator("#h-duplicates")).get_by_text(
            "Same person", exact=True
        ).first.click()
        plain.get_by_role("button", name="Open this case all the same").click()
        expect(plain.locator("#h-same")).to_be_visible()
    assert SamePerson.objects.get().verdict == "same"
