"""Two workers press the same button at the same moment, each in a transaction of her own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run `acts` in threads that start together; return what each returned, or the exception it raised."""
    answers: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts), timeout=10)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            answers[number] = act()
        except Exception as error:  # noqa: BLE001 the test looks at it
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers
