"""Who may manage staff."""

from django.utils.translation import gettext_lazy as _

from accounts.answers import ALLOWED, Answer, refused
from accounts.enums import CONFIRM_RESETS, HOTLINE_ROLES, Role
from accounts.models import SecondFactorReset, User

MANAGERS_OF_STAFF = frozenset({Role.ADMINISTRATOR, Role.SYSTEM})


def can_manage_staff(actor: User) -> Answer:
    """Say whether the actor may create and invite workers and add teams (decision 11).

    Background work may too: it makes the first administrator and the demonstration's workers.
    """
    if actor.role in MANAGERS_OF_STAFF:
        return ALLOWED
    return refused(_("Only an administrator manages who may sign in."))


def can_be_on_duty(actor: User) -> Answer:
    """Say whether the actor may have a shift: those who answer the hotline, in a team that relies on it."""
    if actor.role not in HOTLINE_ROLES:
        return refused(_("Shifts are for those who answer the hotline."))
    if actor.team_id is None:
        return refused(_("You are in no team yet. Ask the administrator: a shift is shared with a team."))
    return ALLOWED


def can_start_reset(actor: User, worker: User) -> Answer:
    """Say whether the actor may ask that this worker enrols a second factor anew. Refused for oneself."""
    if worker.role == Role.SYSTEM:
        return refused(_("Background work acts as this user; nobody can sign in as it."))
    if actor == worker:
        return refused(_("You cannot reset your own second step. Ask another administrator."))
    return can_manage_staff(actor)


def can_confirm_reset(actor: User, reset: SecondFactorReset) -> Answer:
    """Say whether the actor may be the second person of a reset: never who started it, never the worker."""
    if actor.role not in CONFIRM_RESETS:
        return refused(_("Only an administrator or a manager confirms."))
    if actor.pk == reset.started_by_id:
        return refused(_("You started this. Another administrator or a manager confirms."))
    if actor.pk == reset.worker_id:
        return refused(_("You cannot confirm the reset of your own second step."))
    return ALLOWED


def can_deactivate_worker(actor: User, worker: User) -> Answer:
    """Say whether the actor may end this worker's access.

    Refused for oneself, so that one administrator always remains, and for the system's own user.
    """
    if worker.role == Role.SYSTEM:
        return refused(_("Background work acts as this user; it cannot be deactivated."))
    if actor == worker:
        return refused(_("You cannot deactivate yourself. Ask another administrator."))
    return can_manage_staff(actor)


def can_end_sessions(actor: User, worker: User) -> Answer:
    """Say whether the actor may sign this worker out everywhere. Oneself one does on the own page."""
    if worker.role == Role.SYSTEM:
        return refused(_("Background work acts as this user; nobody can sign in as it."))
    if actor == worker:
        return refused(_("You cannot sign yourself out from here. Open the page “Where I am signed in”."))
    return can_manage_staff(actor)


def can_invite_worker_again(actor: User, worker: User) -> Answer:
    """Say whether the actor may give this worker a new link to set a password.

    Refused for oneself: a borrowed screen must not become a new password.
    """
    if worker.role == Role.SYSTEM:
        return refused(_("Background work acts as this user; nobody can sign in as it."))
    if actor == worker:
        return refused(_("You cannot invite yourself. Change your password instead."))
    return can_manage_staff(actor)
