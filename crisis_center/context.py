"""What the shell of every page needs: who is signed in, where she may go, how the page is lit."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import roles_of
from accounts.enums import Role
from accounts.redirects import page_of
from audit.context import current_request_id
from crisis_center.appearance import theme_of


@dataclass(frozen=True)
class Room:
    """One line of the main menu. Who sees it is not said here: the page itself says whom it lets in."""

    url_name: str
    label: str | Promise
    icon: str


ROOMS = (
    Room("today", _("Today"), icon="sun"),
    Room("hotline:calls", _("Calls"), icon="phone"),
    Room("cases:list", _("Cases"), icon="folder"),
    Room("shift:board", pgettext_lazy("menu", "Shift"), icon="headset"),
    Room("referrals:list", _("Referrals"), icon="send"),
    Room("partners:list", _("Partners"), icon="building-community"),
    Room("partners:events", _("Events"), icon="users-group"),
    Room("reporting:report", _("Reports"), icon="chart-bar"),
    Room("website:public_pages", _("Website"), icon="world"),
    Room("journal", _("Journal"), icon="list-search"),
    Room("accounts:staff", _("Staff"), icon="users"),
)
NEW_CALL = Room("hotline:new", _("New call"), icon="phone-plus")
SEARCH = Room("search", _("Search"), icon="search")


@dataclass(frozen=True)
class MenuLine:
    label: str | Promise
    icon: str
    url: str
    is_current: bool


@cache
def door_of(url_name: str) -> tuple[str, frozenset[Role]]:
    """Return where a room is and whom its page lets in."""
    url = reverse(url_name)
    return url, roles_of(resolve(url).func)


def menu_line(room: Room, request: HttpRequest) -> MenuLine | None:
    """Return the line of a room for this worker, or None when the page behind it would not let her in."""
    url, roles = door_of(room.url_name)
    if getattr(request.user, "role", None) not in roles:
        return None
    return MenuLine(room.label, room.icon, url, request.path.startswith(url))


def menu(request: HttpRequest) -> list[MenuLine]:
    """Return the main menu of the worker who asks."""
    return [line for room in ROOMS if (line := menu_line(room, request))]


def quick_exit_url() -> str:
    """Return where the quick exit leads: something light and likely, in the language of the page."""
    weather = settings.QUICK_EXIT_URLS
    return settings.QUICK_EXIT_URL or weather.get(get_language(), weather[settings.LANGUAGE_CODE])


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html reads on every page; the menu only costs pages that show one."""
    return {
        "is_demo": settings.DEMO,
        "idle_lock_seconds": settings.IDLE_LOCK_SECONDS,
        "theme": theme_of(request),
        "request_id": current_request_id(),
        "menu": SimpleLazyObject(lambda: menu(request)),
        "new_call": SimpleLazyObject(lambda: menu_line(NEW_CALL, request)),
        "search": SimpleLazyObject(lambda: menu_line(SEARCH, request)),
        # A form that came back may stand at an address that answers posts only: switches lead to its page.
        "this_page": page_of(request) or request.get_full_path(),
        "languages": settings.LANGUAGES_IN_THEIR_OWN_WORDS,
        "quick_exit_url": quick_exit_url(),
    }
