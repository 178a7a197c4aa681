"""Between the right password and the centre: the second step, and enrolling for it the first time."""

from typing import Any
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from accounts import presence
from accounts.access import ForRoles, finishes_sign_in
from accounts.adapter import SECOND_STEP
from accounts.arrivals import welcome
from accounts.authenticators import (
    has_second_factor,
    made_passkey,
    passkey_for_asking,
    passkey_for_creating,
    proven_passkey,
)
from accounts.enums import PEOPLE_ROLES
from accounts.qr import picture_of
from accounts.redirects import own_path, to_page
from accounts.refusals import Refusal
from accounts.second_factor_forms import AppForm, CodeForm, PasskeyForm, PasskeyNameForm
from accounts.services.second_factor import (
    enrol_app,
    enrol_passkey,
    finish_by_enrolling,
    pass_by_code,
    pass_by_passkey,
)

SECRET = "enrolling"  # noqa: S105 in the session, sealed: the secret of an app that is not enrolled yet
hides_what_is_typed = method_decorator(sensitive_post_parameters(), name="dispatch")


def return_to(request: HttpRequest) -> str:
    """Return the own page that the worker was on her way to, or ""."""
    return own_path(request, request.POST.get("next") or request.GET.get("next") or "")


class OnTheWay(ForRoles, FormView):
    """A page of a half session; a whole one has no business here."""

    roles = PEOPLE_ROLES

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if presence.has_passed_second_factor(request.session):
            return redirect(self.get_success_url())
        if has_second_factor(request.user) != self.is_for_enrolled:  # type: ignore[arg-type]  # signed in by half
            return to_page(request, self.elsewhere, return_to=return_to(request))
        return super().dispatch(request, *args, **kwargs)

    is_for_enrolled = True
    elsewhere = "accounts:enrol"

    @property
    def step_id(self) -> UUID | None:
        found = self.request.session.get(SECOND_STEP)
        return UUID(found) if found else None

    def get_success_url(self) -> str:
        return return_to(self.request) or reverse("today")

    def come_in(self) -> None:
        """Make the session whole, under a new key."""
        self.request.session.cycle_key()
        self.request.session.pop(SECOND_STEP, None)
        presence.pass_second_factor(self.request.session)

    def welcomed(self, response: HttpResponse) -> HttpResponse:
        """Answer a worker who has come in: only now is her device one that is known."""
        welcome(self.request, response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(return_to=return_to(self.request), **kwargs)


@finishes_sign_in
@hides_what_is_typed
class SecondFactor(OnTheWay):
    """A code of the app or of the sheet; beside it the passkey, where she has one."""

    form_class = CodeForm
    template_name = "account/second_factor.html"

    def form_valid(self, form: CodeForm) -> HttpResponse:
        try:
            pass_by_code(actor=self.worker, step_id=self.step_id, code=form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error("code", str(refusal))
            return self.form_invalid(form)
        self.come_in()
        return self.welcomed(redirect(self.get_success_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(passkey=passkey_for_asking(self.worker), **kwargs)


@finishes_sign_in
@hides_what_is_typed
class SecondFactorByPasskey(SecondFactor):
    """What the browser answered; the page with the code comes back when it does not count."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        passkey = proven_passkey(self.worker, said_by_browser(request)["credential"])
        try:
            pass_by_passkey(actor=self.worker, step_id=self.step_id, passkey=passkey)
        except Refusal as refusal:
            return self.render_to_response(self.get_context_data(form=CodeForm(), refusal=str(refusal)))
        self.come_in()
        return self.welcomed(redirect(self.get_success_url()))


class WithApp:
    """The secret of a new app: it waits in the session, sealed, until the app has shown a code."""

    request: HttpRequest

    def app(self) -> dict[str, str]:
        """Return the secret in groups of four for the hand, and as a picture for the camera."""
        adapter = get_adapter()
        if SECRET not in self.request.session:
            self.request.session[SECRET] = adapter.encrypt(generate_totp_secret())
        secret = self.secret()
        url = adapter.build_totp_url(self.request.user, secret)
        groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return {"secret": groups, "picture": picture_of(adapter.build_totp_svg(url))}

    def secret(self) -> str:
        """Return the secret that waits; without one, a new one of which nobody can show a code."""
        sealed = self.request.session.get(SECRET)
        return get_adapter().decrypt(sealed) if sealed else generate_totp_secret()

    def forget_secret(self) -> None:
        self.request.session.pop(SECRET, None)


def said_by_browser(request: HttpRequest) -> dict[str, str]:
    """Return the name and the credential that were posted; nothing where something else was."""
    form = PasskeyForm(request.POST)
    form.is_valid()
    return {"name": "", "credential": ""} | form.cleaned_data


def show_codes_once(request: HttpRequest, codes: list[str], go_on: str) -> HttpResponse:
    """Show the recovery codes in the answer itself: no other page can."""
    groups = [f"{code[:4]} {code[4:]}" for code in codes]
    return render(request, "account/recovery_codes.html", {"codes": groups, "go_on": go_on})


@finishes_sign_in
@hides_what_is_typed
class Enrol(WithApp, OnTheWay):
    """The first second factor, right after the password: an app, or a passkey where the browser can."""

    is_for_enrolled = False
    elsewhere = "accounts:second_factor"
    form_class = AppForm
    template_name = "account/enrol.html"

    def form_valid(self, form: AppForm) -> HttpResponse:
        code = form.cleaned_data["code"]
        try:
            codes = enrol_app(actor=self.worker, secret=self.secret(), code=code, is_first=True)
        except Refusal as refusal:
            form.add_error("code", str(refusal))
            return self.form_invalid(form)
        return self.enrolled(codes)

    def enrolled(self, codes: list[str]) -> HttpResponse:
        finish_by_enrolling(actor=self.worker, step_id=self.step_id)
        self.forget_secret()
        self.come_in()
        return self.welcomed(show_codes_once(self.request, codes, self.get_success_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passkey = {
            "options": passkey_for_creating(self.worker),
            "name": PasskeyNameForm(auto_id="passkey_%s"),
        }
        return super().get_context_data(app=self.app(), passkey=passkey, **kwargs)


@finishes_sign_in
@hides_what_is_typed
class EnrolPasskey(Enrol):
    """What the browser made; the page of enrolling comes back when it does not count."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        said = said_by_browser(request)
        credential = made_passkey(said["credential"])
        try:
            codes = enrol_passkey(actor=self.worker, credential=credential, name=said["name"], is_first=True)
        except Refusal as refusal:
            return self.render_to_response(self.get_context_data(form=AppForm(), refusal=str(refusal)))
        return self.enrolled(codes)
