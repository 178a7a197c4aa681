"""The safety check in a real browser: by keyboard, counted by the server, and whole without a script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from hotline.models import Call, SafetyCheck
from tests.browser.test_calls import arrives, choose, new_call, saved  # noqa: F401 a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHECK = "#check"
RESULT = "[data-check-result]"


def check(page: Page):
    return page.locator(CHECK)


def result(page: Page):
    return page.locator(RESULT)


@pytest.mark.usefixtures("complaints")
def test_it_is_answered_by_keyboard_alone_and_counted_at_once(new_call: Page, accessible):  # noqa: F811
    page = new_call
    choose(page, "call_type", "about_self")
    page.locator('[name="child_saw_violence"]').first.focus()
    for _press in range(6):  # past the other answers, to the folded part
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('#check > summary')"):
            break
    page.keyboard.press("Enter")
    expect(result(page)).to_have_text(re.compile("Nothing is answered yet"))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # a weapon within his reach
    expect(result(page)).to_contain_text("Medium risk")
    expect(result(page)).to_contain_text("2 points, 1 of 10 answered yes or no")
    choose(page, "check_hsc1-choking", "yes")
    expect(result(page)).to_contain_text("High risk")
    expect(result(page)).to_contain_text("high by itself")
    accessible()
    expect(page.locator('.guide a[href="#check"] small')).to_have_text("2 of 10")
    page.get_by_role("textbox", name="Notes").fill("Written.")
    arrives(page, "Written.")
    page.reload()
    page.goto(Call.objects.get().get_absolute_url())
    expect(result(page)).to_contain_text("4 points, 2 of 10 answered yes or no")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The call is finished.")).to_be_visible()
    expect(page.get_by_role("heading", name="Safety check")).to_be_visible()
    kept = SafetyCheck.objects.get()
    assert (kept.points, kept.band, kept.judged) == (4, "high", "")


@pytest.mark.usefixtures("complaints")
def test_a_higher_judgement_asks_for_its_reason(new_call: Page, accessible):  # noqa: F811
    page = new_call
    choose(page, "call_type", "about_self")
    page.locator('.guide a[href="#check"]').click()
    choose(page, "check_hsc1-worse", "no")
    expect(result(page)).to_contain_text("Not enough is known")
    choose(page, "judged_level", "high")
    expect(result(page)).to_contain_text("Raised by your judgement")
    saved(page)
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Why higher than the answers say?").click()
    accessible()
    page.get_by_label("Why higher than the answers say?").fill("He bought a gun.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("He bought a gun.")).to_be_visible()
    assert SafetyCheck.objects.get().level == "high"


def test_a_dead_line_leaves_no_old_result_standing(new_call: Page):  # noqa: F811
    page = new_call
    page.locator('.guide a[href="#check"]').click()
    choose(page, "check_hsc1-worse", "yes")
    expect(result(page)).to_contain_text("1 point")
    saved(page)
    page.context.set_offline(True)
    choose(page, "check_hsc1-choking", "yes")
    expect(result(page)).to_have_text(re.compile("The line is down"))
    page.context.set_offline(False)
    choose(page, "check_hsc1-leaving", "yes")
    expect(result(page)).to_contain_text("4 points")
    saved(page)


def test_only_answers_are_sent_to_be_counted(new_call: Page):  # noqa: F811
    page = new_call
    page.get_by_label("How to address her").fill("Invented Name")
    saved(page)
    page.locator('.guide a[href="#check"]').click()
    choose(page, "judged_level", "high")
    with page.expect_request("**/calls/safety-check/") as asked:
        choose(page, "check_hsc1-worse", "yes")
    assert asked.value.post_data == "check_hsc1-worse=yes&judged_level=high"
    expect(result(page)).to_contain_text("1 point")
    saved(page)


def test_without_javascript_the_result_stands_after_saving(
    browser, live_server, page: Page, sign_in, operator
):
    sign_in(operator)
    plain = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    plain.add_cookies(page.context.cookies())
    tab = plain.new_page()
    tab.goto(reverse("hotline:new"))
    tab.locator("#check > summary").click()
    choose(tab, "check_hsc1-fears-tonight", "yes")
    tab.get_by_role("button", name="Save and count the answers").click()
    expect(tab.locator(RESULT)).to_contain_text("High risk")
    expect(tab.locator("input[name='check_hsc1-fears-tonight'][value=yes]")).to_be_checked()
    plain.close()
