"""G2 and G3: lists as they are shown, their deep pages, and every filter that they offer."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone

from bench import goals
from bench.data.databases import using
from bench.figures import Figure, figures_of
from bench.load.window import Effort
from bench.pages import workers
from bench.saying import say
from bench.workshop import Workshop
from cases.forms.case_list import CaseFilterForm
from cases.keyset import page_of
from cases.models import Case
from hotline.forms.lists import CallFilterForm
from hotline.models import Call
from referrals.forms import ReferralFilterForm
from referrals.models import Referral

CASES = "/cases/"


@dataclass(frozen=True)
class List:
    """A list as one role sees it, with what it is ordered by."""

    name: str
    path: str
    role: str
    rows: Any
    moment: str
    form: Callable[..., forms.Form]

    @property
    def title(self) -> str:
        return f"{self.name} ({self.role})"


@dataclass(frozen=True)
class Asked:
    """A way to ask for a list: what it is called, and the query of its address."""

    what: str
    query: str

    def __str__(self) -> str:
        return f"{self.what} {self.query}"


ONE_AT_A_TIME = Effort(seconds=3, connections=(1,), at_most=10)
DAYS_BACK = (0, 20, 700)
LISTS = (
    List("cases", CASES, "coordinator", Case.objects.visible_to, "opened_at", CaseFilterForm),
    List("cases", CASES, "psychologist", Case.objects.visible_to, "opened_at", CaseFilterForm),
    List("cases", CASES, "manager", lambda _manager: Case.objects.all(), "opened_at", CaseFilterForm),
    List("calls", "/calls/", "coordinator", Call.objects.visible_to, "started_at", CallFilterForm),
    List(
        "referrals",
        "/referrals/",
        "coordinator",
        Referral.objects.visible_to,
        "prepared_at",
        ReferralFilterForm,
    ),
    List(
        "referrals",
        "/referrals/",
        "psychologist",
        Referral.objects.visible_to,
        "prepared_at",
        ReferralFilterForm,
    ),
)


def measure(shop: Workshop) -> Iterator[Figure]:
    yield from first_page(shop)
    for one in LISTS:
        yield from deep_pages_and_filters(shop, one)


def first_page(shop: Workshop) -> Iterator[Figure]:
    """G2: the list of a coordinator, beside the plainest list of 50 rows."""
    floor = shop.floor_page("list", "/rows/")
    pages = {
        total: shop.page(f"case list of {total}", CASES, role="coordinator", total=total)
        for total in shop.totals
    }
    results = shop.driver.window(floor, list(pages.values()), Effort())
    for total, page in pages.items():
        alone, at_once = results[page.name, 1], results[page.name, 8]
        asked = shop.counted(CASES, role="coordinator", total=total)
        told = figures_of("list", total)
        yield told("of the floor's list, 8 at once", at_once.ratio, "x", goals.LIST_OF_FLOOR)
        yield told("p50, one at a time", alone.least("p50"), "ms")
        yield told("CPU of server and PostgreSQL", at_once.cpu, "ms", goals.LIST_CPU)
        yield told("statements", len(asked.statements), "", goals.LIST_STATEMENTS)
        yield told("weight", alone.median("kib"), "KiB", goals.LIST_KIB)
        if total != shop.small:
            growth = alone.least("p50") / results[pages[shop.small].name, 1].least("p50")
            yield told(f"p50 beside that of {shop.small:,}", growth, "x", goals.LIST_GROWTH)
    yield figures_of("list", 0)("floor list: CPU of server and PostgreSQL", results[floor.name, 8].cpu, "ms")


def deep_pages_and_filters(shop: Workshop, one: List) -> Iterator[Figure]:
    """G3: each beside the first page of the same list, in one window; of a filter its slowest choice."""
    first = shop.page(one.title, one.path, role=one.role, total=shop.large)
    targets = {
        asked: shop.page(f"{one.title} {asked}", f"{one.path}?{asked.query}", role=one.role, total=shop.large)
        for asked in (deep_page(shop, one), *choices_of(shop, one))
    }
    results = shop.driver.window(first, list(targets.values()), ONE_AT_A_TIME)
    slowest: dict[str, float] = {}
    for asked, target in targets.items():
        beside = results[target.name, 1].least("p50") / results[first.name, 1].least("p50")
        slowest[asked.what] = max(beside, slowest.get(asked.what, 0))
        say(f"{target.name}: {beside:.2f} x the first page")
    for what, beside in slowest.items():
        yield figures_of("filters", shop.large)(f"{one.title}: {what}", beside, "x", goals.BESIDE_FIRST_PAGE)


def deep_page(shop: Workshop, one: List) -> Asked:
    """Return the page in the middle of the list."""
    with using(shop.databases.ready(shop.large)):
        rows = one.rows(workers()[one.role])
        middle = rows.order_by(f"-{one.moment}").values_list(one.moment, flat=True)[rows.count() // 2]
        older = page_of(rows.filter(**{f"{one.moment}__lte": middle}), moment=one.moment, size=1).older
        return Asked("deep page", urlencode({"after": older}))


def choices_of(shop: Workshop, one: List) -> list[Asked]:
    """Return every choice of every filter that the page offers to this role."""
    with using(shop.databases.ready(shop.large)):
        form = one.form(worker=workers()[one.role])
        return [
            Asked(f"by {name}", urlencode({name: value}))
            for name, field in form.fields.items()
            for value in values_of(field)
        ]


def values_of(field: forms.Field) -> list[str]:
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return [str(value) for value, _label in choices if value]
    if isinstance(field, forms.BooleanField):
        return ["on"]
    if isinstance(field, forms.DateField):
        return [str(timezone.localdate() - dt.timedelta(days=days)) for days in DAYS_BACK]
    return []
