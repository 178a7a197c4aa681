"""How sign-in behaves here: allauth asks this class."""

from typing import TYPE_CHECKING, Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import presence, waiting
from accounts.arrivals import welcome
from accounts.enums import LONGEST_PASSWORD
from accounts.languages import remember_language
from accounts.services.second_factor import begin_second_step
from audit.services import record

if TYPE_CHECKING:
    from accounts.models import User

SECOND_STEP = "second_step"  # in a half session: which right password it belongs to


class ClosedSignUp(DefaultAccountAdapter):
    """Nobody signs up: an administrator invites."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "The username or the password is not right. Check both, or call the administrator of the centre."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """Return none: a right password begins a half session, and the middleware keeps it to the rest."""
        return []

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: how long to wait is said in one place, `waiting.py`."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return the active worker with this password, else None: one answer for every reason (U4).

        An over-long password is refused before it costs a hash; a try that comes too early is answered 429.
        """
        if len(credentials.get("password", "")) > LONGEST_PASSWORD:
            return None
        tried = waiting.try_of(request, credentials["username"])
        if wait := waiting.time_to_wait(tried):
            raise ImmediateHttpResponse(waiting.asked_to_wait(request, wait))
        user = super().authenticate(request, **credentials)
        if user and user.is_active:
            waiting.forget_wrong_passwords(tried)
            return user
        waiting.count_wrong_password(tried)
        return None

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Begin a half session; in a demonstration, where nobody takes a second step, a whole one."""
        response = super().post_login(request, user, **kwargs)
        if settings.DEMO:  # there one visitor is all workers in turn, and reads in one language
            presence.pass_second_factor(request.session)
            record(actor=user, verb="accounts.signed_in", subject=user)
            welcome(request, response)
        else:
            remember_language(response, user.language)
            request.session[SECOND_STEP] = str(begin_second_step(actor=user).pk)
        return response

    def logout(self, request: HttpRequest) -> None:
        worker = cast("User", request.user)  # allauth signs out only those who are signed in
        record(actor=worker, verb="accounts.signed_out", subject=worker)
        super().logout(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: that somebody signed in or out is seen, and no cookie keeps it."""
