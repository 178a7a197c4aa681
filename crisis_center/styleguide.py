"""Every component with its states on one page, to look at while changing a style sheet.

It is no page of the centre: no address of `crisis_center.urls` leads here, its words are for developers and
stay English, and what it shows is invented.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from accounts.access import ForRoles
from accounts.answers import refused
from accounts.enums import PEOPLE_ROLES
from crisis_center.looks import LOOKS

ANSWERS = [
    ("", "---"),
    ("yes", "Yes"),
    ("no", "No"),
    ("unknown", "Unknown"),
    ("declined", "Declined"),
    ("unsafe", "Unsafe to ask"),
]
KINDS = [("individual", "Individual"), ("child", "With the child"), ("family", "Family"), ("group", "Group")]
KIND_ICONS = {"individual": "users", "child": "folder", "family": "send", "group": "phone"}
THEMES = [("stress", "Coping with stress"), ("safety", "Safety"), ("sleep", "Sleep")]
TONES = ("", "pine", "good", "wait", "due", "late", "alarm", "safe")


class SampleForm(forms.Form):
    """One field of each kind. Sent with `?until=soon` it comes back with its mistakes."""

    is_near = forms.ChoiceField(
        label="Is he near?", choices=ANSWERS, widget=forms.RadioSelect, required=False
    )
    is_hurt = forms.ChoiceField(
        label="Is she hurt?",
        help_text="Yes opens the danger page",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        required=False,
    )
    kind = forms.ChoiceField(label="Kind", choices=KINDS, widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        label="Theme", choices=THEMES, widget=forms.CheckboxSelectMultiple, required=False
    )
    until = forms.DateField(label="Consent until", help_text="A day of the next six months.")
    district = forms.ChoiceField(label="District", choices=[("", "Not specified")], required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    is_read = forms.BooleanField(label="I have read it")


@dataclass(frozen=True)
class Difference:
    label: str
    yours: str
    theirs: str


@dataclass(frozen=True)
class Conflict:
    """What a form knows that a colleague overtook."""

    differences: tuple[Difference, ...] = (
        Difference("Where is he now?", "At work until 18:00", "He came home"),
    )


class SampleFilter(forms.Form):
    status = forms.ChoiceField(label="Status", choices=[("", "Any status"), *KINDS], required=False)
    is_mine = forms.BooleanField(label="Only my cases", required=False)


@dataclass(frozen=True)
class Entry:
    occurred_at: datetime


class Styleguide(ForRoles, View):
    """The page of components; `development_urls` alone knows its address."""

    roles = PEOPLE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        messages.success(request, "Follow-up moved to 30 Nov")
        messages.error(request, "This follow-up is settled. Plan another one first.")
        return render(request, "styleguide/page.html", self.samples())

    def samples(self) -> dict[str, Any]:
        query, today, now = self.request.GET, timezone.localdate(), timezone.now()
        return {
            "form": SampleForm(query) if "until" in query else SampleForm(initial={"is_near": "no"}),
            "filter": SampleFilter(prefix="filter"),
            "conflict": Conflict(),
            "icons": KIND_ICONS,
            "answer": refused("No consent for this receiver. Ask her, or record a legal basis."),
            "today": today,
            "late": today - timedelta(days=2),
            "soon": today + timedelta(days=3),
            "entries": [Entry(now), Entry(now - timedelta(days=30))],
            "states": sorted(LOOKS),
            "tones": TONES,
            "themes": ("light", "dark"),
        }
