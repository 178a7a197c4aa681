"""Light or night: the worker chooses, a cookie of this browser remembers; nothing switches by the clock."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import PEOPLE_ROLES

COOKIE = "theme"
THEMES = ("light", "dark")
ONE_YEAR = 365 * 24 * 60 * 60


def theme_of(request: HttpRequest) -> str:
    """Return the theme of this browser: light unless the worker chose the night."""
    return "dark" if request.COOKIES.get(COOKIE) == "dark" else "light"


def page_to_return_to(request: HttpRequest) -> str:
    """Return the page on which a small form of the shell was pressed, if it is one of ours."""
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else reverse("today")


class ChooseTheme(ForRoles, View):
    """Remembers the chosen theme in a cookie that scripts cannot read."""

    roles = PEOPLE_ROLES
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        theme = request.POST.get("theme", "")
        if theme not in THEMES:
            return HttpResponseBadRequest()
        response = HttpResponseRedirect(page_to_return_to(request))
        response.set_cookie(
            COOKIE, theme, max_age=ONE_YEAR, httponly=True, samesite="Strict", secure=request.is_secure()
        )
        return response
