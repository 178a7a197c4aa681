"""G10: every page of the product among few cases and among many: its time, and its statements."""

from collections.abc import Iterator
from functools import partial

from bench import goals
from bench.data.databases import using
from bench.figures import Figure, figures_of
from bench.load.window import Effort
from bench.pages import Page, every_page, workers
from bench.saying import say
from bench.statements import counted_once, signed_in, visitor
from bench.workshop import Workshop

EFFORT = Effort(seconds=2, connections=(1,), at_most=8)


def measure(shop: Workshop) -> Iterator[Figure]:
    told = figures_of("growth", shop.large)
    pattern = shop.cases_of_the_pattern()
    with using(shop.databases.ready(shop.small)):
        pages = every_page(pattern)
    few, many = (_statements(shop, pages, total) for total in (shop.small, shop.large))
    unequal = [page.title for page in pages if few[page] != many[page]]
    for title in unequal:
        say(f"{title} costs another number of statements among {shop.large}")
    yield told("pages", len(pages), "")
    yield told("pages whose statements grow", len(unequal), "", goals.UNEQUAL_PAGES)
    yield told("most statements of a page", max(many.values()), "")
    growth = {page: _growth(shop, page) for page in pages}
    for page, times in growth.items():
        yield told(page.title, times, "x", goals.PAGE_GROWTH)
    yield told("largest growth of a page", max(growth.values()), "x", goals.PAGE_GROWTH)


def statements_of(pages: list[Page]) -> dict[Page, int]:
    """Return how many statements each page, found before, costs in the database that the connection shows."""
    browsers = {role: signed_in(worker) for role, worker in workers().items()} | {"": visitor()}
    return {page: len(counted_once(partial(browsers[page.role].get, page.path)).statements) for page in pages}


def _statements(shop: Workshop, pages: list[Page], total: int) -> dict[Page, int]:
    with using(shop.databases.ready(total)):
        return statements_of(pages)


def _growth(shop: Workshop, page: Page) -> float:
    """Return how many times longer the page takes among many."""
    few, many = (
        shop.page(f"{page.title} of {total}", page.path, role=page.role, total=total)
        for total in (shop.small, shop.large)
    )
    results = shop.driver.window(few, [many], EFFORT)
    times = results[many.name, 1].least("p50") / results[few.name, 1].least("p50")
    say(f"{page.title}: {results[many.name, 1].least('p50'):.1f} ms, {times:.2f} x")
    return times
