"""The filters of the list of calls, and the case to which a call is added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from cases.models import Case
from hotline.enums import CallType
from hotline.queries import CallFilters

if TYPE_CHECKING:
    from accounts.models import User

TICK = {"class": "form-check-input"}


class CallFilterForm(forms.Form):
    """Every filter is optional; what does not fit is left out rather than refused."""

    call_type = forms.ChoiceField(
        label=_("Type of call"),
        choices=[("", _("Any type of call")), *CallType.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select w-auto"}),
    )
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control w-auto"}),
    )
    unfinished = forms.BooleanField(
        label=_("Only unfinished"), required=False, widget=forms.CheckboxInput(attrs=TICK)
    )
    mine = forms.BooleanField(
        label=_("Only my calls"), required=False, widget=forms.CheckboxInput(attrs=TICK)
    )

    def __init__(self, *args: Any, worker: User, **options: Any) -> None:
        super().__init__(*args, **options)
        if worker.role == Role.OPERATOR:  # she sees her own calls only
            del self.fields["mine"]

    def filters(self) -> CallFilters:
        """Return what was chosen and can be."""
        self.full_clean()
        return CallFilters(**{name: value for name, value in self.cleaned_data.items() if value})


class LinkForm(forms.Form):
    """The case to which a call is added, by its reference, among those the worker may open."""

    reference = forms.CharField(label=_("Reference of the case"), max_length=20)

    def __init__(self, *args: Any, worker: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.worker = worker

    def clean_reference(self) -> Case:
        typed = self.cleaned_data["reference"].strip().upper()
        case = Case.objects.visible_to(self.worker).filter(reference=typed).first()
        if case is None:
            raise forms.ValidationError(
                _("You have no case with this reference. Look it up in your list of cases.")
            )
        found: Case = case
        return found
