"""From where workers sign in: devices that are known, and what is counted of wrong passwords."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tokens import hash_of

LIFE_OF_A_DEVICE = dt.timedelta(days=365)  # without a sign-in from it


class KnownDeviceQuerySet(models.QuerySet["KnownDevice"]):
    """Which devices."""

    def with_token(self, token: str) -> Self:
        return self.filter(token_hash=hash_of(token))

    def of(self, username: str) -> Self:
        return self.filter(worker__username__iexact=username)

    def living(self) -> Self:
        return self.filter(last_seen_at__gt=timezone.now() - LIFE_OF_A_DEVICE)

    def forgotten(self) -> Self:
        return self.exclude(last_seen_at__gt=timezone.now() - LIFE_OF_A_DEVICE)


class KnownDevice(models.Model):
    """A browser from which this worker has signed in. It holds a random cookie; here is only its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices", verbose_name=_("worker")
    )
    token_hash = models.CharField(_("hash of the cookie"), max_length=64)
    label = models.CharField(_("browser and system"), max_length=40, blank=True)
    first_seen_at = models.DateTimeField(_("first seen at"))
    last_seen_at = models.DateTimeField(_("last seen at"))

    objects = KnownDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash", "worker"],
                name="accounts_device_once_a_worker",
                violation_error_message=_("This device is known already."),
            )
        ]

    def __str__(self) -> str:
        return f"Device {self.pk}"


class SignInCountQuerySet(models.QuerySet["SignInCount"]):
    """What was counted."""

    def living(self, now: dt.datetime) -> Self:
        return self.filter(forgotten_at__gt=now)

    def forgotten(self) -> Self:
        return self.filter(forgotten_at__lte=timezone.now())

    def add(self, memories: dict[str, dt.timedelta], *, now: dt.datetime, failures: int = 1) -> None:
        """Count a wrong password under each key, which is remembered for so long; one statement.

        A key that was forgotten begins anew. The rows are locked in the order of their keys, so two tries at
        the same moment wait for each other and never in a circle. With `failures=0` a key is noted, once.
        """
        rows = sorted((key, failures, now, now + memory) for key, memory in memories.items())
        places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
        with connection.cursor() as cursor:
            cursor.execute(ADD.format(places=places), [value for row in rows for value in row])


ADD = """
insert into accounts_signincount as kept (key, failures, last_at, forgotten_at) values {places}
on conflict (key) do update set
    failures = excluded.failures
        + case when kept.forgotten_at > excluded.last_at then kept.failures else 0 end,
    last_at = excluded.last_at,
    forgotten_at = excluded.forgotten_at
where excluded.failures > 0 or kept.forgotten_at <= excluded.last_at
"""


class SignInCount(models.Model):
    """How many wrong passwords were typed under a key: a keyed hash of an account, an address block, both.

    Neither a name nor an address can be read from it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(db_index=True)

    objects = SignInCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of wrong passwords")
        verbose_name_plural = _("counts of wrong passwords")

    def __str__(self) -> str:
        return f"{self.failures} wrong"
