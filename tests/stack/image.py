"""The Dockerfile and .dockerignore as Docker reads them."""

import fnmatch
import re

from crisis_center.stack.tree import ROOT


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile with their continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\s*\\\n\s*", " ", lines)
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line]


def stages() -> dict[str, list[tuple[str, str]]]:
    """Return the instructions of each stage, the first one naming what it is built on."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, rest in instructions():
        if name == "FROM":
            base, stage = rest.split(" AS ")
            found[stage] = [("FROM", base)]
        else:
            found[stage].append((name, rest))
    return found


def of(stage: str, name: str) -> list[str]:
    return [rest for each, rest in stages()[stage] if each == name]


def let_in(path: str) -> bool:
    """Answer as .dockerignore does: the last line that matches decides."""
    kept = True
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        parts = path.split("/")
        heads = ["/".join(parts[: count + 1]) for count in range(len(parts))]
        anywhere = pattern.startswith("**/") and any(fnmatch.fnmatch(part, pattern[3:]) for part in parts)
        if anywhere or any(pattern in (head, "*") for head in heads):
            kept = line.startswith("!")
    return kept
