"""What must never lie in the tree: `python -m crisis_center.stack.tree` names each find and fails.

Read by `make check`; each rule has its own test with a planted find.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Written so that this file does not find itself.
REGISTRY = re.compile(r"(?:p[y]pi|p[y]thonhosted|n[p]mjs|y[a]rnpkg|d[e]b\.d[e]bian)\.(?:org|com|net)")
MACHINE_PATH = re.compile(r"/(?:w[o]rk|f[a]rm|r[o]ot)/[a-z.]")
THIRD_PARTY = re.compile(r"\.min\.(?:js|css)$|\.woff2?$|(?:^|/)(?:htmx|tabler|bootstrap)[^/]*\.(?:js|css)$")

# Templates that no line of ours names: who does, and why they live.
NAMED_BY_OTHERS = {
    r"[45]\d\d(_csrf)?\.html": "Django's error pages",
    r"account/.+": "django-allauth looks them up by name",
    r"(django|bootstrap5)/.+": "form widgets looked up by Django and crispy-forms",
}
# Templates looked up by a computed name: the part that our code does name.
COMPUTED = {
    r"(?P<named>.+/emails/.+)_(subject|body)\.txt": "the event of outbox.services.queue_message",
    r".+/(timeline|entries)/(?P<named>[^_].+)\.(html|txt)": "the verb of a journal or timeline line",
}
F_STRING = re.compile(r"""\bf["']([\w.{}\[\]()]+)["']""")
HOLE = re.compile(r"{[^}]*}")


def tracked(root: Path) -> list[str]:
    """Return the files that git keeps, as paths below `root`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def strange_lines(root: Path, names: Iterable[str]) -> Iterator[str]:
    """Yield the lines that name a package registry's host or a path of one machine."""
    for name in names:
        text = (root / name).read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if REGISTRY.search(line):
                yield f"{name}:{number}: a package registry's host; locks carry no index address"
            if MACHINE_PATH.search(line):
                yield f"{name}:{number}: a path of one machine"


def third_party_files(names: Iterable[str]) -> Iterator[str]:
    """Yield committed files that are somebody else's work."""
    for name in names:
        if THIRD_PARTY.search(name):
            yield f"{name}: third-party files are installed from package-lock.json, never committed"


def dead_templates(root: Path, names: Iterable[str]) -> Iterator[str]:
    """Yield templates that nothing names."""
    names = list(names)
    ours = [name for name in names if name.endswith(".py") or name.startswith("templates/")]
    named = {name: (root / name).read_text(encoding="utf-8") for name in ours}
    for name in ours:
        template = name.removeprefix("templates/")
        if template == name or any(re.fullmatch(pattern, template) for pattern in NAMED_BY_OTHERS):
            continue
        if not is_named(template, [text for other, text in named.items() if other != name]):
            yield f"{name}: nothing uses this template"


def is_named(template: str, texts: Iterable[str]) -> bool:
    """Return True when a text names the template, or the part of its name that our code gives."""
    computed = [match["named"] for pattern in COMPUTED if (match := re.fullmatch(pattern, template))]
    names = "|".join(re.escape(name) for name in (template, *computed))
    quoted = re.compile(rf"""["'.](?:{names})["'#]""")
    return any(quoted.search(text) or any(is_formatted(name, text) for name in computed) for text in texts)


def is_formatted(name: str, text: str) -> bool:
    """Return True when an f-string of the text can become the name: f"follow_up_{status}"."""
    patterns = (HOLE.split(string) for string in F_STRING.findall(text))
    return any(
        re.fullmatch(r"\w+".join(map(re.escape, parts)), name)
        for parts in patterns
        if len("".join(parts)) > 5
    )


def findings(root: Path = ROOT) -> list[str]:
    """Return every find of every rule."""
    names = tracked(root)
    return [*strange_lines(root, names), *third_party_files(names), *dead_templates(root, names)]


if __name__ == "__main__":
    found = findings()
    print("\n".join(found))
    sys.exit(int(bool(found)))
