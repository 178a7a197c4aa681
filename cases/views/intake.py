"""Opening a case."""

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.forms.intake import HouseholdFormSet, IntakeForm
from cases.policies import MAY_OPEN_CASES
from cases.refusals import Refusal
from cases.services.intake import open_case
from cases.views.duplicates import LooksForDuplicates
from cases.views.pages import WorkerPage


class OpenCase(LooksForDuplicates, WorkerPage):
    roles = MAY_OPEN_CASES

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(IntakeForm(actor=self.worker), HouseholdFormSet())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = IntakeForm(request.POST, actor=self.worker)
        household = HouseholdFormSet(request.POST)
        if not all([form.is_valid(), household.is_valid()]):
            return self.show(form, household)
        if self.asks_first(form):
            return self.show(form, household)
        try:
            case = open_case(actor=self.worker, intake=self.intake(form, household))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return self.show(form, household, status=409)
        messages.success(request, _("Case opened."))
        self.say_what_looks_wrong(form)
        return redirect(case)

    def show(self, form: IntakeForm, household: BaseFormSet, status: int = 200) -> HttpResponse:
        context = {"form": form, "household": household, **self.hints()}
        return render(self.request, "cases/case_new.html", context, status=status)
