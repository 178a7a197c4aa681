"""What a call tells, part by part: the order of the conversation, of the form and of the summary."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclasses.dataclass(frozen=True)
class Section:
    """One part of the form; `number` is 0 for what stands beside the eight parts."""

    number: int
    title: str | Promise
    fields: tuple[str, ...]

    @property
    def anchor(self) -> str:
        return f"s{self.number}"

    @property
    def is_safe_contact(self) -> bool:
        return "safe_number" in self.fields


SECTIONS = (
    Section(1, _("Type of call"), ("call_type", "channel", "direction")),
    Section(
        2,
        _("Safety now"),
        (
            "safe_to_talk",
            "abuser_present",
            "immediate_danger",
            "injuries",
            "weapon",
            "children_present",
            "emergency_called",
            "if_cut_off",
        ),
    ),
    Section(
        3,
        pgettext_lazy("call", "Caller"),
        (
            "caller_role",
            "caller_name",
            "phone",
            "language",
            "interpreter_needed",
            "age_band",
            "sex",
            "district",
            "called_before",
        ),
    ),
    Section(
        4,
        _("Safe contact"),
        (
            "may_contact",
            "contact_channel",
            "safe_number",
            "ask_for",
            "code_word",
            "safe_days",
            "safe_from",
            "safe_until",
            "voicemail",
            "messages_allowed",
            "message_wording",
            "also_used_by",
            "if_someone_else",
            "valid_until",
        ),
    ),
    Section(
        5,
        pgettext_lazy("call", "Situation"),
        ("kinds_of_violence", "used_violence", "lives_together", "children_count", "child_saw_violence"),
    ),
    Section(6, _("Needs"), ("needs",)),
    Section(7, _("What was done"), ("given",)),
    Section(8, _("Result"), ("outcome", "urgency", "worker_debrief")),
)
DANGER = Section(0, _("Her safety first"), ("address", "emergency_numbers"))
NOTES = Section(0, _("Notes"), ("notes",))
SAFETY_CHECK = Section(0, _("Safety check"), ())  # its questions are data

AFTER_SITUATION = 1 + next(at for at, part in enumerate(SECTIONS) if "kinds_of_violence" in part.fields)

ALL_SECTIONS = (*SECTIONS, DANGER, NOTES)
TOLD_FIELDS = tuple(name for section in ALL_SECTIONS for name in section.fields)

MASKED_FIELDS = frozenset({"caller_name", "phone", "safe_number", "code_word", "address"}) | {
    "ask_for",
    "also_used_by",
    "message_wording",
}
"""What is shown of a call on demand only (A5): how to reach her, where she is, what she is called."""

OWN_CARE = frozenset({"worker_debrief"})
"""What a worker says of herself: it stands in no summary, which everybody reads who sees the call."""
