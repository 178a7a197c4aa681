"""What took place, as the worker who held it writes it down."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.enums import InterventionKind, SessionTopic
from cases.forms.fields import ClockField, DayField
from cases.models import Person
from cases.services.interventions import InterventionDetails
from cases.sessions import colleagues_for_note
from reference.models import MediaTitle

if TYPE_CHECKING:
    from cases.models import Case, SessionNote


class HouseholdChoices(forms.ModelMultipleChoiceField):
    """The people of one case, shown by what they are ("Client", "Son"), never by name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class InterventionForm(forms.Form):
    """A session, consultation or viewing that has taken place."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=InterventionKind,
        widget=forms.RadioSelect,
        initial=InterventionKind.SESSION,
    )
    held_on = DayField(label=_("Day"))
    began_at = ClockField(label=_("Began"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440, initial=50)
    participants = HouseholdChoices(label=_("Who took part"), queryset=Person.objects.none())
    topic = forms.ChoiceField(
        label=_("Topic"), choices=[("", _("Not specified")), *SessionTopic.choices], required=False
    )
    media_title = forms.ModelChoiceField(
        label=_("Title shown"),
        queryset=MediaTitle.objects.none(),
        required=False,
        empty_label=_("Nothing was shown"),
    )
    people_count = forms.IntegerField(
        label=_("Number of people in the group"),
        required=False,
        min_value=2,
        max_value=500,
        help_text=_("Only for a group: everybody who was there, people of other cases included."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        help_text=_("Facts and her words. Leave out other people's names where you can."),
    )

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        now = timezone.localtime()
        fields: Any = self.fields
        fields["submission_id"].initial = uuid.uuid4()
        fields["held_on"].initial = now.date()
        fields["began_at"].initial = now.replace(minute=0)
        fields["participants"].queryset = Person.objects.filter(case=case).order_by("role", "id")
        fields["media_title"].queryset = MediaTitle.objects.valid_on(now.date()).alphabetical()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == InterventionKind.VIEWING and not cleaned.get("media_title"):
            self.add_error("media_title", _("Choose which title was shown."))
        return cleaned

    def details(self) -> InterventionDetails:
        """Return what was typed, as the service takes it; the moment is local time."""
        typed = {**self.cleaned_data}
        moment = dt.datetime.combine(typed.pop("held_on"), typed.pop("began_at"))
        typed["submission_id"] = typed["submission_id"] or uuid.uuid4()
        return InterventionDetails(held_at=timezone.make_aware(moment), **typed)


class OpenNoteForm(forms.Form):
    """To whom the author opens a note."""

    worker = forms.ModelChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), empty_label=_("Choose a colleague")
    )

    def __init__(self, *args: Any, note: SessionNote, **options: Any) -> None:
        super().__init__(*args, **options)
        worker: Any = self.fields["worker"]
        worker.queryset = colleagues_for_note(note)
