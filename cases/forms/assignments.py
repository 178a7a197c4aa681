"""Who works on the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.conflicts import not_barred_from
from cases.enums import AssignmentRole
from cases.services.assignments import ROLES_THAT_TAKE_CASES

if TYPE_CHECKING:
    import uuid

    from django.db.models import QuerySet

    from cases.models import Case


def workers_who_take_cases(team_id: uuid.UUID) -> QuerySet[User]:
    """Return those of the team who may work on a case, by name."""
    workers = User.objects.filter(role__in=ROLES_THAT_TAKE_CASES, team_id=team_id, is_active=True)
    return workers.order_by("display_name", "pk")


class AssignmentForm(forms.Form):
    """A worker of the case's team and her role in the case."""

    worker = forms.ModelChoiceField(
        label=_("Worker"), queryset=User.objects.none(), empty_label=_("Choose a worker")
    )
    role = forms.ChoiceField(
        label=_("Role in the case"), choices=AssignmentRole.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        worker: Any = self.fields["worker"]
        worker.queryset = workers_who_take_cases(case.team_id).filter(not_barred_from(case))
