"""What every request passes: its transaction, its sign-in, its headers. No business decisions here."""

from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse

from accounts.access import has_rule, is_open_to_all, view_at
from accounts.redirects import page_of, to_page
from cases.row_security import act_as
from crisis_center.errors import unavailable

type_of_get_response = Callable[[HttpRequest], HttpResponse]
PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)"
)


class OneTransaction:
    """One transaction round the whole response, rolled back when it ends in 500 or more (decision 19).

    Django's ATOMIC_REQUESTS would not do: a TemplateResponse is rendered after it, outside the transaction.
    """

    def __init__(self, get_response: type_of_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            connection.close_if_health_check_failed()
            connection.ensure_connection()
        except OperationalError:
            return unavailable(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class DatabaseKnowsTheActor:
    """Tells the transaction who is signed in, for row-level security (decisions 19 and 39): one statement."""

    def __init__(self, get_response: type_of_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            act_as(request.user)
        return self.get_response(request)


class SignInRequired:
    """Sends anonymous people to sign-in from every path not open to all, existing or not (decision 12).

    It answers before the form-forgery check and the page itself, so that nothing tells which paths exist.
    A view that does not say who may open it does not exist for anybody (A2).
    """

    def __init__(self, get_response: type_of_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = view_at(request.path_info)
        if request.user.is_authenticated or (view and is_open_to_all(view)):
            return self.get_response(request)
        return to_page(request, "account_login", return_to=page_of(request))

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> None:
        if not has_rule(view):
            raise Http404


class PersonalPagesAreNotStored:
    """No page of a signed-in worker stays in a cache or in a shared computer's history (W5)."""

    def __init__(self, get_response: type_of_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store, private")
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
