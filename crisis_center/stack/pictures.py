"""`make pictures`: the pictures of the README, taken anew from a fresh demonstration.

The centre stands in a temporary folder and in this process, on this day at half past ten in the morning,
whatever the hour: nothing of the machine's own centre is shown, and the pictures change only when the pages
do, but for the day and the references.
"""

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from threading import Thread

import django
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.testcases import QuietWSGIRequestHandler
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from accounts.enums import Role
from crisis_center.stack.browser import FLAGS, SKIPPED, find_chromium
from crisis_center.stack.embedded import StackError, socket_folder
from crisis_center.stack.run import SETTINGS, Place, keys, start_servers
from crisis_center.stack.tree import ROOT

FOLDER = ROOT / "docs" / "pictures"
DESK, PHONE = (1280, 800), (390, 844)
MORNING = dt.time(10, 30)
PATIENCE = 30_000  # a busy machine is no failure
OF_ANOTHER_CENTRE = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY_FILE", "VAULT_KEYS_DIR")


@dataclass(frozen=True)
class Picture:
    """One file of docs/pictures: who looks (None is somebody outside), at what, through which window."""

    name: str
    worker: Role | None
    turn_to: Callable[[Page], None]
    size: tuple[int, int] = DESK

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.png"


def home(page: Page) -> None:
    """Show what everybody sees who looks for help."""
    page.goto(reverse("website:home", args=["en"]))


def today(page: Page) -> None:
    """Show the page on which a worker begins her day."""
    page.goto(reverse("today"))


def case(page: Page) -> None:
    """Show the case whose one-month check-in is due today."""
    today(page)
    check_in = page.locator(".task").filter(has_text="One-month check-in").first
    page.goto(reverse("cases:case", args=[check_in.locator(".code").inner_text()]))


def live_call(page: Page) -> None:
    """Show a call while it is typed; the caller and her words are invented."""
    page.goto(reverse("hotline:new"))
    for name, value in (
        ("call_type", "about_self"),
        ("safe_to_talk", "yes"),
        ("immediate_danger", "no"),
        ("children_present", "yes"),
    ):
        page.locator(f'input[name="{name}"][value="{value}"] + label').click()
    page.get_by_label("How to address her").fill("Aigul")
    expect(page.get_by_text("She may have called before").first).to_be_visible()
    page.get_by_role("textbox", name="Notes").fill(
        "He took her telephone yesterday; she calls from a neighbour's. Her son is at school until two. "
        "She would like to talk to a psychologist, not to the police yet."
    )
    expect(page.locator("[data-save-status]")).to_contain_text("Saved")
    page.evaluate("() => window.scrollTo(0, 0)")


PICTURES = (
    Picture("today", Role.PSYCHOLOGIST, today),
    Picture("today-phone", Role.PSYCHOLOGIST, today, PHONE),
    Picture("call", Role.OPERATOR, live_call),
    Picture("case", Role.PSYCHOLOGIST, case),
    Picture("home", None, home),
)


def main() -> int:
    """Take every picture of the table."""
    chromium = find_chromium()
    if not chromium:
        raise StackError(SKIPPED)
    FOLDER.mkdir(exist_ok=True)
    with a_demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for picture in PICTURES:
            take(browser, address, picture)
            print(f"{picture.path.relative_to(ROOT)}: {picture.path.stat().st_size // 1024} kB")
        browser.close()
    return 0


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Sign in as the worker of a picture, turn to its page and keep what the window shows."""
    width, height = picture.size
    context = browser.new_context(
        base_url=address, locale="en-GB", viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if picture.worker:
        sign_in(page, picture.worker)
    picture.turn_to(page)
    page.evaluate("() => document.fonts.ready")
    page.screenshot(path=picture.path, animations="disabled", caret="hide")
    context.close()


def sign_in(page: Page, worker: Role) -> None:
    """Sign in as the demonstration's worker of a role, by the form."""
    page.goto(reverse("account_login"))
    page.get_by_label("Username").fill(str(worker))
    page.get_by_label("Password").fill(settings.DEMO_PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()


@contextmanager
def a_demonstration() -> Iterator[str]:
    """Give the address of a fresh demonstration, and leave nothing of it behind."""
    with tempfile.TemporaryDirectory(prefix="centre-pictures-") as folder, ExitStack() as servers:
        place = Place(data=Path(folder), port=0)
        servers.callback(shutil.rmtree, socket_folder(place.data))
        for variable in OF_ANOTHER_CENTRE:
            os.environ.pop(variable, None)
        environment = {**os.environ, **keys(place), "DJANGO_SETTINGS_MODULE": SETTINGS, "DEMO": "1"}
        environment["STATIC_ROOT"] = str(place.data / "static")
        start_servers(place, environment, servers)
        manage(environment, "collectstatic", "--no-input")
        manage({**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}, "migrate", "--no-input")
        os.environ.update(environment)
        django.setup()
        with time_machine.travel(this_morning()), served() as address:
            yield address


def manage(environment: dict[str, str], *command: str) -> None:
    words = [sys.executable, "manage.py", *command]
    subprocess.run(words, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def this_morning() -> dt.datetime:
    return dt.datetime.combine(timezone.localdate(), MORNING, timezone.get_current_timezone())


@contextmanager
def served() -> Iterator[str]:
    """Fill the demonstration, look for reminders once as beat does, and answer on a free port."""
    from cases.tasks import remind_of_due_follow_ups  # noqa: PLC0415 models come after django.setup()

    call_command("prepare_centre", stdout=StringIO())
    remind_of_due_follow_ups()
    connection.close()
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(get_wsgi_application())
    answering = Thread(target=server.serve_forever)
    answering.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        answering.join()


if __name__ == "__main__":
    sys.exit(main())
