"""How often somebody may search: who asks for everybody finds somebody whom she should not (security S4)."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING, Any, NoReturn

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from audit.models import JournalEntry
from audit.services import Subject, record_refusal, record_view
from cases.emergencies import who_leads
from cases.refusals import Refusal
from outbox.services import queue_message
from reference.moments import start_of
from vault.statements import Part, rows_of

if TYPE_CHECKING:
    from cases.finding import Question

PURPOSE = "search"  # of the line that counts; the index `journal_searches` holds these alone
MOST_A_MINUTE, MOST_A_DAY = 30, 300
A_MINUTE, A_DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
LINE = "cases.person"
NOW = "statement_timestamp()"
SEARCHES = f"""
    from audit_journalentry where actor_id = %s and purpose = '{PURPOSE}' and verb = 'cases.searched'
    and at > {NOW} - %s"""
LEADS = frozenset({Role.COORDINATOR, Role.MANAGER})


class Code(enum.StrEnum):
    """What lines about searches are found by: PostgreSQL finds an index by a code alone (decision 42)."""

    SEARCH = PURPOSE
    TOO_MANY_A_MINUTE = "too_many_a_minute"
    TOO_MANY_A_DAY = "too_many_a_day"


class SearchedTooOften(Refusal):
    """She asked more often than the work needs; `seconds` is how long until she may ask again."""

    def __init__(self, sentence: Any, *, wait: dt.timedelta) -> None:
        super().__init__(sentence)
        self.seconds = max(1, round(wait.total_seconds()))


def count_search(*, actor: User, question: Question) -> None:
    """Journal that `actor` asks a question, without its text: the journal is what is counted.

    Refuses whoever asked thirty times within a minute or three hundred times within a day; after the latter
    the coordinators of her team and the managers are told, once a day.
    """
    last_of_a_minute, last_of_a_day = _ages_of_searches(actor, MOST_A_MINUTE, MOST_A_DAY)
    if last_of_a_day is not None:
        _tell_who_leads(actor, timezone.localdate())
        _refuse(actor, Code.TOO_MANY_A_DAY, wait=A_DAY - last_of_a_day)
    if last_of_a_minute is not None and last_of_a_minute < A_MINUTE:
        _refuse(actor, Code.TOO_MANY_A_MINUTE, wait=A_MINUTE - last_of_a_minute)
    subject = Subject(LINE, question.fingerprint())
    record_view(actor=actor, verb="cases.searched", subject=subject, purpose=PURPOSE)


def _ages_of_searches(actor: User, *places: int) -> tuple[dt.timedelta | None, ...]:
    """Return how long ago, counted from the newest, the first, second... search of a worker's day was.

    The journal goes by the database's clock.
    """
    one = f"(select {NOW} - at {SEARCHES} order by at desc limit 1 offset %s)"
    params = [part for place in places for part in (actor.pk, A_DAY, place - 1)]
    [ages] = rows_of(Part(f"select {', '.join([one] * len(places))}", tuple(params)))
    return ages


def searches_to_look_at(worker: User, day: dt.date) -> list[User]:
    """Return who was refused a search on a day, by name: a coordinator's own team, for a manager all."""
    if worker.role not in LEADS:
        return []
    seen_by = Q() if worker.role == Role.MANAGER else Q(team_id=worker.team_id)
    refused = JournalEntry.objects.filter(
        actor_id=OuterRef("pk"),
        purpose=Code.SEARCH,
        result=Code.TOO_MANY_A_DAY,
        at__gte=start_of(day),
    )
    return list(User.objects.people().filter(seen_by, Exists(refused)).order_by("display_name", "pk"))


def _refuse(actor: User, reason: Code, *, wait: dt.timedelta) -> NoReturn:
    record_refusal(
        actor=actor, verb="cases.search_refused", subject=Subject(LINE), purpose=PURPOSE, result=reason
    )
    sentences = {
        Code.TOO_MANY_A_MINUTE: _(
            "Those were many searches in one minute. Wait a little, then search again."
        ),
        Code.TOO_MANY_A_DAY: _(
            "You have searched unusually often today. Ask your coordinator to look for her."
        ),
    }
    raise SearchedTooOften(sentences[reason], wait=wait)


def _tell_who_leads(actor: User, today: dt.date) -> None:
    for lead in who_leads(actor):
        key = f"searched:{actor.pk}:{today:%Y-%m-%d}:{lead.pk}"
        queue_message(recipient=lead, event="cases/emails/many_searches", dedupe_key=key)
