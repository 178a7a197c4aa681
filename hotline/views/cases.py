"""What comes of a call: a case, a place in a case, a coordinator who takes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.enums import Role
from cases.forms.intake import HouseholdFormSet, IntakeForm
from cases.policies import MAY_OPEN_CASES
from cases.refusals import Refusal
from cases.views.duplicates import LooksForDuplicates
from hotline.forms.lists import LinkForm
from hotline.forms.opening import offered_to_intake
from hotline.policies import can_link_call, can_open_case_from_call
from hotline.queries import cases_of_call
from hotline.reading import reading_call
from hotline.services.alerts import take_alert
from hotline.services.cases import link_call_to_case, open_case_from_call
from hotline.summary import parts_of, told_in
from hotline.views.one_call import OfCall

if TYPE_CHECKING:
    from django.forms import BaseFormSet
    from django.http import HttpRequest, HttpResponse


class OpenCaseFromCall(LooksForDuplicates, OfCall):
    """The intake of a case, filled with what the call has told; the worker chooses what is copied."""

    roles = MAY_OPEN_CASES

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        if not (answer := can_open_case_from_call(self.worker, self.call)):
            return self.refused(answer)
        with reading_call(self.call, actor=self.worker, purpose="open_case", fields=["all"]):
            form = IntakeForm(actor=self.worker, initial=offered_to_intake(self.call))
        return self.show(form, HouseholdFormSet())

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        form, household = IntakeForm(request.POST, actor=self.worker), HouseholdFormSet(request.POST)
        if not all([form.is_valid(), household.is_valid()]):
            return self.show(form, household)
        if self.asks_first(form):
            return self.show(form, household)
        intake = self.intake(form, household)
        try:
            case = open_case_from_call(actor=self.worker, call=self.call, intake=intake)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, household, status=409)
        messages.success(request, _("The case is open. The call stands in its timeline."))
        self.say_what_looks_wrong(form)
        return redirect(case)

    def show(self, form: IntakeForm, household: BaseFormSet, status: int = 200) -> HttpResponse:
        with reading_call(self.call, actor=self.worker, purpose="open_case"):
            parts = parts_of(told_in(self.call))
        context = {
            "form": form,
            "household": household,
            "call": self.call,
            "parts": parts,
            "cases": cases_of_call(self.call, self.worker),
            **self.hints(),
        }
        return render(self.request, "hotline/call_open_case.html", context, status=status)


class LinkCall(OfCall):
    """The call is added to a case that is open already."""

    roles = MAY_OPEN_CASES

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        if not (answer := can_link_call(self.worker, self.call)):
            return self.refused(answer)
        return self.show(LinkForm(worker=self.worker))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        form = LinkForm(request.POST, worker=self.worker)
        if not form.is_valid():
            return self.show(form)
        case = form.cleaned_data["reference"]
        try:
            link_call_to_case(actor=self.worker, call=self.call, case=case)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=409)
        messages.success(request, _("The call stands in the case's timeline."))
        return redirect(case)

    def show(self, form: LinkForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "call": self.call}
        return render(self.request, "hotline/call_link.html", context, status=status)


class TakeAlert(OfCall):
    """A coordinator says that she takes over a call in danger."""

    roles = frozenset({Role.COORDINATOR})
    http_method_names = ("post",)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        try:
            take_alert(actor=self.worker, call=self.call)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You have taken this call over."))
        return redirect(self.call)
