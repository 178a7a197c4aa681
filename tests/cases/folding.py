"""Two files of one woman, one of them rich, and what a test asks about them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cases.enums import AssignmentRole, HouseholdRole
from cases.fold_values import compare, file_of, seen_of
from cases.models import (
    Assignment,
    BranchConflict,
    Case,
    ConflictHint,
    Consent,
    ContactAttempt,
    EmergencyAccess,
    HandOver,
    Intervention,
    Person,
    SafetyReview,
    SessionNote,
    StatusChange,
)
from cases.services.folding import fold_case
from cases.services.timeline import add_entry
from hotline.models import CallCase
from referrals.models import Referral, ReferralStatusChange
from tests.accounts.factories import UserFactory
from tests.cases.factories import (
    AssignmentFactory,
    CaseFactory,
    FollowUpFactory,
    PersonFactory,
    RiskAssessmentFactory,
)
from tests.hotline.factories import finished_call
from tests.partners.factories import BranchFactory, ContactFactory
from tests.reference.factories import DistrictFactory
from vault.context import opening, sealing
from vault.enums import Purpose

BOTH_KEYS = [Purpose.CASE, Purpose.PRIVILEGED]


def two_files(psychologist, lawyer):
    """Return the case that goes on and the one that was opened twice."""
    kept = CaseFactory(
        in_progress=True,
        primary_worker=psychologist,
        kinds_of_violence=["physical"],
        risk_level="low",
        summary="She called first.",
        district=DistrictFactory(code="shymkent-abay"),
        client__birth_date=dt.date(1990, 5, 3),
        client__age_band_at_first_contact="30-39",
        client__name="Irina Invented",
        client__phone=None,
        client__note="She paints.",
        safe_contact__alert="He reads her phone.",
    )
    folded = CaseFactory(
        in_progress=True,
        primary_worker=lawyer,
        kinds_of_violence=["threats", "physical"],
        risk_level="high",
        summary="A neighbour called.",
        district=DistrictFactory(code="shymkent-enbekshi"),
        client__birth_date=dt.date(1998, 5, 3),
        client__age_band_at_first_contact="25-29",
        client__name="Irena Invented",
        client__phone="+7 700 000 00 22",
        client__note="She works at night.",
        safe_contact__number="+7 700 000 00 23",
        safe_contact__alert="His mother lives next door.",
        safe_contact__safe_from=dt.time(10),
        safe_contact__safe_until=dt.time(13),
    )
    RiskAssessmentFactory(case=kept, level="low", reason="He moved out.")
    RiskAssessmentFactory(case=folded, level="high", reason="He has a weapon.")
    return kept, folded


def enrich(case, worker, *, times=1):
    """Give a case everything that can hang on one, in this app and in those above."""
    for _time in range(times):
        client = Person.objects.get(case=case, role=HouseholdRole.CLIENT)
        son = PersonFactory(case=case, name="Ivan Invented")
        consent = sealed(
            Consent(
                case=case,
                receiver=BranchFactory(),
                purposes=["referral"],
                items=["name"],
                given_by="client",
                way="oral",
                language="ru",
                given_on=timezone.localdate(),
                valid_until=timezone.localdate() + dt.timedelta(days=90),
                recorded_by=worker,
            ),
            note="Her sister was there.",
        )
        session = Intervention.objects.create(
            case=case, kind="session", held_at=timezone.now(), minutes=50, worker=worker
        )
        session.participants.set([client, son])
        sealed(SessionNote(case=case, intervention=session, author=worker), text="What she told.")
        planned = FollowUpFactory(case=case, responsible=worker, kind="other")
        done = FollowUpFactory(
            case=case,
            responsible=worker,
            status="done",
            settled_at=timezone.now(),
            settled_by=worker,
            outcome="improving",
            her_words="I sleep again.",
            origin=f"after:{planned.pk}",
        )
        sealed(
            ContactAttempt(
                case=case,
                follow_up=done,
                worker=worker,
                started_at=timezone.now(),
                ended_at=timezone.now(),
                outcome="reached",
            ),
            note="She was at work.",
        )
        referral = sealed(
            Referral(
                case=case,
                reference=f"R-0000-{Referral.objects.count():04d}",
                receiver=consent.receiver,
                items=["name"],
                consent=consent,
                prepared_by=worker,
            ),
            request="A room for two.",
        )
        sealed(
            ReferralStatusChange(
                case=case,
                referral=referral,
                from_status="prepared",
                to_status="withdrawn",
                at=timezone.now(),
                by=worker,
            ),
            note="They called.",
        )
        moved = StatusChange(
            case=case, from_status="on_hold", to_status="active", at=timezone.now(), by=worker
        )
        sealed(moved, reason="She came back.")
        about = {"case": case, "worker": UserFactory(role="manager")}
        contact = ContactFactory(branch=consent.receiver)
        sealed(
            BranchConflict(case=case, branch=BranchFactory(), declared_by=worker, declared_at=timezone.now()),
            reason="He serves there.",
        )
        ConflictHint.objects.create(case=case, contact=contact, noticed_at=timezone.now())
        sealed(
            EmergencyAccess(
                **about,
                category="she_is_here",
                opened_at=timezone.now(),
                expires_at=timezone.now() + dt.timedelta(minutes=30),
            ),
            reason="She stands at the door at night.",
        )
        sealed(
            SafetyReview(
                case=case,
                stopped_at=timezone.now(),
                decision="stays_stopped",
                reviewed_by=worker,
                reviewed_at=timezone.now(),
            ),
            note="He answers her telephone.",
        )
        HandOver.objects.create(
            case=case, team=case.team, former=UserFactory(), reason="left", queued_at=timezone.now()
        )
        call = finished_call(UserFactory(role="operator"))
        CallCase.objects.create(call=call, case=case, linked_by=worker)
        AssignmentFactory(case=case, role=AssignmentRole.OTHER)
        add_entry(case=case, actor=worker, verb="opened", kind="case", subject=case)


def sealed(row, **words):
    """Save a row of a case with its sealed values."""
    with sealing(row.case_id, purposes=BOTH_KEYS):
        for name, text in words.items():
            setattr(row, name, text)
        row.save(force_insert=True)
    return row


def seen(kept, folded):
    return seen_of(kept=file_of(kept), folded=file_of(folded))


def proposed(kept, folded, **changed):
    """Return the choices as the form proposes them, with those that the worker has changed."""
    with opening([kept.pk, folded.pk]):
        compared = compare(kept=file_of(kept), folded=file_of(folded))
        return {one.code: one.proposed for one in compared if one.is_asked} | changed


def fold(actor, kept, folded, *, same_people=None, **changed):
    return fold_case(
        actor=actor,
        kept=Case.objects.get(pk=kept.pk),
        folded=Case.objects.get(pk=folded.pk),
        choices=proposed(kept, folded, **changed),
        seen=seen(kept, folded),
        same_people=same_people,
    )


def client_of(case):
    return Person.objects.get(case=case, role=HouseholdRole.CLIENT)


def workers_of(case):
    now = Assignment.objects.filter(case=case, until__isnull=True)
    return set(now.values_list("worker__username", "role"))
