"""Reads about calls. None of them opens a sealed value: lists show codes and times (decision 3)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from accounts.enums import HOTLINE_ROLES, Role
from accounts.models import User
from cases.models import Case
from cases.row_security import Why, seeing_every_case
from hotline.models import Call, CallTimeCorrection, LateEntry
from reference.moments import moments_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from hotline.models import CallPerson, CallQuerySet

MOST_ON_TODAY = 20
LEFT_OPEN_AFTER = dt.timedelta(hours=2)  # then an unfinished call is its coordinator's business too
OF_A_ROW = (  # of seventy columns
    "reference", "status", "call_type", "started_at", "ended_at", "danger_noted_at", "outcome",
    "entered_later", "operator__display_name",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class TodaysCalls:
    """What of the hotline stands on a worker's Today; false when there is nothing."""

    urgent: list[Call]
    unfinished: list[Call]
    left_open: list[Call]

    def __bool__(self) -> bool:
        return bool(self.urgent or self.unfinished or self.left_open)


@seeing_every_case(Why.JOURNAL)
def call_id_of(reference: str) -> UUID | None:
    """Return which call a reference means, whoever asks: for the journal, never for a page."""
    return Call.objects.filter(reference=reference).values_list("pk", flat=True).first()


def todays_calls(worker: User) -> TodaysCalls:
    """Return what the hotline has for the worker's Today, in at most one statement for each part."""
    return TodaysCalls(urgent_calls(worker), unfinished_calls(worker), calls_left_open(worker))


def urgent_calls(worker: User) -> list[Call]:
    """Return the calls in danger of the coordinator's team that nobody has taken over, oldest first."""
    if worker.role != Role.COORDINATOR:
        return []
    calls = Call.objects.visible_to(worker).urgent().select_related("operator")
    return list(calls.order_by("danger_noted_at", "id")[:MOST_ON_TODAY])


def unfinished_calls(worker: User) -> list[Call]:
    """Return the worker's own calls that wait for their end, oldest first."""
    if worker.role not in HOTLINE_ROLES:
        return []
    return list(
        Call.objects.filter(operator=worker).unfinished().order_by("started_at", "id")[:MOST_ON_TODAY]
    )


def calls_left_open(worker: User) -> list[Call]:
    """Return the unfinished calls of the coordinator's colleagues that began long ago, oldest first."""
    if worker.role != Role.COORDINATOR:
        return []
    calls = Call.objects.visible_to(worker).unfinished().exclude(operator=worker).select_related("operator")
    left = calls.filter(started_at__lt=timezone.now() - LEFT_OPEN_AFTER)
    return list(left.only(*OF_A_ROW).order_by("started_at", "id")[:MOST_ON_TODAY])


@dataclasses.dataclass(frozen=True, kw_only=True)
class CallFilters:
    """What was chosen above the list; nothing chosen means everything."""

    unfinished: bool = False
    mine: bool = False
    call_type: str = ""
    day: dt.date | None = None


def listed_calls(worker: User, filters: CallFilters) -> CallQuerySet:
    """Return the calls of the worker's list with the colleague who took each."""
    calls = Call.objects.visible_to(worker).select_related("operator").only(*OF_A_ROW)
    chosen: dict[str, Any] = {}
    if filters.mine:
        chosen["operator"] = worker
    if filters.call_type:
        chosen["call_type"] = filters.call_type
    if filters.day:
        chosen["started_at__range"] = moments_of(filters.day)
    found = calls.filter(**chosen)
    return found.unfinished() if filters.unfinished else found


def cases_of_call(call: Call, worker: User) -> list[Any]:
    """Return the cases to which a call belongs; `may_open` tells which of them the worker may open."""
    open_to_her = Case.objects.visible_to(worker).filter(pk=OuterRef("pk"))
    cases = (
        Case.objects.not_barring(worker).filter(call_links__call=call).annotate(may_open=Exists(open_to_her))
    )
    return list(cases.order_by("opened_at", "id"))


def people_without_case(call: Call) -> list[CallPerson]:
    """Return who of a finished call stands in no case yet; what its summary has read is not asked again."""
    if not call.is_finished:
        return []
    people = sorted(call.people.all(), key=lambda person: person.place)
    return [person for person in people if person.link_id is None]


def cases_known_to(worker: User, references: Iterable[str]) -> dict[str, Any]:
    """Return the cases of these references whose safe contact the worker may see; `may_open` as above."""
    open_to_her = Case.objects.visible_to(worker).filter(pk=OuterRef("pk"))
    known = Case.objects.safe_contact_visible_to(worker).filter(reference__in=references)
    return {case.reference: case for case in known.annotate(may_open=Exists(open_to_her))}


def calls_of_case(case: Case, worker: User) -> list[Call]:
    """Return the calls of a case that the worker sees, newest first, with the moment they were added."""
    calls = Call.objects.visible_to(worker).filter(case_links__case=case).select_related("operator")
    return list(calls.annotate(linked_at=F("case_links__linked_at")).order_by("-started_at", "-id"))


def colleagues_of_the_hotline(worker: User) -> QuerySet[User]:
    """Return who may have answered a call of the worker's team, herself among them, by name."""
    colleagues = User.objects.filter(role__in=HOTLINE_ROLES, is_active=True, team__isnull=False)
    return colleagues.filter(team=worker.team).order_by("display_name", "pk")


def late_entry_of(call: Call) -> LateEntry | None:
    """Return by whom and why a call was entered later; one that was not costs no statement."""
    if not call.entered_later:
        return None
    return LateEntry.objects.select_related("written_by", "answered_by").get(call=call)


def corrections_of(call: Call) -> list[Any]:
    """Return the corrections of a call's times, newest first. Read their reasons inside `reading_call`."""
    corrections = CallTimeCorrection.objects.filter(call=call).select_related("corrected_by")
    return list(corrections.order_by("-corrected_at", "id"))


@seeing_every_case(Why.AFTER_THE_FACT)
def has_given_away(worker: User, call_id: UUID, window: UUID) -> bool:
    """Say whether the worker finished a colleague's call in this window: sending it again is once."""
    finished = Call.objects.filter(pk=call_id, finished_in=window, late_entry__written_by=worker)
    return finished.exclude(operator=worker).exists()
