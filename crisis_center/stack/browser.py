"""Finds Chromium for browser tests and pictures; as root on a Debian machine it is installed when missing."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SKIPPED = (
    "No Chromium found: the browser tests are skipped. Install it, or run `make test` as root on Debian."
)


def find_chromium() -> str | None:
    """Return the path of the machine's Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install_chromium() -> None:
    """Ask Debian for it; without apt or without the rights for it, do nothing."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)


def main() -> int:
    """Return 1 only where no browser test may be missing: with CI set."""
    if not find_chromium():
        install_chromium()
    if find_chromium():
        return 0
    print(SKIPPED, file=sys.stderr)
    return int(bool(os.environ.get("CI")))


if __name__ == "__main__":
    sys.exit(main())
