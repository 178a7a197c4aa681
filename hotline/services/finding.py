"""Finding calls over sealed names: the caller may have called before, and no case came of it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet

from audit.services import record_view
from cases.row_security import Why, seeing_every_case
from hotline.models import Call, CallCase
from vault.context import opening
from vault.enums import Purpose
from vault.index import led_by_tokens
from vault.names import Likeness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from cases.finding import Question
    from hotline.models import CallQuerySet

MOST_SHOWN = 20
MOST_OPENED = 100


@dataclasses.dataclass(frozen=True, kw_only=True)
class CallMatch:
    """One call whose caller may be meant. `by` are codes of what agrees."""

    call: Call
    by: tuple[str, ...]
    likeness: Likeness | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class FoundCalls:
    """What a search brought. `has_protected`: a call may be there that the worker may not open."""

    matches: Sequence[CallMatch] = ()
    has_protected: bool = False


def find_calls(*, actor: User, question: Question, most: int = MOST_SHOWN) -> FoundCalls:
    """Return the newest calls without a case whose caller a question surely means.

    A call that belongs to a case is found by its case. Each call that is returned is journaled as read.
    `cases.services.finding.find_people`, which is asked first, counts the search.
    """
    known = Call.objects.visible_to(actor)
    with seeing_every_case(Why.SEARCH):
        meant = list(_meant(question, known, sorted(question.asked.exact)))
        protected = _has_protected(question, known)
    candidates = _still_hers([call for call in meant if not call.is_linked])
    with opening({call.pk for call in candidates}, purposes=[Purpose.CALL]):
        matches = [match for call in candidates if (match := _match(question, call))]
    matches = sorted(matches, key=lambda match: match.call.started_at, reverse=True)[:most]
    for match in matches:
        record_view(
            actor=actor,
            verb="hotline.call_read",
            subject=match.call,
            purpose="search_result",
            fields=["call_type", "started_at"],
        )
    return FoundCalls(matches=matches, has_protected=protected)


def _still_hers(found: Sequence[Call]) -> list[Call]:
    """Return the calls that are there for the worker herself too (decision 39)."""
    there = set(Call.objects.filter(pk__in=[call.pk for call in found]).values_list("pk", flat=True))
    return [call for call in found if call.pk in there]


def _meant(question: Question, calls: CallQuerySet, tokens: list[int]) -> QuerySet[Any]:
    """Return the calls that a question means; each tells by `is_linked` whether it belongs to a case."""
    links = CallCase.objects.filter(call=OuterRef("pk"))
    calls = calls.annotate(is_linked=Exists(links))
    if question.reference:
        return calls.filter(reference=question.reference)
    return led_by_tokens(calls.filter(tokens__overlap=tokens), question.asked)[:MOST_OPENED]


def _has_protected(question: Question, known: CallQuerySet) -> bool:
    """Answer whether a call without a case is meant that the worker may not open. None is opened."""
    is_known = Exists(known.filter(pk=OuterRef("pk")))
    calls = _meant(question, Call.objects.annotate(is_known=is_known), question.certain)
    return (False, False) in set(calls.values_list("is_known", "is_linked"))


def _match(question: Question, call: Call) -> CallMatch | None:
    likeness = question.likeness([call.readable("caller_name"), call.readable("ask_for")])
    agrees = {
        "reference": bool(question.reference),
        "phone": question.has_phone([call.readable("phone"), call.readable("safe_number")]),
        "name": likeness == Likeness.SAME,
    }
    by = tuple(code for code, does in agrees.items() if does)
    return CallMatch(call=call, by=by, likeness=likeness) if by else None
