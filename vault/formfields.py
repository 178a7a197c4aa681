"""Form fields of sealed fields: they refuse ciphertext, lest it be shown and sealed again as text."""

from typing import Any

from django import forms

from vault.errors import SealedFieldMisuse


class RefusesCiphertext:
    """Only `vault.forms.SealedModelForm` opens values for a form; a plain ModelForm would show bytes."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bytes):
            raise SealedFieldMisuse("Make this form a vault.forms.SealedModelForm: it edits sealed fields.")
        return super().prepare_value(value)  # type: ignore[misc] # a form field stands behind the mixin


class SealedCharField(RefusesCiphertext, forms.CharField):
    pass


class SealedJSONField(RefusesCiphertext, forms.JSONField):
    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and super().has_changed(
            initial, data
        )  # Django's compares a disabled one too


class SealedDateField(RefusesCiphertext, forms.DateField):
    pass
