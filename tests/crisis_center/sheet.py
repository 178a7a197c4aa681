"""A page with every component on it, which only the tests can open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path
from django.utils import timezone
from django.views.generic import View

from accounts.access import ForRoles
from accounts.answers import refused
from accounts.enums import PEOPLE_ROLES
from crisis_center.urls import urlpatterns as pages

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


class SheetForm(forms.Form):
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


@dataclass
class Entry:
    occurred_at: datetime


class Sheet(ForRoles, View):
    roles = PEOPLE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SheetForm(request.GET) if "until" in request.GET else SheetForm(initial={"is_near": "no"})
        messages.success(request, "Follow-up moved to 30 Nov")
        context = {
            "form": form,
            "icons": KIND_ICONS,
            "answer": refused("No consent for this receiver. Ask her, or record a legal basis."),
            "today": timezone.localdate(),
            "late": timezone.localdate() - timedelta(days=2),
            "soon": timezone.localdate() + timedelta(days=3),
            "entry_template": Template(ENTRY),
            "entries": [Entry(timezone.now()), Entry(timezone.now() - timedelta(days=30))],
        }
        return HttpResponse(Template(PAGE).render(RequestContext(request, context)))


ENTRY = """{% extends "components/timeline_entry.html" %}
{% block tone %}entry-mark-good{% endblock %}
{% block mark %}{% icon "phone-check" %}{% endblock %}
{% block title %}One-month check-in {% status_badge "improving" "Improving" %}{% endblock %}
{% block body %}<p>Reached safely on the first attempt, 12 min.</p>{% endblock %}"""

PAGE = """{% extends "base.html" %}{% load crispy_forms_filters %}
{% block title %}Components{% endblock %}
{% block content %}
{% include "components/form_errors.html" %}
<div class="page-head"><div><h1>{{ today|weekday_and_day }}</h1></div></div>
<div class="cols"><div class="pile">
<section class="card"><div class="card-header"><h2>Answers</h2></div><div class="card-body">
<form data-submit-once novalidate>
{% include "components/answers.html" with field=form.is_near only %}
{% include "components/answers.html" with field=form.is_hurt alarm="yes" only %}
{% include "components/choices.html" with field=form.kind icons=icons columns=4 only %}
{% include "components/chips.html" with field=form.themes only %}
{{ form.until|as_crispy_field }}{{ form.district|as_crispy_field }}{{ form.note|as_crispy_field }}{{ form.is_read|as_crispy_field }}
<button class="btn btn-primary">Save</button>
</form></div></section>
<section class="card"><div class="card-header"><h2>Timeline</h2></div><div class="card-body"><ol class="timeline">
{% for entry in entries %}{% include entry_template %}{% endfor %}</ol></div></section>
</div><div class="pile">
<section class="card"><div class="card-header"><h2>Badges</h2></div><div class="card-body row-line">
{% status_badge "active" "In progress" %}{% status_badge "completed" "Completed" %}{% status_badge "high" "High risk" %}
{% due_badge late %}{% due_badge today %}{% due_badge soon %}{% badge "Safe now" tone="safe" icon="check" %}</div></section>
<section class="card"><div class="card-header"><h2>Refusal</h2></div><div class="card-body">
{% include "components/refusal.html" with id="send" label="Send" icon="send" answer=answer only %}</div></section>
<section class="card"><div class="card-header"><h2>Nothing</h2></div><div class="card-body">
{% include "components/empty_state.html" with title="Nothing is late" text="The next contact is tomorrow, 10:00." only %}
{% include "components/pagination.html" with newer="abc" older="xyz" %}</div></section>
</div></div>
{% endblock %}"""

urlpatterns = [*pages, path("sheet/", Sheet.as_view(), name="sheet")]
