"""Opening a file in an emergency, and settling that somebody did."""

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from cases.enums import EmergencyCategory, EmergencyVerdict
from cases.finding import question_of
from cases.refusals import Refusal
from cases.services.emergencies import SHORTEST_REASON

WORDS = {"rows": 3, "autocomplete": "off"}


class EmergencyForm(forms.Form):
    reference = forms.CharField(
        label=_("Reference of the case"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "C-4M7T-K9QX"}),
    )
    category = forms.ChoiceField(
        label=_("What is the emergency?"), choices=EmergencyCategory, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why can it not wait?"),
        max_length=1000,
        widget=forms.Textarea(attrs=WORDS),
        validators=[
            MinLengthValidator(
                SHORTEST_REASON, _("Say in a sentence why it cannot wait: at least 20 characters.")
            )
        ],
        help_text=_("At least 20 characters. The coordinators of the team and the managers read it."),
    )

    def clean_reference(self) -> str:
        """Return the reference as it is written, however it was typed."""
        typed: str = self.cleaned_data["reference"]
        try:
            return question_of(typed).reference or typed.strip().upper()
        except Refusal:
            return typed.strip().upper()


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Verdict"), choices=EmergencyVerdict, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs=WORDS)
    )
