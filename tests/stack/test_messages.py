"""Catalogues follow the texts; what is missing, stale or damaged is named."""

import gettext

import pytest

from crisis_center.stack import messages

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
word = _("Case")
same_word = pgettext_lazy("a month", "May")
def count(n): return ngettext("%(n)s call", "%(n)s calls", n) % {"n": n}
"""
TEMPLATE = """{% translate "Today" %}{% blocktranslate trimmed with who=worker %}
  Good day, {{ who }}.
{% endblocktranslate %}"""
IN_RUSSIAN = {
    "Case": "Дело",
    "May": "Май",
    "Today": "Сегодня",
    "Good day, %(who)s.": "Добрый день, %(who)s.",
    "%(n)s call": ("%(n)s звонок", "%(n)s звонка", "%(n)s звонков"),
}


@pytest.fixture
def house(tmp_path):
    """A small house with one app and one template, its Russian catalogue extracted."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "today.html").write_text(TEMPLATE, encoding="utf-8")
    messages.extract_into("ru", tmp_path)
    return tmp_path


def fill(house, **changed) -> None:
    """Write the translations into the catalogue as a translator does."""
    path = messages.catalogue("ru", house)
    catalog = messages.read(path, "ru")
    for name, message in messages.messages(catalog).items():
        message.string = {**IN_RUSSIAN, **changed}[name[1]]
    with path.open("wb") as file:
        messages.write_po(file, catalog)


def test_every_text_of_code_and_templates_is_found(house):
    found = messages.messages(messages.extracted("ru", house))
    assert set(found) == {(None, "Case"), ("a month", "May"), (None, "%(n)s call"), (None, "Today")} | {
        (None, "Good day, %(who)s.")
    }


def test_a_new_catalogue_asks_for_every_translation(house):
    assert messages.problems("ru", house) == sorted(f"ru: is not translated: {text!r}" for text in IN_RUSSIAN)


def test_a_filled_catalogue_is_whole_and_stays_the_same_when_extracted_again(house):
    fill(house)
    assert messages.problems("ru", house) == []
    messages.extract_into("ru", house)
    first = messages.catalogue("ru", house).read_bytes()
    messages.extract_into("ru", house)
    assert messages.catalogue("ru", house).read_bytes() == first
    assert messages.problems("ru", house) == []


def test_a_text_that_changed_is_missing_and_its_old_translation_is_stale(house):
    fill(house)
    view = house / "cases" / "views.py"
    view.write_text(CODE.replace('"Case"', '"Client file"'), encoding="utf-8")
    assert messages.problems("ru", house) == [
        "ru: is no longer used: 'Case'",
        "ru: is not in the catalogue: 'Client file'",
    ]


@pytest.mark.parametrize(
    ("text", "translation", "problem"),
    [
        ("Case", "", "is not translated"),
        ("%(n)s call", ("%(n)s звонок", "%(n)s звонка", ""), "is not translated"),
        ("Good day, %(who)s.", "Добрый день, %(name)s.", "has other placeholders"),
        ("Good day, %(who)s.", "Добрый день.", "has other placeholders"),
        ("%(n)s call", ("Один звонок", "%(n)s звонка", "%(n)s звонков"), "has other placeholders"),
    ],
)
def test_a_damaged_translation_is_named(house, text, translation, problem):
    fill(house, **{text: translation})
    [found] = messages.problems("ru", house)
    assert found.startswith(f"ru: {problem}")
    assert found.endswith(repr(text))


def test_a_doubtful_translation_is_named(house):
    fill(house)
    path = messages.catalogue("ru", house)
    path.write_text(path.read_text().replace('msgid "Case"', '#, fuzzy\nmsgid "Case"'))
    assert messages.problems("ru", house) == ["ru: is marked fuzzy: 'Case'"]


def test_russian_counts_are_declined(house):
    """Django takes its own plural rule for its own texts and ours for ours; both must agree here."""
    fill(house)
    messages.compile_all(house)
    with messages.catalogue("ru", house).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    said = [compiled.ngettext("%(n)s call", "%(n)s calls", n) % {"n": n} for n in (1, 2, 5, 11, 21, 22)]
    assert said == ["1 звонок", "2 звонка", "5 звонков", "11 звонков", "21 звонок", "22 звонка"]


def test_the_command_says_what_it_can_do(capsys):
    assert messages.main("translate") == 2
    assert "extract | compile | check" in capsys.readouterr().out
