"""The people of a call who need help, each with fields of her own in the form of the call."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hotline.enums import ABOUT_ANOTHER
from hotline.models import CallPerson
from hotline.people import FIELDS, numbers_in, prefix_of, with_empty

if TYPE_CHECKING:
    from collections.abc import Mapping

ASKED = ("needs_help_now", "knows_of_call", "may_tell_caller")
TO_BE_NUMBERED = "__number__"  # what the script of the page puts a number in place of


def _questions() -> dict[str, forms.Field]:
    """Return what is asked of a person, in the order of the form."""
    widgets: dict[str, Any] = dict.fromkeys(ASKED, forms.RadioSelect) | {
        "name": forms.TextInput(attrs={"autocomplete": "off"}),
        "note": forms.Textarea(attrs={"rows": 2}),
    }
    hints: Any = {"may_tell_caller": _("Whatever the answer: do not tell the caller what the centre knows.")}
    labels: Any = {"name": pgettext_lazy("person of a call", "How to address this person")}
    told = fields_for_model(CallPerson, FIELDS, widgets=widgets, help_texts=hints, labels=labels)
    for field in told.values():
        if isinstance(field, forms.TypedChoiceField):
            choices: Any = field.choices
            field.choices = [(code, words if code else _("Not specified")) for code, words in choices]
    return told


class CallPersonForm(forms.Form):
    """One person of a call; nothing is required."""

    questions: ClassVar[dict[str, forms.Field]] = _questions()
    use_required_attribute = False
    says_optional_once = True

    def __init__(self, data: Any = None, *, number: int | str, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix=prefix_of(number), initial=initial)
        self.number = number
        self.fields = copy.deepcopy(self.questions)

    def add_prefix(self, field_name: str) -> str:
        return f"{self.prefix}_{field_name}"

    @property
    def told(self) -> dict[str, Any]:
        """Return what a valid form says, as `services.calls.log_call` takes it."""
        return {**self.cleaned_data, "place": self.number}


def filled_people(typed: Mapping[str, Any]) -> list[CallPersonForm]:
    """Return the forms of those of whom something was sent."""
    return [CallPersonForm(typed, number=number) for number in numbers_in(typed)]


def shown_people(
    typed: Mapping[str, Any], filled: list[CallPersonForm], asked_for: int
) -> list[CallPersonForm]:
    """Return the people whom the page shows: those filled, and empty ones when she asks for them.

    In a call about somebody else the first one is there by itself. `filled` are checked already.
    """
    least = 1 if typed.get("call_type") in ABOUT_ANOTHER else 0
    known = {form.number: form for form in filled}
    numbers = with_empty(numbers_in(typed), max(least, asked_for))
    return [known.get(number) or _kept_person(typed, number) for number in numbers]


def _kept_person(typed: Mapping[str, Any], number: int) -> CallPersonForm:
    initial = {name: typed.get(f"{prefix_of(number)}_{name}", "") for name in FIELDS}
    return CallPersonForm(number=number, initial=initial)


def person_to_be_numbered() -> CallPersonForm:
    """Return an empty person that the script of the page copies."""
    return CallPersonForm(number=TO_BE_NUMBERED)
