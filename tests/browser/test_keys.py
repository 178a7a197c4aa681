"""The keyboard: what can be done here, by which keys, in any layout; a whole call without the mouse."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from hotline.models import Call
from tests.browser.test_calls import arrives, saved
from tests.browser.traces import NOTHING_STORED, STORED
from tests.cases.factories import CaseFactory, FollowUpFactory
from tests.partners.factories import BranchFactory
from vault.context import opening

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PRESS = """([code, key, ctrlKey]) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { code, key, ctrlKey, bubbles: true, cancelable: true }))"""
FOCUSED_IS_SHOWN = """() => {  // where the page has come to rest
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}"""


@pytest.fixture
def today(page: Page, sign_in, operator):
    sign_in(operator)
    page.goto(reverse("today"))
    yield page
    page.goto("about:blank")  # what is still on its way arrives before the database goes


@pytest.fixture
def new_call(today: Page):
    today.keyboard.press("F2")
    expect(today).to_have_url("/calls/new/")
    expect(today.get_by_role("radio", name="About herself")).to_be_focused()
    return today


def palette(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Commands")


def chosen(page: Page) -> Locator:
    return palette(page).locator("[role=option][aria-selected=true]")


def command(page: Page, words: str) -> None:
    page.keyboard.press("Control+k")
    expect(palette(page).get_by_role("combobox")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(palette(page)).to_be_hidden()


def tab_to(page: Page, field: Locator) -> None:
    """Go there by Tab alone, as whoever has no mouse does."""
    for _step in range(60):
        if field.evaluate("field => field === document.activeElement"):
            page.wait_for_function(FOCUSED_IS_SHOWN)
            return
        page.keyboard.press("Tab")
    pytest.fail("Tab does not lead there.")


def radio(page: Page, name: str, value: str) -> Locator:
    return page.locator(f'input[name="{name}"][value="{value}"]')


class TestThePalette:
    @pytest.mark.usefixtures("complaints")
    def test_it_opens_by_ctrl_k_and_escape_gives_the_focus_back(self, today, accessible):
        search = today.get_by_role("searchbox").first
        search.focus()
        today.keyboard.press("Control+k")
        expect(palette(today).get_by_role("combobox")).to_be_focused()
        accessible()
        today.keyboard.press("Escape")
        expect(palette(today)).to_be_hidden()
        expect(search).to_be_focused()
        today.wait_for_timeout(700)  # two presses of Escape at once would lock the screen
        assert today.evaluate(STORED) == NOTHING_STORED

    def test_typing_narrows_arrows_choose_and_enter_does_it(self, today):
        today.keyboard.press("Control+k")
        today.keyboard.type("calls")
        expect(palette(today).get_by_role("option")).to_have_count(1)
        today.keyboard.type("zzz")
        expect(palette(today).get_by_role("status")).to_have_text(
            "Nothing here is called so. Try another word."
        )
        today.keyboard.press("Enter")
        expect(palette(today)).to_be_visible()
        for _letter in "callszzz":
            today.keyboard.press("Backspace")
        today.keyboard.press("Enter")
        expect(palette(today)).to_be_visible()
        expect(chosen(today)).to_have_count(0)
        today.keyboard.press("ArrowUp")
        last = chosen(today).text_content()
        today.keyboard.press("ArrowDown")
        first = chosen(today).text_content()
        assert first != last
        today.keyboard.press("ArrowDown")
        expect(chosen(today)).not_to_have_text(first)
        today.keyboard.press("ArrowUp")
        expect(chosen(today)).to_have_text(first)
        field = palette(today).get_by_role("combobox")
        expect(field).to_have_attribute("aria-activedescendant", chosen(today).get_attribute("id"))
        today.keyboard.type("calls")
        today.keyboard.press("Enter")
        expect(today).to_have_url("/calls/")

    @pytest.mark.parametrize(("key", "language"), [("л", "ru"), ("л", "kk")])
    def test_it_opens_in_any_layout_and_speaks_the_language_of_the_page(self, today, key, language):
        today.locator("summary", has=today.locator("[lang=en]")).click()
        today.locator(f"button[name=language][value={language}]").click()
        expect(today.locator("html")).to_have_attribute("lang", language)
        today.evaluate(PRESS, ["KeyK", key, True])
        expect(today.locator("[data-palette]")).to_be_visible()
        names = today.locator("[data-palette] [role=option]").all_inner_texts()
        assert [name for name in names if re.match("Calls|New call", name)] == []

    def test_the_button_opens_it_a_press_does_it_and_a_press_beside_closes_it(self, today):
        today.get_by_role("button", name="Commands").click()
        today.mouse.click(5, 5)
        expect(palette(today)).to_be_hidden()
        today.get_by_role("button", name="Commands").click()
        palette(today).get_by_role("option", name="New call").click()
        expect(today).to_have_url("/calls/new/")

    def test_on_a_call_it_leads_to_its_parts_and_names_nobody(self, new_call):
        new_call.get_by_label("How to address her").fill("Invented Name")
        new_call.keyboard.press("Control+k")
        assert "Invented" not in palette(new_call).inner_text()
        new_call.keyboard.press("Control+k")
        expect(palette(new_call)).to_be_hidden()
        command(new_call, "needs")
        expect(radio(new_call, "needs", "shelter")).to_be_focused()
        command(new_call, "time")
        expect(new_call.get_by_role("textbox", name="Notes")).to_have_value(re.compile(r"^\d\d:\d\d:\d\d $"))

    def test_ctrl_enter_in_it_finishes_no_call_and_a_function_key_means_the_page(self, new_call):
        new_call.keyboard.press("1")
        new_call.keyboard.press("Control+k")
        new_call.keyboard.type("notes by another name")
        new_call.keyboard.press("Control+Enter")
        expect(palette(new_call)).to_be_visible()
        new_call.keyboard.press("F10")
        expect(palette(new_call)).to_be_hidden()
        expect(new_call.locator("body")).to_have_class("danger")

    def test_a_locked_screen_keeps_no_dialog_open(self, new_call):
        new_call.keyboard.press("Control+k")
        new_call.keyboard.press("Escape")
        new_call.keyboard.press("Escape")
        expect(new_call).to_have_url(re.compile("/unlock/"))

    def test_without_a_script_there_is_no_button_that_does_nothing(self, today, browser, base_url):
        plain = browser.new_context(java_script_enabled=False, base_url=base_url)
        plain.add_cookies(today.context.cookies())
        sheet = plain.new_page()
        sheet.goto(reverse("hotline:new"))
        for name in ("Commands", "Keys of this page", "Put in the time"):
            expect(sheet.get_by_role("button", name=name)).to_have_count(0)
        radio(sheet, "call_type", "child").locator("+ label").click()
        sheet.get_by_role("textbox", name="Notes").fill("He whispers.")
        sheet.get_by_role("button", name="Put in the outline").click()
        expect(sheet.get_by_role("textbox", name="Notes")).to_have_value(
            re.compile("^He whispers.\nCan the child")
        )
        plain.close()


class TestTheKeysOfThePage:
    @pytest.mark.usefixtures("complaints")
    @pytest.mark.parametrize("width", [1280, 390])
    def test_f1_tells_them_in_words(self, new_call, accessible, width):
        new_call.set_viewport_size({"width": width, "height": 800})
        new_call.keyboard.press("F1")
        told = new_call.get_by_role("dialog", name="Keys of this page")
        for key, words in (
            ("F8", "Put in the time"),
            ("F10", "Immediate danger"),
            ("7", "Close the call: Silent"),
        ):
            line = told.locator("div", has=new_call.get_by_text(key, exact=True)).last
            expect(line).to_contain_text(words)
        expect(told).to_contain_text("Esc Esc")
        accessible()
        assert told.evaluate("told => told.scrollWidth <= told.clientWidth")
        told.get_by_role("button", name="Close").click()
        expect(told).to_be_hidden()

    def test_the_menu_of_every_page_has_them_on_a_phone_too(self, today):
        today.set_viewport_size({"width": 390, "height": 800})
        today.locator("summary.me").click()
        today.get_by_role("button", name="Keys of this page").click()
        told = today.get_by_role("dialog", name="Keys of this page")
        expect(told).to_contain_text("Ctrl K")
        today.mouse.click(195, 5)
        expect(told).to_be_hidden()


class TestTheTypeByFigures:
    @pytest.mark.usefixtures("complaints")
    def test_a_silent_call_in_two_keystrokes(self, today):
        today.keyboard.press("F2")
        expect(today.get_by_role("radio", name="About herself")).to_be_focused()
        today.keyboard.press("7")
        expect(today).to_have_url("/calls/")
        expect(
            today.get_by_text("finished as “Silent”. If that was wrong, begin a new call.")
        ).to_be_visible()
        assert Call.objects.get().call_type == "silent"

    def test_any_other_key_stops_it(self, new_call):
        new_call.keyboard.press("8")
        expect(new_call.get_by_text("Closing as “Hung up”. Any other key stops it.")).to_be_visible()
        new_call.keyboard.press("Escape")
        expect(new_call.locator("[data-types-said]")).to_be_empty()
        new_call.wait_for_timeout(1300)
        expect(new_call).to_have_url("/calls/new/")
        assert Call.objects.count() == 0

    def test_a_number_typed_blindly_closes_nothing(self, new_call):
        new_call.keyboard.type("87001234567", delay=30)
        new_call.wait_for_timeout(1300)
        expect(new_call).to_have_url("/calls/new/")
        assert not Call.objects.filter(status="finished").exists()

    def test_figures_in_a_field_are_figures(self, new_call):
        new_call.get_by_label("Telephone", exact=True).focus()
        new_call.keyboard.type("7")
        new_call.wait_for_timeout(1300)
        expect(new_call.get_by_label("Telephone", exact=True)).to_have_value("7")
        expect(new_call).to_have_url("/calls/new/")

    def test_when_something_stands_in_the_form_enter_is_pressed_as_well(self, new_call):
        new_call.get_by_role("textbox", name="Notes").fill("A child laughs.")
        arrives(new_call, "A child laughs.")
        radio(new_call, "call_type", "about_self").focus()
        new_call.keyboard.press("0")
        expect(new_call.get_by_role("button", name="Prank")).to_be_focused()
        new_call.wait_for_timeout(1300)
        expect(new_call).to_have_url("/calls/new/")
        new_call.keyboard.press("ArrowLeft")
        expect(new_call.get_by_role("button", name="Wrong number")).to_be_focused()
        new_call.keyboard.press("Enter")
        expect(new_call).to_have_url("/calls/")
        assert Call.objects.get().call_type == "wrong_number"

    @pytest.mark.parametrize("key", ["&", "ә"])
    def test_the_place_on_the_keyboard_counts_not_the_sign(self, new_call, key):
        new_call.evaluate(PRESS, ["Digit2", key, False])
        expect(new_call.get_by_role("radio", name="About another person")).to_be_checked()


@pytest.mark.usefixtures("complaints")
def test_a_full_first_call_by_keyboard_alone(new_call):
    keys = new_call.keyboard
    keys.press("1")
    for name, value in (("safe_to_talk", "yes"), ("immediate_danger", "no")):
        tab_to(new_call, radio(new_call, name, "yes"))
        keys.press("Space" if value == "yes" else "ArrowRight")
    tab_to(new_call, new_call.get_by_label("How to address her"))
    keys.type("Invented Name")
    tab_to(new_call, radio(new_call, "may_contact", "no"))
    keys.press("ArrowRight")
    tab_to(new_call, new_call.get_by_label("Safe number"))
    keys.type("87000000014")
    tab_to(new_call, radio(new_call, "kinds_of_violence", "physical"))
    keys.press("Space")
    command(new_call, "needs")
    keys.press("Space")
    command(new_call, "result")
    keys.press("Space")
    keys.press("F8")
    keys.type("Her sister lives near.")
    arrives(new_call, "Her sister lives near.")
    keys.press("Control+Enter")
    expect(new_call).not_to_have_url("/calls/new/")
    call = Call.objects.get()
    with opening([call.pk], purposes=["call"]):
        told = (call.status, call.call_type, call.safe_to_talk, call.immediate_danger, call.caller_name)
        assert told == ("finished", "about_self", "yes", "no", "Invented Name")
        assert (call.may_contact, call.kinds_of_violence, call.needs) == ("yes", ["physical"], ["shelter"])
        assert re.match(r"^\d\d:\d\d:\d\d Her sister lives near\.$", call.notes)
        assert call.outcome


class TestBesideTheForm:
    @pytest.mark.usefixtures("complaints")
    def test_the_outline_goes_below_what_was_typed_and_is_offered_while_it_helps(self, new_call):
        notes = new_call.get_by_role("textbox", name="Notes")
        button = new_call.get_by_role("button", name="Put in the outline")
        expect(button).to_be_hidden()
        new_call.keyboard.press("3")
        notes.fill("He whispers.")
        button.click()
        expect(notes).to_have_value(
            re.compile("^He whispers.\nCan the child talk, who is near: \nWhat happened")
        )
        expect(button).to_be_hidden()
        new_call.keyboard.type("mother in the kitchen")
        arrives(new_call, "Whom we must tell: ")
        expect(notes).to_have_value(re.compile("who is near: mother in the kitchen\n"))

    @pytest.mark.usefixtures("complaints")
    def test_her_case_comes_when_she_is_recognised_and_goes_when_not(self, new_call, operator, accessible):
        case = CaseFactory(
            team=operator.team,
            risk_level="high",
            client__name="Қасымова Айгүл",
            safe_contact__alert="Her husband checks the telephone.",
        )
        FollowUpFactory(case=case)
        new_call.get_by_label("How to address her").press_sequentially("Касымова Айгуль", delay=20)
        found = new_call.locator(f'li[data-reference="{case.reference}"]')
        found.get_by_role("button", name="Same person").click()
        beside = new_call.get_by_role("region", name=f"Case {case.reference}")
        expect(beside).to_contain_text("High risk")
        expect(beside).to_contain_text("Her husband checks the telephone.")
        beside.get_by_text("Open follow-ups").click()
        expect(beside.get_by_text("One-month check-in")).to_be_visible()
        accessible()
        found.get_by_role("button", name="Same person").click()
        expect(beside).to_have_count(0)
        saved(new_call)

    def test_a_partner_is_found_and_the_call_stays(self, new_call, accessible):
        BranchFactory(organisation__name_en="Invented clinic")
        new_call.get_by_role("heading", name="Find a partner").click()
        new_call.get_by_label("Name of a partner").fill("clinic")
        new_call.keyboard.press("Enter")
        expect(new_call.locator("#partners-found")).to_contain_text("+7 7252 00-00-01")
        accessible()
        expect(new_call).to_have_url("/calls/new/")

    def test_what_to_say_follows_her_language(self, new_call):
        shown = new_call.locator("[data-script-language=kk]")
        expect(shown).not_to_have_attribute("open", "")
        new_call.locator("select[name=language]").select_option("kk")
        expect(shown).to_have_attribute("open", "")
