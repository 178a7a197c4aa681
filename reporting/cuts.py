"""The tables of a report: what is counted by what. A code that once stood in a table keeps its words here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.enums import CaseStatus, CheckInOutcome, InterventionKind, KindOfViolence, RiskLevel
from hotline.enums import CallType
from partners.enums import JointEventKind, ParticipantKind
from referrals.enums import ReferralStatus
from reporting.suppression import LEAST_SHOWN, LEAST_SHOWN_IF_DELICATE, Cell, Shown, shown_each, shown_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db import models
    from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Cut:
    """One table. Its rows stand in a fixed order; `delicate` ones are about children, rape or trafficking."""

    code: str
    title: str | Promise
    words: type[models.TextChoices]
    not_said: str | Promise = ""  # the words of the row of those for whom nothing was said
    left_out: frozenset[str] = frozenset()
    delicate: frozenset[str] = frozenset()
    adds_up: bool = True  # off where one case stands in several rows
    has_order: bool = True  # off where the greatest number comes first
    hides: bool = True  # off where no client is counted

    @property
    def codes(self) -> list[str]:
        codes = [code for code in self.words.values if code not in self.left_out]
        return [*codes, ""] if self.not_said else codes

    def label(self, code: str) -> str:
        """Return the words of a row; a code that is no longer known speaks for itself."""
        if not code:
            return str(self.not_said)
        return str(dict(self.words.choices).get(code) or code.replace("_", " ").capitalize())

    def shown(self, counted: Mapping[str, int]) -> Shown:
        """Return what may be shown of the numbers `counted` by code; what was not counted is 0."""
        if not self.hides:
            rows = tuple((code, counted.get(code, 0)) for code in self.codes)
            return Shown(rows, sum(number for _code, number in rows))
        cells = [Cell(code, counted.get(code, 0), self._least_shown(code)) for code in self.codes]
        return shown_parts(cells) if self.adds_up else shown_each(cells)

    def _least_shown(self, code: str) -> int:
        return LEAST_SHOWN_IF_DELICATE if code in self.delicate else LEAST_SHOWN


CALLS = Cut(
    code="calls_by_type",
    title=_("Calls by type"),
    words=CallType,
    left_out=frozenset({CallType.TEST}),
    has_order=False,
    delicate=frozenset({CallType.CHILD}),
)
CASES_BY_STATUS = Cut(code="cases_by_status", title=_("New cases by status"), words=CaseStatus)
CASES_BY_RISK = Cut(
    code="cases_by_risk",
    title=_("New cases by risk"),
    words=RiskLevel,
    not_said=pgettext_lazy("risk", "Not assessed yet"),
)
KINDS_OF_VIOLENCE = Cut(
    code="kinds_of_violence",
    title=_("New cases by kind of violence"),
    words=KindOfViolence,
    delicate=frozenset({KindOfViolence.SEXUAL, KindOfViolence.CHILD_NEGLECT, KindOfViolence.TRAFFICKING}),
    adds_up=False,
    has_order=False,
)
INTERVENTIONS = Cut(
    code="interventions_by_kind",
    title=_("Interventions by kind"),
    words=InterventionKind,
    has_order=False,
    delicate=frozenset({InterventionKind.CHILD_CONSULTATION}),
)
REFERRALS = Cut(
    code="referrals_by_status",
    title=_("Referrals by status"),
    words=ReferralStatus,
    left_out=frozenset({ReferralStatus.PREPARED}),
)
CHECK_INS = Cut(code="check_ins_by_outcome", title=_("Check-ins by outcome"), words=CheckInOutcome)
JOINT_EVENTS = Cut(
    code="joint_events_by_kind", title=_("Joint events by kind"), words=JointEventKind, hides=False
)
PARTICIPANTS = Cut(
    code="participants_by_kind",
    title=_("Who came to joint events"),
    words=ParticipantKind,
    has_order=False,
    hides=False,
)

CUTS = {
    cut.code: cut
    for cut in (
        CALLS,
        CASES_BY_STATUS,
        CASES_BY_RISK,
        KINDS_OF_VIOLENCE,
        INTERVENTIONS,
        REFERRALS,
        CHECK_INS,
        JOINT_EVENTS,
        PARTICIPANTS,
    )
}
