"""What a coordinator decides after a stop of all contact."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.enums import SafetyDecision


class SafetyReviewForm(forms.Form):
    """A decision with its reason. The review's id is drawn with the form: sending it twice decides once."""

    review_id = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("What is decided?"), choices=SafetyDecision, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What the decision rests on"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("The safety plan, what is known of him, what she said when she called herself."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"review_id": uuid.uuid4()}, **options})
