"""Long words fit a phone: the same pages in the languages that need the most room."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.enums import Role
from tests.accounts.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_room_fits_a_phone_in_her_language(
    language, page: Page, live_server, case, sign_in, complaints
):
    sign_in(UserFactory(role=Role.COORDINATOR, language=language))
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 390, "height": 844})
    file = f"/cases/{case.reference}"
    for path in [
        "/today/",
        "/calls/",
        "/calls/new/",
        "/cases/",
        "/cases/new/",
        f"{file}/",
        f"{file}/safe-contact/change/",
        f"{file}/consents/record/",
        f"{file}/sessions/record/",
        f"{file}/follow-ups/plan/",
        "/referrals/",
        "/partners/",
    ]:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
