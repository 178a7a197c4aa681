"""To whom work and notes that were left behind go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import CASE_WORKER_ROLES, Role
from accounts.models import User
from cases.handing_over import waiting_for_hand_over
from cases.models import HandOver

if TYPE_CHECKING:
    from django.db.models import QuerySet


def colleagues_of(coordinator: User) -> QuerySet[User]:
    """Return who of the team may get work, by name."""
    team = User.objects.active().filter(role__in=CASE_WORKER_ROLES, team__in=[coordinator.team_id])
    return team.order_by("display_name", "pk")


class HandOverForm(forms.Form):
    """Some or all of what one worker left behind, and the colleague who gets it."""

    work = forms.ModelMultipleChoiceField(
        label=_("Work"),
        queryset=HandOver.objects.none(),
        error_messages={"required": _("Choose at least one thing to hand over.")},
    )
    worker = forms.ModelChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), empty_label=_("Choose a worker")
    )

    def __init__(self, *args: Any, coordinator: User, **options: Any) -> None:
        super().__init__(*args, **options)
        work: Any = self.fields["work"]
        worker: Any = self.fields["worker"]
        work.queryset = waiting_for_hand_over(coordinator).order_by("queued_at", "pk")
        worker.queryset = colleagues_of(coordinator)


class AskToPassNotesForm(forms.Form):
    """Whose notes, and which psychologist will read them."""

    author = forms.ModelChoiceField(label=_("Author"), queryset=User.objects.none())
    receiver = forms.ModelChoiceField(
        label=_("Psychologist"), queryset=User.objects.none(), empty_label=_("Choose a psychologist")
    )

    def __init__(self, *args: Any, coordinator: User, **options: Any) -> None:
        super().__init__(*args, **options)
        author: Any = self.fields["author"]
        receiver: Any = self.fields["receiver"]
        author.queryset = User.objects.people()
        receiver.queryset = colleagues_of(coordinator).filter(role=Role.PSYCHOLOGIST)
