"""What a manager types for the public, and where in a list a visitor stands."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from reference.models import HelpLine
from website.models import PublicText


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class TextForm(forms.ModelForm):
    """The text of a page in one language, over the version that the writer saw."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = PublicText
        fields = ("title", "body", "checked_on")
        widgets = {"body": forms.Textarea({"rows": 22}), "checked_on": day_input()}

    def take_over(self, version: int) -> None:
        """Let the next press write over the colleague's `version`, which the page now shows."""
        typed = self.data.copy()  # type: ignore[attr-defined]  # what was posted is a QueryDict
        typed["version"] = version
        self.data = typed


class NumberForm(forms.ModelForm):
    """A number to call with its hours; its place and kind are the list's."""

    class Meta:
        model = HelpLine
        fields = (
            "number", "name_ru", "name_kk", "name_en", "note_ru", "note_kk", "note_en",
            "valid_from", "valid_until", "owner", "checked_on", "is_confirmed",
        )  # fmt: skip
        widgets = {name: day_input() for name in ("valid_from", "valid_until", "checked_on")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "number",
            Div("name_ru", "name_kk", "name_en", css_class="grid-3"),
            Div("note_ru", "note_kk", "note_en", css_class="grid-3"),
            Div("valid_from", "valid_until", css_class="grid-2"),
            Div("owner", "checked_on", css_class="grid-2"),
            "is_confirmed",
        )


class PlaceForm(forms.Form):
    """The partner beside whom a page of the list stands; nonsense means the first page."""

    before = forms.UUIDField(required=False)
    after = forms.UUIDField(required=False)

    def marks(self) -> dict[str, Any]:
        """Return what the query of the list takes."""
        self.is_valid()
        return {side: self.cleaned_data.get(side) for side in self.fields}
