"""Who may open a URL. Every view declares it; a view that declares nothing is refused to everybody (A2)."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar, TypeVar, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.generic import View

from accounts.enums import Role
from accounts.models import User
from accounts.reauthentication import ask_again

ViewOrClass = TypeVar("ViewOrClass", bound=Callable[..., Any])


class ForRoles:
    """A page for some roles: to a signed-in worker of another role it does not exist (decision 12).

    Write it first among the bases: `class CloseCase(ForRoles, View)`, with `roles = {Role.COORDINATOR}`.
    With `asks_again = True` a worker says again who she is, unless she did in the last five minutes (U8).
    """

    request: HttpRequest
    roles: ClassVar[AbstractSet[Role]] = frozenset()
    asks_again: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        order = cls.__mro__
        if View in order and order.index(View) < order.index(ForRoles):
            raise TypeError(f"{cls.__name__}: write ForRoles before View, or its roles are never asked.")

    @property
    def worker(self) -> User:
        """The signed-in worker: the actor of whatever the view does."""
        return cast("User", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "role", None) not in self.roles:
            raise Http404
        if self.asks_again and (question := ask_again(request)):
            return question
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # View comes next


def open_to_all(view: ViewOrClass) -> ViewOrClass:
    """Mark a view (class or function) that people may open without signing in."""
    view.is_open_to_all = True  # type: ignore[attr-defined]
    return view


def open_while_locked(view: ViewOrClass) -> ViewOrClass:
    """Mark a view that a locked session may still use: to unlock, to leave, to save what was typed."""
    view.is_open_while_locked = True  # type: ignore[attr-defined]
    return view


def finishes_sign_in(view: ViewOrClass) -> ViewOrClass:
    """Mark a view that a half session may use: to take the second step, to enrol for it, to leave."""
    view.is_finishing_sign_in = True  # type: ignore[attr-defined]
    return view


def view_at(path: str) -> Callable[..., Any] | None:
    """Return the view that a path leads to, or None when it leads nowhere."""
    try:
        return resolve(path).func
    except Resolver404:
        return None


def is_open_while_locked(view: Callable[..., Any]) -> bool:
    """Tell whether the view that a URL resolved to may be used in a locked session."""
    return bool(getattr(_declared(view), "is_open_while_locked", False))


def is_finishing_sign_in(view: Callable[..., Any]) -> bool:
    """Tell whether the view that a URL resolved to may be used before the second step."""
    return bool(getattr(_declared(view), "is_finishing_sign_in", False))


def is_open_to_all(view: Callable[..., Any]) -> bool:
    """Tell whether the view that a URL resolved to may be opened without signing in."""
    return bool(getattr(_declared(view), "is_open_to_all", False))


def roles_of(view: Callable[..., Any]) -> frozenset[Role]:
    """Return the roles that may open the view that a URL resolved to; none when it declares none."""
    return frozenset(getattr(_declared(view), "roles", frozenset()))


def has_rule(view: Callable[..., Any]) -> bool:
    """Tell whether a view says who may open it."""
    return is_open_to_all(view) or bool(roles_of(view))


def _declared(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return what carries the declaration: the class behind `as_view()`, or the function itself."""
    found: Callable[..., Any] = getattr(view, "view_class", view)
    return found
