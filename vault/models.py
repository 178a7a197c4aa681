"""Data keys and their wraps (decision 21). No foreign key goes upward: an owner is known by its id alone."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from vault.enums import Purpose

SERVER = "server"


class DataKey(models.Model):
    """A key that seals what one owner (a case, a call, a file) holds for one purpose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_id = models.UUIDField(_("owner"), editable=False)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        constraints = [
            models.UniqueConstraint(
                fields=("owner_id", "purpose"),
                name="vault_datakey_one_per_owner_and_purpose",
                violation_error_message=_("This owner already has a key for this purpose."),
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values),
                name="vault_datakey_purpose_is_known",
                violation_error_message=_("Choose one of the known purposes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} key {self.pk}"


class WrappedKey(models.Model):
    """A data key encrypted for one recipient: the server now, single workers later."""

    data_key = models.ForeignKey(
        DataKey, on_delete=models.CASCADE, related_name="wraps", verbose_name=_("data key")
    )
    recipient = models.CharField(_("recipient"), max_length=60, default=SERVER)
    kek_version = models.PositiveIntegerField(_("version of the wrapping key"))
    blob = models.BinaryField(_("encrypted key"))

    class Meta:
        verbose_name = _("wrapped key")
        verbose_name_plural = _("wrapped keys")
        indexes = [models.Index(fields=("kek_version", "id"), name="vault_wrappedkey_by_version")]
        constraints = [
            models.UniqueConstraint(
                fields=("data_key", "recipient"),
                name="vault_wrappedkey_one_per_recipient",
                violation_error_message=_("This recipient already holds this key."),
            ),
            models.CheckConstraint(
                condition=models.Q(kek_version__gte=1),
                name="vault_wrappedkey_version_counts_from_one",
                violation_error_message=_("Versions of keys count from one."),
            ),
        ]

    def __str__(self) -> str:
        return f"wrap of {self.data_key_id} for {self.recipient}"
