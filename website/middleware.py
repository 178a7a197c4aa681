"""A public page knows nobody (decision 35)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.access import view_at


class WithoutCookies:
    """Answers a public page as if this browser had never got a cookie: no session is read, none is prolonged.

    So it looks the same whoever asks, and a shared computer does not tell that somebody works here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = view_at(request.path_info)
        if getattr(getattr(view, "view_class", None), "answers_without_cookies", False):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)
