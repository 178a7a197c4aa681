"""Ends a process with everything it started, as a power cut would: nothing is asked, nothing is tidied up."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from bench.load.cpu import spent_by


def tree_of(root: int) -> list[int]:
    """Return a process and all its descendants."""
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    parents = {pid: spent.parent for pid in pids if (spent := spent_by(pid))}
    family, found = [root], []
    while family:
        found.append(pid := family.pop())
        family += [child for child, parent in parents.items() if parent == pid]
    return found


def kill_tree(root: int) -> None:
    """Kill a process and all its descendants, and wait until none of them holds anything any more."""
    family = tree_of(root)
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while any(_is_alive(pid) for pid in family):
        time.sleep(0.01)


def _is_alive(pid: int) -> bool:
    """Tell whether a process still holds its memory: a zombie, which nobody has waited for yet, does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def chromium_roots() -> set[int]:
    """Return the browsers that this process started, without the processes of their pages."""
    return {pid for pid in tree_of(os.getpid()) if _is_browser(pid)}


def _is_browser(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return b"chrom" in words[0] and not any(word.startswith(b"--type=") for word in words)
