"""Finding a person over sealed names: the database answers by tokens, what it answers is opened and compared.

Only cases that the worker may know of are opened and shown. Of another one she learns that something may be
there, and not what (security S4).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from audit.services import record_view
from cases.enums import HouseholdRole, TimelineKind
from cases.models import Case, CaseFold, Person, SafeContact, TimelineEntry
from cases.row_security import Why, seeing_every_case
from cases.services.search_limits import count_search
from reference.alphabet import shown_name
from vault.context import opening
from vault.errors import DamagedRecord
from vault.index import led_by_tokens
from vault.names import Likeness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from accounts.models import User
    from cases.finding import Question
    from cases.models import CaseQuerySet

MOST_SHOWN = 50
MOST_OPENED = 60  # some of those that share a token are not like the question
MOST_NEAR = 30
MOST_OF_A_NUMBER = 400  # and most of those that share the number of a family name


OPENED = (  # what is compared, and what a row shows
    "case", "role", "name", "other_names", "code_name", "phone", "iin", "birth_date",
    "case__safe_contact__case", "case__safe_contact__ask_for", "case__safe_contact__number",
    "case__safe_contact__alert",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, kw_only=True)
class Match:
    """One person who may be meant, as a row shows her: never by name. `by` are codes of what agrees."""

    case: Case
    person: Person
    by: tuple[str, ...]
    likeness: Likeness | None
    alert: str
    born_in: int | None

    @property
    def is_exact(self) -> bool:
        return self.likeness == Likeness.SAME or not {"phone", "iin", "reference"}.isdisjoint(self.by)

    @property
    def last_contact_at(self) -> dt.datetime:
        last: dt.datetime | None = self.case.last_contact_at  # type: ignore[attr-defined] # by `_case_rows`
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
    with seeing_every_case(Why.SEARCH):
        agreed, has_all = _agreed(question, known, most)
        protected = _has_protected(actor, question, known)
    matches = _matches(actor, agreed)
    exact, near = ([match for match in matches if match.is_exact is wanted] for wanted in (True, False))
    has_more = not has_all or max(len(exact), len(near)) > most
    exact = exact[:most]
    near = near[: most if most_near is None else min(most_near, most - len(exact))]
    _journal_shown(actor, [*exact, *near])
    return Found(exact=exact, near=near, has_protected=protected, has_more=has_more)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Agreement:
    """Somebody who was opened and agrees with the question."""

    person: Person
    by: tuple[str, ...]
    likeness: Likeness | None
    alert: str
    born_in: int | None


def _agreed(question: Question, known: CaseQuerySet, most: int) -> tuple[list[_Agreement], bool]:
    """Return who agrees, and whether all that may agree were opened: not where enough agree before."""
    seen: dict[UUID, Person] = {}
    agreed: list[_Agreement] = []
    for people in _candidates(question, known):
        fresh = {person.pk: person for person in people if person.pk not in seen}
        seen |= fresh
        with opening({person.case_id for person in fresh.values()}):
            agreed += filter(None, [_agreement(question, person) for person in fresh.values()])
        if len(agreed) > most:
            return agreed, False
    return agreed, len(seen) < _most_opened(question)


def _candidates(question: Question, known: CaseQuerySet) -> Iterator[Iterable[Person]]:
    """Yield the people who share a token with the question, those with a firm one first, a part at a time."""
    shells = CaseFold.objects.living().filter(folded=OuterRef("case"))  # the kept case has her
    people = Person.objects.filter(case__in=known).select_related("case__safe_contact").only(*OPENED)
    clients = people.filter(role=HouseholdRole.CLIENT)
    if question.reference:
        yield clients.filter(case__reference=question.reference)
        return
    people, clients = people.exclude(Exists(shells)), clients.exclude(Exists(shells))
    asked, most = question.asked, _most_opened(question)
    firm = led_by_tokens(people.filter(tokens__overlap=asked.firm), asked)
    for start in range(0, most, MOST_OPENED):
        part = list(firm[start : start + MOST_OPENED])
        yield part
        if len(part) < MOST_OPENED:
            break
    yield led_by_tokens(clients.filter(case__safe_contact__tokens__overlap=asked.firm), asked)[:MOST_OPENED]
    if asked.near:
        yield people.filter(tokens__overlap=sorted(asked.near)).order_by("version")[:MOST_NEAR]


def _most_opened(question: Question) -> int:
    """Return how many rows are opened at most: more where others share the number of a family name."""
    return MOST_OF_A_NUMBER if question.asked.shared else MOST_OPENED


def _case_rows(actor: User) -> QuerySet[Case]:
    contacts = TimelineEntry.objects.filter(case=OuterRef("pk"), kind=TimelineKind.CONTACT)
    return Case.objects.annotate(
        district_name=shown_name("district__name_"),
        last_contact_at=Subquery(contacts.order_by("-occurred_at", "-id").values("occurred_at")[:1]),
        may_open=Exists(Case.objects.visible_to(actor).filter(pk=OuterRef("pk"))),
    )


def _matches(actor: User, agreed: Iterable[_Agreement]) -> list[Match]:
    """Return those who agree beside the row of their case, who had contact last first.

    The cases are asked for as the worker again: of one she may not know of, nobody is left (decision 39).
    """
    rows = _case_rows(actor).filter(pk__in={one.person.case_id for one in agreed}) if agreed else []
    cases = {case.pk: case for case in rows}
    matches = [
        Match(
            case=cases[one.person.case_id],
            person=one.person,
            by=one.by,
            likeness=one.likeness,
            alert=one.alert,
            born_in=one.born_in,
        )
        for one in agreed
        if one.person.case_id in cases
    ]
    return sorted(matches, key=lambda match: match.last_contact_at, reverse=True)


def _agreement(question: Question, person: Person) -> _Agreement | None:
    """Return how an opened person agrees with the question, or None: she only shares a token with it."""
    safe_contact, is_client = person.case.safe_contact, person.role == HouseholdRole.CLIENT
    asked_for = [safe_contact.readable("ask_for")] if is_client else []
    number = [safe_contact.readable("number")] if is_client else []
    likeness = question.likeness([*person.known_names, *asked_for])
    agrees = {
        "reference": bool(question.reference),
        "phone": question.has_phone([person.readable("phone"), *number]),
        "iin": question.has_iin(person.readable("iin")),
        "name": likeness is not None,
    }
    if not any(agrees.values()):
        return None
    return _Agreement(
        person=person,
        by=tuple(code for code, does in agrees.items() if does),
        likeness=likeness,
        alert=safe_contact.readable("alert"),
        born_in=_year_of_birth(person),
    )


def _year_of_birth(person: Person) -> int | None:
    try:
        return person.birth_date.year if person.birth_date else None
    except DamagedRecord:
        return None


def _has_protected(actor: User, question: Question, known: CaseQuerySet) -> bool:
    """Answer whether a case that the worker may not know of has exactly what was asked. None is opened.

    A case from which a conflict bars her is not there at all. Asked row by row: as a list, all cases of her
    team would be gone through for each row that was found.
    """
    there = Case.objects.not_barring(actor)
    if question.reference:
        return there.filter(reference=question.reference).exclude(pk__in=known).exists()
    this = OuterRef("case")
    out_of_sight = ~Exists(known.filter(pk=this)) & Exists(there.filter(pk=this))
    return any(
        # Ordered by what no index orders, as in `vault.index.led_by_tokens`.
        model.objects.filter(out_of_sight, tokens__overlap=question.certain)
        .order_by("version")
        .values_list("pk", flat=True)
        .first()
        for model in (Person, SafeContact)
    )


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
