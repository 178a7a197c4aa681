"""A call as it is typed in a real browser: saved by the server, kept through reloads, windows and dead lines."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
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


def test_a_save_that_the_server_refuses_is_not_called_a_dead_line(new_call: Page):
    new_call.route("**/calls/drafts/", lambda route: route.fulfill(status=429, body="{}"))
    new_call.get_by_role("textbox", name="Notes").fill("too often")
    status = new_call.locator("[data-save-status]")
    expect(status).to_have_text(re.compile(r"^Not saved since \d\d:\d\d:\d\d\. Keep this tab open\.$"))
    new_call.unroute("**/calls/drafts/")
    arrives(new_call, "too often")


@pytest.mark.usefixtures("complaints")
def test_saving_goes_on_while_the_session_is_locked(new_call: Page):
    new_call.get_by_role("textbox", name="Notes").fill("before")
    arrives(new_call, "before")
    Session.objects.all().delete()
    new_call.get_by_role("textbox", name="Notes").fill("after the session ended")
    arrives(new_call, "after the session ended")


def test_whoever_is_signed_out_signs_in_in_another_tab_and_finishes_here(
    new_call: Page, sign_in, operator, accessible
):
    choose(new_call, "call_type", "about_self")
    new_call.get_by_role("textbox", name="Notes").fill("before")
    arrives(new_call, "before")
    Session.objects.all().delete()
    new_call.get_by_role("textbox", name="Notes").fill("after the end")
    new_call.evaluate("scrollTo(0, 300)")
    new_call.get_by_role("button", name="Finish the call").click()
    asks = new_call.get_by_role("dialog", name="Your session has ended")
    expect(asks).to_be_in_viewport(ratio=1)
    assert new_call.evaluate("scrollY") == 300  # it comes to her: what she writes stays where it is
    ends = "it => it.getBoundingClientRect().bottom"
    below = asks.evaluate(ends) - asks.get_by_role("button", name="Go on writing").evaluate(ends)
    assert below < 40  # pixels: no taller than what it says
    accessible()
    arrives(new_call, "after the end")
    expect(asks.get_by_role("link", name="Sign in in a new tab")).to_have_attribute("href", "/sign-in/")
    sign_in(operator)
    expect(asks).to_be_hidden(timeout=15_000)
    expect(new_call.get_by_role("textbox", name="Notes")).to_have_value("after the end")
    new_call.get_by_role("button", name="Finish the call").click()
    expect(new_call.get_by_text("The call is finished.")).to_be_visible()


def test_another_workers_sign_in_brings_no_page_of_hers_back(new_call: Page, sign_in, coordinator):
    new_call.get_by_role("textbox", name="Notes").fill("mine")
    arrives(new_call, "mine")
    sign_in(coordinator)
    new_call.get_by_role("button", name="Finish later").click()
    asks = new_call.get_by_role("dialog", name="Your session has ended")
    expect(asks).to_be_visible()
    asks.get_by_role("button", name="Go on writing").click()
    new_call.get_by_role("textbox", name="Notes").fill("still mine")
    arrives(new_call, "still mine")


@pytest.mark.usefixtures("complaints")
def test_a_page_sends_what_changed_and_everything_when_its_draft_is_not_there(new_call: Page):
    sent = []
    new_call.on(
        "request", lambda request: sent.append(request.post_data or "") if "drafts" in request.url else None
    )
    new_call.get_by_label("How to address her").fill("Invented Name")
    new_call.get_by_role("textbox", name="Notes").fill("one")
    arrives(new_call, "one")
    new_call.get_by_role("textbox", name="Notes").fill("two")
    call = arrives(new_call, "two")
    assert ("Invented Name" in sent[-1], "two" in sent[-1], 'name="base"' in sent[-1]) == (False, True, True)
    new_call.get_by_label("How to address her").fill("")
    new_call.get_by_role("textbox", name="Notes").fill("three")
    arrives(new_call, "three")
    assert "caller_name" not in typed(call)


def test_what_the_server_no_longer_holds_is_sent_whole(new_call: Page):
    new_call.get_by_label("How to address her").fill("Invented Name")
    new_call.get_by_role("textbox", name="Notes").fill("one")
    call = arrives(new_call, "one")
    call.drafts.all().delete()
    new_call.get_by_role("textbox", name="Notes").fill("two")
    assert until(call.drafts.exists)
    assert typed(call)["caller_name"] == "Invented Name"


@pytest.mark.usefixtures("complaints")
def test_the_language_changed_in_another_tab_leaves_the_text_where_it_is(new_call: Page):
    new_call.get_by_role("textbox", name="Notes").fill("before")
    arrives(new_call, "before")
    other = new_call.context.new_page()
    other.goto("/today/")
    other.evaluate("document.cookie = 'django_language=ru; path=/'")
    new_call.get_by_role("textbox", name="Notes").fill("after")
    call = arrives(new_call, "after")
    new_call.keyboard.press("F9")
    expect(new_call.locator("html")).to_have_attribute("lang", "ru")
    expect(new_call.locator("#id_notes")).to_have_value("after")
    assert Call.objects.get().ended_at is not None
    assert typed(call)["notes"] == "after"


@pytest.mark.parametrize("wrong", [-400, 400])
def test_a_computer_whose_clock_is_wrong_shows_the_servers_time(page: Page, sign_in, operator, wrong):
    sign_in(operator)
    page.add_init_script(f"const right = Date.now; Date.now = () => right() + {wrong} * 86400000;")
    page.goto(reverse("hotline:new"))
    page.get_by_role("textbox", name="Notes").fill("one")
    call = arrives(page, "one")
    moment = timezone.localtime(CallDraft.objects.newest_of(call).saved_at)
    expect(page.locator("[data-save-status]")).to_have_text(f"Saved {moment:%H:%M:%S}")
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Notes").fill("two")
    expect(page.get_by_text("What you type is not saved at this moment.")).to_be_visible()
    said = page.locator("[data-save-status]").text_content()
    hours, minutes = (int(part) for part in re.search(r"(\d\d):(\d\d):", said).groups())
    now = timezone.localtime()
    assert (now.hour * 60 + now.minute - hours * 60 - minutes) % 1440 in {0, 1, 2}
    page.context.set_offline(False)
    arrives(page, "two")
    page.goto("about:blank")


@pytest.mark.usefixtures("complaints")
def test_what_stands_aside_is_shown_also_when_a_third_page_was_opened_from_the_newest(new_call: Page):
    choose(new_call, "call_type", "about_self")
    new_call.get_by_role("textbox", name="Notes").fill("begun")
    call = arrives(new_call, "begun")
    other = new_call.context.new_page()
    other.goto(call.get_absolute_url())
    other.get_by_role("textbox", name="Notes").fill("on the other device")
    arrives(other, "on the other device")
    new_call.get_by_role("textbox", name="Notes").fill("begun and gone on")
    arrives(new_call, "begun and gone on")
    third = new_call.context.new_page()
    third.goto(call.get_absolute_url())
    expect(third.get_by_role("textbox", name="Notes")).to_have_value("begun and gone on")
    third.get_by_role("button", name="Finish the call").click()
    expect(third.get_by_text("on the other device")).to_be_visible()


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
