"""What must never lie in the tree is found; each rule has a planted find."""

import subprocess

import pytest

from crisis_center.stack import tree

HOST = "py" + "pi.org"


@pytest.fixture
def plant(tmp_path):
    """Return a function that lays files into a small repository and returns what is found there."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    def plant(**files: str) -> list[str]:
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_DOT_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tree.findings(tmp_path)

    return plant


def test_the_tree_is_tidy():
    assert tree.findings() == []


def test_the_host_of_a_package_registry_is_found(plant):
    found = plant(lock_DOT_txt=f"one==1\n--index-url https://{HOST}/simple")
    assert found == ["lock.txt:2: a package registry's host; locks carry no index address"]


def test_a_path_of_one_machine_is_found(plant):
    assert plant(notes_DOT_md="see /wo" + "rk/notes") == ["notes.md:1: a path of one machine"]


@pytest.mark.parametrize("name", ["app.min.js", "inter.woff2", "htmx.js", "tabler-flags.css"])
def test_third_party_files_are_found(plant, name):
    expected = f"static/{name}: third-party files are installed from package-lock.json, never committed"
    assert plant(**{f"static__{name}": ""}) == [expected]


def test_a_template_that_nothing_names_is_found(plant):
    assert plant(templates__cases__list_DOT_html="") == [
        "templates/cases/list.html: nothing uses this template"
    ]


@pytest.mark.parametrize(
    ("template", "source"),
    [
        ("cases/list.html", 'template_name = "cases/list.html"'),
        ("cases/list.html", "{% include 'cases/list.html' %}"),
        ("cases/page.html", 'template_name = "cases/page.html#rows"'),
        ("cases/timeline/opened.html", 'verb = "cases.opened"'),
        ("audit/entries/_plain.html", 'PLAIN = "audit/entries/_plain.html"'),
        ("audit/entries/cases.opened.html", 'verb = "cases.opened"'),
        ("cases/emails/work_due_body.txt", 'event="cases/emails/work_due"'),
        ("audit/entries/cases.opened_again.html", 'record(verb=f"cases.{VERBS[move]}_again")'),
        ("404.html", ""),
    ],
)
def test_a_template_that_code_names_is_alive(plant, template, source):
    assert plant(**{f"templates/{template}": "", "cases/views.py": source}) == []


def test_a_string_made_of_holes_keeps_nothing_alive(plant):
    found = plant(
        templates__cases__timeline__opened_DOT_html="", cases__views_DOT_py='verb = f"{app}.{verb}"'
    )
    assert found == ["templates/cases/timeline/opened.html: nothing uses this template"]


def test_a_template_does_not_keep_itself_alive(plant):
    found = plant(templates__tree_DOT_html='{% include "tree.html" %}')
    assert found == ["templates/tree.html: nothing uses this template"]
