"""What comes of a call: a case, a place in a case, a coordinator who takes over."""

from __future__ import annotations

import dataclasses
from functools import cached_property
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
from hotline.forms.opening import (
    NOBODY,
    THE_CALLER,
    OthersForm,
    in_household,
    likely_client,
    offered_to_intake,
)
from hotline.policies import can_link_call, can_open_case_from_call
from hotline.queries import cases_of_call
from hotline.reading import reading_call
from hotline.services.alerts import take_alert
from hotline.services.cases import link_call_to_case, open_case_from_call
from hotline.summary import parts_of, told_in
from hotline.views.one_call import OfCall

if TYPE_CHECKING:
    from django.forms import BaseFormSet
    from django.http import HttpRequest, HttpResponse, QueryDict

    from cases.services.intake import Intake
    from hotline.models import CallPerson


class OpenCaseFromCall(LooksForDuplicates, OfCall):
    """The intake of a case, filled with what the call has told; the worker chooses what is copied."""

    roles = MAY_OPEN_CASES

    @cached_property
    def people(self) -> list[CallPerson]:
        return list(self.call.people.order_by("place"))

    @cached_property
    def client(self) -> int | None:
        """The place of the client among the people of the call."""
        known = {str(place): place for place in (THE_CALLER, *(person.place for person in self.people))}
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        likely = NOBODY if sent is self.request.POST else likely_client(self.call, self.people)
        return known.get(sent.get("client", ""), likely)

    @property
    def client_person(self) -> CallPerson | None:
        return next((person for person in self.people if person.place == self.client), None)

    def others_form(self, data: QueryDict | None = None) -> OthersForm:
        return OthersForm(data, people=[person for person in self.people if person.place != self.client])

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        if not (answer := can_open_case_from_call(self.worker, self.call)):
            return self.refused(answer)
        with reading_call(self.call, actor=self.worker, purpose="open_case", fields=["all"]):
            offered = offered_to_intake(self.call, client=self.client, person=self.client_person)
        return self.show(
            IntakeForm(actor=self.worker, initial=offered), HouseholdFormSet(), self.others_form()
        )

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        form, household = IntakeForm(request.POST, actor=self.worker), HouseholdFormSet(request.POST)
        others = self.others_form(request.POST)
        if not all([form.is_valid(), household.is_valid(), others.is_valid()]):
            return self.show(form, household, others)
        if self.asks_first(form):
            return self.show(form, household, others)
        intake = self.with_others(self.intake(form, household), others.chosen())
        people = [*filter(None, [self.client_person]), *others.chosen()]
        try:
            case = open_case_from_call(actor=self.worker, call=self.call, intake=intake, people=people)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, household, others, status=409)
        messages.success(request, _("The case is open. The call stands in its timeline."))
        self.say_who_waits(people)
        self.say_what_looks_wrong(form)
        return redirect(case)

    def with_others(self, intake: Intake, others: list[CallPerson]) -> Intake:
        """Return the case to be opened with those who come along, read and copied."""
        if not others:
            return intake
        with reading_call(self.call, actor=self.worker, purpose="open_case", fields=["people"]):
            copied = [in_household(person) for person in others]
        return dataclasses.replace(intake, household=[*intake.household, *copied])

    def say_who_waits(self, opened: list[CallPerson]) -> None:
        if any(person.link_id is None and person not in opened for person in self.people):
            words = _("Somebody else of this call has no case yet. Open it from the page of the call.")
            messages.info(self.request, words)

    def show(
        self, form: IntakeForm, household: BaseFormSet, others: OthersForm, status: int = 200
    ) -> HttpResponse:
        with reading_call(self.call, actor=self.worker, purpose="open_case"):
            parts = parts_of(told_in(self.call))
        context = {
            "form": form,
            "household": household,
            "others": others,
            "people": self.people,
            "client": self.client,
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
