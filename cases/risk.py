"""Adds up the answers to a risk instrument. What it asks and how it counts is data: no database, no words.

A score helps to see; it is never a verdict. Whoever asked may judge the risk higher, never lower.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BANDS = ("", "low", "medium", "high")  # codes of RiskLevel, rising; empty: not enough is known
REPLIES = frozenset({"yes", "no", "unknown", "declined", "unsafe_to_ask"})
ANSWERS = frozenset({"yes", "no"})  # the other replies tell that it was asked, not what is so


class UnknownReply(ValueError):
    """A question that the instrument does not ask, or a reply that nobody can give."""


@dataclasses.dataclass(frozen=True)
class Question:
    """`counts` is the reply that adds `points`; one with `at_least` sets at least that band by itself."""

    code: str
    points: int = 1
    counts: str = "yes"
    at_least: str = ""


@dataclasses.dataclass(frozen=True)
class Instrument:
    """What is asked, and from how many points on the risk is medium and high.

    With fewer answers than `fewest_answers` nobody is told that the risk is low.
    """

    questions: tuple[Question, ...]
    medium_from: int
    high_from: int
    fewest_answers: int = 0


@dataclasses.dataclass(frozen=True)
class Score:
    """What the answers say. `weighing` are the codes of those that count, `triggers` set a band alone."""

    points: int
    band: str
    triggers: tuple[str, ...]
    weighing: tuple[str, ...]
    answered: int
    asked: int


def score(instrument: Instrument, answers: Mapping[str, str]) -> Score:
    """Return what the answers say; `answers` holds replies by the code of their question, "" is none.

    A band that the points or one answer reach stands, however little else is known: whatever is not answered
    could only raise it. Only "low" needs enough answers; without them the band is empty. Refuses
    (UnknownReply) a question that the instrument does not ask, and a reply that nobody can give.
    """
    _refuse_unknown(instrument, answers)
    weighing = [one for one in instrument.questions if answers.get(one.code) == one.counts]
    triggers = [one for one in weighing if one.at_least]
    points = sum(one.points for one in weighing)
    answered = sum(1 for one in instrument.questions if answers.get(one.code) in ANSWERS)
    bands = [_band_of(instrument, points, answered), *(one.at_least for one in triggers)]
    return Score(
        points=points,
        band=max(bands, key=BANDS.index),
        triggers=tuple(one.code for one in triggers),
        weighing=tuple(one.code for one in weighing),
        answered=answered,
        asked=len(instrument.questions),
    )


def is_higher(band: str, than: str) -> bool:
    """Say whether a band is above another one."""
    return BANDS.index(band) > BANDS.index(than)


def _band_of(instrument: Instrument, points: int, answered: int) -> str:
    if points >= instrument.high_from:
        return "high"
    if points >= instrument.medium_from:
        return "medium"
    return "low" if answered >= instrument.fewest_answers else ""


def _refuse_unknown(instrument: Instrument, answers: Mapping[str, str]) -> None:
    codes = {one.code for one in instrument.questions}
    if strange := answers.keys() - codes:
        raise UnknownReply(f"The instrument does not ask {', '.join(sorted(strange))}.")
    if strange := {*answers.values()} - REPLIES - {""}:
        raise UnknownReply(f"Nobody can reply {', '.join(sorted(strange))}.")
