"""What a process and its children have cost the processor, from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Spent:
    """What /proc says of a process: whose child it is, its own seconds, and those of children that ended."""

    parent: int
    own: float
    ended_children: float


def spent_by(pid: int) -> Spent | None:
    """Return what a process has cost, or None when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()
    user, system, children_user, children_system = (int(ticks) / TICKS for ticks in fields[11:15])
    return Spent(int(fields[1]), user + system, children_user + children_system)


def seconds_of_tree(root: int) -> float:
    """Return the processor seconds of a process and of everything it started, ended or not."""
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    everybody = {pid: spent_by(pid) for pid in pids}
    alive = {pid: spent for pid, spent in everybody.items() if spent}
    total, family = 0.0, [root]
    while family:
        pid = family.pop()
        if spent := alive.get(pid):
            total += spent.own + spent.ended_children
        family += [child for child, spent in alive.items() if spent.parent == pid]
    return total
