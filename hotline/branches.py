"""Which window of a call has seen what: each is a branch, filled from a draft of another one or from none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


class Saved(NamedTuple):
    """One draft without what was typed in it."""

    pk: UUID
    client_id: UUID
    seq: int
    filled_from: UUID | None


def unseen_in(drafts: Sequence[Saved], *, client_id: UUID, known_draft: UUID | None) -> UUID | None:
    """Return the newest state that a window has not seen, of drafts from the oldest on; None when it saw all.

    It has seen its own drafts, the one that its page was filled from (`known_draft`), and whatever that one
    was made from. A third window that saved later hides nothing: whatever stands aside is asked for.
    """
    seen = _seen_by(drafts, client_id, known_draft)
    heads = {draft.client_id: draft for draft in sorted(drafts, key=lambda draft: draft.seq)}
    unseen = {window: head.pk for window, head in heads.items() if head.seq > seen.get(window, 0)}
    return next((unseen[draft.client_id] for draft in reversed(drafts) if draft.client_id in unseen), None)


def _seen_by(drafts: Sequence[Saved], client_id: UUID, known_draft: UUID | None) -> dict[UUID, int]:
    """Return how far each window was seen: the highest number of its drafts."""
    by_id = {draft.pk: draft for draft in drafts}
    own = [draft for draft in drafts if draft.client_id == client_id]
    seen: dict[UUID, int] = {client_id: max((draft.seq for draft in own), default=0)}
    to_follow = [known_draft, *(draft.filled_from for draft in own)]
    while to_follow:
        draft = by_id.get(to_follow.pop())  # type: ignore[arg-type] # None is no draft
        if draft is None or draft.seq <= seen.get(draft.client_id, 0):
            continue
        before, seen[draft.client_id] = seen.get(draft.client_id, 0), draft.seq
        to_follow += [
            row.filled_from
            for row in drafts
            if row.client_id == draft.client_id and before < row.seq <= draft.seq
        ]
    return seen
