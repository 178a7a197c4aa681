"""What kinds of line the journal holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """A change was made, something was shown, or an attempt was refused."""

    CHANGE = "change", _("Change")
    VIEW = "view", _("Reading")
    REFUSAL = "refusal", _("Refusal")
