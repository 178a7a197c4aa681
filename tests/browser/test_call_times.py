"""Wrap-up, corrected times, calls entered later and the paper form in a real browser."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hotline.models import Call, CallDraft, CallTimeCorrection
from tests.hotline.factories import finished_call, running_call
from tests.hotline.test_services_times import call_of, correct
from tests.hotline.test_views_times import entered, local

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
SHEET_OF_A4 = re.compile(rb"/Type\s*/Page[^s]")


@pytest.mark.usefixtures("complaints")
def test_the_wrap_up_runs_on_by_the_servers_clock(page: Page, sign_in, operator, accessible):
    call, now = running_call(operator), timezone.now()
    Call.objects.filter(pk=call.pk).update(started_at=now - 15 * MINUTE, ended_at=now - 3 * MINUTE)
    sign_in(operator)
    page.clock.install(time="2020-01-01T00:00:00Z")  # the computer's own clock is years behind
    page.goto(call.get_absolute_url())
    expect(page.get_by_role("timer")).to_have_text("12:00")
    page.clock.run_for(10 * 60 * 1000)
    expect(page.locator("[data-wrap-up]")).to_have_text(re.compile(r"^1[3-9]:\d\d$"))
    expect(page.get_by_role("timer")).to_have_text("12:00")
    page.clock.resume()
    accessible()


@pytest.mark.usefixtures("complaints")
def test_a_long_conversation_is_said_once_and_gently(page: Page, sign_in, operator):
    call = running_call(operator)
    Call.objects.filter(pk=call.pk).update(started_at=timezone.now() - 44 * MINUTE)
    sign_in(operator)
    page.clock.install()
    page.goto(call.get_absolute_url())
    said = page.locator(".long-call")
    expect(said).to_have_text("")
    page.clock.run_for(2 * 60 * 1000)
    expect(said).to_have_text("A long call: is there water, a pause, a colleague?")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.usefixtures("complaints")
def test_times_are_corrected_from_the_page_that_is_still_written(page: Page, sign_in, operator, accessible):
    call = running_call(operator)
    Call.objects.filter(pk=call.pk).update(
        started_at=timezone.now() - HOUR, ended_at=timezone.now() - 20 * MINUTE
    )
    sign_in(operator)
    page.goto(call.get_absolute_url())
    page.get_by_role("textbox", name="Notes").fill("kept on the way")
    page.get_by_role("button", name="Correct the times").click()
    expect(page.get_by_role("heading", name="Correct the times")).to_be_visible()
    accessible()
    page.get_by_label("The call began").fill(local(timezone.now() - 2 * HOUR))
    page.get_by_label("Why are the times corrected?").fill("It rang earlier.")
    page.get_by_label("Why are the times corrected?").press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The times are corrected.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Notes")).to_have_value("kept on the way")
    assert CallTimeCorrection.objects.count() == 1


@pytest.mark.usefixtures("complaints")
def test_a_call_from_paper_is_entered_by_keyboard_alone(page: Page, sign_in, operator, accessible):
    sign_in(operator)
    page.goto(reverse("hotline:calls"))
    page.get_by_role("link", name="Enter a call after the fact").press("Enter")
    expect(page.get_by_role("heading", name="Enter a call after the fact")).to_be_visible()
    accessible()
    page.get_by_label("Who answered the telephone?").press("Tab")
    now = timezone.now()
    page.get_by_label("The call began").fill(local(now - 5 * HOUR))
    page.get_by_label("The call ended").fill(local(now - 4 * HOUR))
    page.get_by_role("radio", name="It was written on paper").press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Entered after the fact")).to_be_visible()
    accessible()
    page.locator("#id_call_type input[value=about_self]").press("Space")
    page.locator("input[name=immediate_danger][value=yes]").press("Space")
    expect(page.locator("body")).not_to_have_class("danger")
    page.locator("input[name=emergency_numbers][value='102']").press("Space")
    notes = page.get_by_role("textbox", name="Notes")
    notes.press("F8")
    expect(notes).to_have_value("")
    notes.press_sequentially("14:02 From the paper.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The call is finished.")).to_be_visible()
    call = Call.objects.get()
    assert (call.immediate_danger, call.emergency_called, call.danger_noted_at) == ("yes", "yes", None)
    assert CallDraft.objects.count() > 1, "it was saved while it was typed"


def test_a_call_is_entered_without_scripts(browser, base_url, page: Page, sign_in, operator):
    sign_in(operator)
    plain = browser.new_context(java_script_enabled=False, base_url=base_url)
    plain.add_cookies(page.context.cookies())
    sheet, now = plain.new_page(), timezone.now()
    sheet.goto(reverse("hotline:after_the_fact"))
    sheet.get_by_label("The call began").fill(local(now - 5 * HOUR))
    sheet.get_by_label("The call ended").fill(local(now - 4 * HOUR))
    sheet.get_by_text("Another reason").click()
    sheet.get_by_role("button", name="Go on to the form").click()
    sheet.get_by_label("Where was she?").fill("Invented street 1")
    sheet.locator("label[for=id_call_type_2], label[for=id_call_type_1]").first.click()
    sheet.get_by_role("button", name="Finish the call").click()
    expect(sheet.get_by_text("The call is finished.")).to_be_visible()
    sheet.goto(reverse("hotline:paper_form"))
    expect(sheet.get_by_role("article")).to_be_visible()
    plain.close()


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_paper_form_fills_two_sheets_at_most(page: Page, sign_in, operator, language):
    sign_in(operator)
    page.goto(f"{reverse('hotline:paper_form')}?in={language}")
    sheets = len(SHEET_OF_A4.findall(page.pdf(format="A4")))
    assert 1 <= sheets <= 2
    page.emulate_media(media="print")
    for shown in (".paper-say", ".paper-notes", ".paper-end"):
        expect(page.locator(shown)).to_be_visible()
    for hidden in (".rail", ".topbar", ".page-head", ".print-note"):
        expect(page.locator(hidden)).to_be_hidden()


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_about_times_are_accessible_and_fit(page: Page, sign_in, accessible, coordinator, width):
    call, past = call_of(coordinator), entered(coordinator, coordinator)
    correct(coordinator, call)
    finished_call(coordinator)
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    named = [reverse(f"hotline:{name}") for name in ("after_the_fact", "paper_form", "calls")]
    times = reverse("hotline:times", args=[call.reference])
    for path in [*named, times, call.get_absolute_url(), past.get_absolute_url()]:
        page.goto(path)
        accessible()
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
