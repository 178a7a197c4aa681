"""Which cases are linked by one person, as far as a worker may follow: reads only."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from cases import queries
from cases.enums import SameVerdict
from cases.models import Case, CaseQuerySet, ConflictHint, ConflictOfInterest, Person, SamePerson

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from accounts.models import User
    from cases.models import TimelineEntry


@dataclasses.dataclass(frozen=True)
class LinkedCase:
    """Another case in which somebody of this one stands: `here` in this case, `there` in the other."""

    pair: SamePerson
    here: Person
    there: Person

    @property
    def case(self) -> Case:
        return self.there.case

    @property
    def is_sure(self) -> bool:
        return self.pair.verdict == SameVerdict.SAME


@functools.cache
def _case_files() -> CaseQuerySet:
    pairs = SamePerson.objects.exclude(verdict=SameVerdict.NOT_THE_SAME)
    linked = Exists(pairs.filter(person_a=OuterRef("pk"))) | Exists(pairs.filter(person_b=OuterRef("pk")))
    people = Person.objects.filter(linked, case=OuterRef("pk"))
    barred = ConflictOfInterest.objects.living().filter(case=OuterRef("pk")).order_by("worker__display_name")
    hints = ConflictHint.objects.unanswered().filter(case=OuterRef("pk"))
    return queries.case_files_with_next_contact().annotate(
        has_same_people=Exists(people),
        barred_names=ArraySubquery(barred.values("worker__display_name")),
        hinted_workers=ArraySubquery(hints.values("worker")),
    )


def case_files_with_links() -> CaseQuerySet:
    """Return `queries.case_files_with_next_contact` with the known links and conflicts.

    All of it is one statement.
    """
    return _case_files().all()


def linked_cases(case: Any, people: Collection[Person], *, worker: User) -> list[LinkedCase]:
    """Return the cases that `worker` may open in which the people of a case stand too, or may stand.

    `case` comes from `case_files_with_links`: only where a link is known the database is asked for it. The
    sure ones stand first, the newest on top.
    """
    if not case.has_same_people:
        return []
    pairs = _pairs(people, worker).exclude(verdict=SameVerdict.NOT_THE_SAME).order_by("-decided_at", "pk")
    return sorted((_seen_from(case, pair) for pair in pairs), key=lambda link: not link.is_sure)


def linked_case(case: Case, pair_id: UUID, *, worker: User) -> LinkedCase | None:
    """Return one link of a case, whatever was decided; None when there is none that `worker` may follow."""
    pair = _pairs(queries.household_of(case), worker).filter(pk=pair_id).first()
    return _seen_from(case, pair) if pair else None


def name_linked_cases(entries: Iterable[TimelineEntry], links: Iterable[LinkedCase]) -> None:
    """Set `linked_case` on the lines that name a case of `links`: who may not follow it learns no more."""
    by_id = {str(link.case.pk): link.case for link in links}
    for entry in entries:
        entry.linked_case = by_id.get(str(entry.fact("case")))  # type: ignore[attr-defined] # read by the line's template


def _pairs(people: Collection[Person], worker: User) -> Any:
    """Return what was decided about `people` and somebody whose case `worker` may open."""
    ids = {person.pk for person in people}
    there = Person.objects.exclude(pk__in=ids).filter(case__in=Case.objects.visible_to(worker))
    pairs = SamePerson.objects.of_people(people).select_related("person_a__case", "person_b__case")
    is_open = Exists(there.filter(pk=OuterRef("person_a"))) | Exists(there.filter(pk=OuterRef("person_b")))
    return pairs.filter(is_open)


def _seen_from(case: Case, pair: SamePerson) -> LinkedCase:
    one, other = pair.person_a, pair.person_b
    here, there = (one, other) if one.case_id == case.pk else (other, one)
    return LinkedCase(pair, here, there)
