"""Fields that several forms of a case share."""

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A day, picked in the browser's own calendar or typed as 2026-11-23 or 23.11.2026."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **options)


class ClockField(forms.TimeField):
    """A time of day, picked or typed as 11:00."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
