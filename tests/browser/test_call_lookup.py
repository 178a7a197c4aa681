"""Who may have called before, in a real browser: shown quietly, decided by her, in nobody's way."""

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import Session
from audit.models import JournalEntry
from cases.services import search_limits
from hotline.models import Call, CallCase, CallDraft
from tests.browser.traces import NOTHING_STORED, STORED
from tests.cases.factories import CaseFactory
from tests.hotline.factories import finished_call
from vault.context import opening

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKUP = "/calls/lookup/"
ALERT = "Her husband checks the telephone."
PLACES = "() => [...document.querySelectorAll('#call-form .section')].map((part) => part.offsetTop)"


@pytest.fixture
def case(operator):
    return CaseFactory(
        team=operator.team,
        client__name="Қасымова Айгүл",
        client__phone="87011234567",
        safe_contact__alert=ALERT,
    )


@pytest.fixture
def new_call(page: Page, sign_in, operator):
    sign_in(operator)
    page.goto(reverse("hotline:new"))
    yield page
    page.goto("about:blank")  # what is still on its way arrives before the database goes


@pytest.fixture
def lookups(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data) if LOOKUP in request.url else None)
    return asked


def card(page: Page) -> Locator:
    return page.get_by_role("region", name="She may have called before")


def row(page: Page, case) -> Locator:
    return page.locator(f'li[data-reference="{case.reference}"]')


def name(page: Page) -> Locator:
    return page.get_by_label("How to address her")


def kept(call: Call) -> dict:
    with opening([call.pk], purposes=["call"]):
        return CallDraft.objects.newest_of(call).typed


def arrives(page: Page, **typed: str) -> Call:
    """Wait for the draft, which is sent after a longer pause than a lookup: what was not asked by then is not."""
    for _try in range(100):
        call = Call.objects.first()
        if call and typed.items() <= kept(call).items():
            expect(page.locator("[data-save-status]")).to_contain_text("Saved")
            return call
        page.wait_for_timeout(50)
    pytest.fail("What was typed did not arrive.")


@pytest.mark.usefixtures("complaints")
def test_typing_her_name_shows_the_card_and_moves_nothing_of_the_form(new_call, case, lookups, accessible):
    places = new_call.evaluate(PLACES)
    name(new_call).press_sequentially("айгуль касымова", delay=20)
    expect(card(new_call)).to_contain_text(ALERT)
    expect(name(new_call)).to_be_focused()
    assert new_call.evaluate(PLACES) == places
    assert len(lookups) == 1
    name(new_call).press("End")
    name(new_call).press(" ")  # the same name
    arrives(new_call, caller_name="айгуль касымова ")
    assert len(lookups) == 1
    accessible()
    name(new_call).fill("Ковальская")
    expect(card(new_call)).to_be_hidden()
    assert new_call.evaluate(STORED) == NOTHING_STORED
    assert case.reference not in new_call.url


@pytest.mark.usefixtures("complaints")
def test_a_number_is_asked_when_it_is_whole_and_not_before(new_call, case, lookups):
    number = new_call.get_by_label("Telephone", exact=True)
    number.press_sequentially("8 701 123 45 6")
    arrives(new_call, phone="8 701 123 45 6")
    assert lookups == []
    number.press_sequentially("7")
    expect(row(new_call, case)).to_contain_text("telephone")
    assert len(lookups) == 1


@pytest.mark.usefixtures("complaints")
def test_the_same_person_survives_a_reload_and_is_linked_at_the_end(new_call, case):
    name(new_call).fill("Айгуль Касымова")
    row(new_call, case).get_by_role("button", name="Same person").click()
    expect(row(new_call, case)).to_contain_text("will be added to this case when it is finished")
    call = arrives(new_call, **{f"verdict_{case.reference}": "same"})
    assert CallCase.objects.count() == 0
    new_call.goto(call.get_absolute_url())
    pressed = row(new_call, case).get_by_role("button", name="Same person")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(card(new_call)).to_contain_text(ALERT)  # who comes back sees the warning again
    expect(pressed).to_have_attribute("aria-pressed", "true")
    name(new_call).fill("Ковальская Наталья")
    expect(card(new_call).get_by_text("Last contact")).to_have_count(1)
    expect(pressed).to_have_attribute("aria-pressed", "true")  # whoever is found now
    new_call.locator('input[name="call_type"][value="about_self"] + label').click()
    new_call.get_by_role("button", name="Finish the call").click()
    expect(new_call.get_by_text("stands in the timeline of the case")).to_be_visible()
    assert (CallCase.objects.get().call, CallCase.objects.get().case) == (call, case)


@pytest.mark.usefixtures("complaints")
def test_not_the_same_is_set_aside_and_can_be_shown_again_by_keyboard(new_call, case, accessible):
    name(new_call).fill("Айгуль Касымова")
    other = row(new_call, case).get_by_role("button", name="Not the same")
    other.focus()
    other.press("Enter")
    expect(row(new_call, case)).to_be_hidden()
    arrives(new_call, **{f"verdict_{case.reference}": "other"})
    again = new_call.get_by_role("button", name="Show those set aside")
    expect(again).to_be_focused()
    name(new_call).fill("Айгуль Касымова Б")
    arrives(new_call, caller_name="Айгуль Касымова Б")
    expect(row(new_call, case)).to_be_hidden()
    again.press("Enter")
    expect(other).to_be_focused()
    other.press("Space")
    expect(other).to_have_attribute("aria-pressed", "false")
    accessible()


@pytest.mark.usefixtures("complaints")
def test_unsure_leaves_the_row_where_it_is(new_call, case):
    name(new_call).fill("Айгуль Касымова")
    row(new_call, case).get_by_role("button", name="Unsure").click()
    expect(row(new_call, case)).to_contain_text("Nothing is linked.")
    arrives(new_call, **{f"verdict_{case.reference}": "unsure"})


@pytest.mark.usefixtures("complaints")
def test_nobody_is_looked_up_in_danger(new_call, case, lookups):
    new_call.keyboard.press("F10")
    name(new_call).evaluate("(field) => { field.value = 'Айгуль Касымова'; }")
    name(new_call).dispatch_event("input")
    arrives(new_call, caller_name="Айгуль Касымова")
    assert lookups == []


def test_too_many_searches_are_said_once_and_the_call_goes_on(new_call, case, lookups, monkeypatch):
    monkeypatch.setattr(search_limits, "MOST_A_MINUTE", 1)
    name(new_call).fill("Айгуль")
    expect(card(new_call)).to_contain_text(ALERT)
    name(new_call).fill("Айгуль Касымова")
    expect(card(new_call)).to_contain_text("many searches in one minute")
    name(new_call).fill("Айгуль Касымова Б")
    arrives(new_call, caller_name="Айгуль Касымова Б")
    assert len(lookups) == 2
    new_call.get_by_role("textbox", name="Notes").fill("It goes on.")
    arrives(new_call, notes="It goes on.")


@pytest.mark.usefixtures("complaints")
def test_when_the_session_is_over_nothing_is_said_and_typing_goes_on(new_call, case, lookups):
    Session.objects.all().delete()
    name(new_call).fill("Айгуль Касымова")
    arrives(new_call, caller_name="Айгуль Касымова")
    assert len(lookups) == 1
    expect(card(new_call)).to_be_hidden()
    expect(new_call.get_by_label("How to address her")).to_have_value("Айгуль Касымова")
    assert not JournalEntry.objects.filter(verb="cases.searched").exists()


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_card_fits_and_is_accessible(new_call, base_url, operator, case, accessible, theme, width):
    finished_call(operator, caller_name="Айгуль", phone="")
    CaseFactory(team=operator.team, client__name="Айгуля Касымва", safe_contact__alert="")
    new_call.context.add_cookies([{"name": "theme", "value": theme, "url": base_url}])
    new_call.set_viewport_size({"width": width, "height": 900})
    new_call.reload()
    name(new_call).fill("Айгуль")
    expect(card(new_call).get_by_role("listitem")).to_have_count(3)
    way_there = new_call.get_by_role("link", name="She may have called before")
    assert way_there.is_visible() is (width == 390)
    accessible()
    assert new_call.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_it_works_without_scripts(browser, base_url, page: Page, sign_in, operator, case):
    sign_in(operator)
    plain = browser.new_context(java_script_enabled=False, base_url=base_url)
    plain.add_cookies(page.context.cookies())
    sheet = plain.new_page()
    sheet.goto(reverse("hotline:new"))
    name(sheet).fill("Айгуль Касымова")
    sheet.get_by_role("button", name="Look her up").click()
    expect(card(sheet)).to_contain_text(ALERT)
    expect(name(sheet)).to_have_value("Айгуль Касымова")
    card(sheet).locator("label", has_text="Same person").click()
    sheet.get_by_role("button", name="Hang up").click()
    expect(row(sheet, case).locator("input[value=same]")).to_be_checked()
    sheet.locator('input[name="call_type"][value="about_self"] + label').click()
    sheet.get_by_role("button", name="Finish the call").click()
    expect(sheet.get_by_text("stands in the timeline of the case")).to_be_visible()
    assert CallCase.objects.get().case == case
    plain.close()
