"""Translations without gettext's programs: python -m crisis_center.stack.messages extract | compile | check.

Django turns its templates into text that Babel can read; Babel merges, writes and compiles the catalogues.
English is the source. A catalogue is sorted and carries no dates and no line numbers, so that it changes
only where its texts do.
"""

import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("kk", "ru")
PLURAL_FORMS = {
    "kk": "nplurals=2; plural=(n != 1);",
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    ),
}
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""
ONE, CONTEXT, PLURAL, CONTEXT_AND_PLURAL = None, ((1, "c"), 2), (1, 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": ONE, "gettext": ONE, "gettext_lazy": ONE, "gettext_noop": ONE,
    "pgettext": CONTEXT, "pgettext_lazy": CONTEXT,
    "ngettext": PLURAL, "ngettext_lazy": PLURAL,
    "npgettext": CONTEXT_AND_PLURAL, "npgettext_lazy": CONTEXT_AND_PLURAL,
}  # fmt: skip
NOT_OURS = {"tests", "bench", "node_modules", "var", "build", "migrations"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")

Key = tuple[str | None, str]


def catalogue(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def sources(root: Path) -> Iterator[Path]:
    """Yield every file with texts, in a stable order."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if parts[0].startswith(".") or NOT_OURS.intersection(parts):
            continue
        if path.suffix == ".py" or (parts[0] == "templates" and path.suffix in {".html", ".txt"}):
            yield path


def extracted(language: str, root: Path = ROOT) -> Catalog:
    """Return the texts of the code and the templates, with the files they stand in."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    found = Catalog(locale=language)
    for path in sources(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = flat(templatize(text, origin=str(path)))
        place = [(path.relative_to(root).as_posix(), 0)]
        for _line, text_id, notes, context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators",)
        ):
            found.add(text_id, locations=place, auto_comments=notes, context=context)
    return found


def flat(code: str) -> str:
    """Take the indentation of HTML out of a template's text: the reader takes it for Python's."""
    return "\n".join(line.lstrip() for line in code.splitlines())


def key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def messages(catalog: Catalog) -> dict[Key, Message]:
    """Return the texts of a catalogue without its header."""
    return {key(message): message for message in catalog if message.id}


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def extract_into(language: str, root: Path = ROOT) -> None:
    """Write the catalogue anew: texts of today, each with the translation that it already had."""
    path = catalogue(language, root)
    known = messages(read(path, language)) if path.exists() else {}
    fresh = extracted(language, root)
    for name, message in messages(fresh).items():
        if name in known:
            message.string = known[name].string
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language, plural_forms=PLURAL_FORMS[language]).encode())
        write_po(file, fresh, width=100, omit_header=True, sort_output=True, include_lineno=False)


def compile_all(root: Path = ROOT) -> None:
    """Write each catalogue's .mo beside it; Django reads only those."""
    for language in LANGUAGES:
        path = catalogue(language, root)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, read(path, language))


def problems(language: str, root: Path = ROOT) -> list[str]:
    """Return what keeps a catalogue from being whole: missing, stale, doubtful or damaged texts."""
    ours = messages(extracted(language, root))
    theirs = messages(read(catalogue(language, root), language))
    found = [f"is not in the catalogue: {text!r}" for _context, text in ours.keys() - theirs.keys()]
    found += [f"is no longer used: {text!r}" for _context, text in theirs.keys() - ours.keys()]
    count = int(PLURAL_FORMS[language][len("nplurals=")])
    for name in ours.keys() & theirs.keys():
        found += [f"{problem}: {name[1]!r}" for problem in problems_of(ours[name], theirs[name], count)]
    return sorted(f"{language}: {problem}" for problem in found)


def problems_of(source: Message, translation: Message, plural_forms: int) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    sources_, forms = texts(source.id), texts(translation.string)
    if translation.fuzzy:
        yield "is marked fuzzy"
    if len(sources_) != len(texts(translation.id)):
        yield "is a plural on one side only"
    elif not all(forms) or len(forms) != (plural_forms if source.pluralizable else 1):
        yield "is not translated"
    elif any(not_among(sources_, form) for form in forms):
        yield "has other placeholders, or begins or ends on another line, than its source"


def texts(value: str | Iterable[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def not_among(sources_: list[str], form: str) -> bool:
    """Return True when `form` matches neither the singular nor the plural of its source."""
    return shape(form) not in [shape(source) for source in sources_]


def shape(text: str) -> tuple[Counter[str], bool, bool]:
    return Counter(PLACEHOLDER.findall(text)), text.startswith("\n"), text.endswith("\n")


def check() -> int:
    """Print every problem of every catalogue; return 1 when there is one."""
    found = [problem for language in LANGUAGES for problem in problems(language)]
    if found:
        print(*found, "Run `make messages`, translate, and check again.", sep="\n")
    return int(bool(found))


def main(command: str) -> int:
    if command == "check":
        return check()
    if command == "compile":
        compile_all()
    elif command == "extract":
        for language in LANGUAGES:
            extract_into(language)
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or [""]))
