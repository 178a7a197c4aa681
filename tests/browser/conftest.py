"""The machine's own Chromium, signed in as a worker, watched for every complaint of the page."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from crisis_center.stack import icons
from crisis_center.stack.browser import FLAGS, find_chromium
from tests.workers import signed_in


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": find_chromium(), "args": FLAGS, "headless": True}


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """Let `page.goto("/")` mean this centre."""
    return live_server.url


@pytest.fixture(scope="session", autouse=True)
def _sprite() -> None:
    """Build the icons of the templates as they are now."""
    icons.build()


@pytest.fixture(scope="session", autouse=True)
def _asked_when_whole() -> Iterator[None]:
    """Let a test ask a page only when it is there to its end: a click returns as soon as it begins to load."""

    def when_whole(ask: Callable) -> Callable:
        def asking(page: Page, *args: object, **kwargs: object) -> object:
            page.wait_for_load_state()
            return ask(page, *args, **kwargs)

        return asking

    with pytest.MonkeyPatch.context() as patch:
        for name in ("evaluate", "title", "content"):
            patch.setattr(Page, name, when_whole(getattr(Page, name)))
        yield


@pytest.fixture
def sign_in(page: Page, live_server) -> Callable[[User], None]:
    """Return a function that gives the browser the session of a worker."""

    def into(worker: User) -> None:
        client = Client()
        signed_in(client, worker)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return into


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Collect what the page complains of in the console; the test fails when there is anything."""
    heard: list[str] = []
    page.on(
        "console",
        lambda message: heard.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield heard
    assert heard == []


@pytest.fixture
def accessible(page: Page) -> Callable[[], None]:
    """Return a function that scans the page as it stands and fails with what is to be mended."""
    axe = Axe()

    def check() -> None:
        found = axe.run(page).response["violations"]
        problems = [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
        assert problems == []

    return check
