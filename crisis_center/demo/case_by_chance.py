"""How an invented case is told: each of its events by the verb of `telling.py` that fits."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

from accounts.enums import Role
from accounts.models import User
from cases.enums import (
    AssignmentRole,
    AttemptOutcome,
    ContactChannel,
    FollowUpKind,
    HouseholdRole,
    InterventionKind,
    MayContact,
)
from cases.models import FollowUp, Person
from cases.services.assignments import assign_worker
from cases.services.closure import close_case, put_case_on_hold
from cases.services.follow_ups import record_outcome
from cases.services.intake import Intake, PersonDetails, SafeContactDetails
from crisis_center.demo.call_by_chance import take_call
from crisis_center.demo.chance.events import (
    InventedAttempt,
    InventedCall,
    InventedCase,
    InventedClosing,
    InventedConsent,
    InventedContact,
    InventedFollowUp,
    InventedMeeting,
    InventedPerson,
    InventedReferral,
    InventedRest,
    InventedRisk,
    InventedStep,
)
from crisis_center.demo.clock import at
from crisis_center.demo.telling import CaseStory, Centre
from referrals.enums import ReferralStatus
from referrals.services import (
    accept_referral,
    complete_referral,
    decline_referral,
    note_no_answer,
    note_seen,
    report_service_started,
    withdraw_referral,
)

if TYPE_CHECKING:
    from hotline.models import Call
    from referrals.models import Referral

Scene = tuple[dt.datetime, Callable[[], object]]
"""What happens, and when it is over and written down."""

BESIDE = {Role.PSYCHOLOGIST: AssignmentRole.PSYCHOLOGIST, Role.LAWYER: AssignmentRole.LAWYER}
ANSWERS: dict[ReferralStatus, Callable[..., object]] = {
    ReferralStatus.SEEN: note_seen,
    ReferralStatus.ACCEPTED: accept_referral,
    ReferralStatus.SERVICE_STARTED: report_service_started,
    ReferralStatus.COMPLETED: complete_referral,
    ReferralStatus.NO_ANSWER: note_no_answer,
}
WITHOUT_WORDS = frozenset({ReferralStatus.SEEN, ReferralStatus.NO_ANSWER})


class CaseByChance:
    """An invented case of the centre, whose scenes are played one after the other as time goes on."""

    def __init__(self, centre: Centre, case: InventedCase, *, turn: int) -> None:
        self._centre = centre
        self._case = case
        self._team = centre.staff.teams[case.team]
        self._turn = turn
        self._call: Call | None = None
        self._beside: set[Role] = {case.primary_role}
        self._planned: dict[InventedFollowUp, FollowUp] = {}
        self._prepared: dict[InventedReferral, Referral] = {}

    def scenes(self) -> Iterator[Scene]:
        """Yield what happens in the case, in no order of time."""
        case = self._case
        if case.call:
            yield case.call.ended_at, partial(self._she_called, case.call)
        yield case.opened_at, self._opened
        if case.accepted_at:
            yield case.accepted_at, partial(self._accepted, case.accepted_at)
        for consent in case.consents:
            yield consent.at, partial(self._allowed, consent)
        for referral in case.referrals:
            yield from self._asking(referral)
        for follow_up in case.follow_ups:
            yield from self._staying_in_touch(follow_up)
        for meeting in case.meetings:
            yield meeting.held_at + dt.timedelta(minutes=meeting.minutes), partial(self._met, meeting)
        yield from self._ending()

    def _asking(self, referral: InventedReferral) -> Iterator[Scene]:
        yield referral.prepared_at, partial(self._asked, referral)
        for step in referral.steps:
            yield step.at, partial(self._answered, referral, step)
        if found := referral.other_found_at:
            yield found, partial(self._settled, FollowUpKind.OTHER_SERVICE, found)

    def _staying_in_touch(self, follow_up: InventedFollowUp) -> Iterator[Scene]:
        yield follow_up.planned_at, partial(self._agreed, follow_up)
        for attempt in follow_up.attempts:
            yield attempt.at, partial(self._tried, follow_up, attempt)
        if follow_up.settled_at and not follow_up.attempts:
            yield follow_up.settled_at, partial(self._settled, follow_up.kind, follow_up.settled_at)
        if reviewed := follow_up.reviewed_at:
            yield reviewed, partial(self._settled, FollowUpKind.SAFETY_REVIEW, reviewed)

    def _ending(self) -> Iterator[Scene]:
        if risk := self._case.later_risk:
            yield risk.at, partial(self._reassessed, risk)
        if rest := self._case.rest:
            yield rest.at, partial(self._rests, rest)
        if closing := self._case.closing:
            yield closing.at, partial(self._closed, closing)

    def _she_called(self, call: InventedCall) -> None:
        self._call = take_call(self._centre, call)

    def _opened(self) -> None:
        case = self._case
        intake = Intake(
            team=self._team,
            client=_person(case.client),
            household=[_person(person) for person in case.household],
            safe_contact=_safe_contact(case.contact),
            district=self._centre.district(case.district),
            kinds_of_violence=case.kinds,
            summary=case.summary,
            risk_level=case.first_risk.level,
            risk_reason=case.first_risk.reason,
        )
        self._story = CaseStory.begins(self._centre, case.opened_at, intake, call=self._call)

    def _accepted(self, moment: dt.datetime) -> None:
        self._story.accepted(moment, self._primary_worker)

    def _allowed(self, consent: InventedConsent) -> None:
        self._story.allowed(
            consent.at,
            self._centre.nearest(consent.receiver, self._case.district),
            consent.items,
            days=consent.days,
            way=consent.way,
            given_by=consent.given_by,
        )

    def _asked(self, referral: InventedReferral) -> None:
        self._prepared[referral] = self._story.prepared(
            referral.prepared_at,
            self._story.coordinator,
            self._centre.nearest(referral.receiver, self._case.district),
            referral.request,
            items=referral.items,
            is_urgent=referral.is_urgent,
        )

    def _answered(self, invented: InventedReferral, step: InventedStep) -> None:
        referral = self._prepared[invented]
        if step.to == ReferralStatus.SENT:
            self._story.sent(step.at, referral, invented.sent_how)
        elif step.to == ReferralStatus.DECLINED:
            self._story.answered(step.at, referral, decline_referral, reason=step.reason, note=step.note)
        elif step.to == ReferralStatus.WITHDRAWN:
            self._story.answered(step.at, referral, withdraw_referral, reason=step.note)
        else:
            words = {} if step.to in WITHOUT_WORDS else {"note": step.note}
            self._story.answered(step.at, referral, ANSWERS[step.to], **words)

    def _agreed(self, follow_up: InventedFollowUp) -> None:
        first = follow_up.attempts[0].at.date() if follow_up.attempts else follow_up.due_on
        self._planned[follow_up] = self._story.planned(
            follow_up.planned_at, self._primary_worker, follow_up.kind, first
        )

    def _tried(self, invented: InventedFollowUp, attempt: InventedAttempt) -> None:
        follow_up = self._planned[invented]
        if attempt.outcome == AttemptOutcome.REACHED:
            self._story.said(attempt.at, follow_up, invented.outcome, invented.her_words)
        else:
            self._story.tried(attempt.at, follow_up, attempt.outcome)

    def _settled(self, kind: FollowUpKind, moment: dt.datetime) -> None:
        """Whoever is responsible does what is planned of this kind and needs no answer of hers."""
        for follow_up in self._story.case.follow_ups.planned().filter(kind=kind):
            with at(moment):
                record_outcome(actor=follow_up.responsible, follow_up=follow_up)

    def _met(self, meeting: InventedMeeting) -> None:
        worker = self._worker(meeting.by)
        if meeting.by not in self._beside:
            self._beside.add(meeting.by)
            with at(meeting.held_at):
                assign_worker(
                    actor=self._story.coordinator,
                    case=self._story.case,
                    worker=worker,
                    role=BESIDE[meeting.by],
                )
        self._story.met(
            meeting.held_at,
            worker,
            meeting.kind,
            *self._whoever_took_part(meeting),
            minutes=meeting.minutes,
            topic=meeting.topic,
            film=meeting.film,
            people_count=meeting.people_count,
            note=meeting.note,
        )

    def _reassessed(self, risk: InventedRisk) -> None:
        self._story.reassessed(risk.at, risk.level, risk.reason)

    def _rests(self, rest: InventedRest) -> None:
        with at(rest.at):
            put_case_on_hold(actor=self._primary_worker, case=self._story.case, reason=rest.reason)

    def _closed(self, closing: InventedClosing) -> None:
        with at(closing.at):
            close_case(
                actor=self._primary_worker,
                case=self._story.case,
                reason=closing.reason,
                outcome=closing.outcome,
                note=closing.note,
            )

    def _worker(self, role: Role) -> User:
        return self._centre.staff.one(role, self._team, self._turn)

    @property
    def _primary_worker(self) -> User:
        return self._worker(self._case.primary_role)

    @cached_property
    def _children(self) -> list[Person]:
        return list(self._story.case.household.filter(role=HouseholdRole.CHILD)[:1])

    def _whoever_took_part(self, meeting: InventedMeeting) -> list[Person]:
        if not meeting.with_child:
            return [self._story.client]
        is_alone = meeting.kind == InterventionKind.CHILD_CONSULTATION
        return self._children if is_alone else [self._story.client, *self._children]


def _person(invented: InventedPerson) -> PersonDetails:
    return PersonDetails(
        role=invented.role,
        relationship=invented.relationship,
        sex=invented.sex,
        age_band_at_first_contact=invented.age_band,
        age_band_at_incident=invented.age_band,
        lives_with_client=invented.lives_with_client,
        saw_the_violence=invented.saw_the_violence,
        name=invented.name,
        code_name=invented.code_name,
    )


def _safe_contact(invented: InventedContact) -> SafeContactDetails:
    first, last = invented.hours or (None, None)
    return SafeContactDetails(
        may_contact=invented.may_contact,
        channel=ContactChannel.CALL if invented.may_contact == MayContact.YES else "",
        safe_days=invented.safe_days,
        safe_from=None if first is None else dt.time(first),
        safe_until=None if last is None else dt.time(last),
        language=invented.language,
        number=invented.number,
        ask_for=invented.ask_for,
        if_someone_else=invented.if_someone_else,
        alert=invented.alert,
    )
