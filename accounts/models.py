"""Staff: who signs in, with which role, in which team."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role


class Team(models.Model):
    """Workers who share cases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes sign-ins; the services of this app decide who may."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A sign-in of the centre. The person at the centre is called a worker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(
        _("username"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()]
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

    objects = UserManager()

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
        ]

    def __str__(self) -> str:
        return self.display_name
