"""When a call began and ended: corrected, or given for a call that is entered later."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.refusals import Refusal
from hotline.enums import WhyLater
from hotline.models import LONGEST_REASON
from hotline.queries import colleagues_of_the_hotline
from hotline.services.after_the_fact import PastCall
from hotline.times import LONGEST_CALL, MENDED_FOR, refuse_impossible_times

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from hotline.models import Call

TO_THE_MINUTE = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and an hour by the clock of the centre, as the browser's own picker gives them."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(
            format=TO_THE_MINUTE, attrs={"type": "datetime-local", "class": "form-control w-auto"}
        )
        super().__init__(widget=widget, **options)


class TimesForm(forms.Form):
    """A beginning and an end that a call can have."""

    started_at = MomentField(label=_("The call began"))
    ended_at = MomentField(label=_("The call ended"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        now = timezone.localtime()
        for name in ("started_at", "ended_at"):
            bounds = {"min": now - MENDED_FOR - LONGEST_CALL, "max": now}
            attrs = {side: moment.strftime(TO_THE_MINUTE) for side, moment in bounds.items()}
            self.fields[name].widget.attrs.update(attrs)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                refuse_impossible_times(typed["started_at"], typed["ended_at"])
            except Refusal as refusal:
                self.add_error(None, str(refusal))
        return typed


class CorrectTimesForm(TimesForm):
    """The times as they were, and why the call has them wrong."""

    reason = forms.CharField(
        label=_("Why are the times corrected?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: the telephone rang at 14:02, the page was opened later."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, **options: Any) -> None:
        now = {"started_at": call.started_at, "ended_at": call.ended_at, "version": call.version}
        super().__init__(*args, initial=now, **options)
        self.call = call

    def clean_started_at(self) -> dt.datetime:
        return self._to_the_second("started_at")

    def clean_ended_at(self) -> dt.datetime:
        return self._to_the_second("ended_at")

    def _to_the_second(self, name: str) -> dt.datetime:
        """Return what was typed; a minute that was left as it stood keeps its seconds."""
        typed: dt.datetime = self.cleaned_data[name]
        stands: dt.datetime = getattr(self.call, name)
        return stands if typed == stands.replace(second=0, microsecond=0) else typed


class AfterTheFactForm(TimesForm):
    """Who answered a call that is over, when, and why it is entered now. Sent twice it is one call."""

    call_id = forms.UUIDField(widget=forms.HiddenInput)
    answered_by: Any = forms.ModelChoiceField(
        label=_("Who answered the telephone?"), queryset=None, empty_label=None
    )
    why = forms.ChoiceField(
        label=_("Why is it entered later?"), choices=WhyLater.choices, widget=forms.RadioSelect
    )
    field_order = ("answered_by", "started_at", "ended_at", "why")

    def __init__(self, *args: Any, worker: User, **options: Any) -> None:
        initial = {"call_id": uuid.uuid4(), "answered_by": worker.pk}
        super().__init__(*args, initial=initial, **options)
        answered_by: Any = self.fields["answered_by"]
        answered_by.queryset = colleagues_of_the_hotline(worker)
        answered_by.label_from_instance = lambda colleague: colleague.display_name

    def past_call(self) -> PastCall:
        """Return what was typed, once it is valid."""
        return PastCall(**self.cleaned_data)
