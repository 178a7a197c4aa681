"""Who works on a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from audit.services import record
from cases.conflicts import is_barred
from cases.enums import AssignmentRole, CaseStatus, TimelineKind
from cases.models import Assignment, Case
from cases.refusals import Conflict, Refusal
from cases.services.moves import move
from cases.services.timeline import add_entry
from cases.workflow import CASE_MOVES

if TYPE_CHECKING:
    from accounts.models import User

ROLES_THAT_TAKE_CASES = frozenset({Role.PSYCHOLOGIST, Role.LAWYER, Role.COORDINATOR})


@transaction.atomic
def assign_primary_worker(*, actor: User, case: Case, worker: User) -> Assignment:
    """Make `worker` the primary worker; a new case is in progress from this moment.

    From now on the operator who opened it no longer sees it (decision 12). Refuses whom
    `assign_worker` refuses, and a case that has another primary worker (that is a hand-over).
    """
    if case.is_closed:
        raise Refusal(_("This case is closed. Reopen it to assign a worker."))
    assignment = _assign(actor=actor, case=case, worker=worker, role=AssignmentRole.PRIMARY)
    if case.status == CaseStatus.OPEN:
        move(case, CaseStatus.ACTIVE, moves=CASE_MOVES, accepted_at=timezone.now())
    return assignment


@transaction.atomic
def assign_worker(*, actor: User, case: Case, worker: User, role: str) -> Assignment:
    """Let `worker` work on the case in `role`; asking twice changes nothing.

    The primary worker is made by `assign_primary_worker`, whose rules then hold.
    Refuses a worker whose role takes no cases, a coordinator of another team, who would not see the case
    (decision 12), and a closed case.
    """
    if role == AssignmentRole.PRIMARY:
        return assign_primary_worker(actor=actor, case=case, worker=worker)
    if case.is_closed:
        raise Refusal(_("This case is closed. Reopen it to assign a worker."))
    return _assign(actor=actor, case=case, worker=worker, role=role)


def _assign(*, actor: User, case: Case, worker: User, role: str) -> Assignment:
    if worker.role not in ROLES_THAT_TAKE_CASES or not worker.is_active:
        raise Refusal(
            _("This worker's role takes no cases. Choose a psychologist, a lawyer or a coordinator.")
        )
    if worker.role == Role.COORDINATOR and worker.team_id != case.team_id:
        raise Refusal(_("A coordinator works on the cases of her own team. Choose one of this case's team."))
    if is_barred(worker, case):
        raise Refusal(_("This worker has a conflict of interest in this case. Choose somebody else."))
    now = Assignment.objects.filter(case=case, worker=worker, role=role, until__isnull=True)
    if already := now.first():
        return already
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(case=case, worker=worker, role=role, since=timezone.now())
    except IntegrityError as error:
        if already := now.first():  # the same was asked twice at once
            return already
        raise Conflict(_("This case has a primary worker already. Look at it again.")) from error
    record(
        actor=actor,
        verb="cases.worker_assigned",
        subject=assignment,
        case_id=case.pk,
        fields=["worker", "role"],
    )
    add_entry(
        case=case,
        actor=actor,
        verb="worker_assigned",
        kind=TimelineKind.CASE,
        subject=assignment,
        facts={"role": role},
    )
    return assignment
