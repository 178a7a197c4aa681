"""The unfinished calls of a worker who left go to a colleague of the hotline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from audit.services import record
from cases.refusals import Refusal
from cases.services.hand_over import OtherWork
from hotline.models import FRAME_OF_A_CALL, Call
from hotline.policies import can_answer_calls

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


@transaction.atomic
def hand_over_call(*, actor: User, subject_id: UUID, worker: User) -> None:
    """Let `worker` write an unfinished call down to its end. One that was finished meanwhile stays as it is.

    Refuses whoever takes no calls and whoever is of another team.
    """
    call = Call.objects.only(*FRAME_OF_A_CALL).get(pk=subject_id)
    if not (answer := can_answer_calls(worker)):
        raise Refusal(answer.reason)
    if worker.team_id != call.team_id:
        raise Refusal(_("A call stays with its team. Choose a worker of the same team."))
    unfinished = Call.objects.unfinished().filter(pk=call.pk)
    if unfinished.update(operator=worker, version=F("version") + 1):
        record(actor=actor, verb="hotline.call_handed_over", subject=call, fields=["operator"])


def _unfinished_of(worker: User) -> list[tuple[UUID, UUID]]:
    return list(Call.objects.unfinished().filter(operator=worker).values_list("pk", "team_id"))


def _described(subjects: list[UUID]) -> dict[UUID, tuple[str, str]]:
    calls = Call.objects.filter(pk__in=subjects).only("reference")
    return {call.pk: (call.reference, call.get_absolute_url()) for call in calls}


UNFINISHED_CALLS = OtherWork(kind="call", of=_unfinished_of, give=hand_over_call, described=_described)
