"""Saying that somebody of one case is somebody of another. The cases stay two, with their keys and rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.enums import HouseholdRole, SameVerdict, TimelineKind
from cases.models import Case, Person, SamePerson, ordered
from cases.refusals import Refusal
from cases.row_security import Why, seeing_every_case
from cases.services.timeline import add_entry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from accounts.models import User


@transaction.atomic
def decide_same_person(*, actor: User, person_a: Person, person_b: Person, verdict: str) -> SamePerson:
    """Keep what `actor` says of two people of two cases, in whichever order they are named.

    The newest verdict replaces the one before; the same one again changes nothing. Refuses two people of one
    case, a case that the actor may not know of, and to take somebody who used violence for somebody who did
    not: the two are never joined.
    """
    _refuse_what_cannot_be(actor, person_a, person_b)
    person_a, person_b = ordered(person_a, person_b)
    said = {"verdict": verdict, "decided_by": actor, "decided_at": timezone.now()}
    pair, is_new = SamePerson.objects.get_or_create(person_a=person_a, person_b=person_b, defaults=said)
    before = "" if is_new else pair.verdict
    if not is_new and not SamePerson.objects.filter(~Q(verdict=verdict), pk=pair.pk).update(**said):
        return pair
    pair.refresh_from_db()
    for mine, theirs in ((person_a, person_b), (person_b, person_a)):
        record(
            actor=actor,
            verb="cases.same_person_decided",
            subject=pair,
            case_id=mine.case_id,
            fields=["verdict"],
            result=verdict,
        )
        _tell_the_story(actor, pair, mine.case, theirs.case, before)
    return pair


@transaction.atomic
def decide_about_hints(*, actor: User, case: Case, verdicts: Mapping[UUID, str]) -> None:
    """Keep what was said of the possible duplicates of a client when her case was opened.

    `verdicts` are by the id of the other person. Whoever has gone out of the actor's sight meanwhile is
    passed over: no case is refused for that.
    """
    known = Case.objects.safe_contact_visible_to(actor).exclude(pk=case.pk)
    others = Person.objects.filter(pk__in=verdicts, case__in=known).exclude(role=HouseholdRole.USED_VIOLENCE)
    with seeing_every_case(Why.SAME_PERSON):
        client = Person.objects.get(case=case, role=HouseholdRole.CLIENT)
        for other in others.select_related("case"):
            decide_same_person(actor=actor, person_a=client, person_b=other, verdict=verdicts[other.pk])


def _refuse_what_cannot_be(actor: User, person_a: Person, person_b: Person) -> None:
    if person_a.case_id == person_b.case_id:
        raise Refusal(_("Both belong to one case. Two people of one case are two people."))
    if len({person.role == HouseholdRole.USED_VIOLENCE for person in (person_a, person_b)}) == 2:
        raise Refusal(_("Somebody who used violence is never linked with somebody who did not."))
    both = [person_a.case_id, person_b.case_id]
    if Case.objects.safe_contact_visible_to(actor).filter(pk__in=both).count() < 2:
        raise Refusal(_("One of the two cases is not open to you. Ask the coordinator."))


def _tell_the_story(actor: User, pair: SamePerson, case: Case, other: Case, before: str) -> None:
    """Write the line of one case: that it is linked to another one, or that it no longer is.

    The line holds the other case's id: whether somebody may follow it is asked anew for each reader.
    """
    if SameVerdict.SAME not in (before, pair.verdict):
        return
    add_entry(
        case=case,
        actor=actor,
        verb="person_linked" if pair.verdict == SameVerdict.SAME else "person_unlinked",
        kind=TimelineKind.CASE,
        subject=pair,
        facts={"case": str(other.pk)},
    )
