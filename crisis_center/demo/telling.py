"""The verbs in which the stories of the demonstration are told: each is one service at one moment."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from cases.enums import (
    KINDS_THAT_CONTACT_HER,
    ConsentGivenBy,
    ConsentPurpose,
    ConsentWay,
    DisclosedItem,
    InterventionKind,
    MayContact,
    RiskLevel,
)
from cases.models import Case, Consent, FollowUp, Person
from cases.safe_hours import is_agreed_on
from cases.services.assignments import assign_primary_worker
from cases.services.consents import ConsentDetails, record_consent
from cases.services.contact import end_attempt, start_attempt
from cases.services.follow_ups import plan_follow_up, record_outcome
from cases.services.intake import Intake, open_case
from cases.services.interventions import InterventionDetails, record_intervention
from cases.services.risk import assess_risk
from cases.services.safety import confirm_safe_contact
from crisis_center.demo.chance.places import team_of
from crisis_center.demo.clock import Past, at
from crisis_center.demo.people import Staff
from hotline.models import Call
from hotline.services.calls import hang_up, log_call
from hotline.services.cases import open_case_from_call
from hotline.services.drafts import Window, save_draft
from partners.enums import PartnerKind
from partners.models import Branch
from reference.models import District, LegalBasis, MediaTitle
from referrals.enums import SentHow
from referrals.models import Referral
from referrals.services import ReferralDetails, prepare_referral, send_referral

TO_THE_FIRST_WORD = dt.timedelta(seconds=20)
TO_FINISH = dt.timedelta(minutes=2)
AFTERWARDS = dt.timedelta(minutes=10)  # a session is written down when it is over
SHORTLY = (DisclosedItem.NAME, DisclosedItem.CONTACT, DisclosedItem.SITUATION)


@dataclass(frozen=True)
class Centre:
    """Where the stories take place."""

    past: Past
    staff: Staff
    branches: dict[str, Branch]

    @cached_property
    def _districts(self) -> dict[str, District]:
        return District.objects.in_bulk(field_name="code")

    @cached_property
    def films(self) -> dict[str, MediaTitle]:
        return MediaTitle.objects.in_bulk(field_name="code")

    def district(self, code: str) -> District:
        return self._districts[code]

    def nearest(self, kind: PartnerKind, district: str) -> str:
        """Return the key of the office of this kind in the district, else of the same team, else any."""
        of_kind = {key: branch for key, branch in self.branches.items() if branch.organisation.kind == kind}
        places = {key: branch.district.code for key, branch in of_kind.items()}
        team = team_of(district)
        return min(places, key=lambda key: (places[key] != district, team_of(places[key]) != team))


def hotline_call(
    centre: Centre,
    moment: dt.datetime,
    *,
    minutes: int,
    people: Sequence[Mapping[str, object]] = (),
    **told: object,
) -> Call:
    """The operator takes a call, saves while she types, hangs up and finishes it."""
    operator, window = centre.staff.operator, Window(call_id=uuid.uuid4(), opened_at=moment)
    with at(moment + TO_THE_FIRST_WORD):
        draft = save_draft(actor=operator, window=window, seq=1, typed={"call_type": str(told["call_type"])})
    with at(moment + dt.timedelta(minutes=minutes)):
        hang_up(actor=operator, call=draft.call)
    with at(moment + dt.timedelta(minutes=minutes) + TO_FINISH):
        return log_call(actor=operator, window=window, values=told, people=people)


@dataclass(frozen=True)
class CaseStory:
    """A case as it goes on."""

    centre: Centre
    case: Case

    @classmethod
    def begins(
        cls, centre: Centre, moment: dt.datetime, intake: Intake, call: Call | None = None
    ) -> "CaseStory":
        """The operator opens the case, from a call when there was one; what she allows was just said."""
        operator = call.operator if call else centre.staff.one(Role.OPERATOR, intake.team)
        if intake.safe_contact.may_contact != MayContact.NO:
            confirmed = replace(intake.safe_contact, confirmed_on=timezone.localdate(moment))
            intake = replace(intake, safe_contact=confirmed)
        with at(moment):
            if call is None:
                return cls(centre, open_case(actor=operator, intake=intake))
            return cls(centre, open_case_from_call(actor=operator, call=call, intake=intake))

    @property
    def coordinator(self) -> User:
        return self.centre.staff.one(Role.COORDINATOR, self.case.team)

    @cached_property
    def client(self) -> Person:
        return self.case.household.get(role="client")

    def relative(self, relationship: str) -> Person:
        return self.case.household.get(relationship=relationship)

    def accepted(self, moment: dt.datetime, worker: User) -> None:
        """The coordinator gives the case to its primary worker."""
        with at(moment):
            assign_primary_worker(actor=self.coordinator, case=self.case, worker=worker)

    def allowed(
        self,
        moment: dt.datetime,
        receiver: str,
        items: Sequence[DisclosedItem] = SHORTLY,
        *,
        days: int = 90,
        way: ConsentWay = ConsentWay.PAPER,
        given_by: ConsentGivenBy = ConsentGivenBy.CLIENT,
        purposes: Sequence[ConsentPurpose] = (ConsentPurpose.REFERRAL, ConsentPurpose.INFORMATION),
        note: str | None = None,
    ) -> Consent:
        """She allows that one partner is told these things, for so many days."""
        with at(moment):
            return record_consent(
                actor=self.coordinator,
                case=self.case,
                details=ConsentDetails(
                    receiver=self.centre.branches[receiver],
                    purposes=purposes,
                    items=items,
                    given_by=given_by,
                    way=way,
                    language=self.case.safe_contact.language or "ru",
                    given_on=moment.date(),
                    valid_until=moment.date() + dt.timedelta(days=days),
                    note=note,
                ),
            )

    def met(
        self,
        moment: dt.datetime,
        worker: User,
        kind: InterventionKind,
        *people: Person,
        minutes: int = 50,
        topic: str = "",
        film: str = "",
        people_count: int | None = None,
        note: str = "",
    ) -> None:
        """The worker meets people of the case and writes it down afterwards."""
        with at(moment + dt.timedelta(minutes=minutes) + AFTERWARDS):
            record_intervention(
                actor=worker,
                case=self.case,
                details=InterventionDetails(
                    kind=kind,
                    held_at=moment,
                    minutes=minutes,
                    participants=people or [self.client],
                    topic=topic,
                    media_title=self.centre.films.get(film),
                    people_count=people_count,
                    note=note,
                ),
            )

    def prepared(
        self,
        moment: dt.datetime,
        worker: User,
        receiver: str,
        request: str,
        *,
        items: Sequence[DisclosedItem] = SHORTLY,
        legal_basis: LegalBasis | None = None,
        is_urgent: bool = False,
    ) -> Referral:
        """A referral is written; nothing has left the centre."""
        details = ReferralDetails(
            receiver=self.centre.branches[receiver],
            request=request,
            items=items,
            is_urgent=is_urgent,
            legal_basis=legal_basis,
            client_was_told=True if legal_basis else None,
        )
        with at(moment):
            return prepare_referral(actor=worker, case=self.case, details=details)

    def sent(
        self, moment: dt.datetime, referral: Referral, how: SentHow, person: str = "", number: str = ""
    ) -> None:
        """The referral goes to the partner."""
        with at(moment):
            send_referral(
                actor=referral.prepared_by,
                referral=referral,
                sent_how=how,
                recipient_person=person,
                receipt_number=number,
            )

    def answered(
        self, moment: dt.datetime, referral: Referral, answer: Callable[..., object], **words: str
    ) -> None:
        """The partner answers, and the coordinator writes it down: `answer` is a service of referrals."""
        with at(moment):
            answer(actor=self.coordinator, referral=referral, **words)

    def reassessed(self, moment: dt.datetime, level: RiskLevel, reason: str) -> None:
        """The coordinator looks at the risk again."""
        with at(moment):
            assess_risk(actor=self.coordinator, case=self.case, level=level, reason=reason)

    def planned(
        self, moment: dt.datetime, worker: User, kind: str, due_on: dt.date | None = None
    ) -> FollowUp:
        """The worker agrees on the next contact; she allows it anew when her permission would end before."""
        safe_contact = self.case.safe_contact
        with at(moment):
            if kind in KINDS_THAT_CONTACT_HER and not is_agreed_on(safe_contact, due_on or moment.date()):
                confirm_safe_contact(actor=worker, safe_contact=safe_contact)
            return plan_follow_up(actor=worker, case=self.case, kind=kind, responsible=worker, due_on=due_on)

    def tried(self, moment: dt.datetime, follow_up: FollowUp, outcome: str, note: str = "") -> None:
        """The responsible worker tries to reach her; the coordinator when her permission has ended."""
        has_ended = not is_agreed_on(self.case.safe_contact, timezone.localdate(moment))
        worker = self.coordinator if has_ended else follow_up.responsible
        reason = "О звонке через три месяца договорились с ней." if has_ended else ""
        with at(moment):
            attempt = start_attempt(actor=worker, follow_up=follow_up, expired_reason=reason)
        with at(moment + dt.timedelta(minutes=4)):
            end_attempt(actor=worker, attempt=attempt, outcome=outcome, note=note)

    def said(self, moment: dt.datetime, follow_up: FollowUp, outcome: str, her_words: str = "") -> None:
        """She tells how she is."""
        self.tried(moment, follow_up, "reached")
        with at(moment + dt.timedelta(minutes=5)):
            confirm_safe_contact(actor=follow_up.responsible, safe_contact=self.case.safe_contact)
            record_outcome(
                actor=follow_up.responsible, follow_up=follow_up, outcome=outcome, her_words=her_words
            )
