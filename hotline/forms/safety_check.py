"""The safety check as a form beside the form of the call: its questions are data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline.enums import Reply
from hotline.safety_check import (
    LONGEST_REASON,
    MAY_BE_JUDGED,
    PREFIX,
    REASON,
    Told,
    asked_for,
    fields_of,
    result_of,
    told_in_form,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms.boundfield import BoundField

    from hotline.safety_check import Result
    from reference.queries import Asked

AS_SAID = "as_said"  # no judgement of her own: a choice with words, so that one can be taken back


class CheckForm(forms.Form):
    """The questions of one instrument, each optional, and the worker's own judgement."""

    judged_level = forms.ChoiceField(
        label=_("How do you judge the risk?"),
        choices=[
            (AS_SAID, _("As the answers say")),
            *((level.value, level.label) for level in MAY_BE_JUDGED),
        ],
        required=False,
        initial=AS_SAID,
        widget=forms.RadioSelect,
        help_text=_("You can judge it higher than the answers say, never lower."),
    )
    judged_reason = forms.CharField(
        label=_("Why higher than the answers say?"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "class": "textarea form-control"}),
        help_text=_("Required when you judge it higher. What was said or heard."),
    )

    use_required_attribute = False
    says_optional_once = True

    def __init__(self, typed: Mapping[str, Any], *, asked: Asked, is_sent: bool = False) -> None:
        """Take what was typed: of a form that was sent, which is checked, or of a draft, which is drawn."""
        self.asked = asked
        self.told: Told = told_in_form(typed)
        super().__init__(typed if is_sent else None, initial=fields_of(self.told))
        for one in asked.questions:
            self.fields[f"{PREFIX}{one.code}"] = forms.ChoiceField(
                label=one.name,
                help_text=one.hint,
                choices=[("", _("Not asked")), *Reply.choices],
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if self.result.is_raised and not self.told.reason.strip():
            self.add_error(REASON, _("Say in a few words why you judge the risk higher than the answers do."))
        return typed

    @property
    def result(self) -> Result:
        """Return what the answers say now."""
        return result_of(self.asked, self.told)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the questions' fields."""
        return tuple(f"{PREFIX}{one.code}" for one in self.asked.questions)

    @property
    def questions(self) -> list[BoundField]:
        return [self[name] for name in self.names]


def sent_check(post: Mapping[str, Any]) -> CheckForm | None:
    """Return the safety check of a form that was sent; None, at no cost, when nothing was answered."""
    told = told_in_form(post)
    asked = asked_for(told) if told else None
    return CheckForm(post, asked=asked, is_sent=True) if asked else None


def drawn_check(typed: Mapping[str, Any]) -> CheckForm | None:
    """Return the safety check as it stands in what was typed, to be drawn; None when the centre has none."""
    asked = asked_for(told_in_form(typed))
    return CheckForm(typed, asked=asked) if asked else None
