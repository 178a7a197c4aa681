"""An idle screen locks itself (U7, U9); twelve hours after signing in a session ends."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from accounts import presence
from accounts.access import is_open_to_all, is_open_while_locked, view_at
from accounts.redirects import is_htmx, page_of, to_page

LOCKED = 423


class IdleLock:
    """Sends a locked session to the unlock page and ends one that is too old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if presence.has_ended(request.session):
                logout(request)
            elif presence.is_locked(request.session):
                return self._answer_locked(request)
            else:
                presence.note(request.session)
        return self.get_response(request)

    def _answer_locked(self, request: HttpRequest) -> HttpResponse:
        presence.lock(request.session)
        view = view_at(request.path_info)
        if view and (is_open_while_locked(view) or is_open_to_all(view)):
            return self.get_response(request)
        if request.method != "GET" and not is_htmx(request) and not request.accepts("text/html"):
            return HttpResponse(status=LOCKED)
        return to_page(request, "accounts:unlock", return_to=page_of(request))
