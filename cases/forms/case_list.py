"""The filters of the case list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Team, User
from cases.enums import CaseStatus, KindOfViolence, RiskLevel
from cases.queries import CaseFilters
from reference.forms import DistrictField

WITHOUT_MINE = {Role.PSYCHOLOGIST, Role.LAWYER, Role.MANAGER}  # they see their own alone; she has none


class CaseFilterForm(forms.Form):
    """Every filter is optional; what does not fit is left out rather than refused."""

    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("Any status")), *CaseStatus.choices], required=False
    )
    risk_level = forms.ChoiceField(
        label=_("Risk level"), choices=[("", _("Any risk")), *RiskLevel.choices], required=False
    )
    district = DistrictField(label=_("District"), required=False, empty_label=_("Any district"))
    kind = forms.ChoiceField(
        label=_("Kind of violence"),
        choices=[("", _("Any kind of violence")), *KindOfViolence.choices],
        required=False,
    )
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("Any team")
    )
    mine = forms.BooleanField(label=_("Only my cases"), required=False)

    def __init__(self, *args: Any, worker: User, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        for name, field in fields.items():
            field.widget.attrs["class"] = "form-check-input" if name == "mine" else "form-select w-auto"
        if worker.role == Role.MANAGER:
            fields["team"].queryset = Team.objects.all()
        else:
            del fields["team"]
        if worker.role in WITHOUT_MINE:
            del fields["mine"]

    def filters(self) -> CaseFilters:
        """Return what was chosen and can be."""
        self.full_clean()
        return CaseFilters(**{name: value for name, value in self.cleaned_data.items() if value})
