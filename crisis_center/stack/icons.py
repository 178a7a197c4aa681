"""Build `build/icons.svg` from Tabler's sprite with only the icons that templates and code name.

A name is found where the house writes one: `{% icon "phone" %}`, `{% entry_mark "phone" %}` and
`icon="phone"` in templates and Python, and the values of a Python table whose name ends in `ICONS`.
Run: `python -m crisis_center.stack.icons`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SPRITE = ROOT / "node_modules/@tabler/icons-sprite/dist/tabler-sprite-nostroke.svg"  # widths are our CSS
TARGET = ROOT / "build" / "icons.svg"
NOT_OURS = {".git", ".venv", "node_modules", "var", "build", "tests"}
NAMED = re.compile(r"""(?:\{%\s*(?:icon|entry_mark)\s+|\bicon=)["']([a-z0-9-]+)["']""")
SYMBOL = re.compile(r'<symbol id="tabler-([a-z0-9-]+)".*?</symbol>', re.DOTALL)


class UnknownIconError(SystemExit):
    """A template or a table names an icon that Tabler does not have."""


def our_files(root: Path, pattern: str) -> Iterator[Path]:
    """Yield the files of the product in a stable order."""
    for folder in sorted(root.iterdir()):
        if folder.is_dir() and folder.name not in NOT_OURS:
            yield from sorted(folder.rglob(pattern))


def names_in_tables(source: str) -> set[str]:
    """Return the icons that Python tables named `...ICONS` hold as values."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        is_table = any(isinstance(target, ast.Name) and target.id.endswith("ICONS") for target in targets)
        if is_table and isinstance(value := getattr(node, "value", None), ast.Dict):
            names |= {str(item.value) for item in value.values if isinstance(item, ast.Constant)}
    return names


def named_icons(root: Path = ROOT) -> dict[str, Path]:
    """Return every icon that the product names, with a file that names it."""
    names: dict[str, Path] = {}
    for path in [*our_files(root, "*.html"), *our_files(root, "*.py")]:
        source = path.read_text(encoding="utf-8")
        tables = names_in_tables(source) if path.suffix == ".py" else set()
        names |= dict.fromkeys({*NAMED.findall(source), *tables} - {""}, path)
    return names


def sprite_of(names: dict[str, Path]) -> str:
    """Return the sprite of these icons; refuses a name that Tabler does not know, with its file."""
    symbols = {found[1]: found[0] for found in SYMBOL.finditer(SPRITE.read_text(encoding="utf-8"))}
    for name in sorted(names.keys() - symbols.keys()):
        raise UnknownIconError(f"{names[name]}: there is no Tabler icon {name!r}. Choose one of its sprite.")
    body = "\n".join(symbols[name] for name in sorted(names))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def build() -> int:
    """Write the sprite and return how many icons it has."""
    names = named_icons()
    TARGET.parent.mkdir(exist_ok=True)
    sprite = sprite_of(names)
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != sprite:
        TARGET.write_text(sprite, encoding="utf-8")
    return len(names)


if __name__ == "__main__":
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}: {build()} icons\n")
