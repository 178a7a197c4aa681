"""A worker at a browser of her own, and what every worker does with a page."""

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import User
from tests.accounts.factories import PASSWORD

REFERENCE = re.compile(r"[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}")
MUST_BE_MENDED = {"serious", "critical"}


class Desk:
    """Signed in by the sign-in page, led by links and buttons only; every page is scanned in every state."""

    def __init__(self, context: BrowserContext, worker: User, seen: set[str]) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.worker = worker
        self.seen = seen
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._notice)

    def sign_in(self) -> None:
        self.page.goto("/today/")
        self.look()
        self.fill("Username", self.worker.username)
        self.fill("Password", PASSWORD)
        self.press("Sign in")

    def today(self) -> None:
        self.page.goto("/today/")
        self.look()

    def look(self) -> None:
        """Check what holds on every page: a title that says nothing, and nobody shut out."""
        assert not REFERENCE.search(self.page.title())
        name = resolve(self._path()).view_name
        buttons = self.page.locator("main button").all_inner_texts()
        if (state := f"{name} {buttons}") not in self.seen:  # the same page with other buttons is another one
            self.seen.add(state)
            self._scan(name)

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press a button that leads to another page."""
        self._and_arrive((within or self.page).get_by_role("button", name=name, exact=True).click)

    def press_here(self, name: str) -> None:
        """Press a button that changes a part of this page."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Follow a link."""
        exact = isinstance(name, str)
        self._and_arrive((within or self.page).get_by_role("link", name=name, exact=exact).first.click)

    def choose(self, question: str, *answers: str) -> None:
        """Press the answers of a question that is asked with buttons."""
        group = self.page.get_by_role("group", name=question)
        for answer in answers:
            group.get_by_text(answer, exact=True).click()

    def field(self, label: str, within: Locator | None = None) -> Locator:
        labelled = (within or self.page).get_by_label(
            re.compile(rf"^\s*{re.escape(label)}(\s*optional)?\s*$")
        )
        return labelled.and_(self.page.locator("input, select, textarea"))

    def fill(self, label: str, text: str, within: Locator | None = None) -> None:
        self.field(label, within).fill(text)

    def select(self, label: str, option: str, within: Locator | None = None) -> None:
        self.field(label, within).select_option(label=option)

    def card(self, heading: str) -> Locator:
        return self.page.get_by_role("region", name=heading)

    def sees(self, text: str | re.Pattern[str], within: Locator | None = None) -> None:
        expect((within or self.page.locator("main")).get_by_text(text).first).to_be_visible()

    def does_not_see(self, text: str) -> None:
        expect(self.page.get_by_text(text)).to_have_count(0)

    def _and_arrive(self, act: Callable[[], None]) -> None:
        with self.page.expect_navigation():
            act()
        self.look()

    def _path(self) -> str:
        return re.sub(r"^\w+://[^/]+", "", self.page.url).partition("?")[0].partition("#")[0]

    def _scan(self, name: str) -> None:
        found = Axe().run(self.page).response["violations"]
        grave = [rule for rule in found if rule["impact"] in MUST_BE_MENDED]
        self.complaints += [
            f"{name}: {rule['id']}: {node['html']}" for rule in grave for node in rule["nodes"]
        ]

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self._path()}: {message.text}")

    def _notice(self, response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")
