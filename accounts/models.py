"""Staff: who signs in, with which role, in which team."""

import uuid
from typing import Self

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.devices import KnownDevice, SignInCount
from accounts.enums import Role
from accounts.second_factor_models import SecondFactorReset, SecondStep
from accounts.sessions import Session
from accounts.shifts import Shift
from accounts.tokens import hash_of

__all__ = [
    "Invitation",
    "KnownDevice",
    "SecondFactorReset",
    "SecondStep",
    "Session",
    "Shift",
    "SignInCount",
    "Team",
    "User",
]

USERNAME_IS_TAKEN = _("This username is taken. Choose another one.")


class UserQuerySet(models.QuerySet["User"]):
    """Which sign-ins."""

    def people(self) -> Self:
        return self.exclude(role=Role.SYSTEM)

    def active(self) -> Self:
        return self.filter(is_active=True)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which invitations."""

    def open(self) -> Self:
        """Return those that can still be accepted: not used, not too old, worker not deactivated."""
        return self.filter(used_at=None, expires_at__gt=timezone.now(), worker__is_active=True)

    def with_token(self, token: str) -> Self:
        return self.filter(token_hash=hash_of(token))


class Team(models.Model):
    """Workers who share cases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(
        _("name"),
        max_length=80,
        unique=True,
        error_messages={"unique": _("A team of this name exists already. Choose another name.")},
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """A sign-in of the centre. The person at the centre is called a worker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(
        _("username"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": USERNAME_IS_TAKEN},
    )
    display_name = models.CharField(_("name shown to colleagues"), max_length=80)
    email = models.EmailField(_("email"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="workers", verbose_name=_("team")
    )
    language = models.CharField(_("language"), max_length=2, default="ru")
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)
    second_factor_reset_at = models.DateTimeField(
        _("second step reset at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Sessions that began before have ended."),
    )

    objects = UserQuerySet.as_manager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name", "role"]

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ("username",)
        constraints = [
            models.CheckConstraint(
                name="accounts_user_role_is_known",
                condition=models.Q(role__in=Role.values),
                violation_error_message=_("Choose one of the centre's roles."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_username_is_unique_in_any_case",
                violation_error_message=USERNAME_IS_TAKEN,
            ),
        ]

    def __str__(self) -> str:
        return self.display_name


class Invitation(models.Model):
    """The one-time link by which a worker sets a password. A new one replaces the former."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.OneToOneField(User, models.CASCADE, related_name="invitation", verbose_name=_("worker"))
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"Invitation {self.pk}"
