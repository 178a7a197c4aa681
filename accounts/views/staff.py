"""The administrator's pages: who works here and may sign in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, View

from accounts.access import ForRoles
from accounts.authenticators import has_second_factor
from accounts.enums import DUTIES, Role
from accounts.forms import InviteForm, TeamForm
from accounts.models import User
from accounts.policies import (
    can_deactivate_worker,
    can_end_sessions,
    can_invite_worker_again,
    can_start_reset,
)
from accounts.queries import teams, workers
from accounts.refusals import Refusal
from accounts.services.sessions import end_sessions_of
from accounts.services.staff import add_team, deactivate_worker, invite_worker, invite_worker_again


class ForAdministrators(ForRoles):
    roles = {Role.ADMINISTRATOR}


def show_link_once(request: HttpRequest, name: str, path: str) -> HttpResponse:
    """Show the one-time link in the answer itself: it is kept nowhere, so no other page could show it."""
    link = request.build_absolute_uri(path)
    return render(request, "accounts/invitation_link.html", {"name": name, "link": link})


class Staff(ForAdministrators, ListView):
    template_name = "accounts/worker_list.html"
    context_object_name = "workers"

    def get_queryset(self) -> Any:
        return workers()


class InviteWorker(ForAdministrators, FormView):
    asks_again = True
    form_class = InviteForm
    template_name = "accounts/worker_invite.html"

    def form_valid(self, form: InviteForm) -> HttpResponse:
        try:
            path = invite_worker(actor=self.worker, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return show_link_once(self.request, form.cleaned_data["display_name"], path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(duties=[(role.label, DUTIES[role]) for role in DUTIES], **kwargs)


class WorkerPage(ForAdministrators, View):
    """One worker: a new link, or the end of access, each with the reason when it cannot be."""

    def get(self, request: HttpRequest, worker_id: UUID) -> HttpResponse:
        worker = get_object_or_404(workers(), pk=worker_id)
        return self.page(request, worker)

    def page(self, request: HttpRequest, worker: User, refusal: str = "", status: int = 200) -> HttpResponse:
        context = {
            "worker": worker,
            "may_invite": can_invite_worker_again(self.worker, worker),
            "may_deactivate": can_deactivate_worker(self.worker, worker),
            "may_end_sessions": can_end_sessions(self.worker, worker),
            "may_reset": can_start_reset(self.worker, worker),
            "has_second_factor": has_second_factor(worker),
            "refusal": refusal,
        }
        return render(request, "accounts/worker_detail.html", context, status=status)


class WorkerAct(WorkerPage):
    """A press on the page of a worker, with the reason on the same page when it is refused."""

    asks_again = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, worker_id: UUID) -> HttpResponse:
        worker = get_object_or_404(workers(), pk=worker_id)
        try:
            return self.act(worker)
        except Refusal as refusal:
            return self.page(request, worker, str(refusal), status=403)

    def act(self, worker: User) -> HttpResponse:
        """Do what the button says, and return the answer."""
        raise NotImplementedError


class InviteWorkerAgain(WorkerAct):
    def act(self, worker: User) -> HttpResponse:
        path = invite_worker_again(actor=self.worker, worker=worker)
        return show_link_once(self.request, worker.display_name, path)


class DeactivateWorker(WorkerAct):
    def act(self, worker: User) -> HttpResponse:
        deactivate_worker(actor=self.worker, worker=worker)
        return redirect("accounts:staff")


class EndSessionsOf(WorkerAct):
    def act(self, worker: User) -> HttpResponse:
        end_sessions_of(actor=self.worker, worker=worker)
        messages.success(self.request, _("Signed out everywhere."))
        return redirect("accounts:worker", worker_id=worker.pk)


class Teams(ForAdministrators, FormView):
    form_class = TeamForm
    template_name = "accounts/team_list.html"
    success_url = reverse_lazy("accounts:teams")

    def form_valid(self, form: TeamForm) -> HttpResponse:
        try:
            add_team(actor=self.worker, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
            return self.form_invalid(form)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(teams=teams(), **kwargs)
