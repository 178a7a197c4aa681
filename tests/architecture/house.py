"""The house as the architecture tests read it: its apps, their order, their files."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from crisis_center.stack import tree

ROOT = tree.ROOT
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
PACKAGES: list[str] = CONTRACTS["root_packages"]
NO_APPS = {"bench"}  # a program of its own: the product does not install it
APPS = [name for name in PACKAGES if name not in {"crisis_center", *NO_APPS}]


def layers() -> dict[str, int]:
    """Return how high each package lies: 0 is a leaf."""
    rows = reversed(CONTRACTS["contracts"][0]["layers"])
    return {name.strip(" ()"): height for height, row in enumerate(rows) for name in row.split("|")}


def python_files(*packages: str) -> list[Path]:
    """Return our own modules of these packages, or of all, without migrations."""
    folders = packages or (*PACKAGES, "tests")
    names = [name for name in tree.tracked(ROOT) if name.endswith(".py") and "/migrations/" not in name]
    return [ROOT / name for name in names if name.split("/")[0] in folders]


def templates() -> list[Path]:
    names = tree.tracked(ROOT)
    return [ROOT / name for name in names if name.startswith("templates/") and name.endswith(".html")]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(module: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Return where something stands, as an editor opens it."""
    line = f":{node.lineno}" if node is not None else ""
    return f"{path.relative_to(ROOT)}{line}"
