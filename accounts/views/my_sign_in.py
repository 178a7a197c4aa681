"""My sign-in: what a worker signs in with, and what she changes of it. Each change asks again who she is."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from accounts import presence
from accounts.access import ForRoles
from accounts.authenticators import (
    PASSKEY,
    authenticators_of,
    made_passkey,
    passkey_for_asking,
    passkey_for_creating,
    proven_passkey,
    recovery_codes_left,
)
from accounts.enums import PEOPLE_ROLES
from accounts.forms import UnlockForm
from accounts.reauthentication import is_own_password
from accounts.refusals import Refusal
from accounts.second_factor_forms import AppForm, PasskeyForm, PasskeyNameForm
from accounts.services.second_factor import (
    enrol_app,
    enrol_passkey,
    remove_authenticator,
    rename_passkey,
    renew_recovery_codes,
)
from accounts.views.second_factor import (
    WithApp,
    hides_what_is_typed,
    return_to,
    said_by_browser,
    show_codes_once,
)


class MySignIn(ForRoles, TemplateView):
    """The list: the app, the passkeys, how many recovery codes are left."""

    roles = PEOPLE_ROLES
    template_name = "account/my_sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(authenticators_of(self.worker))
        left = recovery_codes_left(self.worker) if found else 0
        return super().get_context_data(authenticators=found, codes_left=left, **kwargs)


class Changing(ForRoles):
    """A change of the own sign-in."""

    roles = PEOPLE_ROLES
    asks_again = True

    def changed(self, codes: list[str]) -> HttpResponse:
        page = reverse("accounts:my_sign_in")
        return show_codes_once(self.request, codes, page) if codes else redirect(page)


@hides_what_is_typed
class AddApp(Changing, WithApp, FormView):
    form_class = AppForm
    template_name = "account/app_form.html"

    def form_valid(self, form: AppForm) -> HttpResponse:
        try:
            codes = enrol_app(actor=self.worker, secret=self.secret(), code=form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error("code", str(refusal))
            return self.form_invalid(form)
        self.forget_secret()
        return self.changed(codes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(app=self.app(), **kwargs)


@hides_what_is_typed
class AddPasskey(Changing, FormView):
    form_class = PasskeyForm
    template_name = "account/passkey_form.html"

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        credential = made_passkey(form.cleaned_data["credential"])
        try:
            codes = enrol_passkey(actor=self.worker, credential=credential, name=form.cleaned_data["name"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return self.changed(codes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(options=passkey_for_creating(self.worker), **kwargs)


class OneAuthenticator(Changing):
    """One of the worker's own; to her, those of others do not exist."""

    kwargs: dict[str, Any]

    @property
    def authenticator(self) -> Authenticator:
        return get_object_or_404(authenticators_of(self.worker), pk=self.kwargs["authenticator_id"])


class RenamePasskey(OneAuthenticator, FormView):
    form_class = PasskeyNameForm
    template_name = "account/passkey_rename.html"
    success_url = reverse_lazy("accounts:my_sign_in")

    @property
    def authenticator(self) -> Authenticator:
        found = super().authenticator
        if found.type != PASSKEY:
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.authenticator.data["name"]}

    def form_valid(self, form: PasskeyNameForm) -> HttpResponse:
        rename_passkey(actor=self.worker, passkey=self.authenticator, name=form.cleaned_data["name"])
        return super().form_valid(form)


class RemoveAuthenticator(OneAuthenticator, View):
    """A page that asks whether it shall be, and the answer to its button."""

    def get(self, request: HttpRequest, authenticator_id: int) -> HttpResponse:
        return self.page(self.authenticator)

    def post(self, request: HttpRequest, authenticator_id: int) -> HttpResponse:
        authenticator = self.authenticator
        try:
            remove_authenticator(actor=self.worker, authenticator=authenticator)
        except Refusal as refusal:
            return self.page(authenticator, str(refusal), status=403)
        return redirect("accounts:my_sign_in")

    def page(self, authenticator: Authenticator, refusal: str = "", status: int = 200) -> HttpResponse:
        context = {"authenticator": authenticator, "refusal": refusal}
        return render(self.request, "account/authenticator_remove.html", context, status=status)


class NewRecoveryCodes(Changing, View):
    """A page that says what becomes of the former codes, and the answer to its button."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            codes = renew_recovery_codes(actor=self.worker)
        except Refusal as refusal:
            return self.page(str(refusal), status=403)
        return self.changed(codes)

    def page(self, refusal: str = "", status: int = 200) -> HttpResponse:
        context = {"refusal": refusal, "codes_left": recovery_codes_left(self.worker)}
        return render(self.request, "account/recovery_codes_new.html", context, status=status)


@hides_what_is_typed
class AskAgain(ForRoles, FormView):
    """Before something grave: the password, or a passkey. Then the page that was asked for."""

    roles = PEOPLE_ROLES
    form_class = UnlockForm
    template_name = "account/ask_again.html"

    def form_valid(self, form: UnlockForm) -> HttpResponse:
        if not is_own_password(self.request, self.worker, form.cleaned_data["password"]):
            form.add_error("password", _("This password is not right. Type it again."))
            return self.form_invalid(form)
        presence.note_check(self.request.session)
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return return_to(self.request) or reverse("today")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passkey = passkey_for_asking(self.worker)
        return super().get_context_data(passkey=passkey, return_to=return_to(self.request), **kwargs)


@hides_what_is_typed
class AskAgainByPasskey(AskAgain):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        passkey = proven_passkey(self.worker, said_by_browser(request)["credential"])
        if passkey is None:
            refusal = _("The passkey did not answer as it should. Try again.")
            return self.render_to_response(self.get_context_data(form=UnlockForm(), refusal=refusal))
        passkey.record_usage()
        presence.note_check(request.session)
        return redirect(self.get_success_url())
