"""`python -m bench.faults`: RUNS runs (15), each with every fault once; figures on standard output.

CHARACTERS=1000 and FAULTS=web,postgres,redis,network,tab,browser can be made smaller; SEED begins elsewhere.
"""

import os
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

from bench.faults.centre import Centre, a_centre
from bench.faults.told import figure, say, tell
from bench.figures import Figure

FAULTS = "web,postgres,redis,network,tab,browser"


def main() -> int:
    """Return 1 when anything was lost or mixed."""
    runs, length = (
        int(os.environ.get(name, many)) for name, many in (("RUNS", "15"), ("CHARACTERS", "1000"))
    )
    seed, faults = int(os.environ.get("SEED", "1")), os.environ.get("FAULTS", FAULTS).split(",")
    with a_centre() as centre:
        return measured(centre, range(seed, seed + runs), length, faults)


def measured(centre: Centre, seeds: range, length: int, faults: list[str]) -> int:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 only where browsers are driven

    from accounts.models import Team, User  # noqa: PLC0415 the models exist only now
    from bench.data.databases import using  # noqa: PLC0415 as above
    from bench.faults.centre import DATABASE  # noqa: PLC0415 as above
    from bench.faults.journey import Journey  # noqa: PLC0415 as above

    outcomes, missed = [], False
    with using(DATABASE):
        team = Team.objects.create(name="Shymkent")
        workers = [
            User.objects.create(username=name, display_name=name, role="operator", team=team)
            for name in ("types", "colleague")
        ]
    with sync_playwright() as playwright:
        for seed in seeds:
            outcome = Journey(centre, playwright, workers, seed).run(length, faults)
            say(f"Seed {seed}: {outcome}")
            outcomes.append(outcome)
    for told in summed(outcomes):
        tell(told)
        missed |= told.is_missed
    return int(missed)


def summed(outcomes: list[Any]) -> Iterator[Figure]:
    def most(name: str) -> float:
        return max(getattr(one, name) for one in outcomes)

    def whole(name: str) -> float:
        return sum(getattr(one, name) for one in outcomes)

    told = partial(figure, "faults")
    yield told("runs", len(outcomes))
    yield told("kills of server, database, cache and line", whole("kills"))
    yield told("deaths of a tab or a browser", whole("deaths"))
    yield told("characters typed a second", whole("characters") / whole("seconds"))
    yield told("most characters missing after a tab or a browser died", most("missing_after_death"))
    yield told("characters missing where the page lived on", whole("missing_on_living_page"))
    yield told("texts that came back as something else", whole("something_else"))
    yield told("states mixed from two tabs or two workers", whole("mixed"))
    yield told("longest until saved again after a part was back", most("until_saved_again"), "s")


if __name__ == "__main__":
    sys.exit(main())
