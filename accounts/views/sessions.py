"""Where I am signed in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts.access import ForRoles
from accounts.enums import PEOPLE_ROLES
from accounts.queries import sessions_of
from accounts.services.sessions import end_other_sessions, end_session
from accounts.sessions import handle_here


class OwnSessions(ForRoles, TemplateView):
    """The devices on which this worker is signed in, the newest first."""

    roles = PEOPLE_ROLES
    template_name = "accounts/session_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = handle_here(self.request)
        return super().get_context_data(sessions=sessions_of(self.worker), here=here, **kwargs)


class EndSession(ForRoles, View):
    roles = PEOPLE_ROLES
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        end_session(actor=self.worker, handle=request.POST.get("session", ""))
        messages.success(request, _("Signed out there."))
        return redirect("accounts:sessions")


class EndOtherSessions(ForRoles, View):
    roles = PEOPLE_ROLES
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        end_other_sessions(actor=self.worker, kept=handle_here(request))
        messages.success(request, _("Signed out everywhere else."))
        return redirect("accounts:sessions")
