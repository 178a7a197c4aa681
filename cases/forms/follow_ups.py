"""What a worker types about an agreed contact: the day, the attempt, her answer."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.enums import (
    KINDS_THAT_CONTACT_HER,
    AttemptOutcome,
    CheckInOutcome,
    FollowUpKind,
    StillRight,
)
from cases.forms.fields import DayField
from cases.queries import workers_of
from cases.safe_hours import is_agreed_on
from cases.services.follow_ups import can_fall_on, proposed_day

if TYPE_CHECKING:
    import datetime as dt

    from cases.models import Case


class DayToCome(DayField):
    """A day on which she can still be reached: today or later."""

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value and not (answer := can_fall_on(value)):
            raise forms.ValidationError(str(answer.reason))


class PlanFollowUpForm(forms.Form):
    """Plan an agreed contact. An empty day means: the day that the purpose proposes.

    `plan_id` is drawn with the form, so that sending it twice plans once.
    """

    plan_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    kind = forms.ChoiceField(label=_("Purpose"), choices=FollowUpKind)
    due_on = DayToCome(
        label=_("Date of next contact"),
        required=False,
        help_text=_("Leave it empty for the proposed day: a safe day for her and a working day."),
    )
    responsible = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, case: Case, actor: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case = case
        workers = workers_of(case, actor=actor)
        responsible: Any = self.fields["responsible"]
        responsible.queryset = workers
        responsible.initial = actor
        kind: Any = self.fields["kind"]
        kind.choices = [choice for choice in FollowUpKind.choices if self._is_allowed(choice[0])]
        kind.initial = FollowUpKind.ONE_MONTH if self._is_allowed(FollowUpKind.ONE_MONTH) else None

    def _is_allowed(self, kind: str) -> bool:
        if is_agreed_on(self.case.safe_contact, timezone.localdate()):
            return kind != FollowUpKind.WAIT_FOR_HER
        return kind not in KINDS_THAT_CONTACT_HER

    def proposed_days(self) -> dict[str, dt.date]:
        """Return the day that each check-in would fall on, to show before it is chosen."""
        today, safe_days = timezone.localdate(), self.case.safe_contact.safe_days
        return {
            kind: proposed_day(kind, agreed_on=today, safe_days=safe_days)
            for kind, _label in self.fields["kind"].choices  # type: ignore[attr-defined]
            if kind in (FollowUpKind.ONE_WEEK, FollowUpKind.ONE_MONTH, FollowUpKind.THREE_MONTHS)
        }


class MoveFollowUpForm(forms.Form):
    """Another day; `version` is the one that the page was opened with."""

    due_on = DayToCome(label=_("New day"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class StartAttemptForm(forms.Form):
    """Ask for the number. Outside her hours a reason is needed."""

    outside_hours_reason = forms.CharField(
        label=_("Why it cannot wait until her safe hours"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    expired_reason = forms.CharField(
        label=_("Why she is called after her permission has ended"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


class EndAttemptForm(forms.Form):
    """How the attempt ended; the buttons carry the outcome.

    A day counts only where she asked for one: a slip in it must not hold up the end that stops all contact.
    """

    outcome = forms.ChoiceField(label=_("How did it end?"), choices=AttemptOutcome)
    next_on = DayToCome(label=_("She asked for this day"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("outcome") != AttemptOutcome.ASKED_FOR_ANOTHER_TIME:
            self.errors.pop("next_on", None)
            cleaned["next_on"] = None
        return cleaned


class CheckInForm(forms.Form):
    """How her situation is, in a code that is counted and, if she agrees, in her own words."""

    outcome = forms.ChoiceField(
        label=_("How is her situation?"), choices=CheckInOutcome, widget=forms.RadioSelect
    )
    her_words = forms.CharField(
        label=_("In her own words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("Only what she agrees to have written down."),
    )
    still_right = forms.ChoiceField(
        label=_("Is all of this still right?"),
        required=False,
        choices=StillRight,
        widget=forms.RadioSelect,
        help_text=_("Ask her at every contact. Nothing pressed means not asked."),
    )
    plan_next = forms.ChoiceField(
        label=_("Next check-in"),
        required=False,
        choices=[
            ("", _("None is agreed")),
            (FollowUpKind.ONE_WEEK, _("In one week")),
            (FollowUpKind.ONE_MONTH, _("In one month")),
            (FollowUpKind.THREE_MONTHS, _("In three months")),
        ],
    )
