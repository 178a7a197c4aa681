"""What a reader sees of a page, and which of it stands outside the brackets of the language nobody speaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.languages.pseudo import CLOSES, OPENS, PSEUDO

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "use", "path"}
UNREAD = {"script", "style", "kbd"}  # a key is called as it is printed on the keyboard
SPOKEN = ("title", "aria-label", "aria-description", "placeholder", "alt")
FOR_A_SCRIPT = re.compile(r"[A-ZÀ-Ž⟦{].*", re.DOTALL)  # words that a script will show; codes begin small
TICKED = {"radio", "checkbox"}
PRESSED = {"submit", "button", "reset"}
FILLED_IN_BY_A_SCRIPT = re.compile(r"\{\w+\}")
LATIN = re.compile(r"[A-Za-zÀ-ž]{2,}")


@dataclass
class Form:
    """A form that posts: where to, and what its fields hold."""

    action: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)  # kind, name, value
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, another address

    def filled(self, typed: str | None = None) -> list[tuple[str, dict[str, list[str]]]]:
        """Return where each button sends what; `typed` stands in every field that is seen."""
        sent: dict[str, list[str]] = {}
        for kind, name, value in self.fields:
            if typed is None or kind == "hidden":
                sent.setdefault(name, []).append(value)
            elif typed or kind not in TICKED:  # what is not ticked is not sent
                sent.setdefault(name, []).append(typed)
        return [
            (to or self.action, sent | ({name: [value]} if name else {}))
            for name, value, to in self.buttons or [("", "", "")]
        ]


class Page(HTMLParser):
    """Reads a page as a person would: texts, titles, labels; and where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.cut: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._depth = 0
        self._open: list[tuple[str, int, bool, str]] = []  # tag, depth at its start, unread, text so far
        self._form: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._buttons: list[tuple[Form | None, dict[str, str]]] = []
        self._select = ""
        self._textarea: tuple[str, list[str]] | None = None
        self.feed(html)
        for around, has in self._buttons:  # a button may stand before its form, and outside of it
            if form := self._by_id.get(has["form"]) if "form" in has else around:
                form.buttons.append((has.get("name", ""), has.get("value", ""), has.get("formaction", "")))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        unread = self._is_unread() or tag in UNREAD or has.get("lang", PSEUDO) != PSEUDO
        if not unread:
            self._hear_attributes(tag, has)
        if tag == "a":
            self.links.append(has.get("href", ""))
        self._notice_form(tag, has)
        if tag not in VOID:
            self._open.append((tag, self._depth, unread, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._textarea:
            name, told = self._textarea
            self._add_field("text", name, "".join(told))
            self._textarea = None
        if tag not in [one[0] for one in self._open]:
            return
        while self._open:
            opened, depth, unread, _text = self._open.pop()
            if opened == tag:
                if opened == "text":  # the lines of one label in a drawing
                    return
                if not unread and depth != self._depth:
                    self.cut.append(f"<{tag}> …{self.texts[-1] if self.texts else ''}")
                self._depth = depth
                return

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._textarea[1].append(data)
        elif not self._is_unread():
            self._hear(data)

    def _is_unread(self) -> bool:
        return any(unread for _tag, _depth, unread, _text in self._open)

    def _hear(self, text: str) -> None:
        outside, self._depth = outside_of_brackets(text, self._depth)
        self.texts += [words for words in outside if LATIN.search(words)]

    def _hear_attributes(self, tag: str, has: dict[str, str]) -> None:
        said = [has[name] for name in SPOKEN if name in has]
        said += [
            text for name, text in has.items() if name.startswith("data-") and FOR_A_SCRIPT.fullmatch(text)
        ]
        if tag == "input" and has.get("type") in PRESSED:
            said.append(has.get("value", ""))
        for text in said:
            outside, _depth = outside_of_brackets(text, 0)
            self.texts += [words for words in outside if LATIN.search(words)]

    def _notice_form(self, tag: str, has: dict[str, str]) -> None:
        if tag == "form" and has.get("method", "").lower() == "post":
            self._form = Form(has.get("action", ""))
            self.forms.append(self._form)
            self._by_id[has.get("id", "")] = self._form
        elif tag == "select":
            self._select = has.get("name", "")
        elif tag == "option" and "selected" in has:
            self._add_field("select", self._select, has.get("value", ""))
        elif tag == "textarea":
            self._textarea = (has.get("name", ""), [])
        elif tag == "button" and has.get("type", "submit") == "submit":
            self._buttons.append((self._form, has))
        elif tag == "input":
            self._notice_input(has)

    def _notice_input(self, has: dict[str, str]) -> None:
        kind, name = has.get("type", "text"), has.get("name", "")
        if kind in TICKED and "checked" not in has:
            return
        if kind not in PRESSED:
            self._add_field(kind, name, has.get("value", ""))

    def _add_field(self, kind: str, name: str, value: str) -> None:
        if self._form and name:
            self._form.fields.append((kind, name, value))


def outside_of_brackets(text: str, depth: int = 0) -> tuple[list[str], int]:
    """Return the parts of a text that stand outside, and how deep its end lies; a text may go over tags."""
    parts, start = [""], depth
    text = FILLED_IN_BY_A_SCRIPT.sub("", text)
    for letter in text:
        if letter == OPENS:
            start += 1
            parts.append("")
        elif letter == CLOSES:
            start -= 1
        elif start <= 0:
            parts[-1] += letter
    return [" ".join(part.split()) for part in parts if part.strip()], start


def words_of(value: object) -> Iterator[str]:
    """Yield each text that a value of the database holds."""
    if isinstance(value, str):
        yield from (" ".join(line.split()) for line in [value, *value.splitlines()])
    elif isinstance(value, dict):
        for inner in value.values():
            yield from words_of(inner)
    elif isinstance(value, list | tuple | set):
        for inner in value:
            yield from words_of(inner)
