"""Two fifths longer, as Kazakh can be: no page grows wider than the screen, no word is cut or sticks out."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.enums import Role
from cases.enums import FollowUpKind
from cases.services.follow_ups import plan_follow_up
from tests.accounts.factories import UserFactory
from tests.hotline.factories import finished_call
from tests.languages.pseudo import PSEUDO, spoken
from tests.partners.factories import BranchFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What does not fit: an element whose own words need more room than it has, and a word broken in its middle. What
# scrolls on purpose, a closed list of choices and what only screen readers meet is left out.
MISFITS = """() => {
  const found = [];
  const isSeen = (element, style) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && style.visibility === "visible" && !element.closest("svg");
  };
  const isBroken = (node) => [...node.data.matchAll(/[^\\s\\/⟦⟧–—-]{2,}/g)].some((word) => {
    const range = document.createRange();
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1;
  });
  for (const element of document.querySelectorAll("body *")) {
    if (["SELECT", "OPTION", "INPUT", "TEXTAREA", "SCRIPT"].includes(element.tagName)) continue;
    const words = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    const style = getComputedStyle(element);
    if (!words.length || !isSeen(element, style)) continue;
    const isBox = !["inline", "contents"].includes(style.display) && !["auto", "scroll"].includes(style.overflowX);
    const isCut = isBox && element.scrollWidth > element.clientWidth + 1;
    if (!isCut && !words.some(isBroken)) continue;
    const what = isCut ? "is cut" : "is broken in a word";
    found.push(`${what}: <${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.trim().slice(0, 60)}`);
  }
  return found;
}"""


@pytest.fixture(autouse=True)
def _nobodys_language(tmp_path, transactional_db) -> Iterator[None]:
    with spoken(tmp_path):
        yield


def speak(page: Page, url: str) -> None:
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": PSEUDO, "url": url}])


def fits(page: Page, path: str) -> list[str]:
    """Return what does not fit a page that stands open."""
    expect(page.locator("html")).to_have_attribute("lang", PSEUDO)
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{path} {cut}" for cut in page.evaluate(MISFITS)] + (
        [f"{path} is {too_wide} wider"] * (too_wide > 0)
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_longer_words_fit_every_main_page(
    width, page: Page, live_server, case, operator, psychologist, sign_in
):
    BranchFactory(organisation__name_en="A quiet house")
    planned = plan_follow_up(
        actor=psychologist, case=case, kind=FollowUpKind.ONE_MONTH, responsible=psychologist
    )
    call = finished_call(operator, call_type="about_self", notes="told")
    speak(page, live_server.url)
    page.set_viewport_size({"width": width, "height": 844})
    file = f"/cases/{case.reference}"
    found = []
    for worker, paths in (
        (None, ["/sign-in/"]),
        (
            UserFactory(role=Role.COORDINATOR, team=case.team),
            [
                "/", "/calls/", "/calls/new/", f"/calls/{call.reference}/", f"/calls/{call.reference}/open-case/",
                f"/calls/{call.reference}/add-to-case/", "/cases/", "/cases/new/", f"{file}/", f"{file}/household/",
                f"{file}/safe-contact/", f"{file}/safe-contact/change/", f"{file}/consents/",
                f"{file}/consents/record/", f"{file}/sessions/record/", f"{file}/follow-ups/",
                f"{file}/follow-ups/plan/", f"{file}/follow-ups/{planned.pk}/", f"{file}/close/", f"{file}/risk/",
                "/referrals/", f"/referrals/of-case/{case.reference}/prepare/", "/partners/", "/partners/add/",
                "/password/", "/nowhere/",
            ],
        ),
        (UserFactory(role=Role.ADMINISTRATOR), ["/", "/staff/", "/staff/invite/", "/staff/teams/"]),
        (UserFactory(role=Role.AUDITOR), ["/journal/"]),
    ):  # fmt: skip
        if worker:
            sign_in(worker)
        for path in paths:
            page.goto(path)
            found += fits(page, path)
    assert "\n".join(found) == ""
