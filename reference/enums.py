"""The kinds that lists of reference data know."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HelpLineKind(models.TextChoices):
    """When a number is the right one to call."""

    OWN = "own", _("The centre's own number")
    EMERGENCY = "emergency", _("Danger right now")
    DAY_AND_NIGHT = "day_and_night", _("Help line, day and night")


class CountingReply(models.TextChoices):
    """The answer to a question about risk by which it counts."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class SetLevel(models.TextChoices):
    """The level that one answer about risk sets by itself, whatever the points."""

    MEDIUM = "medium", _("Medium risk")
    HIGH = "high", _("High risk")
