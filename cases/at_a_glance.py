"""What stands of a case beside a running call: codes, days and who, nothing that she said (decision 3).

An operator knows of her team's cases and opens few of them; what she must know while the client is on the
line is read here for her, and journaled by whoever asks. Which cases are hers to know of,
`Case.objects.safe_contact_visible_to` has said before.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from cases.enums import SessionTopic
from cases.models import FollowUp, Intervention, TimelineEntry
from cases.row_security import Why, seeing_every_case

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

CONTACTS = ("contact_attempted", "call_logged")
MOST_CONTACTS = 3


@dataclasses.dataclass(frozen=True, kw_only=True)
class Glance:
    """One case: its last contacts, the newest first; what is agreed; when her safety was last planned."""

    contacts: list[TimelineEntry] = dataclasses.field(default_factory=list)
    follow_ups: list[FollowUp] = dataclasses.field(default_factory=list)
    safety_session: Intervention | None = None


@seeing_every_case(Why.CALL)
def glances(case_ids: Collection[UUID]) -> dict[UUID, Glance]:
    """Return what stands of each case beside a call; three statements for any number of cases."""
    newest = Window(RowNumber(), partition_by="case_id", order_by=("-occurred_at", "-id"))
    contacts = TimelineEntry.objects.filter(case__in=case_ids, verb__in=CONTACTS).annotate(place=newest)
    planned = (
        FollowUp.objects.planned().filter(case__in=case_ids).annotate(who=F("responsible__display_name"))
    )
    sessions = Intervention.objects.filter(case__in=case_ids, topic=SessionTopic.SAFETY)
    last = sessions.order_by("case_id", "-held_at", "id").distinct("case_id").select_related("worker")
    found = {case_id: Glance() for case_id in case_ids}
    for entry in contacts.filter(place__lte=MOST_CONTACTS).order_by("-occurred_at", "-id"):
        found[entry.case_id].contacts.append(entry)
    for follow_up in planned.order_by("due_on", "id"):
        found[follow_up.case_id].follow_ups.append(follow_up)
    for session in last:
        found[session.case_id] = dataclasses.replace(found[session.case_id], safety_session=session)
    return found
