"""Where a message stands, and what became of the last attempt to send it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageStatus(models.TextChoices):
    """A message waits until it is sent or given up."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")


class Outcome(models.TextChoices):
    """The last attempt, as a code: the words of a mail server may hold an address."""

    NONE = "", _("Not tried yet")
    DELIVERED = "delivered", _("Handed to the mail server")
    MAIL_SERVER = "mail_server", _("The mail server did not take it")
    BROKEN = "broken", _("The message could not be written")
    NO_ADDRESS = "no_address", _("The worker has no address or may no longer sign in")
