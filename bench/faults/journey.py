"""One run: a call is typed at forty characters a second while everything under it is killed, seeded."""

import time
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from playwright.sync_api import Browser, Page, Playwright
from playwright.sync_api import Error as BrowserError

from accounts.models import User
from bench.faults.centre import Centre, until
from bench.faults.killing import chromium_roots, kill_tree
from bench.faults.writing import notes_held, reference_of, states_of
from bench.requests import browser_of
from crisis_center.stack.browser import FLAGS, find_chromium

PARTS = ("web", "postgres", "redis", "network")
DEATHS = ("tab", "browser")
DELAY = 25  # milliseconds between two characters: forty a second
AT_ONCE = 20  # characters between two looks at what is to be killed
BEGUN = 40  # characters that the colleague has typed when she opens a second tab
OUTAGE = (0.2, 1.5)  # seconds until what was killed is started again
LETTERS = {"hers": "abcdefghijklmnoprstu", "colleague": "жизнькратеолупм", "aside": "0123456789"}


def words(dice: Random, letters: str, length: int) -> str:
    """Return invented words of these letters, so many characters in all."""
    text = ""
    while len(text) < length:
        text += "".join(dice.choices(letters, k=dice.randint(2, 9))) + " "
    return text[: length - 1] + letters[0]


@dataclass
class Outcome:
    """What one run has shown."""

    kills: int = 0
    deaths: int = 0
    missing_after_death: int = 0
    missing_on_living_page: int = 0
    something_else: int = 0
    mixed: int = 0
    until_saved_again: float = 0.0
    seconds: float = 0.0
    characters: int = 0
    texts: list[str] = field(default_factory=list)


class Window:
    """One page of one call of one worker, in a browser of her own."""

    def __init__(self, centre: Centre, browser: Browser, worker: User, path: str = "/calls/new/") -> None:
        self.context = browser.new_context(base_url=centre.address)
        cookies = browser_of(worker).cookies
        self.context.add_cookies(
            [{"name": name, "value": value, "url": centre.address} for name, value in cookies.items()]
        )
        self.page: Page = self.context.new_page()
        self.page.goto(path)
        self.notes = self.page.locator("#id_notes")
        self.notes.focus()
        self.page.keyboard.press("Control+End")

    @property
    def call_id(self) -> UUID:
        return UUID(str(self.page.locator("#call-form").get_attribute("data-return-url")).split("/")[-2])

    @property
    def text(self) -> str:
        return self.notes.input_value()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=DELAY)

    def put(self, text: str) -> None:
        self.page.keyboard.insert_text(text)


class Journey:
    """A worker types her text to its end, whatever dies; beside her a colleague types in two tabs."""

    def __init__(self, centre: Centre, playwright: Playwright, workers: list[User], seed: int) -> None:
        self.centre = centre
        self.playwright = playwright
        self.worker, self.colleague = workers
        self.dice = Random(seed)  # noqa: S311 the same faults every time
        self.outcome = Outcome()

    def run(self, length: int, faults: list[str]) -> Outcome:
        self.text = words(self.dice, LETTERS["hers"], length)
        places = sorted(self.dice.sample(range(length // 8, length - length // 10), len(faults)))
        self.coming = list(zip(places, self.dice.sample(faults, len(faults)), strict=True))
        self._open_all(length)
        began = time.monotonic()
        self._type_to_the_end()
        self.outcome.seconds, self.outcome.characters = time.monotonic() - began, length
        self._judge()
        self.browser.close()
        self.others.close()
        return self.outcome

    def _open_all(self, length: int) -> None:
        self.others = self.playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        self.aside = [Window(self.centre, self.others, self.colleague)]
        self.words_aside = words(self.dice, LETTERS["colleague"], length)
        self.aside[0].put(self.words_aside[:BEGUN])
        self.aside_id = self.aside[0].call_id
        until(lambda: notes_held(self.aside_id) == self.words_aside[:BEGUN])
        self.aside.append(
            Window(self.centre, self.others, self.colleague, f"/calls/{reference_of(self.aside_id)}/")
        )
        self.numbers = words(self.dice, LETTERS["aside"], length)
        self._launch_browser()
        self.window = Window(self.centre, self.browser, self.worker)
        self.call_id = self.window.call_id

    def _launch_browser(self) -> None:
        before = chromium_roots()
        self.browser = self.playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        self.browser_pids = chromium_roots() - before

    def _type_to_the_end(self) -> None:
        self.done, self.said, self.down, self.back_at, self.owed = 0, BEGUN, "", 0.0, 0
        while self.done < len(self.text) or self.down or self.owed or self.coming:
            if self.done < len(self.text):
                chunk = self.text[self.done : self.done + AT_ONCE]
                self.window.type(chunk)
                self.done += len(chunk)
                self._type_aside()
            else:
                time.sleep(0.05)
            self._look()

    def _type_aside(self) -> None:
        """Type on beside her, as long as there are words: in two tabs of one call, each its own."""
        hers, numbers = self.words_aside[self.said :][:AT_ONCE], self.numbers[self.said - BEGUN :][:AT_ONCE]
        self.aside[0].put(hers)
        self.aside[1].put(numbers)
        self.said += AT_ONCE

    def _look(self) -> None:
        """Kill what is due, start what was killed, notice when everything arrives again."""
        if self.down and time.monotonic() >= self.back_at:
            self._mend()
        if self.owed and self._has_arrived():
            self.outcome.until_saved_again = max(
                self.outcome.until_saved_again, time.monotonic() - self.back_at
            )
            self.owed = 0
        if self.coming and not self.down and not self.owed and self.done >= self.coming[0][0]:
            _place, fault = self.coming.pop(0)
            self._die(fault) if fault in DEATHS else self._break(fault)

    def _break(self, part: str) -> None:
        self.outcome.kills += 1
        self.down, self.back_at = part, time.monotonic() + self.dice.uniform(*OUTAGE)
        if part == "network":
            self.window.context.set_offline(True)
        else:
            self.centre.kill(part)

    def _mend(self) -> None:
        if self.down == "network":
            self.window.context.set_offline(False)
        else:
            self.centre.launch(self.down)
        self.down, self.owed, self.back_at = "", self.done, time.monotonic()
        self.asked_at = 0.0

    def _has_arrived(self) -> bool:
        """Ask twice a second whether what stood on the page when a part came back is held."""
        if time.monotonic() - self.asked_at < 0.5:
            return False
        self.asked_at = time.monotonic()
        self.centre.wait_for_database()
        return len(notes_held(self.call_id)) >= self.owed

    def _die(self, what: str) -> None:
        """Let the tab or the whole browser die, open another one, and go on from what came back."""
        self.outcome.deaths += 1
        if what == "browser":
            for pid in self.browser_pids:
                kill_tree(pid)
        else:
            try:
                self.window.page.goto("chrome://crash", timeout=5_000)
            except BrowserError:
                self.window.context.close()
        if what == "browser" or not self.browser.is_connected():
            self._launch_browser()
        reference = reference_of(self.call_id)
        self.window = Window(
            self.centre, self.browser, self.worker, f"/calls/{reference}/" if reference else "/calls/new/"
        )
        if not reference:
            self.call_id = self.window.call_id
        came_back = self.window.text
        self._compare(came_back)
        self.done = len(came_back)

    def _compare(self, came_back: str) -> None:
        typed = self.text[: self.done]
        missing = len(typed) - len(came_back)
        self.outcome.missing_after_death = max(self.outcome.missing_after_death, missing)
        if not typed.startswith(came_back):
            self.outcome.something_else += 1
            self.outcome.texts.append(came_back)

    def _judge(self) -> None:
        until(lambda: notes_held(self.call_id) == self.text, 20)
        held = notes_held(self.call_id)
        self.outcome.missing_on_living_page = len(self.text) - len(held)
        self.outcome.something_else += not self.text.startswith(held)
        hers, aside = states_of(self.call_id), states_of(self.aside_id)
        self.outcome.mixed += sum(
            not self.text.startswith(notes) or author != self.worker.pk for _window, notes, author in hers
        )
        self.outcome.mixed += sum(
            not self._is_one_tabs(notes) or author != self.colleague.pk for _window, notes, author in aside
        )

    def _is_one_tabs(self, notes: str) -> bool:
        """Tell whether a state is that of one of the two tabs: the second began where the first one was."""
        begun = self.words_aside[:BEGUN]
        return self.words_aside.startswith(notes) or (
            notes.startswith(begun) and self.numbers.startswith(notes[len(begun) :])
        )
