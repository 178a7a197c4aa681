"""Messages to staff: written in the business transaction, sent after it (decision 24, security R4)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outbox.enums import MessageStatus, Outcome

EVENT = r"^[a-z_]+/emails/[a-z_]+$"


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    """What waits and what is due."""

    def waiting(self) -> "OutboxMessageQuerySet":
        return self.filter(status=MessageStatus.WAITING)

    def due(self) -> "OutboxMessageQuerySet":
        return self.waiting().filter(next_attempt_at__lte=timezone.now())


class OutboxMessage(models.Model):
    """One message to one worker. It holds counts and codes; the words stand in templates."""

    id = models.BigAutoField(primary_key=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recipient")
    )
    event = models.CharField(_("event"), max_length=80)
    context = models.JSONField(_("counts and codes"), default=dict, blank=True)
    dedupe_key = models.CharField(_("sent once for"), max_length=200, unique=True, null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=MessageStatus, default=MessageStatus.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    last_outcome = models.CharField(_("last outcome"), max_length=20, choices=Outcome, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID header"), max_length=200, unique=True, editable=False)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="outbox_waiting",
                condition=models.Q(status=MessageStatus.WAITING),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_outboxmessage_status_is_known",
                condition=models.Q(status__in=MessageStatus.values),
                violation_error_message=_("A message is waiting, sent or not sent."),
            ),
            models.CheckConstraint(
                name="outbox_outboxmessage_sent_has_moment",
                condition=models.Q(status=MessageStatus.SENT, sent_at__isnull=False)
                | (~models.Q(status=MessageStatus.SENT) & models.Q(sent_at__isnull=True)),
                violation_error_message=_("A sent message says when; any other has no such moment."),
            ),
            models.CheckConstraint(
                name="outbox_outboxmessage_given_up_has_outcome",
                condition=~models.Q(status=MessageStatus.FAILED, last_outcome=Outcome.NONE),
                violation_error_message=_("A message that was given up says why."),
            ),
            models.CheckConstraint(
                name="outbox_outboxmessage_event_names_template",
                condition=models.Q(event__regex=EVENT),
                violation_error_message=_("A message names its event as app/emails/event."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} #{self.pk}"
