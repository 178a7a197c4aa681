"""Who may not see a case, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.conflicts import barred_branches, workers_to_bar
from cases.enums import HintVerdict
from partners.models import Branch

if TYPE_CHECKING:
    from cases.models import Case

LONGEST_REASON = 500


def reason_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """Return a field for a few sealed words."""
    area = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    return forms.CharField(
        label=label, required=required, max_length=LONGEST_REASON, widget=area, help_text=help_text
    )


class OwnConflictForm(forms.Form):
    """A worker says of herself that she must not see a case."""

    reason = reason_field(_("Reason"), help_text=_("You need not say why. Coordinators alone read it."))


class ConflictForm(forms.Form):
    """A coordinator says it of anybody who may meet a case."""

    worker = forms.ModelChoiceField(
        label=_("Worker"), queryset=User.objects.none(), empty_label=_("Choose a worker")
    )
    reason = reason_field(
        _("Reason"), help_text=_("Coordinators alone read it. The worker is not told that she is barred.")
    )

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        worker: Any = self.fields["worker"]
        worker.queryset = workers_to_bar(case)


class BarBranchForm(forms.Form):
    """A coordinator says to which partner a case is never referred."""

    branch = forms.ModelChoiceField(
        label=_("Branch"), queryset=Branch.objects.none(), empty_label=_("Choose a branch")
    )
    reason = reason_field(_("Reason"), help_text=_("Coordinators alone read it."))

    def __init__(self, *args: Any, case: Case, actor: User, **options: Any) -> None:
        super().__init__(*args, **options)
        branch: Any = self.fields["branch"]
        seen = Branch.objects.visible_to(actor).in_directory_order()
        branch.queryset = seen.exclude(pk__in=barred_branches(case))


class LiftForm(forms.Form):
    reason = reason_field(_("Why is there no conflict any more?"), required=True)


class HintForm(forms.Form):
    """One of three answers."""

    verdict = forms.ChoiceField(
        label=_("Is it the same person?"), choices=HintVerdict, widget=forms.RadioSelect
    )
