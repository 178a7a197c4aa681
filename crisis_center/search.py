"""Search from anywhere: a name in any script, a number, a reference. What was typed is never in an address.

It stands here and not in an app: people of cases and calls without a case are found on one page.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import CASE_WORKER_ROLES, Role
from cases.finding import question_of
from cases.refusals import Refusal
from cases.services.finding import find_people
from cases.services.search_limits import SearchedTooOften
from hotline.services.finding import find_calls


class SearchForm(forms.Form):
    """One field: what it holds is told apart by `cases.finding.question_of`."""

    asked = forms.CharField(label=_("Name, telephone or reference"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        try:
            self.question = question_of(self.cleaned_data["asked"])
        except Refusal as refusal:
            self.add_error("asked", str(refusal))
        return self.cleaned_data


class Search(ForRoles, View):
    """Whoever works on cases looks for a person. A post, so that no name stands in an address or a log."""

    roles = CASE_WORKER_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(SearchForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            people = find_people(actor=self.worker, question=form.question)
        except SearchedTooOften as refusal:
            form.add_error("asked", str(refusal))
            answer = self.page(form, status=429)
            answer["Retry-After"] = str(refusal.seconds)
            return answer
        calls = find_calls(actor=self.worker, question=form.question)
        return self.page(form, is_asked=True, people=people, calls=calls)

    def page(self, form: SearchForm, *, status: int = 200, **found: Any) -> HttpResponse:
        context = {"form": form, "is_coordinator": self.worker.role == Role.COORDINATOR, **found}
        return render(self.request, "search.html", context, status=status)
