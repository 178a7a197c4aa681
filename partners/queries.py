"""Reading the directory and the joint events."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.utils import timezone

from accounts.models import User
from partners.enums import KEEPER_ROLES
from partners.models import (
    Branch,
    BranchQuerySet,
    ContactPerson,
    JointEvent,
    JointEventAttendance,
    OfferedService,
    PartnerOrganisation,
    PartnerOrganisationQuerySet,
)
from reference.alphabet import AlphabetKey, shown_name
from reference.models import District

PAGE_SIZE = 20


@dataclass(frozen=True)
class DirectoryPage:
    """One page of the directory, and the keys of its neighbours: the pages after and before these rows."""

    partners: list[PartnerOrganisation]
    before: uuid.UUID | None
    after: uuid.UUID | None


def directory(
    *, worker: User, search: str = "", kind: str = "", district: District | None = None
) -> PartnerOrganisationQuerySet:
    """Partners that `worker` may see, in alphabetical order, with their open branches.

    A city or a region finds the branches of its districts as well.
    """
    found = PartnerOrganisation.objects.visible_to(worker)
    if search:
        found = found.named_like(search)
    if kind:
        found = found.filter(kind=kind)
    if district:
        there = Q(district=district) | Q(district__parent=district)
        found = found.filter(
            Exists(Branch.objects.filter(there, organisation=OuterRef("pk"), is_active=True))
        )
    branches = Branch.objects.filter(is_active=True).in_directory_order()
    return found.alphabetical().prefetch_related(Prefetch("branches", branches))


def directory_page(
    partners: PartnerOrganisationQuerySet,
    *,
    after: uuid.UUID | None = None,
    before: uuid.UUID | None = None,
    size: int = PAGE_SIZE,
) -> DirectoryPage:
    """One page of `directory`, by key: what stands after, or before, the partner with that id."""
    if before:
        found = list(partners.filter(_standing("lt", before)).reverse()[: size + 1])
        rows, more_before, more_after = found[:size][::-1], len(found) > size, True
    else:
        found = list((partners.filter(_standing("gt", after)) if after else partners)[: size + 1])
        rows, more_before, more_after = found[:size], after is not None, len(found) > size
    return DirectoryPage(
        rows, rows[0].pk if rows and more_before else None, rows[-1].pk if rows and more_after else None
    )


def _standing(side: str, mark: uuid.UUID) -> Q:
    """Where a partner stands compared with `mark`, in the alphabetical order of the active language."""
    key = Subquery(PartnerOrganisation.objects.filter(pk=mark).values(key=AlphabetKey(shown_name())))
    return Q(**{f"sort_key__{side}": key}) | Q(**{"sort_key": key, f"pk__{side}": mark})


def partner_in_full(worker: User) -> PartnerOrganisationQuerySet:
    """Partners that `worker` may see with all that their page shows, in a fixed number of queries.

    Those who keep the directory also get closed branches and people who left, so that they can mend them.
    """
    branches = Branch.objects.in_directory_order()
    contacts = ContactPerson.objects.order_by("-is_current", "position_ru", "pk")
    if worker.role not in KEEPER_ROLES:
        branches, contacts = branches.filter(is_active=True), contacts.filter(is_current=True)
    services = OfferedService.objects.order_by("kind", F("valid_from").asc(nulls_first=True))
    shown = branches.prefetch_related(Prefetch("services", services), Prefetch("contacts", contacts))
    return PartnerOrganisation.objects.visible_to(worker).prefetch_related(
        Prefetch("branches", shown), "agreements"
    )


def branches_offering(kind: str) -> BranchQuerySet:
    """Open branches that offer a service of this kind today, organisation by organisation."""
    offered = OfferedService.objects.valid_on(timezone.localdate()).filter(kind=kind, branch=OuterRef("pk"))
    return Branch.objects.active().filter(Exists(offered)).in_directory_order()


@dataclass(frozen=True)
class JointEventCounts:
    """How many joint events were held, by kind, and who came: heads by kind of participant and by sex."""

    events_by_kind: dict[str, int]
    participants_by_kind: dict[str, int]
    participants_by_sex: dict[str, int]

    @property
    def events(self) -> int:
        """All events."""
        return sum(self.events_by_kind.values())

    @property
    def participants(self) -> int:
        """All heads; who came to two events counts twice, since nobody's name is asked."""
        return sum(self.participants_by_sex.values())


def joint_event_counts(first: dt.date, last: dt.date) -> JointEventCounts:
    """Count the joint events held from `first` to `last`, both days included, in two statements.

    Planned and cancelled ones do not count. A kind that did not occur is not among the keys.
    """
    held = JointEvent.objects.held().filter(held_on__range=(first, last))
    by_kind = held.order_by().values_list("kind").annotate(Count("pk"))
    heads = JointEventAttendance.objects.filter(event__in=held).values_list("participant_kind", "sex")
    kinds: Counter[str] = Counter()
    sexes: Counter[str] = Counter()
    for kind, sex, number in heads.annotate(Sum("number")):
        kinds[kind] += number
        sexes[sex] += number
    return JointEventCounts(dict(by_kind), dict(kinds), dict(sexes))
