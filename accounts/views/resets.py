"""Letting a worker enrol anew: one administrator starts it, another person confirms it (U1)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.generic import FormView, View

from accounts.access import ForRoles
from accounts.enums import CONFIRM_RESETS
from accounts.models import SecondFactorReset, User
from accounts.policies import can_confirm_reset, can_start_reset
from accounts.queries import resets_to_confirm, workers
from accounts.refusals import Refusal
from accounts.second_factor_forms import ConfirmResetForm, ResetForm
from accounts.services.second_factor_resets import confirm_reset, start_reset
from accounts.views.staff import ForAdministrators


class StartReset(ForAdministrators, FormView):
    """Why one worker shall enrol anew; nothing changes until somebody else confirms."""

    asks_again = True
    form_class = ResetForm
    template_name = "accounts/reset_start.html"
    success_url = reverse_lazy("accounts:resets")

    @property
    def about(self) -> User:
        return get_object_or_404(workers(), pk=self.kwargs["worker_id"])

    def form_valid(self, form: ResetForm) -> HttpResponse:
        try:
            start_reset(actor=self.worker, worker=self.about, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = self.about
        return super().get_context_data(about=about, may_reset=can_start_reset(self.worker, about), **kwargs)


class Resets(ForRoles, View):
    """The resets that wait for a second person."""

    roles = CONFIRM_RESETS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(ConfirmResetForm())

    def page(
        self, form: ConfirmResetForm, chosen: UUID | None = None, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        waiting = [(reset, can_confirm_reset(self.worker, reset)) for reset in resets_to_confirm(self.worker)]
        context = {"resets": waiting, "form": form, "chosen": chosen, "refusal": refusal}
        return render(self.request, "accounts/reset_list.html", context, status=status)


class ConfirmReset(Resets):
    """The second person says who has been checked, and how."""

    asks_again = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, reset_id: UUID) -> HttpResponse:
        reset = get_object_or_404(SecondFactorReset.objects.open().select_related("worker"), pk=reset_id)
        form = ConfirmResetForm(request.POST)
        if not form.is_valid():
            return self.page(form, chosen=reset.pk)
        try:
            confirm_reset(actor=self.worker, reset=reset)
        except Refusal as refusal:
            return self.page(ConfirmResetForm(), refusal=str(refusal), status=403)
        return redirect("accounts:resets")
