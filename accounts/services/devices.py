"""From which devices a worker signs in: one that is known does not wait for what others type."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.device_cookie import new_token
from accounts.devices import KnownDevice
from accounts.models import User
from accounts.tokens import hash_of
from audit.services import record
from outbox.services import queue_message


@transaction.atomic
def remember_device(*, actor: User, token: str, label: str) -> tuple[KnownDevice, str]:
    """Know the device on which the actor has just signed in; return it and the token that its browser keeps.

    A token that we did not give is not taken over: whoever planted it would know it. Of a device that is
    new to this worker she gets a neutral notice (U6), one an hour at most.
    """
    if not KnownDevice.objects.living().with_token(token).exists():
        token = new_token()
    now = timezone.now()
    device, is_new = KnownDevice.objects.update_or_create(
        worker=actor,
        token_hash=hash_of(token),
        defaults={"label": label, "last_seen_at": now},
        create_defaults={"label": label, "last_seen_at": now, "first_seen_at": now},
    )
    if is_new:
        record(actor=actor, verb="accounts.device_remembered", subject=device)
        _give_notice(actor, hour=f"{now:%Y-%m-%d-%H}")
    return device, token


def _give_notice(worker: User, *, hour: str) -> None:
    """Tell her. In a demonstration one visitor is everybody in turn, and nobody needs to be told."""
    if worker.email and not settings.DEMO:
        key = f"new_device:{worker.pk}:{hour}"
        queue_message(recipient=worker, event="accounts/emails/new_device", dedupe_key=key)
