"""Every page of the product that has something to show, found in its URL lists: a later app's pages too."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.access import is_open_to_all, roles_of
from accounts.enums import PEOPLE_ROLES, Role
from accounts.models import User
from bench.data.pattern import TEAMS
from bench.statements import signed_in, visitor
from cases.enums import CaseStatus
from cases.models import Case, Consent, FollowUp, Person, SessionNote
from hotline.models import Call
from partners.models import Agreement, Branch, ContactPerson, OfferedService, PartnerOrganisation
from referrals.models import Referral

SEEN_DIFFERENTLY = frozenset({"today", "cases:list", "referrals:list", "hotline:calls", "partners:list"})
FIRST_ASKED = (Role.COORDINATOR, Role.PSYCHOLOGIST, Role.OPERATOR)
OTHERS = tuple(role for role in Role if role in PEOPLE_ROLES and role not in FIRST_ASKED)
DIRECTORY = (PartnerOrganisation, Branch, OfferedService, ContactPerson, Agreement)


@dataclass(frozen=True)
class Page:
    """A page as one role sees it; role "" is a visitor."""

    name: str
    role: str
    path: str

    @property
    def title(self) -> str:
        return f"{self.name} ({self.role or 'visitor'})"


def workers() -> dict[str, User]:
    """Return a worker of each role; those of the first team are the ones of whom the pattern tells."""
    found = User.objects.active().filter(Q(team__name=TEAMS[0]) | Q(team=None), role__in=PEOPLE_ROLES)
    return {str(user.role): user for user in found.order_by("-username")}


def every_page(pattern: Collection[UUID]) -> list[Page]:
    """Return the pages that answer 200, each as the first role that it lets in; some as every role.

    Pages of a case are those of the cases in `pattern`, which every database has: a copy of the same
    reference has other people in it.
    """
    browsers = {role: signed_in(worker) for role, worker in workers().items()} | {"": visitor()}
    samples = samples_of(pattern)
    return [page for url in every_url() for page in _pages_of(url, samples, browsers)]


@dataclass(frozen=True)
class Url:
    """One line of the URL lists: its name, its view, and what its path is filled with."""

    name: str
    view: Any
    parameters: tuple[str, ...]


def every_url() -> Iterator[Url]:
    return _walk(get_resolver().url_patterns, "", ())


def _walk(patterns: list[Any], namespace: str, parameters: tuple[str, ...]) -> Iterator[Url]:
    for entry in patterns:
        known = (*parameters, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, known)
        elif isinstance(entry, URLPattern):
            yield Url(f"{namespace}{entry.name}", entry.callback, known)


def samples_of(pattern: Collection[UUID]) -> dict[str, list[str]]:
    """Return what a path may be filled with: the rows of two cases of the pattern and of the directory."""
    cases = Case.objects.filter(pk__in=pattern, team__name=TEAMS[0]).order_by("-opened_at")
    living, closed = (cases.filter(status=status)[0] for status in (CaseStatus.ACTIVE, CaseStatus.CLOSED))
    calls = Call.objects.filter(case_links__case=living)
    referrals = Referral.objects.filter(case=living)
    rows: list[Any] = [living, closed, *calls[:1], *referrals[:2]]
    of_the_case: dict[str, type[Model]] = {
        "person_id": Person,
        "consent_id": Consent,
        "follow_up_id": FollowUp,
        "note_id": SessionNote,
    }
    return {
        "reference": [row.reference for row in rows],
        **{name: _first(model, case=living) for name, model in of_the_case.items()},
        "pk": [pk for model in DIRECTORY for pk in _first(model)[:1]],
        "worker_id": [str(workers()[Role.PSYCHOLOGIST].pk)],
        "call_id": [str(calls[0].pk)],
    }


def _first(model: type[Model], **of: Any) -> list[str]:
    return [str(pk) for pk in model._default_manager.filter(**of).values_list("pk", flat=True)[:2]]


def _pages_of(url: Url, samples: dict[str, list[str]], browsers: dict[str, Client]) -> Iterator[Page]:
    for role in _roles_to_ask(url):
        if page := _first_answer(url, role, samples, browsers[role]):
            yield page
            if url.name not in SEEN_DIFFERENTLY:
                return


def _roles_to_ask(url: Url) -> list[str]:
    if is_open_to_all(url.view):
        return [""]
    let_in = [str(role) for role in (*FIRST_ASKED, *OTHERS) if role in roles_of(url.view)]
    return let_in if url.name in SEEN_DIFFERENTLY else let_in[:2]


def _first_answer(url: Url, role: str, samples: dict[str, list[str]], browser: Client) -> Page | None:
    if "get" not in allowed_methods(url.view):
        return None
    for values in product(*(samples.get(name, []) for name in url.parameters)):
        path = reverse(url.name, kwargs=dict(zip(url.parameters, values, strict=True)))
        if browser.get(path).status_code == 200:
            return Page(url.name, role, path)
    return None


def allowed_methods(view: Any) -> set[str]:
    """Return the methods that a view answers; a plain function answers all."""
    declared = getattr(view, "view_class", None)
    if declared is None:
        return {"get"}
    return {name for name in declared.http_method_names if hasattr(declared, name)}
