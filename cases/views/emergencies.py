"""Emergency access: asking for it, ending it, reviewing it."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.answers import ALLOWED, Answer
from cases.emergencies import REVIEWERS, emergencies_to_review
from cases.forms.emergencies import EmergencyForm, ReviewForm
from cases.models import EmergencyAccess
from cases.reading import reading_case
from cases.refusals import Refusal
from cases.row_security import Why, seeing_every_case
from cases.services.emergencies import end_emergency, open_emergency, review_emergency
from cases.views.pages import CaseAct, WorkerPage


class OpenEmergency(WorkerPage):
    """One file for one hour, with a reason; who leads is told at once."""

    asks_again = True  # here the worker proves once more that it is she

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(EmergencyForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EmergencyForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            access = open_emergency(actor=self.worker, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return self.show(form, status=409)
        return redirect(access.case)

    def show(self, form: EmergencyForm, status: int = 200) -> HttpResponse:
        return render(self.request, "cases/emergency_open.html", {"form": form}, status=status)


class EndEmergency(CaseAct):
    heading = _("End the emergency access")
    done = _("The case is closed to you again.")
    works_in_emergency = True

    def asked(self) -> Answer:
        return ALLOWED

    def act(self) -> None:
        for access in EmergencyAccess.objects.living().of_worker(self.worker).filter(case=self.case):
            end_emergency(actor=self.worker, access=access)

    def next_url(self) -> str:
        return reverse("today")


class EmergencyReviews(ForRoles, View):
    """What waits for somebody else's eyes."""

    roles = REVIEWERS

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = emergencies_to_review(self.worker)
        return render(request, "cases/emergency_reviews.html", {"waiting": waiting})


class ReviewEmergency(ForRoles, View):
    """One emergency access with its reason. To whoever may not review it, it does not exist (404)."""

    roles = REVIEWERS

    @cached_property
    def access(self) -> EmergencyAccess:
        hers = EmergencyAccess.objects.reviewable_by(self.worker).select_related(
            "case", "worker", "reviewed_by"
        )
        with seeing_every_case(Why.EMERGENCY):
            found: EmergencyAccess = get_object_or_404(hers, pk=self.kwargs["access_id"])
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(ReviewForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ReviewForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            review_emergency(actor=self.worker, access=self.access, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return self.show(form, status=409)
        messages.success(request, _("The review is written down."))
        return redirect("cases:emergency_reviews")

    def show(self, form: ReviewForm, status: int = 200) -> HttpResponse:
        access = self.access
        with reading_case(
            access.case, actor=self.worker, purpose="emergency_review", fields=["reason", "note"]
        ):
            context = {"access": access, "form": form}
            return render(self.request, "cases/emergency_review.html", context, status=status)
