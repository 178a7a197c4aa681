"""The processes of one run: started with their own log, watched, stopped together."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crisis_center.stack.embedded import dies_with_parent


@dataclass(frozen=True)
class Child:
    """One process and the file with what it said."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def has_died(self) -> bool:
        return self.process.poll() is not None

    def last_words(self) -> str:
        """Return the end of its log, indented for the reader at the keyboard."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        return "\n".join(f"    {line}" for line in lines)


class Children:
    """Processes in sessions of their own: the terminal's Ctrl-C reaches only the one who started them."""

    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        self.logs = logs
        self.environment = environment
        self.running: list[Child] = []

    def start(self, name: str, *command: str, **environment: str) -> Child:
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                env={**self.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 no thread is running here
            )
        child = Child(name, process, log)
        self.running.append(child)
        return child

    def first_dead(self) -> Child | None:
        return next((child for child in self.running if child.has_died()), None)

    def stop(self, seconds: float) -> None:
        """Ask all at once, wait together, and end with their workers those that are deaf."""
        for child in self.running:
            if not child.has_died():
                child.process.terminate()
        deadline = time.monotonic() + seconds
        for child in self.running:
            try:
                child.process.wait(max(0.05, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        self.running.clear()
