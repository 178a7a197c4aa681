"""A fold is taken back within 30 days: everything returns, sealed under its old key."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from audit.models import JournalEntry
from cases import belongings
from cases.models import (
    Case,
    CaseFold,
    ContactAttempt,
    FollowUp,
    Person,
    SafeContact,
    SessionNote,
    StatusChange,
    TimelineEntry,
)
from cases.refusals import Refusal
from cases.services.folding import Undone, undo_fold
from cases.services.follow_ups import record_outcome
from cases.services.household import change_person, change_safe_contact
from cases.services.intake import PersonDetails, SafeContactDetails
from tests.accounts.factories import UserFactory
from tests.cases.at_once import at_once
from tests.cases.factories import CaseFactory, FollowUpFactory, PersonFactory
from tests.cases.folding import (
    BOTH_KEYS,
    client_of,
    enrich,
    fold,
    sealed,
    two_files,
    workers_of,
)
from vault.context import opening
from vault.errors import NotOpened
from vault.fields import SealedField, sealed_fields

pytestmark = pytest.mark.django_db

TOLD = {"cases.timelineentry", "cases.statuschange"}  # both tell that it was folded and taken back


def undo(actor, made):
    return undo_fold(actor=actor, fold=CaseFold.objects.get(pk=made.pk))


def days_ago(made, days):
    CaseFold.objects.filter(pk=made.pk).update(folded_at=timezone.now() - dt.timedelta(days=days))


def whole(case):
    """Return every row of a case with every value that opens under its key, and who took part in what."""
    rows = {("cases.case", case.pk): said(Case.objects.get(pk=case.pk))}
    for kind in belongings.kinds():
        if kind.label not in TOLD:
            rows |= {(kind.label, row.pk): said(row) for row in kind.of(case)}
    for session in case.interventions.all():
        rows["participants", session.pk] = {*session.participants.values_list("pk", flat=True)}
    return rows


def said(row):
    names = [field.attname for field in row._meta.fields if not isinstance(field, SealedField)]
    plain = {name: getattr(row, name) for name in names if name not in ("version", "tokens")}
    return plain | {field.name: getattr(row, field.name) for field in sealed_fields(type(row))}


def both(kept, folded):
    with opening([kept.pk, folded.pk], purposes=BOTH_KEYS):
        return whole(Case.objects.get(pk=kept.pk)), whole(Case.objects.get(pk=folded.pk))


@pytest.mark.parametrize("state", ["active", "on_hold", "closed", "open"])
def test_everything_is_as_it_was(state, kept, folded, coordinator, lawyer, psychologist):
    enrich(folded, lawyer, times=2)
    enrich(kept, psychologist)
    also = {"closed_at": timezone.now(), "closure_reason": "needs_met", "closure_outcome": "safer"}
    Case.objects.filter(pk=folded.pk).update(status=state, **(also if state == "closed" else {}))
    theirs, ours = folded.household.filter(role="child").first(), kept.household.get(role="child")
    before = both(kept, folded)
    theirs_stands = ("client_name", "client_birth_date", "case_district", "safe_contact_number")
    choices = dict.fromkeys(theirs_stands, "folded") | {"case_risk_level": "kept"}
    made = fold(coordinator, kept, folded, same_people={theirs.pk: ours.pk}, **choices)
    assert both(kept, folded) != before
    assert undo(coordinator, made).left == []
    assert both(kept, folded) == before


def test_what_returned_opens_with_the_old_key_only(kept, folded, coordinator, lawyer):
    enrich(folded, lawyer)
    undo(coordinator, fold(coordinator, kept, folded))
    note = SessionNote.objects.get(case=folded)
    with opening([kept.pk], purposes=BOTH_KEYS), pytest.raises(NotOpened):
        _text = note.text
    with opening([folded.pk], purposes=BOTH_KEYS):
        assert note.text == "What she told."


def test_what_a_colleague_has_changed_since_stays_and_is_named(kept, folded, coordinator):
    made = fold(coordinator, kept, folded, client_name="folded")
    client, contact = client_of(kept), SafeContact.objects.get(case=kept)
    details = PersonDetails(role="client", name="Iraida", phone="+7 700 000 00 22")
    change_person(actor=coordinator, person=client, details=details, version=client.version)
    changed = SafeContactDetails(may_contact="she_calls", alert="He has her phone.")
    change_safe_contact(actor=coordinator, safe_contact=contact, details=changed, version=contact.version)
    assert undo(coordinator, made).left == ["Name", "Note", "Safe hours", "Warning before contact"]
    with opening([kept.pk]):
        assert (client_of(kept).name, client_of(kept).phone) == ("Iraida", "")
        assert SafeContact.objects.get(case=kept).alert == "He has her phone."


def test_what_the_fold_did_not_touch_keeps_what_a_colleague_wrote_since(kept, folded, coordinator):
    made = fold(coordinator, kept, folded, client_name="kept")
    client = client_of(kept)
    details = PersonDetails(role="client", name="Iraida", phone="+7 700 000 00 22", note="She paints.")
    change_person(actor=coordinator, person=client, details=details, version=client.version)
    assert "Name" not in undo(coordinator, made).left
    with opening([kept.pk]):
        assert client_of(kept).name == "Iraida"


def test_contact_that_was_stopped_since_stays_stopped(kept, folded, coordinator):
    SafeContact.objects.filter(case=folded).update(may_contact="no", channel="")
    made = fold(coordinator, kept, folded)
    SafeContact.objects.filter(case=kept).update(stopped_at=timezone.now())
    assert "May we contact her?" in undo(coordinator, made).left
    assert SafeContact.objects.get(case=kept).may_contact == "no"


def test_what_was_written_since_about_rows_that_moved_goes_along(kept, folded, coordinator, lawyer):
    follow_up = FollowUpFactory(case=folded, responsible=lawyer, kind="other_service")
    made = fold(coordinator, kept, folded)
    moved = FollowUp.objects.get(pk=follow_up.pk)
    attempt = ContactAttempt(
        case=moved.case,
        follow_up=moved,
        worker=lawyer,
        started_at=timezone.now(),
        ended_at=timezone.now(),
        outcome="no_answer",
    )
    sealed(attempt, note="Nobody there.")
    record_outcome(actor=lawyer, follow_up=moved, her_words="I found it.")
    new = FollowUpFactory(case=kept, responsible=lawyer)
    undo(coordinator, made)
    returned, attempt = FollowUp.objects.get(pk=follow_up.pk), ContactAttempt.objects.get()
    with opening([folded.pk]):
        assert (returned.her_words, attempt.note) == ("I found it.", "Nobody there.")
    assert TimelineEntry.objects.get(verb="follow_up_done").case == folded
    assert FollowUp.objects.get(pk=new.pk).case == kept


def test_what_is_no_longer_there_is_not_missed(kept, folded, coordinator):
    son = PersonFactory(case=folded)
    made = fold(coordinator, kept, folded)
    Person.objects.filter(pk=son.pk).delete()
    assert undo(coordinator, made).left == []


def test_both_cases_tell_it_in_the_journal_and_in_the_story(kept, folded, coordinator):
    made = undo(coordinator, fold(coordinator, kept, folded)).fold
    lines = JournalEntry.objects.filter(verb="cases.fold_undone")
    assert {line.case_id for line in lines} == {kept.pk, folded.pk}
    entries = TimelineEntry.objects.filter(verb="fold_undone", subject_id=made.pk)
    assert {(entry.case_id, entry.fact("reference")) for entry in entries} == {
        (kept.pk, folded.reference),
        (folded.pk, kept.reference),
    }
    statuses = StatusChange.objects.filter(case=folded).order_by("at")
    assert [(one.from_status, one.to_status) for one in statuses] == [
        ("active", "closed"),
        ("closed", "active"),
    ]


def test_asking_twice_undoes_once(kept, folded, coordinator):
    made = fold(coordinator, kept, folded)
    first = undo(coordinator, made)
    assert (first.fold.undone_by, first.fold.before) == (coordinator, None)
    assert undo(coordinator, made) == Undone(first.fold, [])
    assert JournalEntry.objects.filter(verb="cases.fold_undone").count() == 2


def test_a_case_is_folded_again_after_an_undo(kept, folded, coordinator):
    undo(coordinator, fold(coordinator, kept, folded))
    again = fold(coordinator, kept, folded)
    assert (CaseFold.objects.living().get(), CaseFold.objects.count()) == (again, 2)


def test_after_thirty_days_a_fold_stays(kept, folded, coordinator):
    made = fold(coordinator, kept, folded)
    days_ago(made, 29)
    assert CaseFold.objects.can_be_undone().exists()
    days_ago(made, 30)
    assert not CaseFold.objects.can_be_undone().exists()
    with pytest.raises(Refusal, match=r"A fold can be undone for 30 days\. For this one they ended on"):
        undo(coordinator, made)
    assert Case.objects.get(pk=folded.pk).is_folded


def test_folds_are_undone_in_the_order_in_which_they_lie(kept, folded, coordinator):
    third = CaseFactory(in_progress=True)
    first = fold(coordinator, kept, folded)
    days_ago(first, 1)
    later = fold(coordinator, kept, third)
    with pytest.raises(Refusal, match="Another case was folded into the same one later"):
        undo(coordinator, first)
    undo(coordinator, later)
    assert undo(coordinator, first).left == []


def test_while_the_case_that_went_on_is_folded_itself_nothing_returns(kept, folded, coordinator, lawyer):
    third = CaseFactory(in_progress=True, primary_worker=coordinator)
    enrich(folded, lawyer)
    before = both(kept, folded)
    first = fold(coordinator, kept, folded)
    above = fold(coordinator, third, kept)
    with pytest.raises(Refusal, match="was folded into another one itself"):
        undo(coordinator, first)
    undo(coordinator, above)
    undo(coordinator, first)
    assert both(kept, folded) == before


def test_nobody_undoes_while_a_colleague_is_on_the_telephone(kept, folded, coordinator, lawyer):
    follow_up = FollowUpFactory(case=folded, responsible=lawyer)
    made = fold(coordinator, kept, folded)
    ContactAttempt.objects.create(case=kept, follow_up=follow_up, worker=lawyer, started_at=timezone.now())
    with pytest.raises(Refusal, match="A colleague is trying to reach her right now"):
        undo(coordinator, made)


def test_whom_the_policy_refuses_undoes_nothing(kept, folded, coordinator, lawyer, other_team_coordinator):
    made = fold(coordinator, kept, folded)
    for stranger in (lawyer, other_team_coordinator):
        with pytest.raises(Refusal, match="A coordinator of the team folds"):
            undo(stranger, made)
    assert CaseFold.objects.living().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_undo_at_once_undo_once(psychologist, lawyer, coordinator):
    kept, folded = two_files(psychologist, lawyer)
    made = fold(coordinator, kept, folded)
    colleague = UserFactory(role=Role.COORDINATOR, team=coordinator.team)
    folds = [CaseFold.objects.get(pk=made.pk) for _coordinator in range(2)]
    answers = at_once(
        lambda: undo_fold(actor=coordinator, fold=folds[0]), lambda: undo_fold(actor=colleague, fold=folds[1])
    )
    assert {type(answer) for answer in answers} == {Undone}
    assert len({answer.fold.undone_by for answer in answers}) == 1
    assert JournalEntry.objects.filter(verb="cases.fold_undone").count() == 2


def test_undoing_costs_the_same_however_much_returns(psychologist, lawyer, coordinator):
    costs = []
    for times in (1, 3):
        kept, folded = two_files(psychologist, lawyer)
        enrich(folded, lawyer, times=times)
        made = CaseFold.objects.get(pk=fold(coordinator, kept, folded).pk)
        with CaptureQueriesContext(connection) as statements:
            undo_fold(actor=coordinator, fold=made)
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_a_worker_who_came_with_the_folded_case_goes_with_it(kept, folded, coordinator):
    before = workers_of(kept), workers_of(folded)
    undo(coordinator, fold(coordinator, kept, folded))
    assert (workers_of(kept), workers_of(folded)) == before
