"""The pages of sessions, viewings and privileged notes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import JournalEntry
from cases.enums import HouseholdRole
from cases.models import Intervention, SessionNote
from reference.models import MediaTitle
from tests.accounts.factories import UserFactory
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
WHAT_SHE_SAID = "She sleeps badly since October."


def url(case, name="sessions", **more):
    return reverse(f"cases:{name}", kwargs={"reference": case.reference, **more})


def typed(case, **changes):
    now = timezone.localtime()
    return {
        "kind": "session",
        "held_on": now.date().isoformat(),
        "began_at": "00:00",
        "minutes": "50",
        "participants": [str(case.household.get(role=HouseholdRole.CLIENT).pk)],
        "topic": "coping_with_stress",
        "note": WHAT_SHE_SAID,
        **changes,
    }


def record(case, worker, **changes):
    return as_worker(worker).post(url(case, "record_intervention"), typed(case, **changes))


def test_a_session_is_seen_by_all_on_the_case_and_its_note_by_its_author(case, psychologist, coordinator):
    assert record(case, psychologist)["Location"] == url(case)
    note = SessionNote.objects.get()
    own = as_worker(psychologist).get(url(case))
    others = as_worker(coordinator).get(url(case))
    assert "Coping with stress" in own.text
    assert "Coping with stress" in others.text
    address = url(case, "note", note_id=note.pk)
    assert (address in own.text, address in others.text) == (True, False)
    assert "The note is privileged" in others.text
    assert WHAT_SHE_SAID in as_worker(psychologist).get(address).text
    assert as_worker(coordinator).get(address).status_code == 404


def test_reading_a_note_is_journaled_as_such(case, psychologist):
    record(case, psychologist)
    as_worker(psychologist).get(url(case, "note", note_id=SessionNote.objects.get().pk))
    line = JournalEntry.objects.get(verb="cases.read", purpose="session_note")
    assert (line.actor_id, line.fields) == (psychologist.pk, ["text"])


def test_the_author_opens_her_note_to_a_colleague_who_may_then_read_it(case, psychologist, coordinator):
    record(case, psychologist)
    note = SessionNote.objects.get()
    opening = url(case, "open_note", note_id=note.pk)
    as_worker(psychologist).post(opening, {"worker": str(coordinator.pk)})
    page = as_worker(coordinator).get(url(case, "note", note_id=note.pk))
    assert WHAT_SHE_SAID in page.text
    assert "Only the author of a note can open it to a colleague." in page.text
    third = UserFactory(role="psychologist")
    as_worker(coordinator).post(opening, {"worker": str(third.pk)})
    assert not SessionNote.objects.readable_by(third).exists()
    answer = as_worker(psychologist).post(opening, {"worker": str(psychologist.pk)}, follow=True)
    assert "Choose a colleague from the list." in answer.text
    assert as_worker(psychologist).get(opening).status_code == 302


def test_a_viewing_without_its_title_comes_back_with_everything_typed(case, psychologist):
    page = record(case, psychologist, kind="viewing")
    assert page.status_code == 200
    assert "Choose which title was shown." in page.text
    assert WHAT_SHE_SAID in page.text
    title = MediaTitle.objects.order_by("code").first()
    record(case, psychologist, kind="viewing", media_title=str(title.pk), people_count="6")
    shown = as_worker(psychologist).get(url(case))
    assert str(title) in shown.text
    assert "group of 6" in shown.text
    assert str(title) in as_worker(psychologist).get(case.get_absolute_url()).text


def test_pressing_twice_records_one_session(case, psychologist):
    form = as_worker(psychologist).get(url(case, "record_intervention")).context["form"]
    submission = str(form["submission_id"].value())
    for _time in range(2):
        record(case, psychologist, submission_id=submission)
    assert Intervention.objects.count() == 1


def test_a_manager_on_the_case_sees_why_she_records_no_session(case, coordinator, manager):
    from cases.models import Assignment

    Assignment.objects.create(case=case, worker=manager, role="other", since=timezone.now())
    answer = as_worker(manager).get(url(case, "record_intervention"))
    assert answer.status_code == 403
    assert "Sessions are recorded by the psychologist, lawyer or coordinator who held them." in answer.text


def test_three_sessions_cost_no_more_statements_than_one(case, psychologist):
    browser, counts = as_worker(psychologist), []
    for number in (1, 2):
        for _time in range(number):
            record(case, psychologist)
        with CaptureQueriesContext(connection) as captured:
            browser.get(url(case))
        counts.append(len(captured))
    assert counts[0] == counts[1]
