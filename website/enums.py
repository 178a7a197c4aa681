"""What the public pages know by code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role

KEEPER_ROLES = frozenset({Role.MANAGER})
"""Those who change what the public reads."""


class PublicPage(models.TextChoices):
    """A page whose text the centre writes itself; the others are templates."""

    MIGRATION = "migration", _("Migration")


class PageLanguage(models.TextChoices):
    """The languages of the public pages, as they stand in the path."""

    KAZAKH = "kk", _("Kazakh")
    RUSSIAN = "ru", _("Russian")
    ENGLISH = "en", _("English")
