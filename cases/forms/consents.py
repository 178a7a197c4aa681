"""What the client allows, as it is written down with her."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.enums import ConsentGivenBy, ConsentPurpose, ConsentWay, DisclosedItem
from cases.forms.fields import DayField
from cases.services.consents import ConsentDetails
from partners.models import Branch

if TYPE_CHECKING:
    from accounts.models import User

USUAL_LENGTH = dt.timedelta(days=60)


class ConsentForm(forms.Form):
    """One receiver a form: consent is given per receiver, with an end (NNEDV; law 94-V art. 8)."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    receiver = forms.ModelChoiceField(
        label=_("Receiver"),
        queryset=Branch.objects.none(),
        empty_label=_("Choose a receiver"),
        help_text=_("One consent for one receiver. Record another one for the next."),
    )
    purposes = forms.MultipleChoiceField(
        label=_("What for"),
        choices=ConsentPurpose,
        widget=forms.CheckboxSelectMultiple,
        initial=[ConsentPurpose.REFERRAL],
    )
    items = forms.MultipleChoiceField(
        label=_("What may be told"), choices=DisclosedItem, widget=forms.CheckboxSelectMultiple
    )
    given_by = forms.ChoiceField(
        label=_("Who agrees"),
        choices=ConsentGivenBy,
        widget=forms.RadioSelect,
        initial=ConsentGivenBy.CLIENT,
        help_text=_("The person who used violence can never agree for her or for a child."),
    )
    way = forms.ChoiceField(label=_("Given how"), choices=ConsentWay, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    given_on = DayField(label=_("Given on"))
    valid_until = DayField(
        label=_("Valid until"), help_text=_("Never open-ended. She can take it back at any time.")
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("The witness of an oral consent, or what she wants to be careful about."),
    )

    def __init__(self, *args: Any, actor: User, **options: Any) -> None:
        super().__init__(*args, **options)
        receiver: Any = self.fields["receiver"]
        receiver.queryset = Branch.objects.visible_to(actor).in_directory_order()
        today = timezone.localdate()
        self.fields["given_on"].initial = today
        self.fields["valid_until"].initial = today + USUAL_LENGTH
        self.fields["language"].initial = "ru"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        begins, ends = cleaned.get("given_on"), cleaned.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("A consent ends on or after the day it was given."))
        return cleaned

    def details(self) -> ConsentDetails:
        """Return what was typed, as the service takes it."""
        return ConsentDetails(**{**self.cleaned_data, "note": self.cleaned_data["note"] or None})
