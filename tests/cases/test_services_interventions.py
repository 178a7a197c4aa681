"""Sessions, consultations, viewings: that they took place is seen, what was said is not."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from audit.models import JournalEntry
from cases.enums import HouseholdRole
from cases.models import GroupSession, Intervention, SessionNote
from cases.reading import reading_case
from cases.refusals import Refusal
from cases.services.closure import close_case
from cases.services.intake import Intake, open_case
from cases.services.interventions import InterventionDetails, open_note_to, record_intervention
from reference.models import MediaTitle
from tests.accounts.factories import UserFactory
from vault.errors import NotOpened

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of_case(case):
    return case.household.get(role=HouseholdRole.CLIENT)


def record(case, worker, participants, **changes) -> Intervention:
    values = {"kind": "session", "held_at": timezone.now(), "minutes": 50, "participants": participants}
    return record_intervention(actor=worker, case=case, details=InterventionDetails(**{**values, **changes}))


def test_everybody_sees_that_a_session_took_place_and_its_author_what_was_said(
    case, psychologist, coordinator, client_of_case
):
    record(case, psychologist, [client_of_case], topic="coping_with_stress", note=" She sleeps badly. ")
    assert case.timeline.get(verb="intervention_recorded").facts == {
        "kind": "session",
        "minutes": 50,
        "topic": "coping_with_stress",
    }
    note = SessionNote.objects.readable_by(psychologist).get()
    assert list(SessionNote.objects.readable_by(coordinator)) == []
    with reading_case(case, actor=psychologist, purpose="test"), pytest.raises(NotOpened):
        _ = note.text  # the key of the case does not open it
    with reading_case(case, actor=psychologist, purpose="test", privileged=True):
        assert note.text == "She sleeps badly."
    line = JournalEntry.objects.get(verb="cases.intervention_recorded")
    assert line.fields == ["held_at", "kind", "minutes", "note", "participants"]


def test_a_session_without_a_note_has_none(case, psychologist, client_of_case):
    record(case, psychologist, [client_of_case])
    assert not SessionNote.objects.exists()
    assert "note" not in JournalEntry.objects.get(verb="cases.intervention_recorded").fields


def test_sending_the_form_twice_records_one_session(case, psychologist, client_of_case):
    submission_id = uuid.uuid4()
    first = record(case, psychologist, [client_of_case], submission_id=submission_id)
    assert record(case, psychologist, [client_of_case], submission_id=submission_id) == first
    assert case.timeline.filter(verb="intervention_recorded").count() == 1


def test_a_viewing_names_its_title_and_a_group_names_nobody(case, psychologist, client_of_case):
    title = MediaTitle.objects.order_by("code").first()
    viewing = record(
        case, psychologist, list(case.household.all()), kind="viewing", media_title=title, people_count=6
    )
    assert viewing.viewing.media_title == title
    assert viewing.participants.count() == 2
    group = GroupSession.objects.get()
    assert (group.people_count, group.media_title, group.led_by) == (6, title, psychologist)
    assert case.timeline.get(verb="intervention_recorded").facts == {
        "kind": "viewing",
        "minutes": 50,
        "media_title": title.code,
        "people_count": 6,
    }


def test_a_group_that_was_written_down_already_is_joined_by_other_cases(case, psychologist, client_of_case):
    first = record(case, psychologist, [client_of_case], people_count=6)
    other = open_case(actor=psychologist, intake=Intake(team=psychologist.team))
    details = InterventionDetails(
        kind="session",
        held_at=timezone.now(),
        minutes=50,
        participants=[other.household.get()],
        people_count=6,
    )
    record_intervention(actor=psychologist, case=other, details=details, group_session=first.group_session)
    assert GroupSession.objects.get().interventions.count() == 2


def test_what_cannot_be_is_refused(case, psychologist, client_of_case):
    stranger = open_case(actor=psychologist, intake=Intake(team=psychologist.team)).household.get()
    tomorrow = timezone.now() + dt.timedelta(days=1)
    for participants, changes, sentence in [
        ([client_of_case], {"held_at": tomorrow}, "has not come yet"),
        ([], {}, "Choose who took part"),
        ([stranger], {}, "Only people of this household"),
        ([client_of_case], {"kind": "viewing"}, "Choose which title"),
    ]:
        with pytest.raises(Refusal, match=sentence):
            record(case, psychologist, participants, **changes)
    close_case(actor=psychologist, case=case, reason="needs_met", outcome="safer")
    with pytest.raises(Refusal, match="closed"):
        record(case, psychologist, [client_of_case])
    assert not Intervention.objects.exists()


def test_the_author_opens_a_note_to_a_colleague_once(case, psychologist, client_of_case):
    colleague = UserFactory(role="psychologist")
    record(case, psychologist, [client_of_case], note="Calm.")
    note = SessionNote.objects.get()
    first = open_note_to(actor=psychologist, note=note, worker=colleague)
    assert open_note_to(actor=psychologist, note=note, worker=colleague) == first
    assert list(SessionNote.objects.readable_by(colleague)) == [note]
    assert JournalEntry.objects.filter(verb="cases.note_opened_to").count() == 1
