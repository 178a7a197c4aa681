"""Choosing the period of a report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.periods import YEARS, Period, period_of, recent_periods

LONGEST = dt.timedelta(days=366)
MONTHS, QUARTERS, RECENT_YEARS = 12, 8, 3


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "form-control w-auto"})


class PeriodForm(forms.Form):
    """A year, a quarter or a month of the list; two days of one's own go before them."""

    period = forms.ChoiceField(
        label=_("Period"), required=False, widget=forms.Select(attrs={"class": "form-select w-auto"})
    )
    first_on = forms.DateField(label=_("First day"), required=False, widget=DayInput())
    last_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        groups = ((_("Years"), 12, RECENT_YEARS), (_("Quarters"), 3, QUARTERS), (_("Months"), 1, MONTHS))
        self.fields["period"].choices = [  # type: ignore[attr-defined]  # a ChoiceField has choices
            (
                words,
                [(period.code, period.title) for period in recent_periods(today, months=months, count=count)],
            )
            for words, months, count in groups
        ]

    def clean(self) -> dict[str, Any]:
        days: dict[str, Any] = self.cleaned_data
        first_on, last_on = days.get("first_on"), days.get("last_on")
        if self.errors or not (first_on or last_on):
            return days
        if not (first_on and last_on):
            raise forms.ValidationError(_("Choose both days, or a period of the list."))
        if first_on > self.today or first_on.year not in YEARS:
            raise forms.ValidationError(_("Choose a first day of these years that is not ahead."))
        if not first_on <= last_on <= first_on + LONGEST:
            raise forms.ValidationError(
                _("Choose a last day that is not before the first, at most a year later.")
            )
        return days

    def chosen(self) -> Period:
        """Return the period that was asked for; this year when none was, or one that cannot be."""
        this_year = period_of(self.today, months=12)
        if not self.is_valid():
            return this_year
        if first_on := self.cleaned_data["first_on"]:
            return Period(first_on, self.cleaned_data["last_on"])
        return Period.of_code(self.cleaned_data["period"]) or this_year

    @property
    def has_own_days(self) -> bool:
        return bool(self.data.get("first_on") or self.data.get("last_on"))


class ApproveForm(forms.Form):
    """Carries what the manager looked at, so that nothing else is approved."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
