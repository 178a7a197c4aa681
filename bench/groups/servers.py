"""The same pages behind other servers, in the same window: what the product would gain by changing."""

from collections.abc import Iterator

from bench.figures import Figure, figures_of
from bench.groups.case_page import READER, path_of_longest
from bench.load.window import Effort
from bench.servers import COMMANDS
from bench.workshop import Workshop


def measure(shop: Workshop) -> Iterator[Figure]:
    total, told = shop.small, figures_of("servers", shop.small)
    case, bare = path_of_longest(shop), shop.bare_insert()
    targets = [
        target
        for kind in COMMANDS
        for target in (
            shop.bare_insert(kind),
            shop.page(f"case list, {kind}", "/cases/", role=READER, total=total, kind=kind),
            shop.page(f"case page, {kind}", case, role=READER, total=total, kind=kind),
            shop.logged_call(f"log a call, {kind}", total=total, kind=kind),
        )
    ]
    results = shop.driver.window(bare, targets[1:] if targets[0].name == bare.name else targets, Effort())
    for target in targets:
        measured = results[target.name, 8]
        yield told(f"{target.name}: CPU of server and PostgreSQL", measured.cpu, "ms")
        yield told(f"{target.name}: rate, 8 at once", measured.median("rate"), "r/s")
        yield told(f"{target.name}: p50, one at a time", results[target.name, 1].least("p50"), "ms")
