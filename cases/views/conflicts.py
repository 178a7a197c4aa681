"""Conflicts of interest: a worker says it of herself, a coordinator of anybody."""

from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from cases import policies
from cases.conflicts import conflicts_of
from cases.forms.conflicts import ConflictForm, LiftForm, OwnConflictForm
from cases.models import ConflictOfInterest
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
        return {"leads": self.leads, "conflicts": conflicts_of(self.case) if self.leads else []}

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


class LiftConflict(CaseFormPage):
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

    def next_url(self) -> str:
        return reverse("cases:conflicts", kwargs={"reference": self.case.reference})
