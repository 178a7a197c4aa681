"""One of the writers: saves a call over and over by the product's own service, and prints what was saved.

Each number that it is told is saved stands in a line. Whatever the database does, it goes on with a new
number, as a page does.
"""

from __future__ import annotations

import sys
import time
import uuid
from typing import TYPE_CHECKING

import django
from django.db import DatabaseError, connection, transaction

if TYPE_CHECKING:
    from accounts.models import User

PAUSE = 0.05  # before a try after a dead line


def main(username: str, call_id: str, saves: int) -> None:
    from cases.row_security import act_as  # noqa: PLC0415 the models exist only now
    from hotline.services.drafts import BaseNotHeld, Since, Window, save_draft  # noqa: PLC0415 as above

    worker, window = worker_named(username), Window(call_id=uuid.UUID(call_id))
    acknowledged, seq, base = 0, 0, 0
    while acknowledged < saves:
        seq += 1
        try:
            with transaction.atomic():
                act_as(worker)
                since = Since(base=base) if base else None
                save_draft(actor=worker, window=window, seq=seq, typed=typed(seq), since=since)
        except BaseNotHeld:
            base = 0
        except DatabaseError:
            leave_the_dead_line()
        else:
            base, acknowledged = seq, acknowledged + 1
            print(seq, flush=True)


def worker_named(username: str) -> User:
    """Return the writer, as soon as the database says who she is: it may be killed while she comes."""
    from accounts.models import User  # noqa: PLC0415 the models exist only now

    while True:
        try:
            return User.objects.get(username=username)
        except DatabaseError:
            leave_the_dead_line()


def leave_the_dead_line() -> None:
    connection.close()
    time.sleep(PAUSE)


def typed(seq: int) -> dict[str, str | list[str]]:
    """Return what stands in the form at a number: the judge knows it from the number alone."""
    return {"notes": f"{seq} invented words of an invented caller " * 6}


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
