"""Finding a person over sealed names: the database answers by tokens, what it answers is opened and compared.

Only cases that the worker may know of are opened and shown. Of another one she learns that something may be
there, and not what (security S4).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.utils import timezone

from audit.services import record_view
from cases.candidates import Candidates, has_tokens_elsewhere
from cases.enums import MINORS, AgeBand, CaseStatus, HouseholdRole
from cases.finding import agreement_in_words
from cases.models import Case
from cases.row_security import Why, seeing_every_case, shown_to_actor
from cases.services.search_limits import count_search
from vault.context import opening
from vault.errors import DamagedRecord
from vault.names import Likeness
from vault.statements import ids_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from accounts.models import User
    from cases.candidates import Candidate
    from cases.finding import Question
    from cases.models import CaseQuerySet, Person
    from cases.safe_hours import SafeWindow
    from vault.index import Asked

MOST_SHOWN = 50
MOST_OPENED = 60  # some of those that share a token are not like the question
MOST_NEAR = 60  # as many: of a common name with an error, who is meant stands among many who are like it
MOST_OF_A_NUMBER = 400  # and most of those that share the number of a family name


@dataclasses.dataclass(frozen=True, kw_only=True)
class Match:
    """One person who may be meant, as a row shows her: never by name. `by` are codes of what agrees."""

    case: Case
    person: Person
    by: tuple[str, ...]
    likeness: Likeness | None
    alert: str
    born_in: int | None
    is_minor: bool = False  # then no row shows the year of birth (A5)
    window: SafeWindow | None = None  # of a client: whether she may be contacted now

    @property
    def is_exact(self) -> bool:
        return self.likeness == Likeness.SAME or not {"phone", "iin", "reference"}.isdisjoint(self.by)

    @property
    def status(self) -> CaseStatus:
        """Return the state of the case as an enum member, which brings the word for itself alone."""
        return CaseStatus(self.case.status)

    @property
    def what_agrees(self) -> str:
        return agreement_in_words(self.by, self.likeness)

    @property
    def last_contact_at(self) -> dt.datetime:
        last: dt.datetime | None = self.case.last_contact_at  # type: ignore[attr-defined] # by `Candidate`
        return last or self.case.opened_at


@dataclasses.dataclass(frozen=True, kw_only=True)
class Found:
    """What a search brought. `has_protected`: a case may be there of which the worker may not know."""

    exact: Sequence[Match] = ()
    near: Sequence[Match] = ()
    has_protected: bool = False
    has_more: bool = False


def find_people(
    *, actor: User, question: Question, most: int = MOST_SHOWN, most_near: int | None = None
) -> Found:
    """Return the people of cases whom a question may mean, last contact first; count the search before.

    Those that are like it without being it stand apart. When `most_near` is given, there are at most so many
    of them, and at most `most` with the others together. Each case that is returned is journaled as read.
    Refuses what `count_search` refuses.
    """
    count_search(actor=actor, question=question)
    known = Case.objects.safe_contact_visible_to(actor)
    candidates = Candidates(known=ids_of(known), open_=ids_of(Case.objects.visible_to(actor)))
    with seeing_every_case(Why.SEARCH):
        matches, has_all = _matches(question, candidates, most)
        protected = _has_protected(actor, question, known)
    met = shown_to_actor(Case, (match.case.pk for match in matches))
    matches = [match for match in matches if match.case.pk in met]
    matches.sort(key=lambda match: match.last_contact_at, reverse=True)
    exact, near = ([match for match in matches if match.is_exact is wanted] for wanted in (True, False))
    has_more = not has_all or max(len(exact), len(near)) > most
    exact = exact[:most]
    near = near[: most if most_near is None else min(most_near, most - len(exact))]
    _journal_shown(actor, [*exact, *near])
    return Found(exact=exact, near=near, has_protected=protected, has_more=has_more)


def _matches(question: Question, candidates: Candidates, most: int) -> tuple[list[Match], bool]:
    """Return who agrees, and whether all that may agree were opened: not where enough agree before."""
    seen: set[UUID] = set()
    matches: list[Match] = []
    has_all = True
    for part, is_whole in _parts(question, candidates):
        fresh = {one.person_id: one for one in part if one.person_id not in seen}
        seen |= fresh.keys()
        has_all &= is_whole
        with opening({one.case_id for one in fresh.values()}):
            matches += filter(None, [_match(question, one) for one in fresh.values()])
        if len(matches) > most:
            return matches, False
    return matches, has_all


def _parts(question: Question, candidates: Candidates) -> Iterator[tuple[list[Candidate], bool]]:
    """Yield the people who share a token with the question, those with a firm one first, a part at a time.

    Each part says whether nobody was left out who belongs to it.
    """
    if question.reference:
        yield candidates.by_reference(question.reference), True
        return
    asked = question.asked
    yield from (_of_a_number if asked.shared else _of_whole_names)(asked, candidates)
    if asked.near:
        part = candidates.by_tokens(sorted(asked.near), MOST_NEAR, without=asked.firm)
        yield part, len(part) < MOST_NEAR


def _of_whole_names(asked: Asked, candidates: Candidates) -> Iterator[tuple[list[Candidate], bool]]:
    """Yield whom few people share a token with: all at once, as a rule."""
    part = candidates.by_either(asked.firm, MOST_OPENED)
    is_whole = len(part) < MOST_OPENED
    yield part, is_whole
    if not is_whole:
        yield candidates.by_safe_contact(asked.firm, MOST_OPENED), False


def _of_a_number(asked: Asked, candidates: Candidates) -> Iterator[tuple[list[Candidate], bool]]:
    """Yield those who share the number of a family name, and last the clients who are asked for by it."""
    for start in range(0, MOST_OF_A_NUMBER, MOST_OPENED):
        part = candidates.by_tokens(asked.firm, MOST_OPENED, start=start)
        yield part, len(part) < MOST_OPENED or start + MOST_OPENED < MOST_OF_A_NUMBER
        if len(part) < MOST_OPENED:
            break
    part = candidates.by_safe_contact(asked.firm, MOST_OPENED)
    yield part, len(part) < MOST_OPENED


def _match(question: Question, candidate: Candidate) -> Match | None:
    """Return how an opened person agrees with the question, or None: she only shares a token with it."""
    likeness = question.likeness(_names(candidate)) if question.names else None
    agrees = {
        "reference": bool(question.reference),
        "phone": bool(question.phones) and question.has_phone(_numbers(candidate)),
        "iin": bool(question.iin) and question.has_iin(candidate.person.readable("iin")),
        "name": likeness is not None,
    }
    if not any(agrees.values()):
        return None
    born_on = _birth_date(candidate.person)
    return Match(
        case=candidate.case,
        person=candidate.person,
        by=tuple(code for code, does in agrees.items() if does),
        likeness=likeness,
        alert=candidate.safe_contact_says("alert"),
        born_in=born_on.year if born_on else None,
        is_minor=_is_minor(candidate.person, born_on),
        window=candidate.safe_window(timezone.localtime()) if candidate.is_client else None,
    )


def _names(candidate: Candidate) -> Iterator[str]:
    """Yield what she is known by, and of a client what is asked for on the telephone."""
    yield from candidate.person.known_names
    if candidate.is_client:
        yield candidate.safe_contact_says("ask_for")


def _numbers(candidate: Candidate) -> Iterator[str]:
    yield candidate.person.readable("phone")
    if candidate.is_client:
        yield candidate.safe_contact_says("number")


def _birth_date(person: Person) -> dt.date | None:
    try:
        born_on: dt.date | None = person.birth_date
    except DamagedRecord:
        return None
    return born_on


def _is_minor(person: Person, born_on: dt.date | None) -> bool:
    is_known_minor = born_on is not None and AgeBand.on(timezone.localdate(), born_on=born_on) in MINORS
    return is_known_minor or person.role == HouseholdRole.CHILD


def _has_protected(actor: User, question: Question, known: CaseQuerySet) -> bool:
    """Answer whether a case that the worker may not know of has exactly what was asked. None is opened.

    A case from which a conflict bars her is not there at all.
    """
    there = Case.objects.not_barring(actor)
    if question.reference:
        return there.filter(reference=question.reference).exclude(pk__in=known).exists()
    tokens = question.certain
    return bool(tokens) and has_tokens_elsewhere(tokens, known=ids_of(known), there=ids_of(there))


def _journal_shown(actor: User, matches: Iterable[Match]) -> None:
    fields = ["alert", "birth_date"]
    for match in matches:
        record_view(
            actor=actor,
            verb="cases.read",
            subject=match.case,
            case_id=match.case.pk,
            purpose="search_result",
            fields=fields,
        )
