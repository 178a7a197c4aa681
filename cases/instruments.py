"""A risk instrument as the centre's list keeps it, for the engine that counts (`cases.risk`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.risk import Instrument, Question

if TYPE_CHECKING:
    from reference.queries import Asked


def instrument_of(asked: Asked) -> Instrument:
    """Return what the engine needs to know of an instrument and its questions."""
    kept = asked.instrument
    return Instrument(
        questions=tuple(
            Question(code=one.code, points=one.points, counts=one.counts, at_least=one.at_least)
            for one in asked.questions
        ),
        medium_from=kept.medium_from,
        high_from=kept.high_from,
        fewest_answers=kept.fewest_answers,
    )
