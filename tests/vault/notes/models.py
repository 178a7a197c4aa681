import uuid

from django.db import models

from vault.fields import SealedDateField, SealedJSONField, SealedTextField
from vault.queryset import SealedManager


class Note(models.Model):
    vault_tag = "note"
    vault_owner = "case_id"

    title = SealedTextField("title", tag="title", max_length=40)  # above its owner on purpose
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField(editable=False)
    body = SealedTextField("body", tag="body", blank=True)
    answers = SealedJSONField("answers", tag="answers", blank=True)
    born_on = SealedDateField("born on", tag="born_on", blank=True)
    secret = SealedTextField("secret", tag="secret", purpose="privileged", blank=True)
    kind = models.CharField(max_length=20, default="plain")

    objects = SealedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(body__isnull=False) | models.Q(kind="plain"),
                name="note_long_has_body",
                violation_error_message="A long note needs words.",
            )
        ]

    def __str__(self):
        return f"note {self.pk}"
