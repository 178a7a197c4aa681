"""Finding calls over sealed names: the caller may have called before, and no case came of it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from audit.services import record_view
from cases.services.finding import most_opened
from hotline.models import Call, CallCase
from vault.context import opening
from vault.enums import Purpose
from vault.names import Likeness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from cases.finding import Question
    from hotline.models import CallQuerySet

MOST_SHOWN = 20


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
    calls = Call.objects.exclude(Exists(CallCase.objects.filter(call=OuterRef("pk"))))
    known, asked = calls.visible_to(actor), question.asked
    if question.reference:
        candidates = list(known.filter(reference=question.reference))
        others = calls.filter(reference=question.reference)
    else:
        # Ordered by what no index orders, as in `cases.services.finding`.
        rows = known.filter(tokens__overlap=asked.firm).order_by("version")
        candidates = list(rows[: most_opened(question)])
        others = calls.filter(tokens__overlap=sorted(asked.exact))
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
    return FoundCalls(matches=matches, has_protected=_has_others(others, known))


def _has_others(calls: CallQuerySet, known: CallQuerySet) -> bool:
    """Answer whether one of `calls` is not among those that the worker may open: asked row by row."""
    return calls.exclude(Exists(known.filter(pk=OuterRef("pk")))).exists()


def _match(question: Question, call: Call) -> CallMatch | None:
    likeness = question.likeness([call.readable("caller_name"), call.readable("ask_for")])
    agrees = {
        "reference": bool(question.reference),
        "phone": question.has_phone([call.readable("phone"), call.readable("safe_number")]),
        "name": likeness == Likeness.SAME,
    }
    by = tuple(code for code, does in agrees.items() if does)
    return CallMatch(call=call, by=by, likeness=likeness) if by else None
