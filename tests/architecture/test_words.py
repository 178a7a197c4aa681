"""Every word that a reader sees goes through the catalogue, and in her language, not in the first visitor's."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tests.architecture.house import APPS, ROOT, parsed, place, python_files, templates

AT_ONCE = {"gettext", "ngettext", "pgettext", "npgettext"}
STYLEGUIDE = "styleguide"  # for developers, in English, and only where they work
# Called with a text for a reader, in this place or by this name.
SAID_FIRST = {"Refusal", "refused", "ValidationError", "add_message"}
SAID_BY_NAME = {
    "label",
    "help_text",
    "verbose_name",
    "verbose_name_plural",
    "empty_label",
    "reason",
    "heading",
}
SAID_SECOND = {"success", "error", "warning", "info", "add_error"}  # of messages, and of a form
TAG_OR_ENTITY = re.compile(
    r"<kbd.*?</kbd>|<!--.*?-->|<script.*?</script>|<[^>]*>|&#?\w+;|\s[a-z-]+=\"[^\"]*\"", re.DOTALL
)
SPOKEN_ATTRIBUTE = re.compile(r'\s(?:title|aria-label|placeholder|alt)="([^"]*)"')
IN_HER_LANGUAGE = re.compile(r'<(\w+)[^>]*\slang="(?:kk|ru|en)"[^>]*>.*?</\1>', re.DOTALL)
NAME_OF_A_CLASS = re.compile(r"[·\s]*[a-z]+(?:-[a-z]+)+[·\s]*")
FOR_MACHINES = {"noarchive", "noindex, noarchive", "CSV"}  # for robots, and the same everywhere
WORD = re.compile(r"[^\W\d_]{2,}")


def names_of_gettext(module: ast.Module) -> dict[str, str]:
    """Return what the functions of gettext are called in a module."""
    imports = [node for node in ast.walk(module) if isinstance(node, ast.ImportFrom)]
    ours = [node for node in imports if node.module == "django.utils.translation"]
    return {alias.asname or alias.name: alias.name for node in ours for alias in node.names}


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs while a module is imported: everything but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for early in (*child.decorator_list, *child.args.defaults, *child.args.kw_defaults):
                if early is not None:
                    yield early
                    yield from at_import(early)
        elif not isinstance(child, ast.Lambda):
            yield child
            yield from at_import(child)


def translated_too_early(module: ast.Module) -> list[ast.Call]:
    names = {ours for ours, real in names_of_gettext(module).items() if real in AT_ONCE}
    calls = [node for node in at_import(module) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


def test_a_text_of_a_module_waits_for_its_reader():
    """Use gettext_lazy there: at import nobody is reading, and the language would be the server's for ever."""
    found = [
        place(path, call)
        for path in python_files(*APPS, "crisis_center")
        for call in translated_too_early(parsed(path))
    ]
    assert found == []


def plain_words(node: ast.expr) -> bool:
    """Return True for a text that no catalogue has: letters between quotation marks."""
    if isinstance(node, ast.JoinedStr):
        return any(plain_words(part) for part in node.values)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text and bool(re.search(r"[a-z]+ [a-z]+|^[A-Z][a-z]+", str(node.value)))


def said_plainly(module: ast.Module) -> Iterator[ast.AST]:
    for call in ast.walk(module):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        said = [word.value for word in call.keywords if word.arg in SAID_BY_NAME]
        said += call.args[:1] if name in SAID_FIRST else []
        said += call.args[1:2] if name in SAID_SECOND and not is_log(call) else []
        yield from (words for words in said if plain_words(words))


def is_log(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and "log" in ast.unparse(call.func.value)


def test_no_reason_label_or_message_is_written_in_one_language():
    """Wrap it in gettext (gettext_lazy at the level of a module or class)."""
    files = [path for path in python_files(*APPS, "crisis_center") if "stack" not in path.parts]
    files = [path for path in files if path.stem != STYLEGUIDE]
    assert [place(path, words) for path in files for words in said_plainly(parsed(path))] == []


def loose_words(template: str) -> list[str]:
    """Return the words of a template that stand outside of its tags; `lang` says that they stay as they are."""
    kept: list[str] = []
    inside = False
    for token in Lexer(template).tokenize():
        name = token.contents.split(" ")[0]
        if token.token_type == TokenType.BLOCK and name in {"blocktranslate", "endblocktranslate"}:
            inside = name == "blocktranslate"
        elif token.token_type == TokenType.TEXT and not inside:
            kept.append(token.contents)
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR):
            kept.append("·")
    html = IN_HER_LANGUAGE.sub("", "".join(kept))
    said = [*TAG_OR_ENTITY.sub("\n", html).split("\n"), *SPOKEN_ATTRIBUTE.findall(html)]
    words = [text.strip() for text in said if WORD.search(text) and not NAME_OF_A_CLASS.fullmatch(text)]
    return [text for text in words if text.strip("·") not in FOR_MACHINES]


def mails() -> list[Path]:
    return sorted((ROOT / "templates").glob("*/emails/*.txt"))


def test_no_template_holds_words_outside_of_translate():
    """Write {% translate %} or {% blocktranslate %}; what is read out in her language carries its `lang`."""
    read = [path for path in [*templates(), *mails()] if path.parent.name != STYLEGUIDE]
    found = {place(path): loose_words(path.read_text(encoding="utf-8")) for path in read}
    assert {where: words for where, words in found.items() if words} == {}
    assert len(found) > 100


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("from django.utils.translation import gettext as _\nNAME = _('x')", 1),
        ("from django.utils.translation import ngettext\nclass A:\n    name = ngettext('a', 'b', 2)", 1),
        ("from django.utils.translation import gettext as _\ndef f(a=_('x')): ...", 1),
        ("from django.utils.translation import gettext as _\ndef f():\n    return _('x')", 0),
        ("from django.utils.translation import gettext_lazy as _\nNAME = _('x')", 0),
    ],
)
def test_a_text_that_is_translated_too_early_would_be_found(planted, found):
    assert len(translated_too_early(ast.parse(planted))) == found


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("raise Refusal('This case is closed.')", 1),
        ("return refused(f'Only {name} may do it.')", 1),
        ("forms.CharField(label='Name')", 1),
        ("messages.success(request, 'Saved.')", 1),
        ("raise Refusal(_('This case is closed.'))", 0),
        ("logger.error('Mail %s did not go out', pk)", 0),
    ],
)
def test_a_text_in_one_language_would_be_found(planted, found):
    assert len(list(said_plainly(ast.parse(planted)))) == found


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<p>Forgotten</p>", ["Forgotten"]),
        ('<a title="Go on">{{ name }}</a>', ["Go on"]),
        ('{% translate "Save" %} it', ["· it"]),
        ('<p lang="ru">«Здравствуйте»</p><kbd>Ctrl</kbd>&nbsp;', []),
        (
            '<b aria-label="{% translate "Save" %}">{% blocktranslate %}So {{ it }} is{% endblocktranslate %}</b>',
            [],
        ),
    ],
)
def test_loose_words_would_be_found(planted, found):
    assert loose_words(planted) == found
