"""Closing, reopening and holding a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.enums import ClosureOutcome, ClosureReason


class CaseMoveForm(forms.Form):
    """A move of the case; `version` is the one the worker was looking at (decision 16)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CloseForm(CaseMoveForm):
    reason = forms.ChoiceField(
        label=_("Reason for closing"),
        choices=[choice for choice in ClosureReason.choices if choice[0] != ClosureReason.OPENED_TWICE],
        widget=forms.RadioSelect,
    )
    outcome = forms.ChoiceField(
        label=_("Outcome at closing"), choices=ClosureOutcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(CaseMoveForm):
    """Why a case is put on hold or taken up again."""

    reason = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
