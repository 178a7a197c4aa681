"""A half session finishes signing in (U1); an idle screen locks (U7, U9); after twelve hours it ends."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from accounts import presence
from accounts.access import is_finishing_sign_in, is_open_to_all, is_open_while_locked, view_at
from accounts.redirects import is_htmx, page_of, to_page

LOCKED = 423


class SecondFactorRequired:
    """Sends a session without the mark of the second factor to where it is taken, from every other page.

    A session has the mark because something gave it; nothing here looks at settings, so nothing turns it off.
    A half session that waits too long ends, and so does every session from before a reset.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        is_whole = presence.has_passed_second_factor(request.session)
        is_over = presence.began_before(request.session, request.user.second_factor_reset_at)
        if is_over or (not is_whole and presence.is_half_for_too_long(request.session)):
            logout(request)
        elif not is_whole and not _may_use(request, is_finishing_sign_in):
            return _sent_to(request, "accounts:second_factor")
        return self.get_response(request)


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
        if _may_use(request, is_open_while_locked):
            return self.get_response(request)
        return _sent_to(request, "accounts:unlock")


def _may_use(request: HttpRequest, is_marked: Callable[[Callable[..., HttpResponse]], bool]) -> bool:
    view = view_at(request.path_info)
    return view is not None and (is_marked(view) or is_open_to_all(view))


def _sent_to(request: HttpRequest, url_name: str) -> HttpResponse:
    """Answer in the way that the sender understands: a page, a region of htmx, or a script."""
    if request.method != "GET" and not is_htmx(request) and not request.accepts("text/html"):
        return HttpResponse(status=LOCKED)
    return to_page(request, url_name, return_to=page_of(request))
