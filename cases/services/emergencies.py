"""Opening one file for one hour when nobody whose it is can be reached, and looking at it afterwards."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.services import Subject, record, record_refusal
from cases.emergencies import told_of_emergency, who_leads
from cases.enums import EmergencyVerdict, TimelineKind
from cases.models import Case, CaseFold, EmergencyAccess
from cases.models.emergency import MINUTES
from cases.policies import can_open_emergency, can_review_emergency
from cases.queries import case_id_of
from cases.refusals import Conflict, Refusal
from cases.row_security import Why, seeing_every_case
from cases.services.timeline import add_entry
from outbox.services import queue_message
from vault.context import sealing

SHORTEST_REASON = 20
MOST_AT_ONCE, MOST_A_DAY = 3, 10
AN_HOUR, A_DAY = dt.timedelta(minutes=MINUTES), dt.timedelta(days=1)
NOTHING_TO_OPEN = gettext_lazy(
    "No case with this reference can be opened. Check the reference, or call a coordinator."
)


@seeing_every_case(Why.EMERGENCY)
def open_emergency(*, actor: User, reference: str, category: str, reason: str) -> EmergencyAccess:
    """Open one case to `actor` for 60 minutes and tell its leads and the managers at once. Twice is once.

    Refuses a short reason, a reference that means nothing or a case from which she is barred (in the same
    words), a case that is open to her anyway, a fourth at once and an eleventh within a day: of that her
    coordinators and the managers are told as well.
    """
    if not (answer := can_open_emergency(actor)):
        raise Refusal(answer.reason)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal(_("Say in a sentence why it cannot wait: at least 20 characters."))
    case = _case_meant(actor, reference)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)  # hers are opened one after the other
        hers = EmergencyAccess.objects.of_worker(actor)
        if running := hers.living().filter(case=case).first():
            return running
        recent = hers.filter(opened_at__gt=timezone.now() - A_DAY)
        if hers.living().count() < MOST_AT_ONCE and recent.count() < MOST_A_DAY:
            return _open(actor, case, category, reason)
    raise _so_many(actor, case)


@transaction.atomic
def end_emergency(*, actor: User, access: EmergencyAccess) -> EmergencyAccess:
    """Close the file again before the hour is over. Asking twice changes nothing."""
    ended = EmergencyAccess.objects.living().of_worker(actor).filter(pk=access.pk)
    if ended.update(ended_at=timezone.now()):
        record(
            actor=actor,
            verb="cases.emergency_ended",
            subject=access,
            case_id=access.case_id,
            fields=["ended_at"],
        )
    access.refresh_from_db(fields=["ended_at"])
    return access


@seeing_every_case(Why.EMERGENCY)
@transaction.atomic
def review_emergency(
    *, actor: User, access: EmergencyAccess, verdict: str, note: str = ""
) -> EmergencyAccess:
    """Settle an emergency access with a verdict; one that was not needed ends at once. Twice is once.

    Refuses whom `policies.can_review_emergency` refuses: nobody reviews herself. Raises Conflict when
    somebody else has settled it meanwhile in another way.
    """
    if not (answer := can_review_emergency(actor, access)):
        raise Refusal(answer.reason)
    settled = EmergencyAccess.objects.unreviewed().filter(pk=access.pk)
    if not settled.update(reviewed_at=timezone.now(), reviewed_by=actor, verdict=verdict):
        access.refresh_from_db(fields=["verdict"])
        if access.verdict == verdict:
            return access
        raise Conflict(_("Somebody has settled this meanwhile. Look at it again."))
    if note.strip():
        with sealing(access.case_id):
            access.note = note.strip()
            access.save(update_fields=["note"])
    if verdict == EmergencyVerdict.NOT_NEEDED:
        EmergencyAccess.objects.living().filter(pk=access.pk).update(ended_at=timezone.now())
    record(
        actor=actor,
        verb="cases.emergency_reviewed",
        subject=access,
        case_id=access.case_id,
        fields=["verdict", "note"],
        result=verdict,
    )
    access.refresh_from_db(fields=["reviewed_at", "reviewed_by", "verdict", "ended_at"])
    return access


def _case_meant(actor: User, reference: str) -> Case:
    """Return the case that a reference means; of a shell the one that goes on."""
    case: Case | None = Case.objects.not_barring(actor).filter(reference=reference).first()
    if case is None:
        case_id = case_id_of(reference)
        subject = Subject(kind="cases.case", id=case_id)
        record_refusal(actor=actor, verb="cases.emergency_refused", subject=subject, case_id=case_id)
        raise Refusal(NOTHING_TO_OPEN)
    if case.is_folded and (fold := CaseFold.objects.living().newest_of(case)):
        case = fold.kept
    if Case.objects.visible_to(actor).filter(pk=case.pk).exists():
        raise Refusal(_("This case is open to you already. Find it in your list."))
    return case


def _open(actor: User, case: Case, category: str, reason: str) -> EmergencyAccess:
    now = timezone.now()
    access = EmergencyAccess(
        case=case, worker=actor, category=category, opened_at=now, expires_at=now + AN_HOUR
    )
    with sealing(case.pk):
        access.reason = reason.strip()
        access.save(force_insert=True)
    record(
        actor=actor,
        verb="cases.emergency_opened",
        subject=access,
        case_id=case.pk,
        fields=["category", "reason"],
    )
    add_entry(
        case=case,
        actor=actor,
        verb="emergency_opened",
        kind=TimelineKind.CASE,
        subject=access,
        facts={"category": category},
    )
    for worker in told_of_emergency(case, but=actor):
        key = f"emergency:{access.pk}:{worker.pk}"
        queue_message(recipient=worker, event="cases/emails/emergency_opened", dedupe_key=key)
    return access


def _so_many(actor: User, case: Case) -> Refusal:
    """Tell who leads that she asks unusually often, and return what she is told."""
    record_refusal(
        actor=actor, verb="cases.emergency_refused", subject=case, case_id=case.pk, result="too_many"
    )
    for lead in who_leads(actor):
        key = f"emergencies:{actor.pk}:{timezone.localdate():%Y-%m-%d}:{lead.pk}"
        queue_message(recipient=lead, event="cases/emails/many_emergencies", dedupe_key=key)
    return Refusal(
        _("You have opened many files in an emergency. Call a coordinator: she has been told as well.")
    )
