"""The second step in a real browser: a passkey by Chromium's own authenticator, and codes without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.authenticators import has_second_factor
from tests.accounts.factories import PASSWORD
from tests.accounts.second_steps import code_of, with_app, with_codes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTHING_WIDER = "() => document.documentElement.scrollWidth <= window.innerWidth"
TODAY = "/today/"  # a sign-in page has it at its end too, after `?next=`


@pytest.fixture(autouse=True)
def _at_work(settings):
    settings.DEMO = False


@pytest.fixture
def authenticator(page: Page):
    """Give the browser an authenticator that says yes by itself, and return its devtools session and id."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, added["authenticatorId"]


def type_password(page: Page, worker) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(worker.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/today/")
    page.locator("summary.me").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in/"))


@pytest.mark.usefixtures("complaints")
def test_a_worker_enrols_a_passkey_and_signs_in_by_it(page: Page, accessible, authenticator, lawyer):
    type_password(page, lawyer)
    expect(page.get_by_role("heading", name="Choose your second step")).to_be_visible()
    accessible()
    page.get_by_label("Name of the passkey").fill("My laptop")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".codes li")).to_have_count(10)
    accessible()
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(TODAY)
    sign_out(page)
    type_password(page, lawyer)
    expect(page.get_by_role("heading", name="Enter a code")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(TODAY)
    page.goto("/my-sign-in/")
    expect(page.get_by_text("My laptop")).to_be_visible()
    accessible()


def test_a_passkey_that_is_not_there_is_said_in_words_and_the_code_stays(page: Page, authenticator, lawyer):
    devtools, number = authenticator
    type_password(page, lawyer)
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": number})
    type_password(page, lawyer)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="The passkey was not used.")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_editable()


def test_the_same_passkey_is_not_kept_twice(page: Page, sign_in, authenticator, lawyer):
    type_password(page, lawyer)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/my-sign-in/passkey/")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="This passkey is kept already.")).to_be_visible()


def test_a_browser_that_cannot_says_so_and_leaves_the_app(page: Page, lawyer):
    page.add_init_script("delete window.PublicKeyCredential")
    type_password(page, lawyer)
    words = "Passkeys do not work in this browser or at this address. Use an app on your phone."
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(page.get_by_role("button", name="Make a passkey")).to_be_disabled()
    expect(page.get_by_role("button", name="Use this app")).to_be_enabled()


def test_without_scripts_an_app_is_enrolled_and_lets_her_in(browser, base_url, lawyer):
    plain = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = plain.new_page()
    type_password(page, lawyer)
    expect(page.get_by_role("button", name="Make a passkey")).to_be_hidden()
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.get_by_label("Code from the app").fill(code_of(secret, later=-1))
    page.get_by_role("button", name="Use this app").click()
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(TODAY)
    assert has_second_factor(lawyer)
    plain.clear_cookies()
    type_password(page, lawyer)
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(TODAY)
    plain.close()


def test_a_form_that_comes_too_late_goes_on_after_the_password(
    page: Page, sign_in, administrator, settings, accessible
):
    settings.ASK_AGAIN_AFTER_SECONDS = 3600
    sign_in(administrator)
    page.goto("/staff/invite/")
    page.get_by_label("Name shown to colleagues").fill("Saule B.")
    page.get_by_label("Username").fill("saule")
    page.get_by_label("Role", exact=True).select_option("manager")
    settings.ASK_AGAIN_AFTER_SECONDS = 0
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    accessible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("One-time link")).to_have_value(re.compile("/welcome/"))


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_the_pages_of_the_second_step_are_accessible(
    page: Page, accessible, sign_in, administrator, lawyer, manager, width, scheme
):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    with_codes(lawyer)
    with_app(administrator)
    type_password(page, manager)
    expect(page.get_by_role("heading", name="Choose your second step")).to_be_visible()
    accessible()
    assert page.evaluate(NOTHING_WIDER)
    page.context.clear_cookies()
    sign_in(administrator)
    one = f"/my-sign-in/{administrator.authenticator_set.get(type='totp').pk}/remove/"
    rest = ("app/", "passkey/", "codes/", "")
    mine = [f"/my-sign-in/{name}" for name in rest]
    for path in (
        *mine,
        one,
        f"/staff/{lawyer.pk}/",
        f"/staff/{lawyer.pk}/reset/",
        "/ask-again/",
        "/staff/resets/",
    ):
        page.goto(path)
        accessible()
        assert page.evaluate(NOTHING_WIDER), path
    page.goto(f"/staff/{lawyer.pk}/reset/")
    page.get_by_text("The phone or key is lost or stolen").click()
    page.get_by_role("button", name="Ask for a second person").click()
    expect(page.get_by_text("You started this.")).to_be_visible()
    accessible()
    page.context.clear_cookies()
    sign_in(manager)
    page.goto("/today/")
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("button", name="Confirm the reset")).to_be_visible()
    accessible()
    assert page.evaluate(NOTHING_WIDER)
