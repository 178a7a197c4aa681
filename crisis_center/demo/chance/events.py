"""What can happen: one frozen dataclass an event, in the codes of the apps' enums and in plain words.

Whoever writes them down looks up the rest: a district by its code, a partner by its kind, a worker by her
role. Moments are aware; lists are in the order of time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.enums import CaseStatus, FollowUpStatus
from referrals.enums import ReferralStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.enums import Role
    from cases.enums import (
        AgeBand,
        AttemptOutcome,
        CheckInOutcome,
        ClosureOutcome,
        ClosureReason,
        ConsentGivenBy,
        ConsentWay,
        DisclosedItem,
        FollowUpKind,
        HouseholdRole,
        InterventionKind,
        KindOfViolence,
        MayContact,
        Relationship,
        RiskLevel,
        SessionTopic,
        Sex,
    )
    from hotline.enums import CallType
    from partners.enums import PartnerKind
    from referrals.enums import DeclineReason, SentHow


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedCall:
    """A conversation. `told` holds fields of the call by name (`hotline.sections`)."""

    started_at: dt.datetime
    minutes: int
    call_type: CallType
    team: str
    told: Mapping[str, object]

    @property
    def ended_at(self) -> dt.datetime:
        return self.started_at + dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedPerson:
    role: HouseholdRole
    sex: Sex
    age_band: AgeBand | str = ""
    relationship: Relationship | str = ""
    lives_with_client: bool | None = None
    saw_the_violence: bool | None = None
    name: str | None = None
    code_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedContact:
    """How she may be reached, in her language; hours are those in which a call is safe."""

    may_contact: MayContact
    language: str
    safe_days: tuple[int, ...] = ()
    hours: tuple[int, int] | None = None
    number: str | None = None
    ask_for: str | None = None
    if_someone_else: str | None = None
    alert: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedRisk:
    at: dt.datetime
    level: RiskLevel
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedConsent:
    at: dt.datetime
    receiver: PartnerKind
    items: tuple[DisclosedItem, ...]
    given_by: ConsentGivenBy
    way: ConsentWay
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedStep:
    """Where a referral went next. A partner's no has its reason."""

    at: dt.datetime
    to: ReferralStatus
    note: str = ""
    reason: DeclineReason | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedReferral:
    """Steps begin with its being sent. `other_found_at` is when another service was found after a no."""

    receiver: PartnerKind
    request: str
    items: tuple[DisclosedItem, ...]
    is_urgent: bool
    prepared_at: dt.datetime
    sent_how: SentHow
    steps: tuple[InventedStep, ...] = ()
    other_found_at: dt.datetime | None = None

    @property
    def status(self) -> ReferralStatus:
        return self.steps[-1].to if self.steps else ReferralStatus.PREPARED


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedMeeting:
    """What the centre did. `with_child`: a child of the household took part, in a consultation alone."""

    kind: InterventionKind
    by: Role
    held_at: dt.datetime
    minutes: int
    topic: SessionTopic | str = ""
    film: str = ""
    people_count: int | None = None
    with_child: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedAttempt:
    at: dt.datetime
    outcome: AttemptOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedFollowUp:
    """An agreed contact; the questions to partners and the reviews that services plan are not among these.

    `settled_at` is empty while it is planned. `reviewed_at` is when the lead looked at the safety plan after
    it, and empty where nothing asked for that, or where it still waits.
    """

    kind: FollowUpKind
    planned_at: dt.datetime
    due_on: dt.date
    status: FollowUpStatus = FollowUpStatus.PLANNED
    attempts: tuple[InventedAttempt, ...] = ()
    outcome: CheckInOutcome | str = ""
    her_words: str = ""
    settled_at: dt.datetime | None = None
    reviewed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedRest:
    at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedClosing:
    at: dt.datetime
    reason: ClosureReason
    outcome: ClosureOutcome
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedCase:
    """A case from the first word on. `language` is that of the notes; `call` is the one it came from."""

    opened_at: dt.datetime
    team: str
    district: str
    language: str
    kinds: tuple[KindOfViolence, ...]
    summary: str
    client: InventedPerson
    household: tuple[InventedPerson, ...]
    contact: InventedContact
    primary_role: Role
    first_risk: InventedRisk
    call: InventedCall | None = None
    accepted_at: dt.datetime | None = None
    later_risk: InventedRisk | None = None
    consents: tuple[InventedConsent, ...] = ()
    referrals: tuple[InventedReferral, ...] = ()
    meetings: tuple[InventedMeeting, ...] = ()
    follow_ups: tuple[InventedFollowUp, ...] = ()
    rest: InventedRest | None = None
    closing: InventedClosing | None = None

    @property
    def status(self) -> CaseStatus:
        if self.closing:
            return CaseStatus.CLOSED
        if self.rest:
            return CaseStatus.ON_HOLD
        return CaseStatus.ACTIVE if self.accepted_at else CaseStatus.OPEN
