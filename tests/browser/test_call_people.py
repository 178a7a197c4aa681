"""Somebody calls about somebody else: who needs help, in a real browser, by keyboard and without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from hotline.models import Call, CallDraft, CallPerson
from tests.browser.traces import NOTHING_STORED, STORED
from vault.context import opening

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUT = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def new_call(page: Page, sign_in, operator):
    sign_in(operator)
    page.goto(reverse("hotline:new"))
    yield page
    page.goto("about:blank")  # what is still on its way arrives before the database goes


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f'input[name="{name}"][value="{value}"] + label').click()


def person(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Person {number}", exact=True)


def name_of(page: Page, number: int) -> Locator:
    return person(page, number).get_by_label("How to address this person")


def arrives(page: Page, expected: dict[str, str]) -> Call:
    """Wait until the newest draft holds just these people."""
    kept: dict[str, str] = {}
    for _try in range(100):
        if call := Call.objects.first():
            with opening([call.pk], purposes=["call"]):
                typed = CallDraft.objects.newest_of(call).typed or {}
            kept = {name: value for name, value in typed.items() if name.startswith("person_")}
            if kept == expected:
                return call
        page.wait_for_timeout(50)
    pytest.fail(f"The people did not arrive as they were typed: {kept}")


@pytest.mark.usefixtures("complaints")
def test_about_whom_opens_by_itself_and_goes_when_she_calls_about_herself(new_call: Page, accessible):
    expect(new_call.locator("fieldset[data-person]")).to_have_count(0)
    choose(new_call, "call_type", "about_other")
    expect(person(new_call, 1)).to_be_visible()
    accessible()
    choose(new_call, "call_type", "about_self")
    expect(person(new_call, 1)).to_have_count(0)
    choose(new_call, "call_type", "professional")
    name_of(new_call, 1).fill("Айгүл")
    choose(new_call, "call_type", "about_self")
    expect(name_of(new_call, 1)).to_have_value("Айгүл")  # what was typed does not go


@pytest.mark.usefixtures("complaints")
def test_people_are_added_taken_out_and_finished_by_keyboard(new_call: Page, accessible):
    choose(new_call, "call_type", "about_other")
    name_of(new_call, 1).fill("Айгүл")
    add = new_call.get_by_role("button", name="Add a person")
    add.focus()
    add.press("Enter")
    expect(name_of(new_call, 2)).to_be_focused()
    new_call.keyboard.type("Тимур")
    new_call.keyboard.press("Tab")
    new_call.keyboard.type("Her or his")  # a list of choices listens to letters
    arrives(new_call, {"person_1_name": "Айгүл", "person_2_name": "Тимур", "person_2_relation": "child"})
    add.press("Enter")
    name_of(new_call, 3).fill("Алия")
    accessible()
    new_call.get_by_role("button", name="Take person 2 out").press("Enter")
    expect(person(new_call, 2)).to_have_count(0)
    expect(add).to_be_focused()
    call = arrives(new_call, {"person_1_name": "Айгүл", "person_3_name": "Алия"})
    new_call.goto(call.get_absolute_url())
    expect(name_of(new_call, 3)).to_have_value("Алия")
    new_call.get_by_role("button", name="Add a person").press("Enter")
    expect(name_of(new_call, 2)).to_be_focused()  # the free place is taken again
    new_call.keyboard.press("Control+Enter")
    expect(new_call.get_by_text("The call is finished.")).to_be_visible()
    assert set(CallPerson.objects.values_list("place", flat=True)) == {1, 3}
    assert new_call.evaluate(STORED) == NOTHING_STORED


@pytest.mark.usefixtures("complaints")
def test_six_people_fit_a_phone_and_there_is_no_seventh(new_call: Page, accessible):
    new_call.set_viewport_size({"width": 390, "height": 844})
    add = new_call.get_by_role("button", name="Add a person")
    for _person in range(6):
        add.click()
    expect(add).to_be_hidden()
    expect(name_of(new_call, 6)).to_be_focused()
    assert new_call.evaluate(CUT) is False
    accessible()
    new_call.get_by_role("button", name="Take person 6 out").click()
    expect(add).to_be_visible()


def test_without_a_script_one_more_person_is_shown_and_all_is_kept(
    browser: Browser, sign_in, page: Page, operator, live_server
):
    sign_in(operator)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(reverse("hotline:new"))
    choose(plain, "call_type", "about_other")
    plain.get_by_role("button", name="Add a person").click()
    name_of(plain, 1).fill("Айгүл")
    plain.get_by_role("button", name="Add a person").click()
    expect(name_of(plain, 1)).to_have_value("Айгүл")
    name_of(plain, 2).fill("Тимур")
    plain.get_by_role("button", name="Take person 1 out").click()
    expect(person(plain, 1)).to_have_count(0)
    expect(name_of(plain, 2)).to_have_value("Тимур")
    plain.get_by_role("button", name="Finish the call").click()
    expect(plain.get_by_text("The call is finished.")).to_be_visible()
    assert CallPerson.objects.get().place == 2
    context.close()
