"""Who is on duty, and who leads now (decision 11): reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from accounts.enums import HOTLINE_ROLES, Role
from accounts.models import Shift, User

if TYPE_CHECKING:
    from uuid import UUID


def leads_of(team_id: UUID | None, *, among: Q | None = None) -> list[User]:
    """Return the coordinators of a team who are on duty, else all who may sign in, by name: one statement.

    `among` leaves out whom it does not concern before that is asked: if the only one on duty may not know of
    a case, the others are its leads. Whoever should have gone home by her own plan is not relied on.
    """
    on_duty = Exists(Shift.objects.reachable().filter(worker=OuterRef("pk")))
    leads = User.objects.active().filter(among or Q(), role=Role.COORDINATOR, team=team_id)
    found = [(lead, lead.is_on_duty) for lead in leads.annotate(is_on_duty=on_duty).order_by("username")]
    return [lead for lead, is_on_duty in found if is_on_duty] or [lead for lead, _is_on_duty in found]


def shift_of(worker: User) -> Shift | None:
    """Return the shift of a worker who is on duty; None for who is not, and for roles without shifts."""
    if worker.role not in HOTLINE_ROLES:
        return None
    return Shift.objects.open().filter(worker=worker).first()


def shifts_now(worker: User) -> list[Shift]:
    """Return who is on duty in the centre, the own team first, then by the moment each began."""
    own_first = Case(When(worker__team_id=worker.team_id, then=Value(0)), default=Value(1))
    now = Shift.objects.open().filter(worker__is_active=True).select_related("worker__team")
    return list(now.order_by(own_first, "worker__team__name", "began_at", "pk"))
