"""How high the risk is, and why."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.enums import RiskLevel


class RiskForm(forms.Form):
    """A level with its reason. The assessment's id is drawn with the form: sending it twice records one."""

    assessment_id = forms.UUIDField(widget=forms.HiddenInput)
    level = forms.ChoiceField(label=_("Risk level"), choices=RiskLevel.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why is the risk at this level?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was said, seen or done. A scale never decides anything by itself."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"assessment_id": uuid.uuid4()}, **options})
