"""Row-level security, the second net below `visible_to`: what any query may meet (decision 39).

PostgreSQL holds the application's role to rules of its own, in the migrations "rows_are_held". They
ask the transaction who acts: nobody, and no row is there. What must look beyond one worker's cases says so by
`seeing_every_case`, as short as it can, with a reason; a test holds the list of these places.
"""

from __future__ import annotations

import enum
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.db.models import Model

    from accounts.models import User

SERVICE = "centre_service"

ACT_AS = (
    "select set_config('centre.actor', %s, true), set_config('centre.role', %s, true), "
    "set_config('centre.team', %s, true), set_config('centre.now', %s, true), "
    "set_config('role', 'none', true)"
)
BECOME = "select current_setting('role'), set_config('role', %s, true), set_config('centre.why', %s, true)"
RETURN_TO = "select set_config('role', %s, true), set_config('centre.why', '', true)"
BECOME_FOR_THE_SESSION = "select current_setting('role'), set_config('role', %s, false)"


class Why(enum.StrEnum):
    """Why something looks beyond what one worker may open. PostgreSQL's own log can show it."""

    AFTER_THE_FACT = "a call entered later goes to the colleague who answered it"
    CALL = "while the client calls, days and codes of her case are told to whoever may see her safe contact"
    CONFLICT = "who may not see a case is written down, and hints of it are shown to those who decide"
    COUNTING = "numbers are counted over all cases; nothing of one of them is shown"
    DEMONSTRATION = "the invented centre is loaded, in the name of many workers"
    EMERGENCY = "one file is opened for an hour, and looked at afterwards by somebody else"
    FOLDING = "all that hangs on a case moves with it, notes that only their author reads too, unread"
    HAND_OVER = "what a worker left behind goes to a queue, and her notes to a colleague, unread"
    INTAKE = "a case is opened before anybody works on it"
    JOURNAL = "the journal names the case of a refusal or a line, whoever asked"
    LIST = "a manager's list holds every case of the centre, without names"
    OLD_NOTES = "hand-over notes of the hotline are erased after a month, unread"
    REMINDERS = "what is due is looked for in every case"
    SAFETY = "a call in more danger than its case lets the lead look at the safety plan, whoever took it"
    SAME_PERSON = "an operator says of a client of her team that she is the same one"
    SEARCH = "blind tokens are compared, and that a protected record may exist is told"
    SHELL = "the shell of a folded case leads on to the one that goes on"
    SHIFT = "that a colleague is on the telephone is shown to her team, nothing of the call"
    STOPPED = "all contact that was stopped stays stopped, whoever would call"
    TOKENS = "the blind tokens of every row are made anew"


def act_as(worker: User) -> None:
    """Tell this transaction who acts, with which role, in which team: one statement, gone at its end.

    Whatever was left on the connection before is taken off: from here on the rules hold.
    """
    with connection.cursor() as cursor:
        now = timezone.now().isoformat()  # an emergency ends by the clock that set its end
        cursor.execute(ACT_AS, [str(worker.pk), worker.role, str(worker.team_id or ""), now])


def shown_to_actor(model: type[Model], ids: Iterable[UUID]) -> set[UUID]:
    """Return which of these rows the database shows to the worker herself, in one statement.

    Whoever looked for them beyond her cases by written SQL asks it before one of them is opened.
    """
    return set(model._default_manager.filter(pk__in=set(ids)).values_list("pk", flat=True))


@contextmanager
def seeing_every_case(why: Why) -> Iterator[None]:
    """See and write the rows of every case inside the block; afterwards what held before holds again.

    It works in the transaction that is open, or opens one. Whoever ends that transaction ends it too, so
    nothing of it survives on a connection that is kept.
    """
    with _in_a_transaction():
        before = _become_service(why)
        try:
            yield
        finally:
            _return_to(before)


@contextmanager
def command_seeing_every_case(why: Why) -> Iterator[None]:
    """See every case for all transactions of a command, which has its connection for itself."""
    before = _become_for_the_session(SERVICE)
    try:
        yield
    finally:
        _become_for_the_session(before)


@contextmanager
def _in_a_transaction() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        yield


def _become_service(why: Why) -> str:
    with connection.cursor() as cursor:
        cursor.execute(BECOME, [SERVICE, why.name.lower()])
        return str(cursor.fetchone()[0])


def _return_to(role: str) -> None:
    """Return to the role before. A transaction that failed takes no statement, and takes it back itself."""
    held = connection.connection
    has_failed = held.closed or held.get_transaction_status() == TRANSACTION_STATUS_INERROR
    if has_failed or connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute(RETURN_TO, [role])


def _become_for_the_session(role: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(BECOME_FOR_THE_SESSION, [role])
        return str(cursor.fetchone()[0])
