"""The open work of a worker who left, or who may not see a case any more, goes to a colleague."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.leaving import worker_left
from audit.services import record
from cases.enums import AssignmentRole, HandOverReason, TimelineKind
from cases.models import Assignment, Case, FollowUp, HandOver
from cases.policies import can_hand_over
from cases.refusals import Conflict, Refusal
from cases.row_security import Why, seeing_every_case
from cases.services.assignments import assign_worker
from cases.services.timeline import add_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User


@dataclasses.dataclass(frozen=True)
class OtherWork:
    """What an upper app adds to the queue: rows of its own, that are no cases.

    `of` returns what is open of a worker, as (subject, team); `give` makes a colleague responsible for one
    and refuses whom it cannot be given to; `described` returns a reference and an address for each.
    """

    kind: str
    of: Callable[[User], Iterable[tuple[UUID, UUID]]]
    give: Callable[..., None]
    described: Callable[[list[UUID]], dict[UUID, tuple[str, str]]]


_other_work: dict[str, OtherWork] = {}
_cases_of: list[Callable[[User], QuerySet[Any]]] = []


def register_other_work(work: OtherWork) -> None:
    """Let an upper app say what of its own is somebody's open work. Called once, when the apps are loaded."""
    _other_work[work.kind] = work


def register_cases_of(cases_of: Callable[[User], QuerySet[Any]]) -> None:
    """Let an upper app say in which cases something waits for a worker. Called once, at the start."""
    _cases_of.append(cases_of)


@receiver(worker_left)
def queue_what_is_left(*, actor: User, worker: User, **kwargs: Any) -> None:
    hand_over_open_work(actor=actor, worker=worker)


@seeing_every_case(Why.HAND_OVER)
@transaction.atomic
def hand_over_open_work(
    *, actor: User, worker: User, case: Case | None = None, reason: str = HandOverReason.LEFT
) -> int:
    """Put the open work of `worker` into the queue of the teams, and return how much it is.

    Of one case only, when it is given: then for a conflict of interest. Asking twice adds nothing. What is
    open: living assignments, planned follow-ups, referrals under way, and without a case unfinished calls.
    """
    now, common = timezone.now(), {"former": worker, "reason": reason}
    cases = open_cases_of(worker)
    if case is not None:
        cases = cases.filter(pk=case.pk)
    rows = [HandOver(case=one, team_id=one.team_id, queued_at=now, **common) for one in cases]
    if case is None:
        rows += [
            HandOver(kind=work.kind, subject_id=subject, team_id=team, queued_at=now, **common)
            for work in _other_work.values()
            for subject, team in work.of(worker)
        ]
    before = HandOver.objects.waiting().filter(former=worker).count()
    HandOver.objects.bulk_create(rows, ignore_conflicts=True)
    added = HandOver.objects.waiting().filter(former=worker).count() - before
    if added:
        record(
            actor=actor,
            verb="cases.work_queued",
            subject=worker,
            case_id=case.pk if case else None,
            result=reason,
        )
    return added


def open_cases_of(worker: User) -> QuerySet[Case]:
    """Return the living cases in which something is this worker's to do."""
    mine = Assignment.objects.filter(worker=worker, until__isnull=True).values("case")
    hers = FollowUp.objects.planned().filter(responsible=worker).values("case")
    found = Case.objects.filter(pk__in=mine) | Case.objects.filter(pk__in=hers)
    for cases_of in _cases_of:
        found |= Case.objects.filter(pk__in=cases_of(worker))
    return found.living().only("pk", "team_id", "reference", "status")


@transaction.atomic
def hand_over_case(*, actor: User, hand_over: HandOver, worker: User) -> None:
    """Give one waiting piece of work to `worker`: her part in the case, with the follow-ups planned in it.

    Privileged notes stay closed: they are passed on by two coordinators (`services.notes`). Twice to the
    same colleague is once. Refuses an actor who does not lead the team, the former worker herself, whom the
    case cannot be assigned to, and with Conflict work that somebody else got meanwhile.
    """
    if not (answer := can_hand_over(actor, hand_over)):
        raise Refusal(answer.reason)
    if worker.pk == hand_over.former_id:
        raise Refusal(_("This is whose work it was. Choose a colleague."))
    if not _settled(actor, hand_over, worker):
        return
    if hand_over.case is None:
        _other_work[hand_over.kind].give(actor=actor, subject_id=hand_over.subject_id, worker=worker)
    else:
        _give_case(actor, hand_over, hand_over.case, worker)


@transaction.atomic
def hand_over_work(*, actor: User, hand_overs: Iterable[HandOver], worker: User) -> int:
    """Give several waiting pieces of work, or all of one worker's, to a colleague. All of it or none.

    Return how many they were. Refuses as for one.
    """
    number = 0
    for hand_over in hand_overs:
        hand_over_case(actor=actor, hand_over=hand_over, worker=worker)
        number += 1
    return number


def described(kind: str, subjects: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return what the upper app calls these rows of its own, and where they are opened."""
    return _other_work[kind].described(subjects)


def _settled(actor: User, hand_over: HandOver, worker: User) -> bool:
    """Claim the row by one conditional update; False when the same colleague has it already (decision 16)."""
    row = HandOver.objects.filter(pk=hand_over.pk)
    if row.filter(settled_at__isnull=True).update(
        settled_at=timezone.now(), settled_by=actor, given_to=worker
    ):
        return True
    if row.filter(given_to=worker).exists():
        return False
    raise Conflict(_("Somebody has handed this over meanwhile. Look at the case again."))


def _give_case(actor: User, hand_over: HandOver, case: Case, worker: User) -> None:
    former = hand_over.former_id
    mine = Assignment.objects.filter(case=case, worker_id=former, until__isnull=True)
    roles = list(mine.values_list("role", flat=True))
    mine.update(until=timezone.now())
    for role in roles or [AssignmentRole.OTHER]:
        assign_worker(actor=actor, case=case, worker=worker, role=role)
    planned = FollowUp.objects.planned().filter(case=case, responsible_id=former)
    planned.update(responsible=worker, version=F("version") + 1)
    record(
        actor=actor,
        verb="cases.handed_over",
        subject=hand_over,
        case_id=case.pk,
        fields=["worker", "responsible"],
        result=hand_over.reason,
    )
    add_entry(
        case=case,
        actor=actor,
        verb="worker_handed_over",
        kind=TimelineKind.CASE,
        subject=hand_over,
        facts={"reason": hand_over.reason},
    )
