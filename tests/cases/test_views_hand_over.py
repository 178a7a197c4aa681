"""The page on which a coordinator hands over what was left behind."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from cases.handing_over import number_to_hand_over
from cases.models import Case, HandOver, NotesPassing, SessionNote
from cases.services.hand_over import hand_over_open_work
from cases.services.notes import ask_to_pass_notes_on
from tests.accounts.factories import UserFactory
from tests.cases.factories import CaseFactory
from tests.cases.notes import a_note
from tests.cases.pages import statements_of
from tests.hotline.factories import running_call
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
PAGE = "/cases/hand-over/"


@pytest.fixture
def colleague(psychologist):
    return UserFactory(role=Role.PSYCHOLOGIST, team=psychologist.team, display_name="Colleague")


@pytest.fixture
def left(coordinator, psychologist):
    """Return three cases that a psychologist left behind."""
    cases = [CaseFactory(in_progress=True, primary_worker=psychologist) for _ in range(3)]
    hand_over_open_work(actor=coordinator, worker=psychologist)
    return cases


def pieces(cases):
    return [str(case.hand_overs.get().pk) for case in cases]


def test_the_queue_stands_on_the_coordinators_today_and_on_nobody_elses(left, coordinator, everybody):
    told = {
        worker.role: "/cases/hand-over/" in as_worker(worker).get("/today/").content.decode()
        for worker in everybody
    }
    assert told == {worker.role: worker == coordinator for worker in everybody}


def test_there_is_no_queue_for_who_leads_no_team(left, manager, operator):
    for worker in (manager, operator):
        assert HandOver.objects.visible_to(worker).count() == 0
        assert NotesPassing.objects.visible_to(worker).count() == 0
    assert number_to_hand_over(manager) == 0


def test_an_empty_queue_is_not_on_today_and_says_so_on_its_page(coordinator):
    browser = as_worker(coordinator)
    assert "hand-over" not in browser.get("/today/").content.decode()
    assert "Nothing waits to be handed over." in browser.get(PAGE).content.decode()


def test_the_page_shows_codes_of_the_own_team_only(left, coordinator, other_team_coordinator, operator):
    call = running_call(operator)
    hand_over_open_work(actor=coordinator, worker=operator)
    page = as_worker(coordinator).get(PAGE).content.decode()
    assert all(case.reference in page for case in left)
    assert (call.reference in page, call.get_absolute_url() in page) == (True, True)
    assert "Invented Name" not in page
    other = as_worker(other_team_coordinator).get(PAGE).content.decode()
    assert [reference in other for reference in (left[0].reference, call.reference)] == [False, False]


def test_some_or_all_of_it_goes_to_a_colleague(left, coordinator, colleague):
    browser, work = as_worker(coordinator), pieces(left)
    response = browser.post(PAGE, {"work": work[:1], "worker": colleague.pk})
    assert (response.status_code, response.url) == (302, PAGE)
    assert "1 handed over." in browser.get(PAGE).content.decode()
    assert set(Case.objects.visible_to(colleague)) == {left[0]}
    browser.post(PAGE, {"work": work[1:], "worker": colleague.pk})
    assert set(Case.objects.visible_to(colleague)) == set(left)
    assert "Nothing waits" in browser.get(PAGE).content.decode()


def test_a_refusal_stands_on_the_page_and_nothing_is_done(left, coordinator, operator):
    browser = as_worker(coordinator)
    response = browser.post(PAGE, {"work": pieces(left), "worker": operator.pk})
    assert (response.status_code, "takes no cases" in response.content.decode()) == (409, True)
    assert HandOver.objects.waiting().count() == 3
    empty = browser.post(PAGE, {"worker": operator.pk}).content.decode()
    assert "Choose at least one thing to hand over." in empty


def test_work_of_another_team_cannot_be_given(left, other_team_coordinator, colleague):
    stranger = UserFactory(role=Role.PSYCHOLOGIST, team=other_team_coordinator.team)
    browser = as_worker(other_team_coordinator)
    browser.post(PAGE, {"work": pieces(left), "worker": stranger.pk})
    assert HandOver.objects.waiting().count() == 3


def test_three_pieces_cost_no_more_statements_than_one(coordinator, psychologist, operator):
    def add():
        CaseFactory(in_progress=True, primary_worker=psychologist)
        running_call(operator)
        for worker in (psychologist, operator):
            hand_over_open_work(actor=coordinator, worker=worker)

    add()
    browser = as_worker(coordinator)
    one = len(statements_of(browser, PAGE))
    add()
    add()
    assert len(statements_of(browser, PAGE)) == one
    assert HandOver.objects.count() == 6


def test_two_coordinators_pass_notes_on_by_the_page(case, coordinator, psychologist, colleague):
    note = a_note(case, psychologist)
    psychologist.is_active = False
    psychologist.save()
    first = as_worker(coordinator)
    page = first.get(PAGE).content.decode()
    assert (f"{psychologist.display_name}: 1 note" in page, "She sleeps badly." in page) == (True, False)
    response = first.post(f"{PAGE}notes/", {"author": psychologist.pk, "receiver": colleague.pk})
    assert (response.status_code, response.url) == (302, PAGE)
    passing = NotesPassing.objects.get()
    assert "You asked for this yourself." in first.get(PAGE).content.decode()
    alone = first.post(f"{PAGE}notes/{passing.pk}/", {"answer": "agree"})
    assert (alone.status_code, SessionNote.objects.readable_by(colleague).count()) == (409, 0)
    second = as_worker(UserFactory(role=Role.COORDINATOR, team=coordinator.team))
    assert second.post(f"{PAGE}notes/{passing.pk}/", {"answer": "agree"}).status_code == 302
    assert SessionNote.objects.readable_by(colleague).get() == note
    assert "The notes are passed on." in second.get(PAGE).content.decode()


def test_who_asked_takes_it_back(case, coordinator, psychologist, colleague):
    a_note(case, psychologist)
    psychologist.is_active = False
    psychologist.save()
    passing = ask_to_pass_notes_on(actor=coordinator, author=psychologist, receiver=colleague)
    browser = as_worker(coordinator)
    browser.post(f"{PAGE}notes/{passing.pk}/", {"answer": "no"})
    assert "The notes stay closed." in browser.get(PAGE).content.decode()
    passing.refresh_from_db()
    assert (passing.status, SessionNote.objects.readable_by(colleague).count()) == ("dismissed", 0)


def test_notes_of_another_team_are_not_there(
    case, coordinator, other_team_coordinator, psychologist, colleague
):
    psychologist.is_active = False
    psychologist.save()
    passing = ask_to_pass_notes_on(actor=coordinator, author=psychologist, receiver=colleague)
    browser = as_worker(other_team_coordinator)
    assert browser.post(f"{PAGE}notes/{passing.pk}/", {"answer": "no"}).status_code == 404
    assert "asks: may" not in browser.get(PAGE).content.decode()


def test_a_row_whose_call_is_gone_still_stands_in_the_queue(coordinator, operator):
    HandOver.objects.create(
        kind="call",
        subject_id=coordinator.pk,
        team=coordinator.team,
        former=operator,
        reason="left",
        queued_at=timezone.now(),
    )
    page = as_worker(coordinator).get(PAGE)
    assert [(piece.reference, piece.url) for one in page.context["left"] for piece in one.pieces] == [
        ("", "")
    ]


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"settled_at": timezone.now()}, "hand_over_given_names_both"),
        ({"kind": "call"}, "hand_over_is_about_one_thing"),
    ],
)
def test_the_database_refuses_half_a_hand_over(left, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        HandOver.objects.filter(case=left[0]).update(**changes)


def test_the_database_refuses_notes_passed_on_by_one_alone(coordinator, psychologist, colleague):
    psychologist.is_active = False
    psychologist.save()
    passing = ask_to_pass_notes_on(actor=coordinator, author=psychologist, receiver=colleague)
    alone = {"status": "passed", "decided_by": coordinator, "decided_at": timezone.now()}
    with pytest.raises(IntegrityError, match="notes_passed_by_two_coordinators"), transaction.atomic():
        NotesPassing.objects.filter(pk=passing.pk).update(**alone)
