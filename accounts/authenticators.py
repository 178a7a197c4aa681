"""The second factors of a worker: what is there, and whether a code or a passkey is right.

The rows are allauth's, so are the sums. A code counts once: whoever comes second with it changes no row.
"""

import json
from collections.abc import Callable
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.mfa_adapter import KEY
from vault.keys import provider
from vault.shared_secrets import sealed_by

APP, PASSKEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
SECOND_FACTORS = (APP, PASSKEY)  # recovery codes alone are none
SEALED = {APP: "secret", CODES: "seed"}  # what of a row the account key seals
HOSTILE = (ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError, InvalidSignature)


def authenticators_of(worker: AbstractBaseUser) -> QuerySet[Authenticator]:
    """Return the apps and passkeys of a worker, the oldest first."""
    return Authenticator.objects.filter(user_id=worker.pk, type__in=SECOND_FACTORS).order_by(
        "created_at", "pk"
    )


def has_second_factor(worker: AbstractBaseUser) -> bool:
    return authenticators_of(worker).exists()


def recovery_codes_left(worker: AbstractBaseUser) -> int:
    """Return how many recovery codes were not used yet."""
    row = _row(worker, CODES)
    return len(RecoveryCodes(row).get_unused_codes()) if row else 0


def new_recovery_codes(worker: AbstractBaseUser) -> list[str]:
    """Make ten codes in place of the former ones and return them: nobody sees them again."""
    Authenticator.objects.filter(user_id=worker.pk, type=CODES).delete()
    return RecoveryCodes.activate(worker).generate_codes()


def step_of(secret: str, code: str) -> int | None:
    """Return the half-minute of which this is the code, or None when it is of none that counts now."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def use_app_code(worker: AbstractBaseUser, code: str) -> bool:
    """Tell whether a code is the app's and newer than the last one that was used; then it is used up."""
    row = _row(worker, APP)
    step = step_of(get_adapter().decrypt(row.data["secret"]), code) if row else None
    if row is None or step is None or step <= row.data["last_step"]:
        return False
    return _change(row, last_step=step)


def use_recovery_code(worker: AbstractBaseUser, code: str) -> bool:
    """Tell whether a code is an unused one of the sheet; then it is used up."""
    row = _row(worker, CODES)
    if row is None:
        return False
    used = row.data["used_mask"]
    for number, expected in enumerate(RecoveryCodes(row).generate_codes()):
        if compare_user_code(actual=code, expected=expected) and not used & 1 << number:
            return _change(row, used_mask=used | 1 << number)
    return False


def passkey_for_creating(worker: AbstractBaseUser) -> str:
    """Return what the browser needs to make a passkey; the challenge stays in the session."""
    return json.dumps(webauthn.begin_registration(worker, passwordless=False))


def passkey_for_asking(worker: AbstractBaseUser) -> str:
    """Return what the browser needs to ask for a passkey of this worker, or "" when she has none."""
    if not Authenticator.objects.filter(user_id=worker.pk, type=PASSKEY).exists():
        return ""
    return json.dumps(webauthn.begin_authentication(worker))


def made_passkey(answer: str) -> dict[str, Any] | None:
    """Return the credential that the browser has made, or None when it answers no challenge of ours."""

    def check(credential: dict[str, Any]) -> dict[str, Any]:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
        return credential

    return _checked(answer, check)


def proven_passkey(worker: AbstractBaseUser, answer: str) -> Authenticator | None:
    """Return the worker's passkey that signed our challenge, or None when none of hers did."""

    def check(response: dict[str, Any]) -> Authenticator:
        webauthn.parse_authentication_response(response)
        return webauthn.complete_authentication(worker, response)

    return _checked(answer, check)


def _checked(answer: str, check: Callable[[dict[str, Any]], Any]) -> Any:
    """Whatever a stranger sends instead of an answer is no answer; a challenge is asked once."""
    try:
        return check(json.loads(answer))
    except HOSTILE:
        webauthn.clear_state()
        return None


def _row(worker: AbstractBaseUser, kind: Authenticator.Type) -> Authenticator | None:
    return Authenticator.objects.filter(user_id=worker.pk, type=kind).first()


def _change(row: Authenticator, **changes: int) -> bool:
    """Change the row as it was read; of two that come at once the second finds another row, and fails."""
    as_read = Authenticator.objects.filter(pk=row.pk, data=row.data)
    return bool(as_read.update(data={**row.data, **changes}, last_used_at=timezone.now()))


def reseal() -> tuple[int, int]:
    """Seal anew what an older account key sealed; return how many were, and how many still need an older key.

    A row that is used at the same moment is left for the next run.
    """
    stale = [row for row in Authenticator.objects.exclude(type=PASSKEY) if _needs_older_key(row)]
    moved = [_resealed(row) for row in stale]
    return moved.count(True), moved.count(False)


def _needs_older_key(row: Authenticator) -> bool:
    return sealed_by(row.data[SEALED[row.type]]) < provider().current_version(KEY)


def _resealed(row: Authenticator) -> bool:
    name, adapter = SEALED[row.type], get_adapter()
    data = {**row.data, name: adapter.encrypt(adapter.decrypt(row.data[name]))}
    return bool(Authenticator.objects.filter(pk=row.pk, data=row.data).update(data=data))
