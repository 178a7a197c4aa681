"""`make bench`: figures on standard output, one JSON object a line; what is going on, on standard error.

ONLY=name runs one group. SCALE=1000000 compares a million cases with the ten thousand, in place of 100,000.
"""

import datetime as dt
import json
import os
import sys
from contextlib import ExitStack

import django

from bench.place import Place, collect_static, open_place
from bench.record import keep
from bench.saying import say

SMALL, LARGE = 10_000, 100_000


def main() -> int:
    """Return 1 when a goal was missed."""
    large = scale_asked_for()
    with open_place() as place:
        os.environ.update(place.environment("postgres"))
        django.setup()
        say("Collecting the style sheets.")
        collect_static(place)
        return int(measure(place, large))


def scale_asked_for() -> int:
    asked = os.environ.get("SCALE", str(LARGE)).replace("_", "").replace(",", "")
    if not asked.isdigit() or int(asked) < SMALL:
        raise SystemExit(f"SCALE is the number of cases, {SMALL:,} or more, not {asked!r}.")
    return int(asked)


def measure(place: Place, large: int) -> bool:
    """Run the groups that were asked for; return True when a goal was missed."""
    from bench.data.databases import Databases  # noqa: PLC0415 the models exist only now
    from bench.groups import GROUPS, WITHOUT_CASES, chosen  # noqa: PLC0415 as above
    from bench.workshop import Workshop  # noqa: PLC0415 as above

    names = chosen(os.environ.get("ONLY", ""))
    missed, today = False, dt.datetime.now(dt.UTC).date().isoformat()
    with ExitStack() as stack:
        shop = Workshop(place, Databases(place.postgres), SMALL, large, stack)
        shop.databases.drop_stale()
        for total in shop.totals if set(names) - WITHOUT_CASES else ():
            say(f"{total:,} cases: {shop.databases.ready(total)}")
        for name in names:
            say(f"Group {name}.")
            for figure in GROUPS[name](shop):
                print(json.dumps(figure.told(), ensure_ascii=False), flush=True)
                keep(figure.told(), run=large, day=today)
                missed |= figure.is_missed
    return missed


if __name__ == "__main__":
    sys.exit(main())
