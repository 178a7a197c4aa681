"""Opening a case."""

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.forms.intake import HouseholdFormSet, IntakeForm, intake_from
from cases.policies import MAY_OPEN_CASES
from cases.refusals import Refusal
from cases.services.intake import open_case
from cases.views.pages import WorkerPage


class OpenCase(WorkerPage):
    roles = MAY_OPEN_CASES

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(IntakeForm(actor=self.worker), HouseholdFormSet())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = IntakeForm(request.POST, actor=self.worker)
        household = HouseholdFormSet(request.POST)
        if not all([form.is_valid(), household.is_valid()]):
            return self.show(form, household)
        try:
            case = open_case(actor=self.worker, intake=intake_from(form, household))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return self.show(form, household, status=409)
        messages.success(request, _("Case opened."))
        return redirect(case)

    def show(self, form: IntakeForm, household: BaseFormSet, status: int = 200) -> HttpResponse:
        context = {"form": form, "household": household}
        return render(self.request, "cases/case_new.html", context, status=status)
