"""What stands in the database of a call, read beside the product: the judge of what came back."""

from uuid import UUID

from bench.data.databases import using
from bench.faults.centre import DATABASE
from hotline.models import Call, CallDraft
from vault.context import opening


def notes_held(call_id: UUID) -> str:
    """Return the notes that a page of the call would be filled with now; "" before its first draft.

    The call may begin while this looks, so its key is asked for after the draft is there.
    """
    with using(DATABASE):
        call = Call.objects.filter(pk=call_id).first()
        newest = CallDraft.objects.newest_of(call) if call else None
        if newest is None:
            return ""
        with opening([call_id], purposes=["call"]):
            return str((newest.typed or {}).get("notes", ""))


def states_of(call_id: UUID) -> list[tuple[UUID, str, UUID]]:
    """Return every state that was saved of the call: its window, its notes, its author."""
    with using(DATABASE):
        drafts = list(CallDraft.objects.filter(call_id=call_id).order_by("saved_at"))
        with opening([call_id], purposes=["call"]):
            return [
                (draft.client_id, str((draft.typed or {}).get("notes", "")), draft.author_id)
                for draft in drafts
            ]


def reference_of(call_id: UUID) -> str:
    """Return the reference of a call, "" when it was never begun."""
    with using(DATABASE):
        return Call.objects.filter(pk=call_id).values_list("reference", flat=True).first() or ""
