"""What an administrator does with staff: creating, inviting, deactivating, teams."""

import secrets
from datetime import timedelta
from typing import NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.answers import Answer
from accounts.enums import CASE_WORKER_ROLES, PEOPLE_ROLES, Role
from accounts.leaving import worker_left
from accounts.models import Invitation, KnownDevice, Session, Team, User
from accounts.passwords import set_password
from accounts.policies import can_deactivate_worker, can_invite_worker_again, can_manage_staff
from accounts.refusals import Refusal
from accounts.services.shifts import end_shift
from accounts.tokens import hash_of
from audit.services import record

INVITATION_LIFE = timedelta(hours=24)  # U5
FIRST_ADMINISTRATOR = "administrator"


class AboutWorker(TypedDict):
    """What is known of a new worker."""

    username: str
    display_name: str
    role: Role | str
    team: Team | None
    email: NotRequired[str]
    language: NotRequired[str]


@transaction.atomic
def create_worker(*, actor: User, password: str | None = None, **about: Unpack[AboutWorker]) -> User:
    """Create a worker who may sign in; without a password only after an invitation.

    Refuses an actor who does not manage staff, a role that no person has, a role that works on cases
    without a team (nobody would share the cases), a taken username and a weak password.
    """
    _require(can_manage_staff(actor))
    if about["role"] not in PEOPLE_ROLES:
        raise Refusal(_("Choose one of the centre's roles."))
    if about["role"] in CASE_WORKER_ROLES and about["team"] is None:
        raise Refusal(_("Choose a team: the cases of this role are shared with a team."))
    worker = User(**about)
    worker.username = User.normalize_username(worker.username)
    if password is None:
        worker.set_unusable_password()
    else:
        set_password(worker, password)
    _require_possible(worker)
    worker.save(force_insert=True)
    record(actor=actor, verb="accounts.worker_created", subject=worker, fields=("role", "team"))
    return worker


@transaction.atomic
def invite_worker(*, actor: User, **about: Unpack[AboutWorker]) -> str:
    """Create a worker and return the path of the one-time link by which they set their password.

    The link is not kept: only its hash is. Refuses what `create_worker` refuses.
    """
    return _invite(actor=actor, worker=create_worker(actor=actor, **about))


@transaction.atomic
def invite_worker_again(*, actor: User, worker: User) -> str:
    """Give a worker a new one-time link, after a lost password or a deactivation; the former link ends.

    The administrator starts it but never chooses the password (U5). Refuses oneself and the system's user.
    """
    _require(can_invite_worker_again(actor, worker))
    if not worker.is_active:
        worker.is_active = True
        worker.save(update_fields=["is_active"])
        record(actor=actor, verb="accounts.worker_reactivated", subject=worker, fields=("is_active",))
    return _invite(actor=actor, worker=worker)


@transaction.atomic
def invite_first_administrator(*, actor: User) -> str:
    """Return the path of a one-time link for the first administrator, or "" when there is one already.

    Each call before it is accepted gives a new link, so a lost one does no harm (decision 11).
    The actor is the system's own user: nobody else is there yet.
    """
    administrators = User.objects.filter(role=Role.ADMINISTRATOR)
    if any(worker.is_active and worker.has_usable_password() for worker in administrators):
        return ""
    waiting = administrators.filter(username=FIRST_ADMINISTRATOR).first()
    if waiting:
        return invite_worker_again(actor=actor, worker=waiting)
    return invite_worker(
        actor=actor,
        username=FIRST_ADMINISTRATOR,
        display_name=_("Administrator"),
        role=Role.ADMINISTRATOR,
        team=None,
    )


@transaction.atomic
def deactivate_worker(*, actor: User, worker: User) -> None:
    """End a worker's access at once: no page opens after this, whichever session they have.

    The password and the sessions go too, so nothing old comes back with a later invitation; no device is
    known any more, and she is on duty no more. Her open work becomes that of the upper apps in the same
    transaction (`worker_left`). Refuses oneself, the system's user, and an actor who does not manage staff.
    Done already is a success.
    """
    _require(can_deactivate_worker(actor, worker))
    worker.set_unusable_password()
    changed = User.objects.active().filter(pk=worker.pk).update(is_active=False, password=worker.password)
    worker.is_active = False
    if changed:
        Session.objects.filter(worker=worker).delete()
        KnownDevice.objects.filter(worker=worker).delete()
        record(actor=actor, verb="accounts.worker_deactivated", subject=worker, fields=("is_active",))
        end_shift(actor=actor, worker=worker)
        worker_left.send(sender=User, actor=actor, worker=worker)


@transaction.atomic
def add_team(*, actor: User, name: str) -> Team:
    """Add a team whose workers share cases. Refuses a name that exists, and who does not manage staff."""
    _require(can_manage_staff(actor))
    team = Team(name=name.strip())
    _require_possible(team)
    team.save(force_insert=True)
    record(actor=actor, verb="accounts.team_added", subject=team, fields=("name",))
    return team


def _invite(*, actor: User, worker: User) -> str:
    token = secrets.token_urlsafe(32)
    Invitation.objects.update_or_create(
        worker=worker,
        defaults={
            "invited_by": actor,
            "token_hash": hash_of(token),
            "expires_at": timezone.now() + INVITATION_LIFE,
            "used_at": None,
        },
    )
    record(actor=actor, verb="accounts.worker_invited", subject=worker)
    return reverse("accounts:welcome", args=[token])


def _require(answer: Answer) -> None:
    if not answer:
        raise Refusal(answer.reason)


def _require_possible(thing: User | Team) -> None:
    """Ask the model's own rules, whose sentences a worker can read, before the database would."""
    try:
        thing.full_clean()
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from None
