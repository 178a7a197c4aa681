"""What a data key opens."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """Each purpose has data keys of its own, wrapped by the server key of the same name (vault.keys)."""

    CASE = "case", _("Case")
    PRIVILEGED = "privileged", _("Privileged notes")
    CALL = "call", _("Call")
    FILE = "file", _("File")
