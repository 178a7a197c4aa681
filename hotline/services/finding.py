"""Finding calls over sealed names: the caller may have called before, and no case came of it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from audit.services import record_view
from cases.finding import agreement_in_words
from cases.row_security import Why, seeing_every_case, shown_to_actor
from hotline.models import Call, CallPerson
from vault.context import opening
from vault.enums import Purpose
from vault.names import Likeness
from vault.statements import Columns, Part, ids_of, rows_of, with_tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from accounts.models import User
    from cases.finding import Question

MOST_SHOWN = 20
MOST_OPENED = 100
OF_CALL = Columns(
    Call,
    "call",
    "id",
    "reference",
    "started_at",
    "call_type",
    "caller_name",
    "ask_for",
    "phone",
    "safe_number",
)
CALLS_OF_PEOPLE = (
    "hers union all select told.* from",
    "person cross join lateral (select * from hotline_call where id = person.call_id offset 0) told)",
)
NOT_LINKED = "not exists (select from hotline_callcase link where link.call_id = call.id)"


@dataclasses.dataclass(frozen=True, kw_only=True)
class CallMatch:
    """One call whose caller may be meant. `by` are codes of what agrees."""

    call: Call
    by: tuple[str, ...]
    likeness: Likeness | None

    @property
    def what_agrees(self) -> str:
        return agreement_in_words(self.by, self.likeness)


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
    known = ids_of(Call.objects.visible_to(actor))
    with seeing_every_case(Why.SEARCH):
        candidates = _candidates(question, known)
        protected = _has_protected(question, known)
    met = shown_to_actor(Call, (call.pk for call in candidates))
    candidates = [call for call in candidates if call.pk in met]
    with opening({call.pk for call in candidates}, purposes=[Purpose.CALL]):
        matches = [match for call in candidates if (match := _match(question, call))]
        matches += _matches_by_people(question, {*candidates} - {match.call for match in matches})
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


def _candidates(question: Question, known: Part) -> list[Call]:
    """Return the calls without a case that a question may mean and that the worker may open."""
    found = _meant(question, sorted(question.asked.exact))
    whole = (
        Part(f"select {OF_CALL.sql} from")
        + found
        + f"call where {NOT_LINKED} and call.id in"
        + known
        + Part("limit %s", (MOST_OPENED,))
    )
    found_calls = [OF_CALL.instance(row) for row in rows_of(whole)]
    return [*{call.pk: call for call in found_calls}.values()]  # by her name and by another person's: once


def _meant(question: Question, tokens: list[int]) -> Part:
    if question.reference:
        return Part("(select * from hotline_call where reference = %s)", (question.reference,))
    hers, theirs = with_tokens("hotline_call", tokens), with_tokens("hotline_callperson", tokens)
    return Part("(select * from") + hers + CALLS_OF_PEOPLE[0] + theirs + CALLS_OF_PEOPLE[1]


def _has_protected(question: Question, known: Part) -> bool:
    """Answer whether a call without a case is meant that the worker may not open. None is opened."""
    if not question.reference and not question.certain:
        return False
    found = _meant(question, question.certain)
    whole = (
        Part("select from") + found + f"call where {NOT_LINKED} and not exists (select from" + known
    ) + "known where known.pk = call.id) limit 1"
    return bool(rows_of(whole))


def _matches_by_people(question: Question, others: Collection[Call]) -> list[CallMatch]:
    """Return the calls that tell of somebody who is meant, of those whose caller is not."""
    people = CallPerson.objects.filter(call__in=others) if others else ()
    names: dict[UUID, list[str]] = {}
    for person in people:
        names.setdefault(person.call_id, []).append(person.readable("name"))
    found = (_match(question, call, names[call.pk]) for call in others if call.pk in names)
    return [match for match in found if match]


def _match(question: Question, call: Call, people: Sequence[str] = ()) -> CallMatch | None:
    likeness = question.likeness([call.readable("caller_name"), call.readable("ask_for"), *people])
    agrees = {
        "reference": bool(question.reference),
        "phone": question.has_phone([call.readable("phone"), call.readable("safe_number")]),
        "name": likeness == Likeness.SAME,
    }
    by = tuple(code for code, does in agrees.items() if does)
    return CallMatch(call=call, by=by, likeness=likeness) if by else None
