"""Templates hold no script, no style and no unescaped text: the strict policy stays strict (decision 25)."""

import re

import pytest

from tests.architecture.house import place, python_files, templates

# What a template may never hold, and how to say it instead.
FORBIDDEN = {
    "an inline script: put it into static/js": r"<script(?![^>]*\ssrc=)",
    "an inline style sheet: put it into static/css": r"<style\b",
    "a style attribute: give it a class": r"<[a-z][^>]*\sstyle\s*=",
    "an event attribute: use a data attribute and static/js": r"<[a-z][^>]*\son[a-z]+\s*=",
    "an address with script": r"javascript:",
    "text that is not escaped": r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape\s+off",
    "something from another host": r"""<(?:script|link|img|iframe)[^>]*\s(?:src|href)=["'](?:https?:)?//""",
}
POST_FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']post[\"'].*?</form>", re.IGNORECASE | re.DOTALL)


def faults(text: str) -> list[str]:
    found = [fault for fault, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)]
    unguarded = [form for form in POST_FORM.findall(text) if "csrf_token" not in form]
    return [*found, *(["a form that posts without csrf_token"] if unguarded else [])]


def test_no_template_holds_what_the_policy_forbids():
    found = {place(path): faults(path.read_text(encoding="utf-8")) for path in templates()}
    assert {where: what for where, what in found.items() if what} == {}
    assert len(found) > 10


@pytest.mark.parametrize(
    "planted",
    [
        "<script>go()</script>",
        "<style>p { color: red }</style>",
        '<p class="a" style="color: red">',
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        "{{ note|safe }}",
        "{% autoescape off %}",
        '<script src="https://example.org/a.js"></script>',
        '<form method="post"><button>Save</button></form>',
    ],
)
def test_a_planted_fault_is_found(planted):
    assert len(faults(planted)) == 1


@pytest.mark.parametrize(
    "lawful",
    [
        '<script src="/static/a.js" defer></script>',
        '<p data-on="x">on one = two</p>',
        "{{ note|safe_phone }}",
    ],
)
def test_what_is_lawful_is_left_alone(lawful):
    assert faults(lawful) == []


# Where text may be marked as safe, each with its reason.
MARKS_SAFE = {
    "website/markdown.py": "It is what nh3 has let through; the public pages have hostile tests of it."
}


def test_no_code_marks_text_as_safe():
    found = [place(path) for path in python_files() if "mark_" + "safe(" in path.read_text(encoding="utf-8")]
    assert found == list(MARKS_SAFE)
