"""The outline of the notes: headings that fit the type of call, added below what was typed, never over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def with_outline(notes: str, headings: Iterable[str]) -> str:
    """Return the notes with those headings that do not stand in them yet, each on a line of its own."""
    missing = [f"{heading}: " for heading in headings if heading not in notes]
    is_new_line = not notes or notes.endswith("\n")
    return notes + ("" if is_new_line or not missing else "\n") + "\n".join(missing)
