"""Coming on duty, and what is left to the next ones."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotline.models.shift_note import MOST_WORDS


class BeginShiftForm(forms.Form):
    """Until when she is here: a time of today, or of tomorrow when today's is past. It may be left open."""

    until = forms.TimeField(
        label=_("Until"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "form-control w-auto"}),
    )

    def clean_until(self) -> dt.datetime | None:
        until = self.cleaned_data["until"]
        if until is None:
            return None
        now = timezone.localtime()
        moment = now.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
        return moment if moment > now else moment + dt.timedelta(days=1)


class EndShiftForm(forms.Form):
    """The note, drafted from what is open. `note_id` is made with the page: sent twice it is one note."""

    note_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Hand-over note"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "data-focus": ""}),
        help_text=_(
            "References, no names. Your team on the hotline reads it for seven days; it is never mailed."
        ),
    )

    @classmethod
    def drafted(cls, text: str) -> EndShiftForm:
        """Return the form of a page that opens, filled with a draft."""
        given: dict[str, Any] = {"note_id": uuid.uuid4(), "text": text}
        return cls(initial=given)
