"""The times of a call, and calls that are written down after they were over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import HOTLINE_ROLES
from cases.refusals import Refusal
from hotline.forms.times import AfterTheFactForm, CorrectTimesForm
from hotline.paper import LANGUAGES, NOTE_LINES, paper_form
from hotline.policies import can_answer_calls, can_correct_times
from hotline.services.after_the_fact import begin_past_call
from hotline.services.times import correct_times
from hotline.views.one_call import OfCall
from hotline.views.page import SCRIPT_LANGUAGES
from hotline.views.writing import CallAct

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hotline.models import Call


class CorrectTimes(OfCall):
    """When a call began and ended, mended with a reason. Nothing of hers is read for it."""

    roles = HOTLINE_ROLES

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        if not (answer := can_correct_times(self.worker, self.call)):
            return self.refused(answer)
        return self.show(CorrectTimesForm(call=self.call))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        if not (answer := can_correct_times(self.worker, self.call)):
            return self.refused(answer)
        form = CorrectTimesForm(request.POST, call=self.call)
        if not form.is_valid():
            return self.show(form)
        try:
            correct_times(actor=self.worker, call=self.call, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=409)
        messages.success(request, _("The times are corrected."))
        return redirect(self.call)

    def show(self, form: CorrectTimesForm, status: int = 200) -> HttpResponse:
        if status != 200:  # what she sends next was typed beside the call as it is now
            form.data = {**form.data.dict(), "version": str(self.call.version)}  # type: ignore[attr-defined]
        context = {"call": self.call, "form": form}
        return render(self.request, "hotline/call_times.html", context, status=status)


class KeepAndCorrectTimes(CallAct):
    """The way to the times from a call that is still written: what was typed is kept first."""

    def answer(self, call: Call) -> HttpResponse:
        return redirect("hotline:times", reference=call.reference)


class AfterTheFact(ForRoles, View):
    """A call that is over is entered: first who answered and when, then the form of every call."""

    roles = HOTLINE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        if not (answer := can_answer_calls(self.worker)):
            return render(request, "hotline/call_refused.html", {"answer": answer}, status=403)
        return self.show(AfterTheFactForm(worker=self.worker))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AfterTheFactForm(request.POST, worker=self.worker)
        if not form.is_valid():
            return self.show(form)
        try:
            call = begin_past_call(actor=self.worker, past=form.past_call())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=409)
        return redirect(call)

    def show(self, form: AfterTheFactForm, status: int = 200) -> HttpResponse:
        return render(self.request, "hotline/after_the_fact.html", {"form": form}, status=status)


class PaperForm(ForRoles, View):
    """The questions of a call on paper, for the hours in which nothing works. It holds nothing of anybody."""

    roles = HOTLINE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("in", translation.get_language())
        language = asked if asked in LANGUAGES else translation.get_language()
        context = {
            "parts": paper_form(),
            "paper_language": language,
            "script_languages": SCRIPT_LANGUAGES,
            "note_lines": NOTE_LINES,
        }
        return render(request, "hotline/paper_form.html", context)
