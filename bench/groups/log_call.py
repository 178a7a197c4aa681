"""G1: a call is logged by a form post: session, rights, validation, sealing, journal, commit."""

from collections.abc import Iterator

from bench import goals
from bench.calls import FINISH, call_typed
from bench.data.databases import using
from bench.figures import Figure, figures_of
from bench.load.window import Effort
from bench.pages import workers
from bench.statements import Counted, counted, signed_in
from bench.workshop import Workshop
from hotline.models import Call
from reference.models import District


def measure(shop: Workshop) -> Iterator[Figure]:
    bare, floor = shop.bare_insert(), shop.floor_create()
    calls = {total: shop.logged_call(f"log a call among {total}", total=total) for total in shop.totals}
    results = shop.driver.window(bare, [floor, *calls.values()], Effort(seconds=2))
    for total, call in calls.items():
        alone, at_once, asked = results[call.name, 1], results[call.name, 8], statements(shop, total)
        told = figures_of("log_call", total)
        yield told("of a bare insert, 8 at once", at_once.ratio, "x", goals.CALL_OF_BARE_INSERT)
        of_floor = at_once.ratio / results[floor.name, 8].ratio
        yield told("of the floor's create, 8 at once", of_floor, "x", goals.CALL_OF_FLOOR)
        yield told("p95, one at a time", alone.least("p95"), "ms", goals.CALL_P95)
        yield told("CPU of server and PostgreSQL", at_once.cpu, "ms", goals.CALL_CPU)
        yield told("CPU of PostgreSQL in it", at_once.median("database_cpu"), "ms")
        yield told("statements", len(asked.statements), "", goals.CALL_STATEMENTS)
        yield told("statements with BEGIN, SAVEPOINT, COMMIT", asked.round_trips, "")
        yield told("rate, 8 at once", at_once.median("rate"), "r/s")
    for target in (bare, floor):
        told = figures_of("log_call", 0)
        yield told(f"{target.name}: CPU of server and PostgreSQL", results[target.name, 8].cpu, "ms")
        yield told(f"{target.name}: rate, 8 at once", results[target.name, 8].median("rate"), "r/s")


def statements(shop: Workshop, total: int) -> Counted:
    """Log two calls in this process and return what the second one cost."""
    with using(shop.databases.ready(total)):
        worker, district = workers()["operator"], District.objects.order_by("code")[0]
        client, before = signed_in(worker), Call.objects.filter(operator=worker).count()
        asked = counted(lambda: client.post(FINISH, call_typed(worker, district)))
        if Call.objects.filter(operator=worker).count() != before + 2:
            raise AssertionError(f"No call was logged: the form came back with {asked.response.status_code}.")
        return asked
