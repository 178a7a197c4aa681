"""Through every page that a role reaches: by its links, by the list of addresses, by pressing each button.

What is pressed is taken back at once. Nothing here names a page: a new one is walked as soon as a link leads
to it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import urldefrag, urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import User
from crisis_center.templatetags.centre import initials
from tests.architecture.house import APPS
from tests.architecture.urls import every_url
from tests.languages.pages import LATIN, Form, Page, words_of
from tests.languages.pseudo import PSEUDO
from tests.taken_back import taken_back
from tests.workers import signed_in
from vault.fields import SealedField

HOST = "http://testserver"
PAGES_OF_AN_ADDRESS = 1  # for each worker, beside one of each state
PRESSES_OF_AN_ADDRESS = 3  # that led to a page, by all of them together
OTHER_LANGUAGES = {code for code, _name in settings.LANGUAGES} - {PSEUDO}
OWN_NAMES = [name for code, name in settings.LANGUAGES_IN_THEIR_OWN_WORDS if code != PSEUDO]
# The one page without a switch: nothing may take it away from under the hands of who is on the telephone.
RUNNING_CALL = 'id="call-form"'
FURTHER_PAGES = 60  # for each worker, while some address was not read
NONSENSE = "жж"  # in letters that no text of ours is written in
CODE = re.compile(r"[a-z0-9_.]+")  # a code shown to a reader is a fault, also where the database holds it
NOBODYS_WORDS = re.compile(
    r"[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}"  # references
    r"|\b[0-9a-f]{8}[0-9a-f-]*\b"  # numbers of requests
    r"|\b(?:I{1,3}|IV)\b(?!\.)"  # quarters of a year
    r"|https?://\S+|\S+@\S+"
    rf"|\b{PSEUDO.upper()}\b"  # the language's own code, in the bar
)


class Data:
    """What the database holds is no text of ours: names, places, notes, what was typed."""

    def __init__(self) -> None:
        self._known: set[str] = set()  # texts in which nothing was forgotten
        self.words: set[str] = {settings.DEMO_PASSWORD}
        for app in APPS:
            for model in apps.get_app_config(app).get_models():
                self._learn(model)

    def _learn(self, model: type[models.Model]) -> None:
        plain = [
            column.attname
            for column in model._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField) and not column.choices
        ]
        for row in model._default_manager.values_list(*plain) if plain else []:
            self.learn([text for text in row if text and not CODE.fullmatch(text)])
        if model is User:
            for username, name in User.objects.values_list("username", "display_name"):
                self.learn([username, initials(name)])

    def learn(self, value: object) -> None:
        self.words |= {words for words in words_of(value) if LATIN.search(words)}

    @contextmanager
    def overheard(self) -> Iterator[None]:
        """Learn what is unsealed meanwhile."""
        opened = SealedField.opened

        def listening(field: SealedField, instance: models.Model, stored: bytes) -> Any:
            value = opened(field, instance, stored)
            self.learn(value)
            return value

        with mock.patch.object(SealedField, "opened", listening):
            yield

    def taken_out_of(self, text: str) -> str:
        """Return what is left of a text without references and without what the database holds."""
        if text in self._known:
            return ""
        left = text  # whole: "It is quieter, I sleep" is not about the first quarter of a year
        held = sorted((words for words in self.words if words in text), key=len, reverse=True)
        for words in held:
            left = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", "", left)
        left = NOBODYS_WORDS.sub("", left)
        if LATIN.search(left):
            return left
        self._known.add(text)
        return ""


class Walk:
    """One worker, or nobody, goes through the centre."""

    def __init__(
        self, data: Data, worker: User | None, presses: Counter[str], *, is_whole: bool = True
    ) -> None:
        self.data = data
        self.presses = presses
        self.client = Client()
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = PSEUDO
        if worker and is_whole:
            signed_in(self.client, worker)
        elif worker:
            self.client.force_login(worker)  # before the second step
        self._states = list(one_of_each_state(worker)) if worker else []
        self.reached: set[str] = set()
        self.found: dict[str, set[str]] = {}  # a text that was not marked, and the pages that show it
        self.cut: set[str] = set()
        self.without_switch: set[str] = set()
        self._seen: set[str] = set()
        self._passed_by: list[str] = []
        self._visits: Counter[str] = Counter()
        self._tries: Counter[str] = Counter()

    def everywhere(self, rare: Iterable[str] = ()) -> "Walk":
        """Begin at the door, at `rare` pages, at one record of each state and at each address."""
        beginnings = ["/", *rare, *self._states, *(url.path for url in every_url())]
        with self.data.overheard():
            waiting = [link for path in beginnings for link in self._visit(path)]
            while waiting:
                waiting += self._follow(waiting.pop(0))
        return self

    def look_further(self, unread: set[str]) -> None:
        """Open more pages of addresses that were seen once, until nothing of `unread` is left that leads on."""
        waiting, self._passed_by = self._passed_by, []
        with self.data.overheard():
            for path in waiting[:FURTHER_PAGES]:
                if unread <= self.reached:
                    return
                for link in self._visit(path):
                    if name_of(link) in unread - self.reached:
                        self._visit(link)

    def _follow(self, path: str) -> list[str]:
        name = name_of(path)
        if path in self._seen or is_in_another_language(path):
            return []
        if self._visits[name] >= PAGES_OF_AN_ADDRESS:
            self._passed_by.append(path)
            self._seen.add(path)
            return []
        self._visits[name] += 1
        return self._visit(path)

    def _visit(self, path: str) -> list[str]:
        self._seen.add(path)
        response = self.client.get(path)
        page = self._read(name_of(path), response)
        if page is None:
            return [response["Location"]] if response.status_code == 302 else []
        for form in page.forms:
            self._press(path, form)
        here = (urldefrag(urljoin(HOST + path, link)).url for link in page.links)
        return [urlsplit(url).path + query_of(url) for url in here if url.startswith(HOST)]

    def _read(self, name: str, response: HttpResponse) -> Page | None:
        if not response.get("Content-Type", "").startswith("text/html"):
            return None
        html = response.content.decode()
        page = Page(html)
        if "<html" in html and RUNNING_CALL not in html and not all(name in html for name in OWN_NAMES):
            self.without_switch.add(name)
        if response.status_code == 200:
            self.reached.add(name)
        for text in page.texts:
            if left := self.data.taken_out_of(text):
                self.found.setdefault(left, set()).add(name)
        self.cut |= {f"{name}: {where}" for where in page.cut}
        return page

    def _press(self, path: str, form: Form) -> None:
        """Send a form as it stands, with nothing in it, and with nonsense in it, by each of its buttons."""
        for typed in (None, "", NONSENSE):
            for address, sent in form.filled(typed):
                to = urljoin(path, address)
                if self.presses[name_of(to)] < PRESSES_OF_AN_ADDRESS:
                    self._press_and_take_back(self.client, to, sent)

    @taken_back()
    def _press_and_take_back(self, client: Client, address: str, sent: dict[str, list[str]]) -> None:
        """Press, read what it leads to, press there what nobody has pressed before, and take all of it back."""
        other = Client()
        other.cookies.update(client.cookies)
        response = other.post(address, sent, follow=True, headers={"referer": HOST + address})
        self.presses[name_of(address)] += response.status_code == 200
        self._read(name_of(address), response)
        page = self._read(name_of(response.request["PATH_INFO"]), response)
        for form in page.forms if page else []:
            for inner, typed in form.filled():
                to = urljoin(response.request["PATH_INFO"], inner)
                if not self.presses[name_of(to)] and not self._tries[name_of(to)]:
                    self._tries[name_of(to)] += 1
                    self._press_and_take_back(other, to, typed)


def one_of_each_state(worker: User) -> Iterator[str]:
    """Yield the page of one record of each state that this worker sees, whatever records there are."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if hasattr(model, "get_absolute_url") and hasattr(model, "status"):
                seen = model._default_manager.visible_to(worker)
                for state in seen.order_by("status").values_list("status", flat=True).distinct():
                    yield seen.filter(status=state).order_by("pk")[0].get_absolute_url()


def query_of(url: str) -> str:
    return f"?{query}" if (query := urlsplit(url).query) else ""


def is_in_another_language(path: str) -> bool:
    """Tell it by the path: public pages carry their language there."""
    return path.split("/")[1] in OTHER_LANGUAGES


def name_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return "nowhere"
