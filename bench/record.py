"""`make figures`: writes docs/figures.md from the lines that the runs printed, so that no figure is typed."""

import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django

from bench.place import FOLDER
from crisis_center.stack.tree import ROOT

PAGE = ROOT / "docs" / "figures.md"
SCALES = (10_000, 100_000, 1_000_000)
MOST_PAGES = 12  # of those that grow most
TITLES = {
    "log_call": "Log a call (G1)",
    "list": "The list of cases, 50 rows (G2)",
    "filters": "Deep pages and filters, beside the first page of their list (G3)",
    "search": "Search over sealed names, numbers beside (G4, G5)",
    "attack": "Names recovered from a stolen database without the index key",
    "case_page": "The page of a case with 50 lines of timeline (G6)",
    "encryption": "Sealed pages beside the same pages in clear (G9)",
    "growth": "Every page beside itself among 10,000 cases (G10)",
    "access": "Signing in while strangers try one account, and what they learn from the time",
    "autosave": "Autosave of fifty operators who type, beside 20 pages and 10 searches a second",
    "faults": "A call typed while everything under it is killed",
    "saves": "Acknowledged saves while PostgreSQL is killed",
    "servers": "Other servers, in one window",
}
FOREWORD = """# Figures

Written by `make figures` from what `make bench` printed; nothing here is typed. How it is measured, and how
the data is made: [bench/README.md](../bench/README.md).

**{machine}**, Python {python}, Django {django}. Measured on {days}.

Trust in this order: statements and growth, milliseconds of the processor, ratios (both sides in one
interleaved window), the smallest times. Requests a second say least: of eight connections one process may get
six.
A figure in bold misses its goal.
"""
Line = dict[str, Any]


def keep(line: Line, *, run: int, day: str, folder: Path = FOLDER) -> None:
    """Keep a printed line for the page; `run` is the larger scale. A later line of a figure replaces it."""
    kept = folder / "figures"
    kept.mkdir(exist_ok=True)
    with (kept / f"{run}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line | {"day": day}, ensure_ascii=False) + "\n")


def kept_lines(folder: Path = FOLDER) -> list[Line]:
    """Return the newest line of each figure, in the order in which they were first measured."""
    files = sorted((folder / "figures").glob("*.jsonl"), key=lambda path: int(path.stem))
    newest: dict[tuple[Any, ...], Line] = {}
    for path in files:
        for text in path.read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            newest[line["group"], line["name"], line["cases"]] = line
    return list(newest.values())


def page_of(lines: list[Line]) -> str:
    """Return the page."""
    days = sorted({line["day"] for line in lines})
    foreword = FOREWORD.format(
        machine=machine(), python=platform.python_version(), django=django.__version__, days=", ".join(days)
    )
    groups = [(group, [line for line in lines if line["group"] == group]) for group in TITLES]
    return "\n".join([foreword, *(section(group, found) for group, found in groups if found)])


def section(group: str, lines: list[Line]) -> str:
    scales = [scale for scale in SCALES if any(line["cases"] == scale for line in lines)]
    if not scales:
        return without_cases(group, lines)
    head = ["Figure", "Goal", *(f"{scale:,} cases" for scale in scales)]
    rows = [head, ["---"] * len(head), *(row(found, scales) for found in by_name(group, lines))]
    beside = [f"{line['name']}: {value_of(line)}." for line in lines if line["cases"] == 0]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    below = ["Beside it: " + " ".join(beside), ""] if beside else []
    return "\n".join([f"## {TITLES[group]}", "", table, "", *below])


def without_cases(group: str, lines: list[Line]) -> str:
    """Return the section of a group that knows no cases: one value each."""
    rows = [["Figure", "Goal", "Value"], ["---"] * 3]
    rows += [[line["name"], line["goal"] or "", value_of(line)] for line in lines]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    return "\n".join([f"## {TITLES[group]}", "", table, ""])


def by_name(group: str, lines: Iterable[Line]) -> Iterator[dict[int, Line]]:
    """Yield the lines of each figure by scale; of the single pages only those that grow most."""
    names: dict[str, dict[int, Line]] = {}
    for line in lines:
        if line["cases"]:
            names.setdefault(line["name"], {})[line["cases"]] = line
    single = [name for name in names if group == "growth" and name.endswith(")")]
    largest = sorted(single, key=lambda name: -max(line["value"] for line in names[name].values()))
    left_out = set(largest[MOST_PAGES:])
    return (found for name, found in names.items() if name not in left_out)


def row(found: dict[int, Line], scales: list[int]) -> list[str]:
    one = next(iter(found.values()))
    return [one["name"], one["goal"] or "", *(value_of(found[s]) if s in found else "" for s in scales)]


def value_of(line: Line) -> str:
    value = line["value"]
    places = 0 if value >= 100 or value == int(value) else 2 if value < 10 else 1
    digits = f"{value:,.{places}f}"
    words = f"{digits} {line['unit']}".strip()
    return f"**{words}**" if line["met"] == "missed" else words


def machine() -> str:
    """Return the processor, its cores and the memory."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"model name\s*: (.*)", text)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"


def main() -> int:
    lines = kept_lines()
    if not lines:
        raise SystemExit("Nothing was measured yet: run make bench.")
    PAGE.write_text(page_of(lines), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(lines)} figures.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
