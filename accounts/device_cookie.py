"""The cookie by which a browser is known again. It opens nothing: it only spares its worker the waiting."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.devices import LIFE_OF_A_DEVICE

LONGEST_TOKEN = 100
BROWSERS = (
    ("YaBrowser/", "Yandex Browser"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_of(request: HttpRequest) -> str:
    """Return what the browser says that it was given, or ""."""
    return request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")[:LONGEST_TOKEN]


def give_token(response: HttpResponse, token: str) -> None:
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        token,
        max_age=LIFE_OF_A_DEVICE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def label_of(request: HttpRequest) -> str:
    """Return browser and system in two words, as far as its worker needs to tell her devices apart."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    words = [_first(BROWSERS, agent), _first(SYSTEMS, agent)]
    return ", ".join(word for word in words if word)


def _first(marks: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((word for mark, word in marks if mark in agent), "")
