"""Two years of the centre: the cases and calls of the seeded generator, told by the apps' own services.

All that happens in them is played in the order of time, so that the journal grew as that of a centre at work.
"""

import itertools
from collections.abc import Iterator
from functools import partial
from operator import itemgetter

from crisis_center.demo.call_by_chance import take_call
from crisis_center.demo.case_by_chance import CaseByChance, Scene
from crisis_center.demo.chance import Invention
from crisis_center.demo.telling import Centre

SEED = 2008
CASES = 56
CALLS = 370


def tell(centre: Centre) -> None:
    invention = Invention(SEED, centre.past.today, centre.past.days_off)
    for _moment, play in sorted(_scenes(centre, invention), key=itemgetter(0)):
        play()


def _scenes(centre: Centre, invention: Invention) -> Iterator[Scene]:
    for call in itertools.islice(invention.calls(), CALLS):
        yield call.ended_at, partial(take_call, centre, call)
    for turn, case in enumerate(itertools.islice(invention.cases(), CASES)):
        yield from CaseByChance(centre, case, turn=turn).scenes()
