"""The list of cases: codes and coarse facts, never a name (decision 3)."""

from contextlib import AbstractContextManager, nullcontext

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.enums import Role
from cases.forms.case_list import CaseFilterForm
from cases.keyset import page_of
from cases.policies import can_open_case
from cases.queries import listed_cases
from cases.row_security import Why, seeing_every_case
from cases.views.pages import WorkerPage

ROWS = 50


class CaseList(WorkerPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = CaseFilterForm(request.GET, worker=self.worker)
        with self.reach():
            page = page_of(
                listed_cases(self.worker, form.filters()),
                moment="opened_at",
                size=ROWS,
                after=request.GET.get("after", ""),
                before=request.GET.get("before", ""),
            )
        context = {"form": form, "page": page, "may_open_cases": can_open_case(self.worker)}
        return render(request, "cases/case_list.html", context)

    def reach(self) -> AbstractContextManager[None]:
        """A manager's list holds every case: codes and coarse facts (decision 12)."""
        return seeing_every_case(Why.LIST) if self.worker.role == Role.MANAGER else nullcontext()
