"""The safety check of a call: what the form carries of it, and what its answers say.

Each question has a field of its own, named after its code, so that a draft keeps it like every other answer.
The rules are data (`reference`), the counting is `cases.risk`; here both meet what was told in a call.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.enums import RiskLevel
from cases.instruments import instrument_of
from cases.risk import Score, is_higher, score
from hotline.enums import Reply
from reference.queries import Asked, instrument_asking, instrument_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reference.models import RiskQuestion

FAMILY = "hotline-safety-check"
PREFIX = "check_"
OF_A_QUESTION = re.compile(PREFIX + r"([a-z0-9_-]{1,40})")
JUDGED = "judged_level"
REASON = "judged_reason"
MAY_BE_JUDGED = (RiskLevel.MEDIUM, RiskLevel.HIGH)  # a judgement only raises, and nothing is below low
MOST = 40  # of one form: an instrument asks ten
LONGEST_REASON = 300
LONGEST_TYPED = 20_000  # is kept in a draft; Finish says when it is too long


@dataclasses.dataclass(frozen=True)
class Told:
    """What was answered and judged; false when nothing was. `replies` are by the code of the question."""

    replies: Mapping[str, str] = dataclasses.field(default_factory=dict)
    judged: str = ""
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.replies or self.judged or self.reason)


@dataclasses.dataclass(frozen=True)
class Result:
    """What the answers say by their instrument, and what the worker judges: she can only raise it."""

    asked: Asked
    told: Told
    score: Score

    @property
    def is_raised(self) -> bool:
        return is_higher(self.told.judged, self.score.band)

    @property
    def level(self) -> str:
        """Return the higher of both; empty when not enough is known."""
        return self.told.judged if self.is_raised else self.score.band

    @property
    def weighing(self) -> list[RiskQuestion]:
        """Return the questions whose answers count."""
        return [one for one in self.asked.questions if one.code in self.score.weighing]

    @property
    def points_in_words(self) -> str:
        return points_in_words(self.score.points)

    @property
    def answered_in_words(self) -> str:
        return answered_in_words(self.score.answered, self.score.asked)


def points_in_words(points: int) -> str:
    return ngettext("%(points)d point", "%(points)d points", points) % {"points": points}


def answered_in_words(answered: int, asked: int) -> str:
    """Say how many answers there are: a level is worth as much as is known."""
    return _("{answered} of {asked} answered yes or no").format(answered=answered, asked=asked)


def level_in_words(level: str) -> str:
    return str(RiskLevel(level).label) if level else _("not enough is known")


def told_in_form(typed: Mapping[str, Any]) -> Told:
    """Return what was told of a safety check, in a form that was sent or in a draft, of all that is typed."""
    named = [(OF_A_QUESTION.fullmatch(name), typed[name]) for name in typed if name.startswith(PREFIX)]
    replies = {found[1]: reply for found, reply in named[:MOST] if found and reply in Reply.values}
    judged = typed.get(JUDGED, "")
    return Told(
        replies=replies,
        judged=judged if judged in MAY_BE_JUDGED else "",
        reason=typed.get(REASON, "")[:LONGEST_TYPED],
    )


def fields_of(told: Told) -> dict[str, str]:
    """Return a safety check as fields of the form, as a draft keeps it; what is empty is left out."""
    replies = {f"{PREFIX}{code}": str(reply) for code, reply in told.replies.items()}
    judged = {JUDGED: str(told.judged), REASON: told.reason}
    return replies | {name: value for name, value in judged.items() if value}


def asked_for(told: Told) -> Asked | None:
    """Return the instrument whose questions were answered, else today's; None when the centre has none."""
    begun = instrument_asking(told.replies, FAMILY) if told.replies else None
    return begun or instrument_on(timezone.localdate(), FAMILY)


def result_of(asked: Asked, told: Told) -> Result:
    """Return what was told with what it says; a reply to another instrument's question does not count."""
    codes = {one.code for one in asked.questions}
    replies = {code: reply for code, reply in told.replies.items() if code in codes}
    told = dataclasses.replace(told, replies=replies)
    return Result(asked, told, score(instrument_of(asked), replies))
