"""Whether who used violence in one case is named in another one: for a coordinator, on request, journaled."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from audit.services import record_view
from cases.enums import HouseholdRole
from cases.finding import agreement_in_words, question_about_person
from cases.models import Case, Person
from cases.row_security import Why, seeing_every_case, shown_to_actor
from vault.context import opening
from vault.index import led_by_tokens
from vault.names import Likeness
from vault.tokens import Population

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from cases.finding import Question

MOST_OPENED = 60
COMPARED = ("iin", "name", "other_names", "phone")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sighting:
    """One case in which he is named, as far as its words say. `by` are codes of what agrees."""

    case: Case
    by: tuple[str, ...]

    @property
    def what_agrees(self) -> str:
        return agreement_in_words(self.by)


@dataclasses.dataclass(frozen=True, kw_only=True)
class NamedElsewhere:
    """Where else somebody is named. `is_known` is False where too little is recorded to compare him by."""

    is_known: bool = True
    sightings: Sequence[Sighting] = ()
    has_other_team: bool = False


def compare_perpetrator(*, actor: User, person: Person) -> NamedElsewhere:
    """Return the other cases in which somebody who used violence is named. Ask it inside `reading_case`.

    Of the cases that the actor may open each is opened and compared; only the same name, telephone or IIN
    counts. Of the others she learns that there is one, and not which. Every look leaves a line, and so does
    every case that is shown.
    """
    record_view(
        actor=actor,
        verb="cases.perpetrator_compared",
        subject=person,
        case_id=person.case_id,
        fields=COMPARED,
    )
    question = question_about_person(
        names=person.known_names,
        phones=[person.readable("phone")],
        iin=person.readable("iin"),
        population=Population.PERPETRATOR,
    )
    if question is None:
        return NamedElsewhere(is_known=False)
    return _named_elsewhere(actor, person, question)


def _named_elsewhere(actor: User, person: Person, question: Question) -> NamedElsewhere:
    alike = Person.objects.filter(
        role=HouseholdRole.USED_VIOLENCE, tokens__overlap=sorted(question.asked.exact)
    ).exclude(case=person.case_id)
    known, this = Case.objects.visible_to(actor), OuterRef("case")
    there = Case.objects.not_barring(actor).filter(pk=this)
    hers = led_by_tokens(alike.filter(case__in=known).select_related("case"), question.asked)
    with seeing_every_case(Why.SEARCH):
        found = list(hers[:MOST_OPENED])
        elsewhere = alike.filter(~Exists(known.filter(pk=this)), Exists(there)).exists()
    met = shown_to_actor(Case, (one.case_id for one in found))
    mine = sorted(
        (one for one in found if one.case_id in met), key=lambda one: one.case.opened_at, reverse=True
    )
    with opening({other.case_id for other in mine}):
        sightings = [
            Sighting(case=other.case, by=by) for other in mine if (by := _what_agrees(question, other))
        ]
    for sighting in sightings:
        _journal_shown(actor, sighting.case)
    return NamedElsewhere(sightings=sightings, has_other_team=elsewhere)


def _what_agrees(question: Question, other: Person) -> tuple[str, ...]:
    agrees = {
        "name": question.likeness(other.known_names) == Likeness.SAME,
        "phone": question.has_phone([other.readable("phone")]),
        "iin": question.has_iin(other.readable("iin")),
    }
    return tuple(code for code, does in agrees.items() if does)


def _journal_shown(actor: User, case: Case) -> None:
    record_view(
        actor=actor,
        verb="cases.read",
        subject=case,
        case_id=case.pk,
        purpose="compare_perpetrator",
        fields=COMPARED,
    )
