"""Into the centre and out of it."""

from datetime import timedelta
from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, View
from django.views.i18n import set_language

from accounts import presence
from accounts.access import ForRoles, finishes_sign_in, open_to_all, open_while_locked
from accounts.enums import DUTIES, PEOPLE_ROLES, Role
from accounts.forms import ChangePasswordForm, NewPasswordForm, SignInForm, UnlockForm
from accounts.queries import demonstration_workers, open_invitation
from accounts.reauthentication import is_own_password
from accounts.redirects import own_path, page_of, to_page
from accounts.refusals import Refusal
from accounts.services.own_sign_in import accept_invitation, change_language, change_password
from accounts.services.sessions import end_other_sessions
from accounts.sessions import handle_here
from accounts.waiting import asked_to_wait
from reference.queries import numbers_to_call

A_MINUTE = timedelta(minutes=1)
hides_passwords = method_decorator(sensitive_post_parameters(), name="dispatch")


@open_to_all
class SignIn(LoginView):
    """Username and password; in a demonstration, also a button for each role."""

    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = [(worker, DUTIES[Role(worker.role)]) for worker in demonstration_workers()]
        return super().get_context_data(
            offered=offered,
            demo_password=settings.DEMO_PASSWORD if offered else "",
            numbers=numbers_to_call(timezone.localdate()),
            **kwargs,
        )


@open_to_all
class SignInToDemonstration(View):
    """Sign in as one of the workers whom the demonstration offers; elsewhere this page does not exist."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = request.POST.get("username")
        worker = next((worker for worker in demonstration_workers() if worker.username == chosen), None)
        if worker is None:
            raise Http404
        return perform_login(request, worker)


@open_while_locked
@finishes_sign_in
class SignOut(ForRoles, LogoutView):
    """Only by a form: a link could sign somebody out from elsewhere."""

    roles = PEOPLE_ROLES
    http_method_names = ["post"]

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


@open_while_locked
class Lock(ForRoles, View):
    """Lock this session by hand; the page behind it returns after unlocking. A second tab may ask again."""

    roles = PEOPLE_ROLES
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        presence.lock(request.session)
        return_to = own_path(request, request.POST.get("next", "")) or page_of(request)
        return to_page(request, "accounts:unlock", return_to=return_to)


class Alive(ForRoles, View):
    """Typing is activity (decision 28): the page says so at most once a minute. IdleLock notes it."""

    roles = PEOPLE_ROLES
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=204)


@open_while_locked
@hides_passwords
class Unlock(ForRoles, FormView):
    """The same worker goes on with their password; somebody else signs this one out."""

    roles = PEOPLE_ROLES
    form_class = UnlockForm
    template_name = "account/unlock.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not presence.is_locked(request.session):
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: UnlockForm) -> HttpResponse:
        if not is_own_password(self.request, self.worker, form.cleaned_data["password"]):
            form.add_error("password", _("This password is not right. Type it again."))
            return self.form_invalid(form)
        presence.unlock(self.request.session)
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return self._return_to() or str(reverse_lazy("today"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(return_to=self._return_to(), **kwargs)

    def _return_to(self) -> str:
        wish = self.request.POST.get("next") or self.request.GET.get("next") or ""
        return own_path(self.request, wish)


@hides_passwords
class ChangePassword(ForRoles, FormView):
    roles = PEOPLE_ROLES
    form_class = ChangePasswordForm
    template_name = "account/password_change.html"
    success_url = reverse_lazy("today")

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        if not is_own_password(self.request, self.worker, form.cleaned_data["current"]):
            form.add_error("current", _("This is not your current password. Type it again."))
            return self.form_invalid(form)
        try:
            change_password(actor=self.worker, password=form.cleaned_data["password"])
        except Refusal as refusal:
            form.add_error("password", str(refusal))
            return self.form_invalid(form)
        update_session_auth_hash(self.request, self.worker)
        end_other_sessions(actor=self.worker, kept=handle_here(self.request))
        return super().form_valid(form)


@open_to_all
@hides_passwords
class Welcome(FormView):
    """An invited worker sets the password. A used, old or unknown link shows one and the same page."""

    form_class = NewPasswordForm
    template_name = "account/welcome.html"
    success_url = reverse_lazy("account_login")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        invitation = open_invitation(kwargs["token"])
        if invitation is None:
            return render(request, "account/welcome_closed.html", status=404)
        self.invitation = invitation
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        worker, password = self.invitation.worker, form.cleaned_data["password"]
        try:
            accept_invitation(actor=worker, invitation=self.invitation, password=password)
        except Refusal as refusal:
            form.add_error("password", str(refusal))
            return self.form_invalid(form)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(worker=self.invitation.worker, **kwargs)


@open_to_all
class ChangeLanguage(View):
    """The language of this browser, and of a signed-in worker's messages."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        language = request.POST.get("language", "")
        if request.user.is_authenticated and language in dict(settings.LANGUAGES):
            change_language(actor=request.user, language=language)
        return set_language(request)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Say how long to wait, for whatever of allauth has a limit of its own (decision 27)."""
    return asked_to_wait(request, A_MINUTE)
