"""The safety check of a call in words: its answers, what they say, what the worker judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hotline.enums import Reply
from hotline.safety_check import (
    Told,
    answered_in_words,
    asked_for,
    level_in_words,
    points_in_words,
    result_of,
    told_in_form,
)
from reference.queries import questions_of
from vault.templatetags.sealed import sealed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotline.models import Call, SafetyCheck
    from reference.queries import Asked

Words = list[tuple[str, str]]
KEPT = "safety_check"  # under which what is told of a finished call holds the row


def check_in(call: Call) -> dict[str, Any]:
    """Return the safety check of a finished call as a part of what is told of it, if there is one."""
    check = kept_check(call)
    return {KEPT: check} if check else {}


def kept_check(call: Call) -> SafetyCheck | None:
    """Return the safety check that was kept of a call, or None."""
    try:
        found: SafetyCheck = call.safety_check
    except ObjectDoesNotExist:
        return None
    return found


def check_words(told: Mapping[str, Any]) -> Words:
    """Return label and words of what the safety check tells, as it was kept or as it stands in a draft."""
    if kept := told.get(KEPT):
        return _kept_words(kept)
    typed = told_in_form(told)
    asked = asked_for(typed) if typed else None
    if asked is None:
        return []
    result = result_of(asked, typed)
    said = _said(result.score.points, result.score.band, result.answered_in_words)
    judged = _judged(typed.judged if result.is_raised else "", typed)
    return [said, *judged, *_replies(asked, typed.replies)]


def other_answers(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Words:
    """Return what another window says otherwise in the safety check; empty words are "nothing"."""
    there, here = told_in_form(theirs), told_in_form(ours)
    if there == here:
        return []
    asked = asked_for(Told(replies={**here.replies, **there.replies}))
    questions = asked.questions if asked else []
    otherwise: Words = [
        (one.name, _reply(there.replies.get(one.code, "")))
        for one in questions
        if there.replies.get(one.code) != here.replies.get(one.code)
    ]
    if there.judged != here.judged:
        otherwise.append((_("Judged higher"), level_in_words(there.judged) if there.judged else ""))
    if there.reason != here.reason:
        otherwise.append((_("Why higher"), there.reason))
    return otherwise


def _kept_words(check: SafetyCheck) -> Words:
    replies: Any = sealed(check, "replies")
    told = Told(reason=str(sealed(check, "reason")))
    said = _said(check.points, check.band, answered_in_words(check.answered, check.asked))
    if isinstance(replies, str):  # in its place the words that it is damaged
        answers = [(_("Answers"), replies)]
    else:
        answers = _replies(questions_of(check.instrument_id), replies)
    return [said, *_judged(check.judged, told), *answers]


def _replies(asked: Asked | None, replies: Mapping[str, str]) -> Words:
    questions = asked.questions if asked else []
    return [(one.name, _reply(replies[one.code])) for one in questions if one.code in replies]


def _reply(code: str) -> str:
    return str(Reply(code).label) if code else ""


def _said(points: int, band: str, answered: str) -> tuple[str, str]:
    return _(
        "What the answers say"
    ), f"{capfirst(level_in_words(band))}: {points_in_words(points)}, {answered}"


def _judged(level: str, told: Told) -> Words:
    judged: Words = [(_("Judged higher"), level_in_words(level))] if level else []
    return [*judged, (_("Why higher"), told.reason)] if told.reason else judged
