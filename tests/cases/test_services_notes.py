"""Two coordinators pass the notes of a worker who left to a psychologist, without reading them."""

import pytest

from accounts.enums import Role
from audit.models import JournalEntry
from cases.handing_over import notes_left_behind
from cases.models import NoteGrant, NotesPassing, SessionNote
from cases.refusals import Conflict, Refusal
from cases.services.interventions import open_note_to
from cases.services.notes import ask_to_pass_notes_on, dismiss_passing, pass_notes_on
from tests.accounts.factories import TeamFactory, UserFactory
from tests.cases.factories import CaseFactory
from tests.cases.notes import a_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(psychologist):
    psychologist.is_active = False
    psychologist.save()
    return psychologist


@pytest.fixture
def second(coordinator):
    return UserFactory(role=Role.COORDINATOR, team=coordinator.team)


@pytest.fixture
def receiver(coordinator):
    return UserFactory(role=Role.PSYCHOLOGIST, team=coordinator.team)


def asked(actor, author, receiver):
    return ask_to_pass_notes_on(actor=actor, author=author, receiver=receiver)


def readable(worker):
    return set(SessionNote.objects.readable_by(worker))


def test_two_coordinators_pass_notes_on_and_read_none(case, coordinator, second, author, receiver):
    note = a_note(case, author)
    elsewhere = a_note(CaseFactory(team=TeamFactory(name="Turkestan")), author)
    passing = asked(coordinator, author, receiver)
    assert readable(receiver) == set(), "one coordinator alone opens nothing"
    assert pass_notes_on(actor=second, passing=passing) == 1
    assert readable(receiver) == {note}
    assert [readable(worker) for worker in (coordinator, second)] == [set(), set()]
    assert elsewhere.grants.count() == 0, "the notes of another team's cases are that team's matter"
    passing.refresh_from_db()
    assert (passing.status, passing.decided_by, passing.decided_at is None) == ("passed", second, False)
    lines = JournalEntry.objects.filter(verb__contains="note").order_by("id")
    assert [(line.verb, line.actor_id, line.case_id) for line in lines] == [
        ("cases.notes_passing_asked", coordinator.pk, None),
        ("cases.note_passed_on", second.pk, case.pk),
        ("cases.notes_passed_on", second.pk, None),
    ]
    assert str(passing) == f"passing on of notes {passing.pk}"


def test_agreeing_twice_is_once_and_agreeing_after_a_no_a_conflict(
    case, coordinator, second, author, receiver
):
    a_note(case, author)
    passing = asked(coordinator, author, receiver)
    assert [pass_notes_on(actor=second, passing=passing) for _ in range(2)] == [1, 0]
    with pytest.raises(Conflict, match="decided meanwhile"):
        dismiss_passing(actor=second, passing=passing)
    again = asked(coordinator, author, receiver)
    for _ in range(2):
        dismiss_passing(actor=coordinator, passing=again)
    with pytest.raises(Conflict, match="decided meanwhile"):
        pass_notes_on(actor=second, passing=again)
    assert JournalEntry.objects.filter(verb="cases.notes_passing_dismissed").count() == 1
    assert NoteGrant.objects.count() == 1


def test_who_asked_cannot_agree_herself(case, coordinator, author, receiver):
    a_note(case, author)
    passing = asked(coordinator, author, receiver)
    with pytest.raises(Refusal, match="A second coordinator agrees"):
        pass_notes_on(actor=coordinator, passing=passing)
    assert readable(receiver) == set()


def test_only_coordinators_of_the_team_have_a_say(
    case, coordinator, other_team_coordinator, lawyer, author, receiver
):
    a_note(case, author)
    with pytest.raises(Refusal, match="Two coordinators of the team"):
        asked(lawyer, author, receiver)
    passing = asked(coordinator, author, receiver)
    for decide in (pass_notes_on, dismiss_passing):
        for actor in (other_team_coordinator, lawyer):
            with pytest.raises(Refusal, match="Two coordinators of the team"):
                decide(actor=actor, passing=passing)
    assert NotesPassing.objects.asked().get() == passing


def test_an_author_who_still_works_here_opens_her_notes_herself(coordinator, psychologist, receiver):
    with pytest.raises(Refusal, match="opens her notes herself"):
        asked(coordinator, psychologist, receiver)


@pytest.mark.parametrize("about", [{"role": Role.LAWYER}, {"is_active": False}, {"elsewhere": True}])
def test_notes_go_to_a_psychologist_of_the_team_only(coordinator, author, about):
    team = TeamFactory(name="Turkestan") if about.pop("elsewhere", False) else coordinator.team
    with pytest.raises(Refusal, match="a psychologist of the team"):
        asked(coordinator, author, UserFactory(**{"role": Role.PSYCHOLOGIST, "team": team, **about}))


def test_a_second_asking_while_one_waits_is_a_conflict(coordinator, second, author, receiver):
    asked(coordinator, author, receiver)
    with pytest.raises(Conflict, match="waits for a second coordinator already"):
        asked(second, author, receiver)


def test_the_queue_names_whose_notes_nobody_can_open_and_how_many(
    case, coordinator, lawyer, author, receiver
):
    a_note(case, author)
    opened = a_note(case, author)
    a_note(case, lawyer)
    assert [(one.author, one.number) for one in notes_left_behind(coordinator)] == [(author, 2)]
    open_note_to(actor=author, note=opened, worker=receiver)
    assert [(one.author, one.number) for one in notes_left_behind(coordinator)] == [(author, 1)]
    receiver.is_active = False
    receiver.save()
    assert [(one.author, one.number) for one in notes_left_behind(coordinator)] == [(author, 2)]
    asked(coordinator, author, UserFactory(role=Role.PSYCHOLOGIST, team=coordinator.team))
    assert notes_left_behind(coordinator) == []
