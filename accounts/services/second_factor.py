"""What a worker does with the own second factor: taking the second step, enrolling, removing, new codes."""

from typing import Any, NoReturn
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.authenticators import (
    APP,
    PASSKEY,
    authenticators_of,
    new_recovery_codes,
    recovery_codes_left,
    step_of,
    use_app_code,
    use_recovery_code,
)
from accounts.models import SecondStep, User
from accounts.refusals import Refusal
from accounts.second_factor_models import SecondStepQuerySet
from audit.services import record, record_refusal
from outbox.services import queue_message

MOST_WRONG_CODES = 10  # in half an hour: of a million codes one in two thousand a day
LONGEST_NAME = 40


@transaction.atomic
def begin_second_step(*, actor: User) -> SecondStep:
    """Note that the actor's password was right; if nothing follows, the actor is told (U6)."""
    record(actor=actor, verb="accounts.password_accepted", subject=actor)
    return SecondStep.objects.create(worker=actor)


def pass_by_code(*, actor: User, step_id: UUID | None, code: str) -> None:
    """Take the second step by a code of the app or of the sheet; each counts once.

    Refuses a wrong and a used one, and any after ten wrong ones in half an hour: who knows the password may
    not try them all. Passkeys cannot be guessed and stay open. Counting outlives the refusal: no transaction.
    """
    wrong = SecondStep.objects.recent().filter(worker=actor).aggregate(n=Sum("wrong_codes"))["n"] or 0
    if wrong >= MOST_WRONG_CODES:
        _refuse(actor, "too_many", _("Too many wrong codes. Wait half an hour, or use a passkey."))
    if not (use_app_code(actor, code) or use_recovery_code(actor, code)):
        _count_wrong_code(actor, step_id)
        _refuse(actor, "wrong_code", _("This code is not right, or was used before. Type the next one."))
    _finish(actor, step_id)


def pass_by_passkey(*, actor: User, step_id: UUID | None, passkey: Authenticator | None) -> None:
    """Take the second step by a passkey that answered our challenge. Refuses when none did."""
    if passkey is None:
        _refuse(actor, "wrong_passkey", _("The passkey did not answer as it should. Try again."))
    passkey.record_usage()
    _finish(actor, step_id)


@transaction.atomic
def finish_by_enrolling(*, actor: User, step_id: UUID | None) -> None:
    """Take the second step by having enrolled for it: the first time there is nothing else to show."""
    _finish(actor, step_id)


@transaction.atomic
def enrol_app(*, actor: User, secret: str, code: str, is_first: bool = False) -> list[str]:
    """Keep an app that makes codes, in place of a former one, and return the recovery codes if they are new.

    Refuses a code that the app with this secret does not show now. That code is used up with it.
    `is_first` is for a half session: it refuses when there is a second factor already.
    """
    _lock(actor, is_first=is_first)
    step = step_of(secret, code)
    if step is None:
        raise Refusal(_("This code is not right. Look at the clock of the phone, then type the next one."))
    data = {"secret": get_adapter().encrypt(secret), "last_step": step}
    fresh = {"data": data, "created_at": timezone.now(), "last_used_at": None}
    Authenticator.objects.update_or_create(user=actor, type=APP, defaults=fresh)
    return _added(actor, APP)


@transaction.atomic
def enrol_passkey(
    *, actor: User, credential: dict[str, Any] | None, name: str, is_first: bool = False
) -> list[str]:
    """Keep a passkey that the browser has just made, and return the recovery codes if they are new.

    Refuses an answer to no challenge of ours. `is_first` is for a half session, as above.
    """
    _lock(actor, is_first=is_first)
    if credential is None:
        raise Refusal(_("The passkey was not made. Try again."))
    data = {"name": _passkey_name(name), "credential": credential}
    Authenticator.objects.create(user=actor, type=PASSKEY, data=data)
    return _added(actor, PASSKEY)


@transaction.atomic
def rename_passkey(*, actor: User, passkey: Authenticator, name: str) -> None:
    """Give one of the actor's passkeys another name."""
    passkey.data["name"] = _passkey_name(name)
    passkey.save(update_fields=["data"])
    record(actor=actor, verb="accounts.authenticator_renamed", subject=actor, fields=("name",))


@transaction.atomic
def remove_authenticator(*, actor: User, authenticator: Authenticator) -> None:
    """Forget one of the actor's apps or passkeys. Refuses the last one: the second step is for everybody."""
    _lock(actor)
    if not authenticators_of(actor).exclude(pk=authenticator.pk).exists():
        raise Refusal(_("This is your only second step. Add another one first."))
    authenticators_of(actor).filter(pk=authenticator.pk).delete()
    _tell(actor)
    record(actor=actor, verb="accounts.authenticator_removed", subject=actor, fields=(authenticator.type,))


@transaction.atomic
def renew_recovery_codes(*, actor: User) -> list[str]:
    """Make ten new recovery codes; the former ones end. Refuses who has nothing that they could replace."""
    if not authenticators_of(actor).exists():
        raise Refusal(_("Add an app or a passkey first; recovery codes stand in for it."))
    _tell(actor)
    record(actor=actor, verb="accounts.recovery_codes_made", subject=actor)
    return new_recovery_codes(actor)


def _lock(actor: User, *, is_first: bool = False) -> None:
    """Let one change of a worker's factors wait for the other, so that each counts what the other left."""
    User.objects.select_for_update().get(pk=actor.pk)
    if is_first and authenticators_of(actor).exists():
        raise Refusal(_("You have a second step already. Sign in with it."))


def _added(actor: User, kind: Authenticator.Type) -> list[str]:
    _tell(actor)
    record(actor=actor, verb="accounts.authenticator_added", subject=actor, fields=(kind.value,))
    return [] if recovery_codes_left(actor) else new_recovery_codes(actor)


def _finish(actor: User, step_id: UUID | None) -> None:
    _own(actor, step_id).update(finished_at=timezone.now())
    record(actor=actor, verb="accounts.signed_in", subject=actor)


def _count_wrong_code(actor: User, step_id: UUID | None) -> None:
    """Count at the attempt; one that is gone, or never was, leaves a new row: no guess is free."""
    if not _own(actor, step_id).recent().update(wrong_codes=F("wrong_codes") + 1):
        SecondStep.objects.create(worker=actor, wrong_codes=1)


def _own(actor: User, step_id: UUID | None) -> SecondStepQuerySet:
    steps = SecondStep.objects.filter(worker=actor)
    return steps.filter(pk=step_id) if step_id else steps.none()


def _refuse(actor: User, result: str, sentence: str | Promise) -> NoReturn:
    record_refusal(actor=actor, verb="accounts.second_step_refused", subject=actor, result=result)
    raise Refusal(sentence)


def _tell(worker: User) -> None:
    queue_message(recipient=worker, event="accounts/emails/sign_in_changed")


def _passkey_name(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME] or _("Passkey")
