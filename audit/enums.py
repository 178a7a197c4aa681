"""What kinds of line the journal holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryKind(models.TextChoices):
    """A change was made, something was shown, or an attempt was refused."""

    CHANGE = "change", pgettext_lazy("journal", "Change")
    VIEW = "view", _("Reading")
    REFUSAL = "refusal", _("Refusal")
