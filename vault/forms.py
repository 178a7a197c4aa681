"""Forms that edit sealed fields. They are made and validated inside `vault.context.opening`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vault.errors import DamagedRecord
from vault.fields import sealed_fields


class SealedModelForm(forms.ModelForm):
    """A model form that shows sealed values and never writes over one that it could not read.

    `damaged` names the fields that did not open: they are disabled, and stay as they are in the database.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.damaged: list[str] = []
        for field in sealed_fields(self._meta.model):
            if field.name in self.fields:
                self._open(field.name, stored=field.value_from_object(self.instance))

    def _open(self, name: str, stored: object) -> None:
        try:
            plain = getattr(self.instance, name)
        except DamagedRecord:
            self._close(name)
            return
        if self.initial.get(name) is stored:  # the caller's own initial value goes before
            self.initial[name] = plain

    def _close(self, name: str) -> None:
        field = self.fields[name]
        field.disabled, field.required = True, False
        field.widget.attrs["placeholder"] = _("Record damaged")
        field.help_text = _(
            "This record is damaged and cannot be read. It stays as it is. Tell the administrator."
        )
        self.initial[name] = None
        self.damaged.append(name)

    def _post_clean(self) -> None:
        for name in self.damaged:
            self.cleaned_data.pop(name, None)
        super()._post_clean()  # type: ignore[misc] # the documented place of a model form's own validation
