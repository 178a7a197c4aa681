"""The cases of whoever was recognised in the caller, as they stand beside the form of the call."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from audit.services import record_view
from cases.at_a_glance import Glance, glances
from cases.enums import RiskLevel
from cases.models import Case
from vault.context import opening
from vault.enums import Purpose

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User


@dataclasses.dataclass(frozen=True, kw_only=True)
class KnownCase:
    """One case. `case.may_open` tells whether the worker may open its file, and so settle what is agreed."""

    case: Any
    alert: str
    glance: Glance

    @property
    def is_high_risk(self) -> bool:
        return bool(self.case.risk_level == RiskLevel.HIGH)


def known_cases(worker: User, references: Collection[str]) -> list[KnownCase]:
    """Return the cases of these references of which `worker` may know; each is journaled as read.

    The number of statements is the same for one case and for several.
    """
    if not references:
        return []
    open_to_her = Case.objects.visible_to(worker).filter(pk=OuterRef("pk"))
    known = Case.objects.safe_contact_visible_to(worker).filter(reference__in=references)
    cases = list(
        known.select_related("safe_contact").annotate(may_open=Exists(open_to_her)).order_by("reference")
    )
    for case in cases:
        record_view(
            actor=worker,
            verb="cases.read",
            subject=case,
            case_id=case.pk,
            purpose="beside_call",
            fields=["alert", "risk_level"],
        )
    at_a_glance = glances([case.pk for case in cases])
    with opening([case.pk for case in cases], purposes=[Purpose.CASE]):
        return [
            KnownCase(case=case, alert=case.safe_contact.alert or "", glance=at_a_glance[case.pk])
            for case in cases
        ]
