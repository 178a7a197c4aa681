"""Lists of calls: codes, times and who took them, never a name (decision 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import HOTLINE_ROLES
from cases.keyset import page_of
from cases.views.pages import CasePage
from hotline.forms.lists import CallFilterForm
from hotline.queries import calls_of_case, listed_calls

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS = 50


class CallList(ForRoles, View):
    roles = HOTLINE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        form = CallFilterForm(request.GET, worker=self.worker)
        page = page_of(
            listed_calls(self.worker, form.filters()),
            moment="started_at",
            size=ROWS,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
        return render(request, "hotline/call_list.html", {"form": form, "page": page})


class CallsOfCase(CasePage):
    """The tab "Calls" of a case."""

    tab = "calls"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        with self.reading("calls"):
            return self.tab_page("hotline/calls_of_case.html", calls=calls_of_case(self.case, self.worker))
