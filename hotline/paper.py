"""The form of a call on paper: the same questions in the same order, with empty boxes.

Its one source is the form itself: a question that is added there stands on the next sheet that is printed.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings

from hotline.forms.call import CallForm
from hotline.sections import DANGER, SECTIONS, Section

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField
    from django.utils.functional import Promise

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
MOST_BOXES = 20  # a longer list, such as the districts, is written by hand
NOTE_LINES = range(14)  # what is left of two sheets


@dataclasses.dataclass(frozen=True)
class PaperQuestion:
    """One question; without boxes it is answered on a line."""

    label: str | Promise
    boxes: tuple[str | Promise, ...] = ()
    is_short: bool = False


@dataclasses.dataclass(frozen=True)
class PaperPart:
    section: Section
    questions: list[PaperQuestion]


def paper_form() -> list[PaperPart]:
    """Return the parts of the sheet: danger first, as on the screen; the notes are lines of their own."""
    form = CallForm()
    return [
        PaperPart(section, [_question(form[name]) for name in section.fields])
        for section in (DANGER, *SECTIONS)
    ]


def _question(bound: BoundField) -> PaperQuestion:
    field: Any = bound.field
    if isinstance(field, forms.BooleanField):
        return PaperQuestion("", (bound.label,))
    boxes = _boxes(field)
    is_short = isinstance(field, forms.TimeField | forms.IntegerField)
    return PaperQuestion(bound.label, boxes if len(boxes) <= MOST_BOXES else (), is_short)


def _boxes(field: Any) -> tuple[str | Promise, ...]:
    if isinstance(field, forms.ModelChoiceField):
        return ()
    return tuple(label for code, label in getattr(field, "choices", ()) if code != "")
