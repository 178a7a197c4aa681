"""What the bench is doing goes to standard error; standard output holds figures alone."""

import sys
import time

_begun = time.monotonic()


def say(words: str) -> None:
    print(f"[{time.monotonic() - _begun:6.1f} s] {words}", file=sys.stderr, flush=True)
