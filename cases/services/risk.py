"""The risk level of a case: a judgement with a reason, never a bare score."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.enums import RiskLevel, TimelineKind
from cases.models import Case, RiskAssessment
from cases.refusals import Refusal
from cases.services.timeline import add_entry
from vault.context import sealing

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def assess_risk(
    *, actor: User, case: Case, level: str, reason: str, assessment_id: uuid.UUID | None = None
) -> RiskAssessment:
    """Record how high the risk is and why; the newest assessment is the case's risk level.

    Asking twice with the same `assessment_id`, drawn with the form, records one. Refuses a level
    without a reason, any assessment of a closed case, and a lower level than high in an emergency.
    """
    if assessment_id and (already := RiskAssessment.objects.filter(pk=assessment_id, case=case).first()):
        return already
    if not reason.strip():
        raise Refusal(_("Say in a few words why the risk is at this level."))
    if case.is_closed:
        raise Refusal(_("This case is closed. Reopen it to assess the risk."))
    if case.emergency_until and level != RiskLevel.HIGH:
        raise Refusal(_("In an emergency you can note a high risk, no other. Tell the coordinator."))
    with sealing(case.pk):
        assessment = RiskAssessment(
            id=assessment_id or uuid.uuid4(),
            case=case,
            level=level,
            assessed_at=timezone.now(),
            assessed_by=actor,
        )
        assessment.reason = reason.strip()
        assessment.save(force_insert=True)
    Case.objects.filter(pk=case.pk).update(risk_level=level)
    case.risk_level = level
    record(
        actor=actor,
        verb="cases.risk_assessed",
        subject=assessment,
        case_id=case.pk,
        fields=["risk_level", "reason"],
    )
    add_entry(
        case=case,
        actor=actor,
        verb="risk_assessed",
        kind=TimelineKind.CASE,
        subject=assessment,
        facts={"level": level},
    )
    return assessment
