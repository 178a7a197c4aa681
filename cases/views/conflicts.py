"""Conflicts of interest: a worker says it of herself, a coordinator of anybody."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.answers import Answer
from cases import policies
from cases.conflicts import branch_conflicts_of, conflicts_of, hints_to_decide
from cases.emergencies import REVIEWERS
from cases.forms.conflicts import BarBranchForm, ConflictForm, HintForm, LiftForm, OwnConflictForm
from cases.models import BranchConflict, ConflictHint, ConflictOfInterest
from cases.row_security import Why, seeing_every_case
from cases.services.branch_conflicts import bar_branch, lift_branch
from cases.services.conflict_hints import decide_hint
from cases.services.conflicts import declare_conflict, lift_conflict
from cases.views.pages import CaseFormPage


class Conflicts(CaseFormPage):
    """Who is barred, for coordinators of the team, and the form; for others the form about herself."""

    template_name = "cases/conflict_list.html"
    heading = _("Conflict of interest")
    button = _("Bar from this case")

    @cached_property
    def leads(self) -> bool:
        return bool(policies.can_see_conflicts(self.worker, self.case))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with self.reading("conflicts"):
            return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with self.reading("conflicts"):
            return super().post(request, **kwargs)

    def form_class(self, *typed: Any) -> forms.Form:  # type: ignore[override] # by what she may say
        return ConflictForm(*typed, case=self.case) if self.leads else OwnConflictForm(*typed)

    def context(self) -> dict[str, Any]:
        if not self.leads:
            return {}
        return {
            "leads": True,
            "conflicts": conflicts_of(self.case),
            "hints": hints_to_decide(self.worker, self.case),
            "branches": branch_conflicts_of(self.case),
        }

    def act(self, form: Any) -> None:
        said = {"worker": self.worker, **form.cleaned_data}
        self.is_about_herself = said["worker"] == self.worker
        declare_conflict(actor=self.worker, case=self.case, **said)

    @property
    def done(self) -> Any:  # type: ignore[override] # by whom she barred
        if self.is_about_herself:
            return _("Written down. From now on this case is closed to you.")
        return _("Written down. From now on this case does not exist for her.")

    def next_url(self) -> str:
        if self.is_about_herself:
            return reverse("cases:list")
        return reverse("cases:conflicts", kwargs={"reference": self.case.reference})


class OfConflicts(CaseFormPage):
    """A form that leads back to the conflicts of the case."""

    def next_url(self) -> str:
        return reverse("cases:conflicts", kwargs={"reference": self.case.reference})


class LiftConflict(OfConflicts):
    asks_again = True
    form_class = LiftForm
    heading = _("Let her see this case again")
    button = _("Let her in again")
    done = _("She may see this case again, as far as her role goes.")

    @cached_property
    def conflict(self) -> ConflictOfInterest:
        living = ConflictOfInterest.objects.living().filter(case=self.case)
        found: ConflictOfInterest = get_object_or_404(
            living.select_related("worker"), pk=self.kwargs["conflict_id"]
        )
        found.case = self.case
        return found

    def asked(self) -> Answer:
        return policies.can_lift_conflict(self.worker, self.conflict)

    def act(self, form: Any) -> None:
        lift_conflict(actor=self.worker, conflict=self.conflict, **form.cleaned_data)


class BarBranch(OfConflicts):
    form_class = BarBranchForm
    heading = _("Never refer to this branch")
    button = _("Bar this branch")
    done = _("Written down. This case is never referred there.")

    def asked(self) -> Answer:
        return policies.can_bar_branch(self.worker, self.case)

    def form_options(self) -> dict[str, Any]:
        return {"case": self.case, "actor": self.worker}

    def act(self, form: Any) -> None:
        bar_branch(actor=self.worker, case=self.case, **form.cleaned_data)


class LiftBranch(OfConflicts):
    form_class = LiftForm
    heading = _("Refer to this branch again")
    button = _("Allow referrals again")
    done = _("This case may be referred there again.")

    def asked(self) -> Answer:
        return policies.can_bar_branch(self.worker, self.conflict.case)

    @cached_property
    def conflict(self) -> BranchConflict:
        living = BranchConflict.objects.living().filter(case=self.case)
        found: BranchConflict = get_object_or_404(living, pk=self.kwargs["conflict_id"])
        found.case = self.case
        return found

    def act(self, form: Any) -> None:
        lift_branch(actor=self.worker, conflict=self.conflict, **form.cleaned_data)


class DecideHint(ForRoles, View):
    """Whether it is the same person. Above all for her whom it is about, this page does not exist (404)."""

    roles = REVIEWERS

    @cached_property
    def hint(self) -> ConflictHint:
        hers = ConflictHint.objects.to_decide_by(self.worker).open()
        named = hers.select_related("case", "worker", "contact__branch__organisation")
        with seeing_every_case(Why.CONFLICT):
            found: ConflictHint = get_object_or_404(named, pk=self.kwargs["hint_id"])
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(HintForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = HintForm(request.POST)
        if not (self.hint and form.is_valid()):
            return self.show(form)
        decide_hint(actor=self.worker, hint=self.hint, **form.cleaned_data)
        messages.success(request, _("Your answer is written down."))
        return redirect("today")

    def show(self, form: HintForm) -> HttpResponse:
        return render(self.request, "cases/hint_decide.html", {"hint": self.hint, "form": form})
