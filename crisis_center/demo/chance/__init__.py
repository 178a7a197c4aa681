"""Invented calls and cases by chance: pure, seeded, as fast as `bench/` needs them.

`Invention(seed, today)` draws as many calls and cases as one likes, each a frozen dataclass of plain values
(`events.py`) with all that happens in it until the evening before `today`. It knows no database and no
service: `load_demo` lets the apps' own services do what it describes, `bench/` writes it by COPY.

    invention = Invention(seed=2008, today=dt.date(2026, 11, 25), days_off=days_off)
    for case in itertools.islice(invention.cases(), 10_000): ...
    for call in itertools.islice(invention.calls(), 40_000): ...

The same seed and day give the same cases in the same order, however many are taken; calls and cases do not
disturb each other. About a tenth of a millisecond a case (`tests/crisis_center/test_chance.py` holds both).
"""

from crisis_center.demo.chance.invention import Invention

__all__ = ["Invention"]
