"""The list of cases: codes and coarse facts, never a name (decision 3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.forms.case_list import CaseFilterForm
from cases.keyset import page_of
from cases.policies import can_open_case
from cases.queries import listed_cases
from cases.views.pages import WorkerPage

ROWS = 50


class CaseList(WorkerPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = CaseFilterForm(request.GET, worker=self.worker)
        page = page_of(
            listed_cases(self.worker, form.filters()),
            moment="opened_at",
            size=ROWS,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
        context = {"form": form, "page": page, "may_open_cases": can_open_case(self.worker)}
        return render(request, "cases/case_list.html", context)
