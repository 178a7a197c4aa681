"""G9: pages with sealed values open, beside the same pages over a database in which nothing is sealed."""

from collections.abc import Iterator
from typing import Any

from bench import goals
from bench.data.databases import using
from bench.figures import Figure, figures_of
from bench.load.window import Effort
from bench.pages import workers
from bench.workshop import Workshop
from cases.enums import CaseStatus
from cases.models import Case

READER = "coordinator"
AN_ACT: dict[str, Any] = {}  # a post without fields
PAGES = {
    "case page": ("", None),
    "case page with her name": ("show-name/", AN_ACT),
    "household with all names": ("household/show-names/", AN_ACT),
    "safe contact": ("safe-contact/", None),
}
EFFORT = Effort(rounds=6, seconds=1.5)


def measure(shop: Workshop) -> Iterator[Figure]:
    total, told = shop.small, figures_of("encryption", shop.small)
    for name, (path, typed) in PAGES.items():
        clear, sealed = (
            shop.page(
                f"{name}, {'in clear' if in_clear else 'sealed'}",
                newest_case(shop, in_clear=in_clear) + path,
                role=READER,
                total=total,
                typed=typed,
                in_clear=in_clear,
            )
            for in_clear in (True, False)
        )
        results = shop.driver.window(clear, [sealed], EFFORT)
        one, other = results[sealed.name, 1], results[clear.name, 1]
        at_once = results[sealed.name, 8].cpu / results[clear.name, 8].cpu
        yield told(f"{name}: CPU beside the same in clear", at_once, "x", goals.SEALED_BESIDE_CLEAR)
        yield told(f"{name}: p50 beside the same in clear", one.least("p50") / other.least("p50"), "x")


def newest_case(shop: Workshop, *, in_clear: bool) -> str:
    """Return the page of the newest copy: one of the pattern is sealed even where the copies are not."""
    pattern = shop.cases_of_the_pattern()
    with using(shop.databases.ready(shop.small, in_clear=in_clear)):
        seen = Case.objects.visible_to(workers()[READER]).filter(status=CaseStatus.ACTIVE)
        return seen.exclude(pk__in=pattern).order_by("-opened_at", "-id")[0].get_absolute_url()
