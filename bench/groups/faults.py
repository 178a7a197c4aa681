"""What is left of a call when everything under it is killed: each in a process and a centre of its own."""

import subprocess
import sys
from collections.abc import Iterator

from bench.faults.told import heard
from bench.figures import Figure
from bench.workshop import Workshop
from crisis_center.stack.tree import ROOT


def typing(_shop: Workshop) -> Iterator[Figure]:
    """A call is typed in a real browser (RUNS=15)."""
    yield from _told_by("bench.faults")


def saves(_shop: Workshop) -> Iterator[Figure]:
    """Acknowledged saves under kills of PostgreSQL (SAVES=4000, KILLS=4)."""
    yield from _told_by("bench.faults.saves")


def _told_by(module: str) -> Iterator[Figure]:
    process = subprocess.Popen(
        [sys.executable, "-m", module], cwd=ROOT, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    with process:
        assert process.stdout is not None  # noqa: S101 it is piped
        told = [heard(line) for line in process.stdout]
    if not told:
        raise SystemExit(f"{module} has told nothing.")
    yield from told
