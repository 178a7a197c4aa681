"""What is typed about second factors: its shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import ResetReason

LONGEST_CODE, LONGEST_NAME = 20, 40


class CodeField(forms.CharField):
    """Digits, in groups or not."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "class": "in code form-control",
            "spellcheck": "false",
        }
        super().__init__(max_length=LONGEST_CODE, widget=forms.TextInput(attrs), **kwargs)


class CodeForm(forms.Form):
    """A code of the app, or one of the sheet: the worker need not say which."""

    code = CodeField(
        label=_("Code"),
        help_text=_("6 digits from the app on your phone, or 8 digits from the sheet of recovery codes."),
    )


class AppForm(forms.Form):
    code = CodeField(label=_("Code from the app"), help_text=_("6 digits. They change every 30 seconds."))


class PasskeyNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("So that you know it again: my phone, the key on the ring."),
        widget=forms.TextInput({"autocomplete": "off", "class": "in form-control"}),
    )


class PasskeyForm(PasskeyNameForm):
    """The name, and what the browser says by way of `passkey.js`: whether that counts, the service says."""

    credential = forms.CharField(required=False, widget=forms.HiddenInput)


class ResetForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=ResetReason.choices, widget=forms.RadioSelect)


class ConfirmResetForm(forms.Form):
    is_checked = forms.BooleanField(
        label=_(
            "I have spoken with the worker, face to face or by a number known before, and know who it was."
        ),
        error_messages={"required": _("Check first who it is; then say so here.")},
    )
