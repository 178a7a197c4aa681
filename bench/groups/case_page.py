"""G6: the page of a case with 50 lines of timeline, sealed values and all."""

from collections.abc import Iterator

from bench import goals
from bench.data.databases import using
from bench.data.pattern import longest_case
from bench.figures import Figure, figures_of
from bench.load.window import Effort
from bench.workshop import Workshop

READER = "coordinator"


def measure(shop: Workshop) -> Iterator[Figure]:
    path = path_of_longest(shop)
    floor = shop.floor_page("detail", "/rows/5/")
    pages = {
        total: shop.page(f"case page of {total}", path, role=READER, total=total) for total in shop.totals
    }
    results = shop.driver.window(floor, list(pages.values()), Effort())
    for total, page in pages.items():
        alone, at_once = results[page.name, 1], results[page.name, 8]
        asked = shop.counted(path, role=READER, total=total)
        told = figures_of("case_page", total)
        yield told("p50, one at a time", alone.least("p50"), "ms", goals.CASE_P50)
        yield told("p95, one at a time", alone.least("p95"), "ms")
        yield told("statements", len(asked.statements), "", goals.CASE_STATEMENTS)
        yield told("CPU of server and PostgreSQL", at_once.cpu, "ms")
        yield told("rate, 8 at once", at_once.median("rate"), "r/s")
        yield told("weight", alone.median("kib"), "KiB")
        if total != shop.small:
            growth = alone.least("p50") / results[pages[shop.small].name, 1].least("p50")
            yield told(f"p50 beside that of {shop.small:,}", growth, "x", goals.CASE_GROWTH)
    yield figures_of("case_page", 0)("floor detail: CPU", results[floor.name, 8].cpu, "ms")


def path_of_longest(shop: Workshop) -> str:
    """Return the page of the case whose timeline fills a page: it is of the pattern, so in every database."""
    with using(shop.databases.pattern()):
        return longest_case().get_absolute_url()
