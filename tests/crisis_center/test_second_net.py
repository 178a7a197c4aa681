"""With the application's own rules broken, every page still shows no foreign row (issue 5, decision 39)."""

import datetime as dt

import pytest
import time_machine
from django.db.models import DateTimeField, Value
from django.urls import reverse

from audit.models import JournalEntry
from cases.models import Case, CaseQuerySet, FollowUp, SessionNote, TimelineEntry
from cases.models.follow_up import FollowUpQuerySet
from cases.models.intervention import SessionNoteQuerySet
from cases.refusals import Refusal
from cases.tasks import remind_of_due_follow_ups
from hotline.models import CallCase, CallQuerySet
from hotline.services.call_back import call_back
from hotline.services.cases import add_to_known_cases
from referrals.models import Referral, ReferralQuerySet
from tests import database
from tests.cases.factories import CaseFactory, FollowUpFactory
from tests.cases.folding import enrich
from tests.cases.pages import address
from tests.hotline.factories import finished_call
from tests.workers import as_worker

NAME = "Aigerim Kasymova"
BROKEN = [
    (CaseQuerySet, "visible_to"),
    (CaseQuerySet, "safe_contact_visible_to"),
    (CaseQuerySet, "safe_contact_open_to"),
    (FollowUpQuerySet, "visible_to"),
    (SessionNoteQuerySet, "readable_by"),
    (CallQuerySet, "visible_to"),
    (ReferralQuerySet, "visible_to"),
]
NEVER = Value(None, DateTimeField())
LISTS = ["/today/", "/cases/", "/calls/", "/referrals/"]


@pytest.fixture
def foreign(other_team_coordinator, psychologist):
    """A full file of another team, with a call that belongs to it."""
    case = CaseFactory(
        in_progress=True,
        team=other_team_coordinator.team,
        primary_worker=psychologist,
        client__name=NAME,
        safe_contact__ask_for=NAME,
        risk_level="high",
    )
    enrich(case, psychologist)
    return case


@pytest.fixture
def foreign_call(foreign, other_team_coordinator):
    return finished_call(other_team_coordinator, caller_name=NAME)


@pytest.fixture
def broken(monkeypatch):
    """Every rule of the application lets everybody see everything."""
    for queryset, method in BROKEN:
        monkeypatch.setattr(queryset, method, lambda rows, _worker: rows.all())
    for queryset in (CaseQuerySet, ReferralQuerySet):
        monkeypatch.setattr(queryset, "open_to", lambda rows, _worker: rows.annotate(emergency_until=NEVER))


@pytest.fixture(params=["operator", "lawyer", "coordinator"])
def stranger(request):
    return request.getfixturevalue(request.param)


def pages_of(case):
    names = ["case", "household", "sessions", "follow_ups", "consents", "safe_contact"]
    upper = [
        reverse(name, kwargs={"reference": case.reference})
        for name in ("referrals:of_case", "hotline:of_case")
    ]
    return [*(address(case, name) for name in names), *upper]


def objects_of(case, call):
    note = SessionNote.objects.get(case=case)
    follow_up = FollowUp.objects.filter(case=case).first()
    return [
        *pages_of(case),
        address(case, "note", note_id=note.pk),
        address(case, "follow_up", follow_up_id=follow_up.pk),
        Referral.objects.get(case=case).get_absolute_url(),
        call.get_absolute_url(),
    ]


@pytest.mark.usefixtures("broken")
class TestTheSecondNetHolds:
    def test_no_list_shows_a_foreign_row(self, stranger, foreign, foreign_call):
        browser = as_worker(stranger)
        references = [foreign.reference, foreign_call.reference, Referral.objects.get().reference]
        for path in LISTS:
            page = browser.get(path, follow=True).text
            assert [reference for reference in references if reference in page] == []

    def test_no_page_of_a_foreign_object_is_there(self, stranger, foreign, foreign_call):
        browser = as_worker(stranger)
        answers = {path: browser.get(path).status_code for path in objects_of(foreign, foreign_call)}
        assert {path: status for path, status in answers.items() if status not in (403, 404)} == {}

    def test_a_search_shows_nobody_of_a_foreign_case(self, stranger, foreign, foreign_call):
        page = as_worker(stranger).post("/search/", {"asked": NAME}).text
        assert foreign.reference not in page
        assert foreign_call.reference not in page


@pytest.mark.usefixtures("broken", "without_second_net")
class TestWithoutItTheBrokenPagesWouldShowThem:
    def test_the_list_the_page_and_the_search(self, coordinator, foreign, foreign_call):
        browser = as_worker(coordinator)
        assert foreign.reference in browser.get("/cases/").text
        assert foreign_call.reference in browser.get("/calls/").text
        answers = {path: browser.get(path).status_code for path in objects_of(foreign, foreign_call)}
        assert {path: status for path, status in answers.items() if status != 200} == {}
        found = browser.post("/search/", {"asked": NAME}).text
        assert foreign.reference in found
        assert foreign_call.reference in found


def test_the_next_request_on_the_same_connection_sees_by_its_own_worker(
    transactional_db, coordinator, other_team_coordinator
):
    case = CaseFactory(team=coordinator.team)
    hers, other = as_worker(coordinator), as_worker(other_team_coordinator)
    for _turn in range(2):
        assert hers.get(address(case)).status_code == 200
        assert other.get(address(case)).status_code == 404
    with database.as_in_production():
        assert Case.objects.count() == 0


def test_the_reminders_look_into_every_case_and_leave_nothing_open(transactional_db, psychologist):
    case = CaseFactory(in_progress=True, primary_worker=psychologist)
    FollowUpFactory(case=case, responsible=psychologist, due_on=dt.date(2026, 1, 12))
    with database.as_in_production(), time_machine.travel("2026-11-26T09:00:00+05:00", tick=False):
        remind_of_due_follow_ups()
        assert Case.objects.count() == 0
    assert JournalEntry.objects.filter(verb="cases.reminder_given", case_id=case.pk).exists()


def test_an_operator_adds_her_call_to_a_case_of_her_team_whose_file_is_not_open_to_her(operator):
    case = CaseFactory(in_progress=True)
    call = finished_call(operator)
    with database.acting(operator):
        assert add_to_known_cases(actor=operator, call=call, references=[case.reference]) == [case]
    assert TimelineEntry.objects.filter(case=case, verb="call_logged").exists()
    assert as_worker(operator).get(address(case)).status_code == 404


def test_what_was_stopped_in_a_case_that_she_does_not_see_stops_her_call_as_well(
    operator, other_team_coordinator
):
    case = CaseFactory(
        team=other_team_coordinator.team,
        safe_contact__may_contact="no",
        safe_contact__stopped_at=dt.datetime(2026, 11, 26, tzinfo=dt.UTC),
    )
    call = finished_call(operator, if_cut_off="call_back_once")
    CallCase.objects.create(call=call, case=case, linked_by=other_team_coordinator)
    with database.acting(operator), pytest.raises(Refusal, match="All contact with her was stopped"):
        call_back(actor=operator, call=call, if_cut_off="call_back_once")
