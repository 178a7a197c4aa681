"""Short files and short functions (house 8): past a budget, something wants to be two things."""

import ast
import statistics
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, functions, parsed, place, python_files

FILE, TEST_FILE, FUNCTION, MEDIAN, VIEW = 400, 600, 40, 8, 25


def lines_of(node: ast.FunctionDef) -> int:
    """Return the lines of code of a function without decorators and docstring."""
    first = node.body[1] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body[0]
    return node.end_lineno - first.lineno + 2


def is_view(path: Path) -> bool:
    return path.stem == "views" or path.parent.name == "views"


def test_no_file_is_longer_than_its_budget():
    def budget(path: Path) -> int:
        return TEST_FILE if "tests" in path.parts else FILE

    long = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {name: count for name, count in long.items() if count > budget(Path(name))} == {}


def test_functions_are_short():
    counts = sorted(lines_of(node) for path in python_files(*PACKAGES) for node in functions(parsed(path)))
    assert statistics.median(counts) <= MEDIAN
    assert counts[int(len(counts) * 0.95)] <= FUNCTION


def test_a_view_decides_nothing_and_is_short():
    views = [path for path in python_files(*PACKAGES) if is_view(path)]
    methods = {place(path, node): lines_of(node) for path in views for node in functions(parsed(path))}
    assert {where: count for where, count in methods.items() if count > VIEW} == {}
    assert len(methods) > 10


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("def one(): return 1", 2),
        ('def two():\n    """Why."""\n    return 2', 2),
        ("def three():\n    a = 1\n    return a", 3),
    ],
)
def test_lines_are_counted_without_the_docstring(source, lines):
    assert lines_of(ast.parse(source).body[0]) == lines
