"""The main corridor at service level: from a request for help to a check-in a month later."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from audit.models import JournalEntry
from cases.enums import (
    AttemptOutcome,
    CaseStatus,
    CheckInOutcome,
    FollowUpKind,
    FollowUpStatus,
    HouseholdRole,
    InterventionKind,
    MayContact,
)
from cases.models import Case
from cases.reading import reading_case
from cases.services.contact import end_attempt, start_attempt
from cases.services.follow_ups import plan_follow_up, record_outcome
from cases.services.intake import Intake, PersonDetails, SafeContactDetails, open_case
from cases.services.interventions import InterventionDetails, record_intervention
from vault.errors import NotOpened

pytestmark = pytest.mark.django_db


def test_the_story_of_a_case_from_intake_to_the_check_in(operator, psychologist, coordinator):
    with time_machine.travel(dt.datetime(2026, 10, 22, 5, tzinfo=dt.UTC)):
        case = open_case(
            actor=operator,
            intake=Intake(
                team=operator.team,
                client=PersonDetails(role=HouseholdRole.CLIENT, name="Invented Name", code_name="Aigul"),
                household=[PersonDetails(role=HouseholdRole.CHILD, relationship="son")],
                safe_contact=SafeContactDetails(
                    may_contact=MayContact.YES,
                    channel="call",
                    number="+7 700 000 00 14",
                    safe_days=(1, 2, 3, 4, 5),
                    safe_from=dt.time(10),
                    safe_until=dt.time(13),
                ),
                risk_level="high",
                risk_reason="He threatened to take the son.",
                primary_worker=psychologist,
            ),
        )
        assert case.status == CaseStatus.ACTIVE
        client = case.household.get(role=HouseholdRole.CLIENT)
        with pytest.raises(NotOpened):
            _ = client.name
        with reading_case(case, actor=psychologist, purpose="test"):
            assert client.name == "Invented Name"
        record_intervention(
            actor=psychologist,
            case=case,
            details=InterventionDetails(
                kind=InterventionKind.SESSION,
                held_at=timezone.now(),
                minutes=50,
                participants=[client],
                note="She sleeps badly.",
            ),
        )
        follow_up = plan_follow_up(
            actor=psychologist, case=case, kind=FollowUpKind.ONE_MONTH, responsible=psychologist
        )
        assert follow_up.due_on == dt.date(2026, 11, 23)  # 22 November is a Sunday
    with time_machine.travel(dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC)):
        attempt = start_attempt(actor=psychologist, follow_up=follow_up)
        end_attempt(actor=psychologist, attempt=attempt, outcome=AttemptOutcome.REACHED)
        record_outcome(
            actor=psychologist, follow_up=follow_up, outcome=CheckInOutcome.IMPROVING, her_words="We sleep."
        )
    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.outcome) == (FollowUpStatus.DONE, CheckInOutcome.IMPROVING)
    assert list(Case.objects.visible_to(operator)) == []
    assert JournalEntry.objects.filter(case_id=case.pk, actor_id=psychologist.pk).count() >= 5
    assert [entry.verb for entry in case.timeline.order_by("recorded_at")] == [
        "opened",
        "risk_assessed",
        "worker_assigned",
        "intervention_recorded",
        "follow_up_planned",
        "contact_attempted",
        "follow_up_done",
    ]
