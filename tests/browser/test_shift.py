"""A shift from its first press to the note for the next one, by keyboard, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from accounts.services.shifts import begin_shift
from hotline.models import ShiftNote
from hotline.services.calls import finish_later
from tests.accounts.factories import UserFactory
from tests.hotline.factories import a_debrief, a_note, finished_call, running_call

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def walk_to(page: Page, name: str) -> None:
    """Go on with Tab until the focus stands on what has this name."""
    target = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    for _step in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach “{name}”.")


@pytest.mark.usefixtures("complaints")
def test_a_shift_ends_with_a_note_by_keyboard_alone(page: Page, operator, coordinator, sign_in, accessible):
    call = finish_later(actor=operator, call=running_call(operator))
    sign_in(operator)
    page.goto("/today/")
    walk_to(page, "Begin my shift")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You are on duty.")
    accessible()
    walk_to(page, "End my shift")
    page.keyboard.press("Enter")
    text = page.get_by_label("Hand-over note")
    expect(text).to_be_focused()
    expect(text).to_have_value(f"1 call is not finished: {call.reference}")
    accessible()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nShe calls again after noon.")
    walk_to(page, "Leave the note and end my shift")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The note waits for the next ones.")
    begin_shift(actor=coordinator)
    sign_in(coordinator)
    page.goto("/today/")
    accessible()
    page.locator("#shift-notes").get_by_role("link", name="Read").click()
    expect(page.get_by_text("She calls again after noon.")).to_be_visible()
    accessible()
    page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_role("status")).to_contain_text("It is noted that you have read it.")
    assert ShiftNote.objects.unread_by(coordinator).count() == 0


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("width", [1280, 390])
def test_a_full_board_and_the_wishes_to_talk_fit_every_screen(
    width, page: Page, operator, coordinator, sign_in, accessible
):
    colleague = UserFactory(role="operator", display_name="Гульмира Абдрахманова")
    running_call(colleague, immediate_danger="yes")
    finish_later(actor=operator, call=running_call(operator))
    finished_call(operator, immediate_danger="yes")
    a_note(colleague)
    debrief = a_debrief(colleague)
    for worker in (operator, colleague, coordinator):
        begin_shift(actor=worker)
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/shift/", "/today/", "/shift/end/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        accessible()
    page.goto("/today/")
    page.get_by_role("button", name="I have seen it").click()
    expect(page.get_by_role("status")).to_contain_text("Your colleague sees that you have seen it.")
    sign_in(colleague)
    page.goto(debrief.call.get_absolute_url())
    expect(page.get_by_role("region", name="For you")).to_contain_text(f"{coordinator.display_name} saw it")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible()
