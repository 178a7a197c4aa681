"""Reading the directory and the joint events."""

import datetime as dt
import functools
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django.utils import timezone

from accounts.models import User
from partners.enums import KEEPER_ROLES, ParticipantKind, ParticipantSex, PartnerKind, ServiceKind
from partners.models import (
    Branch,
    BranchQuerySet,
    ContactPerson,
    JointEvent,
    JointEventAttendance,
    JointEventQuerySet,
    OfferedService,
    PartnerOrganisation,
    PartnerOrganisationQuerySet,
)
from reference.alphabet import AlphabetKey, shown_name
from reference.models import District

PAGE_SIZE = 20
EVENTS_OF_A_PARTNER = 5

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class DirectoryPage:
    """One page of the directory, and the keys of its neighbours: the pages after and before these rows."""

    partners: list[PartnerOrganisation]
    before: uuid.UUID | None
    after: uuid.UUID | None


def alphabetically() -> Combinable:
    """The order of the staff's directory."""
    return AlphabetKey(shown_name())


def kind_by_kind() -> Combinable:
    """The order of the public list: the kinds as PartnerKind has them, each in alphabetical order."""
    kinds = [When(kind=kind, then=Value(f"{place:02}")) for place, kind in enumerate(PartnerKind)]
    return Concat(Case(*kinds), AlphabetKey(shown_name()), output_field=CharField())


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
    order: Callable[[], Combinable] = alphabetically,
) -> DirectoryPage:
    """One page of partners in this `order`: what stands after, or before, the partner with that id."""
    beside = functools.partial(_beside_partner, order())
    return DirectoryPage(*_page(partners, beside, after=after, before=before, size=size))


def _beside_partner(order: Combinable, side: str, mark: uuid.UUID) -> Q:
    """Where a partner stands compared with `mark`, in this order."""
    key = Subquery(PartnerOrganisation.objects.filter(pk=mark).values(key=order))
    compared = {"after": "gt", "before": "lt"}[side]
    return Q(**{f"sort_key__{compared}": key}) | Q(**{"sort_key": key, f"pk__{compared}": mark})


def _page(
    rows: models.QuerySet[Row],
    beside: Callable[[str, uuid.UUID], Q],
    *,
    after: uuid.UUID | None,
    before: uuid.UUID | None,
    size: int,
) -> tuple[list[Row], uuid.UUID | None, uuid.UUID | None]:
    """Return the rows of one page, and the keys of its neighbours, in one statement and without a count."""
    if before:
        found = list(rows.filter(beside("before", before)).reverse()[: size + 1])
        shown, more_before, more_after = found[:size][::-1], len(found) > size, True
    else:
        found = list((rows.filter(beside("after", after)) if after else rows)[: size + 1])
        shown, more_before, more_after = found[:size], after is not None, len(found) > size
    first, last = (shown[0].pk, shown[-1].pk) if shown else (None, None)
    return shown, first if more_before else None, last if more_after else None


def listed_in_public(day: dt.date) -> PartnerOrganisationQuerySet:
    """Partners that the public may read on `day`, kind by kind, with their open branches; two queries.

    A branch says `place_is_secret`: nobody may learn from us where a shelter is, not even its district.
    """
    places = OfferedService.objects.filter(branch=OuterRef("pk"), kind=ServiceKind.SHELTER_PLACE)
    is_shelter = Q(organisation__kind=PartnerKind.SHELTER) | Q(Exists(places))
    branches = Branch.objects.filter(is_active=True).annotate(
        place_is_secret=Case(When(is_shelter, then=True), default=False)
    )
    listed = PartnerOrganisation.objects.listed_on(day).annotate(sort_key=kind_by_kind())
    return listed.order_by("sort_key", "pk").prefetch_related(
        Prefetch("branches", branches.in_directory_order())
    )


def partner_in_full(worker: User) -> PartnerOrganisationQuerySet:
    """Partners that `worker` may see with all that their page shows, in a fixed number of queries.

    Those who keep the directory also get closed branches and people who left, so that they can mend them.
    Of the joint events only the newest: all of them are a list of their own.
    """
    branches = Branch.objects.in_directory_order()
    contacts = ContactPerson.objects.order_by("-is_current", "position_ru", "pk")
    if worker.role not in KEEPER_ROLES:
        branches, contacts = branches.filter(is_active=True), contacts.filter(is_current=True)
    services = OfferedService.objects.order_by("kind", F("valid_from").asc(nulls_first=True))
    shown = branches.prefetch_related(Prefetch("services", services), Prefetch("contacts", contacts))
    events = JointEvent.objects.visible_to(worker).order_by("-held_on", "-pk")[:EVENTS_OF_A_PARTNER]
    return PartnerOrganisation.objects.visible_to(worker).prefetch_related(
        Prefetch("branches", shown), "agreements", Prefetch("joint_events", events, to_attr="newest_events")
    )


def branches_offering(kind: str) -> BranchQuerySet:
    """Open branches that offer a service of this kind today, organisation by organisation."""
    offered = OfferedService.objects.valid_on(timezone.localdate()).filter(kind=kind, branch=OuterRef("pk"))
    return Branch.objects.active().filter(Exists(offered)).in_directory_order()


@dataclass(frozen=True)
class JointEventsPage:
    """One page of joint events, and the keys of its neighbours: the pages after and before these rows."""

    events: list[JointEvent]
    before: uuid.UUID | None
    after: uuid.UUID | None


def joint_events(
    *,
    worker: User,
    kind: str = "",
    year: int | None = None,
    partner: PartnerOrganisation | None = None,
) -> JointEventQuerySet:
    """Joint events that `worker` may see, newest first, each with its partners and its number of heads."""
    found = JointEvent.objects.visible_to(worker)
    if kind:
        found = found.filter(kind=kind)
    if year:
        found = found.filter(held_on__year=year)
    if partner:
        found = found.filter(partners=partner)
    heads = (
        JointEventAttendance.objects.filter(event=OuterRef("pk")).values("event").values_list(Sum("number"))
    )
    partners = Prefetch("partners", PartnerOrganisation.objects.alphabetical())
    counted = found.select_related("district").annotate(heads=Subquery(heads)).prefetch_related(partners)
    return counted.order_by("-held_on", "-pk")


def joint_events_page(
    events: JointEventQuerySet,
    *,
    after: uuid.UUID | None = None,
    before: uuid.UUID | None = None,
    size: int = PAGE_SIZE,
) -> JointEventsPage:
    """One page of `joint_events`, by key: what stands after, or before, the event with that id."""
    return JointEventsPage(*_page(events, _beside_event, after=after, before=before, size=size))


def _beside_event(side: str, mark: uuid.UUID) -> Q:
    """Where an event stands compared with `mark`, newest first."""
    day = Subquery(JointEvent.objects.filter(pk=mark).values("held_on"))
    compared = {"after": "lt", "before": "gt"}[side]
    return Q(**{f"held_on__{compared}": day}) | Q(**{"held_on": day, f"pk__{compared}": mark})


def years_of_joint_events(worker: User) -> list[int]:
    """The years in which `worker` may see an event, newest first."""
    days = JointEvent.objects.visible_to(worker).order_by().dates("held_on", "year", order="DESC")
    return [day.year for day in days]


@dataclass(frozen=True)
class AttendanceTable:
    """Who came to an event: a row for each kind with its numbers by sex and their sum; the sums below."""

    sexes: list[str]
    rows: list[tuple[str, list[int], int]]
    totals: list[int]

    @property
    def total(self) -> int:
        """All heads."""
        return sum(self.totals)


def joint_event_in_full(worker: User) -> JointEventQuerySet:
    """Joint events that `worker` may see, with all that their page shows, in a fixed number of queries."""
    partners = Prefetch("partners", PartnerOrganisation.objects.alphabetical())
    seen = JointEvent.objects.visible_to(worker).select_related("district")
    return seen.prefetch_related(partners, "attendance")


def attendance_table(event: JointEvent) -> AttendanceTable:
    """Set out who came, without kinds of whom nobody came and without the rest when every sex is known."""
    came = {(row.participant_kind, row.sex): row.number for row in event.attendance.all()}
    counted = {sex for _kind, sex in came}
    sexes = [sex for sex in ParticipantSex if sex in counted or sex != ParticipantSex.UNKNOWN]
    lines = {kind: [came.get((kind, sex), 0) for sex in sexes] for kind in ParticipantKind}
    return AttendanceTable(
        sexes=[str(sex.label) for sex in sexes],
        rows=[(str(kind.label), numbers, sum(numbers)) for kind, numbers in lines.items() if any(numbers)],
        totals=[sum(column) for column in zip(*lines.values(), strict=True)],
    )


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
