"""A centre started as a person starts it, and what is left of it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from crisis_center.stack.embedded import socket_folder

OF_THE_TESTS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CENTRE_TEST_DATA")
OF_DJANGO = ("DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE")
OURS = ("MAKELEVEL", "PORT", "DEMO", "DEBUG", "SECRET_KEY_FILE", "VAULT_KEYS_DIR")


def bare_environment(**variables: str) -> dict[str, str]:
    """Return the environment of somebody who never heard of the tests."""
    not_theirs = {*OF_THE_TESTS, *OF_DJANGO, *OURS}
    kept = {name: value for name, value in os.environ.items() if name not in not_theirs}
    return {**kept, **variables}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition: Callable[[], object], seconds: float = 20) -> bool:
    """Wait for a condition; return whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def processes_of(data: Path) -> list[int]:
    """Return every living process that works for this data folder, by its command or environment.

    Redis overwrites both with its title, which names its socket.
    """
    wanted = re.compile(b"|".join(re.escape(str(path).encode()) for path in (data, socket_folder(data))))
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if wanted.search(words) and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


class Run:
    """`python -m crisis_center.stack.run` in a data folder of its own."""

    def __init__(self, data: Path, port: int, **variables: str) -> None:
        self.url = f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crisis_center.stack.run"],
            env=bare_environment(DATA=str(data), PORT=str(port), **variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.process.stdout.close()

    def kill(self) -> None:
        """Kill the supervisor, which can then stop nothing itself."""
        self.process.kill()
        self.process.wait()

    def wait_until_open(self) -> str:
        """Return what it said until it told its address."""
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                return said
        raise AssertionError(f"It ended instead of opening:\n{said}")

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Send a signal twice, as impatient people do; return the exit code and the last words."""
        self.process.send_signal(number)
        self.process.send_signal(number)
        return self.result()

    def result(self, seconds: float = 30) -> tuple[int, str]:
        words, _ = self.process.communicate(timeout=seconds)
        return self.process.returncode, words


def run_to_its_end(data: Path, port: int) -> tuple[int, str]:
    """Return the exit code and the words of a run that must refuse to start."""
    with Run(data, port) as run:
        return run.result()
