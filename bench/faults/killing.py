"""Ends a process with everything it started, as a power cut would: nothing is asked, nothing is tidied up."""

import os
import signal
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
    for pid in tree_of(root):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def chromium_roots() -> set[int]:
    """Return the browsers that this process started, without the processes of their pages."""
    return {pid for pid in tree_of(os.getpid()) if _is_browser(pid)}


def _is_browser(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return b"chrom" in words[0] and not any(word.startswith(b"--type=") for word in words)
