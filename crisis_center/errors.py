"""The pages for what went wrong. They carry no data of anybody, only the number of the request."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from audit.context import current_request_id
from crisis_center.appearance import theme_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read; Django's own page would not know the number of the request."""
    return render(request, "400.html", {"request_id": current_request_id()}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours. Nothing here may ask the database: it may be what broke."""
    return HttpResponse(render_to_string("500.html", _said_of(request)), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the database is away: before the language and the worker of the request are known."""
    with translation.override(translation.get_language_from_request(request)):
        page = render_to_string("503.html", _said_of(request))
    return HttpResponse(page, status=503, headers={"Retry-After": "10"})


def _said_of(request: HttpRequest) -> dict[str, Any]:
    """Return all that such a page knows: its number, and the light of the browser, which a cookie holds."""
    return {"request_id": current_request_id(), "theme": theme_of(request)}
