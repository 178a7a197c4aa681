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
from cases.services.search_limits import count_search
from reference.alphabet import shown_name
from vault.context import opening
from vault.errors import DamagedRecord
from vault.names import Likeness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from accounts.models import User
    from cases.finding import Question
    from cases.models import CaseQuerySet
    from vault.index import Asked

MOST_SHOWN = 50
MOST_OPENED = 60  # some of those that share a token are not like the question
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

    @property
    def is_exact(self) -> bool:
        return self.likeness == Likeness.SAME or not {"phone", "iin", "reference"}.isdisjoint(self.by)

    @property
    def last_contact_at(self) -> dt.datetime:
        moment: dt.datetime = self.case.last_contact_at or self.case.opened_at  # type: ignore[attr-defined]
        return moment


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
    people = _candidates(question, known)
    case_ids = {person.case_id for person in people}
    cases = {case.pk: case for case in _case_rows(actor).filter(pk__in=case_ids)} if case_ids else {}
    with opening(case_ids):
        matches = [match for person in people if (match := _match(question, cases[person.case_id], person))]
    matches.sort(key=lambda match: match.last_contact_at, reverse=True)
    exact, near = ([match for match in matches if match.is_exact is wanted] for wanted in (True, False))
    has_more = len(people) >= most_opened(question) or max(len(exact), len(near)) > most
    exact = exact[:most]
    near = near[: most if most_near is None else min(most_near, most - len(exact))]
    _journal_shown(actor, [*exact, *near])
    protected = _has_protected(question, known)
    return Found(exact=exact, near=near, has_protected=protected, has_more=has_more)


def _candidates(question: Question, known: CaseQuerySet) -> list[Person]:
    """Return the people who share a token with the question, those with a firm one first."""
    people = Person.objects.filter(case__in=known)
    shells = CaseFold.objects.living().filter(folded=OuterRef("case"))
    clients = people.filter(role=HouseholdRole.CLIENT)
    if question.reference:
        return list(clients.filter(case__reference=question.reference))
    asked, most = question.asked, most_opened(question)
    people, clients = (rows.exclude(Exists(shells)) for rows in (people, clients))  # the kept case has her
    found = [
        *_led_by_tokens(people.filter(tokens__overlap=asked.firm), asked)[:most],
        *_led_by_tokens(clients.filter(case__safe_contact__tokens__overlap=asked.firm), asked)[:most],
    ]
    if asked.near and len(found) < MOST_OPENED:
        near = people.filter(tokens__overlap=sorted(asked.near)).order_by("version")
        found += near[: MOST_OPENED - len(found)]
    return list({person.pk: person for person in found}.values())


def most_opened(question: Question) -> int:
    """Return how many rows are opened at most: more where others share the number of a family name."""
    return MOST_OF_A_NUMBER if question.asked.shared else MOST_OPENED


def _led_by_tokens(people: QuerySet[Person], asked: Asked) -> QuerySet[Person]:
    """Have the index of tokens asked first.

    The planner takes each rare token for a common one, and for the first sixty of so many it would walk the
    whole table: no index has this order. Tokens that many rows share are as common as it thinks.
    """
    return people if asked.shared else people.order_by("version")


def _case_rows(actor: User) -> QuerySet[Case]:
    contacts = TimelineEntry.objects.filter(case=OuterRef("pk"), kind=TimelineKind.CONTACT)
    return Case.objects.select_related("safe_contact").annotate(
        district_name=shown_name("district__name_"),
        last_contact_at=Subquery(contacts.order_by("-occurred_at", "-id").values("occurred_at")[:1]),
        may_open=Exists(Case.objects.visible_to(actor).filter(pk=OuterRef("pk"))),
    )


def _match(question: Question, case: Case, person: Person) -> Match | None:
    """Return how an opened person agrees with the question, or None: she only shares a token with it."""
    safe_contact, is_client = case.safe_contact, person.role == HouseholdRole.CLIENT
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
    return Match(
        case=case,
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


def _has_protected(question: Question, known: CaseQuerySet) -> bool:
    """Answer whether a case that the worker may not know of has exactly what was asked. None is opened.

    Asked row by row: as a list, all cases of her team would be gone through for each row that was found.
    """
    if question.reference:
        return Case.objects.filter(reference=question.reference).exclude(pk__in=known).exists()
    exact = sorted(question.asked.exact)
    return any(
        model.objects.filter(~Exists(known.filter(pk=OuterRef("case"))), tokens__overlap=exact).exists()
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
