"""A session and its closed note, by the service that makes real ones."""

from django.utils import timezone

from cases.models import SessionNote
from cases.services.interventions import InterventionDetails, record_intervention


def a_note(case, author, text="She sleeps badly.") -> SessionNote:
    details = InterventionDetails(
        kind="session",
        held_at=timezone.now(),
        minutes=50,
        participants=list(case.household.all()[:1]),
        note=text,
    )
    record_intervention(actor=author, case=case, details=details)
    return SessionNote.objects.get(intervention__submission_id=details.submission_id)
