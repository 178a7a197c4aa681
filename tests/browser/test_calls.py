"""A call as it is typed in a real browser: saved by the server, kept through reloads, windows and dead lines."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Session
from hotline.models import Call, CallDraft
from tests.accounts.factories import PASSWORD
from tests.hotline.factories import finished_call
from tests.stack.processes import until
from vault.context import opening

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile(r"^Saved \d\d:\d\d:\d\d$")


@pytest.fixture
def new_call(page: Page, sign_in, operator):
    sign_in(operator)
    page.goto(reverse("hotline:new"))
    yield page
    page.goto("about:blank")  # what is still on its way arrives before the database goes


def saved(page: Page) -> None:
    expect(page.locator("[data-save-status]")).to_have_text(SAVED)


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f'input[name="{name}"][value="{value}"] + label').click()


def typed(call: Call) -> dict:
    with opening([call.pk], purposes=["call"]):
        return CallDraft.objects.newest_of(call).typed


def arrives(page: Page, notes: str) -> Call:
    """Wait until the server has these notes, then until the page says so."""
    for _try in range(100):
        call = Call.objects.first()
        if call and typed(call).get("notes", "").endswith(notes):
            saved(page)
            return call
        page.wait_for_timeout(50)
    pytest.fail("What was typed did not arrive.")


def unlock(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password", exact=True).press("Enter")


@pytest.mark.usefixtures("complaints")
def test_what_is_typed_is_saved_by_itself_and_is_there_after_a_reload(new_call: Page):
    assert Call.objects.count() == 0
    choose(new_call, "call_type", "about_self")
    choose(new_call, "kinds_of_violence", "physical")
    new_call.get_by_label("How to address her").fill("Invented Name")
    new_call.get_by_role("textbox", name="Notes").press("F8")
    new_call.keyboard.type("Her sister lives near.")
    call = arrives(new_call, "Her sister lives near.")
    expect(new_call.locator(".guide a").first.locator("small")).to_have_text("1 of 1")
    new_call.goto(call.get_absolute_url())
    expect(new_call.get_by_label("How to address her")).to_have_value("Invented Name")
    expect(new_call.get_by_role("textbox", name="Notes")).to_have_value(
        re.compile(r"^\d\d:\d\d:\d\d Her sister lives near\.$")
    )
    expect(new_call.locator("#id_call_type input[value=about_self]")).to_be_checked()
    expect(new_call.locator("input[name=kinds_of_violence][value=physical]")).to_be_checked()
    new_call.keyboard.press("Control+Enter")
    expect(new_call.get_by_text("The call is finished.")).to_be_visible()
    call.refresh_from_db()
    assert (call.status, call.call_type, call.kinds_of_violence) == ("finished", "about_self", ["physical"])
    new_call.wait_for_load_state()  # the scripts of the page tidy up after htmx
    kept = new_call.evaluate("() => [Object.entries(localStorage), Object.entries(sessionStorage)]")
    assert kept == [[], []]


@pytest.mark.usefixtures("complaints")
def test_a_silent_call_is_closed_by_one_press(new_call: Page):
    new_call.get_by_role("button", name="Silent").click()
    expect(new_call).to_have_url("/calls/")
    assert Call.objects.get().call_type == "silent"


@pytest.mark.usefixtures("complaints")
def test_enter_in_a_field_saves_and_finishes_nothing(new_call: Page):
    new_call.get_by_label("How to address her").fill("Invented Name")
    new_call.keyboard.press("Enter")
    saved(new_call)
    assert Call.objects.get().status == "running"
    expect(new_call).to_have_url("/calls/new/")


@pytest.mark.usefixtures("complaints")
def test_f9_ends_the_conversation_and_writing_goes_on(new_call: Page):
    new_call.get_by_role("textbox", name="Notes").fill("One")
    new_call.keyboard.press("F9")
    expect(new_call.get_by_role("button", name="Hang up")).to_be_hidden()
    expect(new_call.get_by_role("textbox", name="Notes")).to_have_value("One")
    length = new_call.get_by_role("timer").text_content()
    new_call.get_by_role("textbox", name="Notes").fill("Two")
    call = arrives(new_call, "Two")
    assert call.ended_at is not None
    expect(new_call.get_by_role("timer")).to_have_text(length)


def test_a_dead_line_is_said_and_what_was_typed_meanwhile_arrives(new_call: Page):
    notes = new_call.get_by_role("textbox", name="Notes")
    notes.fill("before")
    arrives(new_call, "before")
    new_call.context.set_offline(True)
    notes.fill("while the line was dead")
    status = new_call.locator("[data-save-status]")
    expect(status).to_have_text(re.compile(r"^Offline since \d\d:\d\d:\d\d\. Keep this tab open\.$"))
    new_call.get_by_role("button", name="Finish later").click()
    expect(notes).to_have_value("while the line was dead")
    assert typed(Call.objects.get())["notes"] == "before"
    new_call.context.set_offline(False)
    arrives(new_call, "while the line was dead")


@pytest.mark.usefixtures("complaints")
def test_saving_goes_on_while_the_session_is_locked(new_call: Page):
    new_call.get_by_role("textbox", name="Notes").fill("before")
    arrives(new_call, "before")
    Session.objects.all().delete()
    new_call.get_by_role("textbox", name="Notes").fill("after the session ended")
    arrives(new_call, "after the session ended")


@pytest.mark.usefixtures("complaints")
def test_locking_saves_first_and_the_text_is_there_after_unlocking(new_call: Page, live_server):
    new_call.get_by_role("textbox", name="Notes").fill("typed a moment ago")
    new_call.get_by_role("button", name="Lock screen").click()
    expect(new_call).to_have_url(re.compile("/unlock/"))
    assert typed(Call.objects.get())["notes"] == "typed a moment ago"
    assert "typed a moment ago" not in new_call.content()
    unlock(new_call)
    expect(new_call.get_by_role("textbox", name="Notes")).to_have_value("typed a moment ago")


def test_idleness_covers_a_running_call_and_keeps_timer_danger_and_the_way_back(
    operator, sign_in, page: Page, settings, accessible
):
    settings.IDLE_LOCK_SECONDS = 3
    sign_in(operator)
    page.goto("/calls/new/")
    page.get_by_role("textbox", name="Notes").fill("She whispers.")
    arrives(page, "She whispers.")
    expect(page.get_by_role("heading", name="The screen is covered")).to_be_visible()
    assert "She whispers." not in page.content()
    accessible()
    length = page.get_by_role("timer").text_content()
    expect(page.get_by_role("timer")).not_to_have_text(length)
    page.get_by_role("button", name="Immediate danger").click()
    expect(page.locator("body")).to_have_class("danger")
    assert until(lambda: Call.objects.get().danger_noted_at is not None)
    assert typed(Call.objects.get())["notes"] == "She whispers."
    page.get_by_role("link", name="Unlock").click()
    unlock(page)
    expect(page.get_by_role("textbox", name="Notes")).to_have_value("She whispers.")


def test_two_windows_do_not_overwrite_each_other(new_call: Page, operator):
    choose(new_call, "call_type", "about_self")
    new_call.get_by_role("textbox", name="Notes").fill("first window")
    call = arrives(new_call, "first window")
    other = new_call.context.new_page()
    other.goto(call.get_absolute_url())
    expect(other.get_by_role("textbox", name="Notes")).to_have_value("first window")
    other.get_by_role("textbox", name="Notes").fill("second window")
    arrives(other, "second window")
    new_call.get_by_role("button", name="Finish the call").click()
    expect(new_call.get_by_role("heading", name="In the other window")).to_be_visible()
    expect(new_call.get_by_text("second window")).to_be_visible()
    expect(new_call.get_by_role("textbox", name="Notes")).to_have_value("first window")
    new_call.get_by_role("button", name="Finish the call").click()
    expect(new_call.get_by_text("The call is finished.")).to_be_visible()
    with opening([call.pk], purposes=["call"]):
        call.refresh_from_db()
        assert call.notes == "first window"


@pytest.mark.usefixtures("complaints")
def test_f10_turns_danger_mode_on_and_every_answer_stays(new_call: Page, accessible, coordinator):
    new_call.get_by_label("How to address her").fill("Invented Name")
    new_call.keyboard.press("F10")
    expect(new_call.locator("body")).to_have_class("danger")
    expect(new_call.get_by_label("Where she is now")).to_be_focused()
    new_call.keyboard.type("Invented street 1")
    expect(new_call.get_by_text("The coordinators are told")).to_be_visible()
    new_call.get_by_text("102 is called").click()
    expect(new_call.get_by_role("textbox", name="Notes")).to_have_value(re.compile("102 was called.$"))
    saved(new_call)
    assert Call.objects.get().danger_noted_at is not None
    expect(new_call.get_by_label("How to address her")).to_have_value("Invented Name")
    accessible()
    new_call.get_by_role("button", name="The danger is over").click()
    expect(new_call.locator("body")).not_to_have_class("danger")
    expect(new_call.locator("input[name=emergency_called][value=yes]")).to_be_checked()


def test_danger_mode_works_on_a_dead_line(new_call: Page):
    new_call.context.set_offline(True)
    new_call.keyboard.press("F10")
    expect(new_call.get_by_label("Where she is now")).to_be_focused()
    expect(new_call.get_by_text("102 is called")).to_be_visible()
    expect(new_call.get_by_text("The coordinators are told")).to_be_hidden()
    new_call.context.set_offline(False)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.usefixtures("complaints")
def test_the_pages_of_a_call_are_accessible_and_fit(
    page: Page, sign_in, base_url, accessible, operator, theme, width
):
    call = finished_call(operator)
    sign_in(operator)
    page.context.add_cookies([{"name": "theme", "value": theme, "url": base_url}])
    page.set_viewport_size({"width": width, "height": 900})
    pages = [reverse(name) for name in ("hotline:new", "hotline:calls")]
    of_call = [
        reverse(name, args=[call.reference]) for name in ("hotline:call", "hotline:open_case", "hotline:link")
    ]
    for path in [*pages, *of_call]:
        page.goto(path)
        accessible()
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_call_is_written_and_finished_without_scripts(browser, base_url, page: Page, sign_in, operator):
    sign_in(operator)
    plain = browser.new_context(java_script_enabled=False, base_url=base_url)
    plain.add_cookies(page.context.cookies())
    sheet = plain.new_page()
    sheet.goto(reverse("hotline:new"))
    sheet.get_by_label("How to address her").fill("Invented Name")
    sheet.get_by_role("button", name="Finish the call").click()
    expect(sheet.get_by_role("alert")).to_contain_text("Choose the type of the call.")
    expect(sheet.get_by_label("How to address her")).to_have_value("Invented Name")
    sheet.get_by_role("button", name="Immediate danger").click()
    expect(sheet.locator("body")).to_have_class("danger")
    sheet.get_by_label("Where she is now").fill("Invented street 1")
    choose(sheet, "call_type", "child")
    sheet.get_by_role("button", name="Hang up").click()
    expect(sheet.get_by_label("Where she is now")).to_have_value("Invented street 1")
    sheet.get_by_role("button", name="Finish the call").click()
    expect(sheet.get_by_text("The call is finished.")).to_be_visible()
    call = Call.objects.get()
    assert (call.call_type, call.immediate_danger, call.ended_at < call.finished_at) == ("child", "yes", True)
    plain.close()
