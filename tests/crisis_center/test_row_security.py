"""The second net: what a query meets whose author forgot to ask whose case it is (decision 39)."""

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from cases import row_security
from cases.belongings import kinds
from cases.models import Case, CaseFold, Person, SafeContact, SessionNote, TimelineEntry
from cases.row_security import Why, command_seeing_every_case, seeing_every_case
from hotline.models import (
    Call,
    CallDraft,
    CallPerson,
    CallTimeCorrection,
    Debrief,
    LateEntry,
    SafetyCheck,
    ShiftNote,
    ShiftNoteReading,
)
from hotline.services.cases import link_call_to_case
from hotline.services.shift_notes import mark_note_read
from referrals.models import Referral, ReferralStatusChange
from tests import database
from tests.accounts.factories import TeamFactory, UserFactory
from tests.cases.factories import (
    AssignmentFactory,
    CaseFactory,
    PersonFactory,
    RiskAssessmentFactory,
    TimelineEntryFactory,
)
from tests.cases.folding import enrich
from tests.hotline.factories import SafetyCheckFactory, a_debrief, a_note, finished_call, running_call
from vault.context import sealing
from vault.enums import Purpose
from vault.services import create_data_key

PERSONAS = (
    "operator", "psychologist", "lawyer", "coordinator", "manager", "administrator", "auditor", "system",
    "other_team_coordinator",
)  # fmt: skip
OF_A_FILE = [
    apps.get_model("cases", name)
    for name in (
        "Person", "StatusChange", "RiskAssessment", "TimelineEntry", "Consent", "Intervention", "FollowUp",
        "ContactAttempt", "SafetyReview",
    )
] + [Referral, ReferralStatusChange]  # fmt: skip
OF_A_CALL = [CallDraft, CallPerson, CallTimeCorrection, LateEntry, SafetyCheck]
OF_A_SHIFT = [Debrief, ShiftNote, ShiftNoteReading]
HELD = [Case, SafeContact, SessionNote, Call, *OF_A_CALL, *OF_A_SHIFT, *OF_A_FILE]


def there(model):
    """Return every row that is there for whoever asks now, without any filter of ours."""
    return set(model._base_manager.values_list("pk", flat=True))


def known_to(worker):
    """Return the cases whose file or safe contact she may open: an operator may have opened another team's."""
    return Case.objects.visible_to(worker) | Case.objects.safe_contact_visible_to(worker)


@contextmanager
def refused_by_the_database():
    with pytest.raises(ProgrammingError, match="violates row-level security"), transaction.atomic():
        yield


def speak_of_its_times(call):
    """Correct the times of a call, and say that it was entered later."""
    now, worker = timezone.now(), call.operator
    times = {"former_started_at": now, "former_ended_at": now, "started_at": now, "ended_at": now}
    with sealing(call.pk, purposes=[Purpose.CALL]):
        CallTimeCorrection.objects.create(
            call=call, corrected_by=worker, corrected_at=now, reason="Late.", **times
        )
    LateEntry.objects.create(call=call, written_by=worker, answered_by=worker, entered_at=now, why="outage")


@pytest.fixture
def centre(operator, psychologist, lawyer, coordinator, manager):
    """Cases and calls in every relation that a worker can have to one."""
    elsewhere = TeamFactory(name="Turkestan")
    hers = CaseFactory(in_progress=True, primary_worker=psychologist)
    AssignmentFactory(case=hers, worker=lawyer, role="lawyer")
    past = CaseFactory(in_progress=True)
    AssignmentFactory(case=past, worker=psychologist, until="2026-11-01T00:00:00Z", role="other")
    AssignmentFactory(case=past, worker=manager, role="other")
    cases = [
        hers,
        past,
        CaseFactory(opened_by=operator),
        CaseFactory(opened_by=operator, in_progress=True),
        CaseFactory(opened_by=operator, team=elsewhere),
        CaseFactory(opened_by=operator, team=elsewhere, in_progress=True, primary_worker=lawyer),
    ]
    for case in cases:
        RiskAssessmentFactory(case=case)
        enrich(case, psychologist if case in (hers, past) else lawyer)
    SessionNote.objects.get(case=hers).grants.create(worker=lawyer)
    for colleague in (operator, UserFactory(role="operator", team=elsewhere), coordinator):
        running_call(colleague)
        speak_of_its_times(finished_call(colleague))
    person = {"place": 1, "name": "Invented Mother"}
    finished_call(coordinator, people=[person])
    finished_call(UserFactory(role="operator", team=elsewhere), people=[person])
    told_of_two = finished_call(operator, people=[person, {"place": 2, "role": "child"}])
    link_call_to_case(actor=operator, call=told_of_two, case=hers)
    for team in (operator.team, elsewhere):
        author, reader = (UserFactory(role="operator", team=team) for _one in range(2))
        mark_note_read(actor=reader, note=a_note(author))
        a_debrief(author)
    a_debrief(operator)
    a_debrief(coordinator)
    for call in Call.objects.all():
        SafetyCheckFactory(call=call)
    return cases


@pytest.mark.usefixtures("centre")
class TestTheRulesMirrorThoseOfTheApplication:
    @pytest.fixture(params=PERSONAS)
    def worker(self, request):
        return request.getfixturevalue(request.param)

    def test_she_meets_the_cases_that_she_may_know_of(self, worker):
        allowed = set(known_to(worker).values_list("pk", flat=True))
        with database.acting(worker):
            assert there(Case) == allowed

    def test_she_meets_what_hangs_on_the_files_that_she_may_open(self, worker):
        mine = Case.objects.visible_to(worker)
        allowed = {
            model: set(model.objects.filter(case__in=mine).values_list("pk", flat=True))
            for model in OF_A_FILE
        }
        with database.acting(worker):
            assert {model: there(model) for model in OF_A_FILE} == allowed

    def test_she_meets_how_the_clients_she_knows_of_are_reached(self, worker):
        known = known_to(worker)
        allowed = set(SafeContact.objects.filter(case__in=known).values_list("pk", flat=True))
        with database.acting(worker):
            assert there(SafeContact) == allowed

    def test_she_meets_the_notes_that_she_wrote_or_was_let_into(self, worker):
        known = Case.objects.visible_to(worker)
        notes = SessionNote.objects.readable_by(worker).filter(case__in=known)
        allowed = set(notes.values_list("pk", flat=True))
        with database.acting(worker):
            assert there(SessionNote) == allowed

    def test_she_meets_the_calls_that_she_may_open(self, worker):
        calls = Call.objects.visible_to(worker)
        allowed = set(calls.values_list("pk", flat=True))
        of_them = {
            model: set(model.objects.filter(call__in=calls).values_list("pk", flat=True))
            for model in OF_A_CALL
        }
        with database.acting(worker):
            assert there(Call) == allowed
            assert {model: there(model) for model in OF_A_CALL} == of_them

    def test_she_meets_the_notes_of_her_teams_hotline_and_who_read_them(self, worker):
        notes = ShiftNote.objects.visible_to(worker)
        allowed = set(notes.values_list("pk", flat=True))
        readings = set(ShiftNoteReading.objects.filter(note__in=notes).values_list("pk", flat=True))
        with database.acting(worker):
            assert (there(ShiftNote), there(ShiftNoteReading)) == (allowed, readings)

    def test_she_meets_her_own_wishes_to_talk_and_those_she_sees_to(self, worker):
        wishes = Debrief.objects.of_worker(worker) | Debrief.objects.cared_for_by(worker)
        allowed = set(wishes.values_list("pk", flat=True))
        with database.acting(worker):
            assert there(Debrief) == allowed


def test_every_kind_of_row_was_there_to_be_met_and_to_be_missed(centre, coordinator, lawyer, operator):
    everything = {model: there(model) for model in HELD}
    met = {model: set() for model in HELD}
    for worker in (coordinator, lawyer, operator):
        with database.acting(worker):
            met = {model: met[model] | there(model) for model in HELD}
    assert [model for model in HELD if not met[model]] == []
    with database.acting(lawyer):
        assert [model for model in HELD if not there(model) < everything[model]] == []


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize("model", HELD)
def test_without_a_context_there_is_nothing(model):
    assert there(model) != set()
    with database.acting(None):
        assert there(model) == set()


@pytest.mark.parametrize("model", HELD)
def test_every_such_table_is_held_and_its_owner_is_not_the_application(db, model):
    statement = "select relrowsecurity, pg_get_userbyid(relowner) from pg_class where oid = %s::regclass"
    with connection.cursor() as cursor:
        cursor.execute(statement, [model._meta.db_table])
        assert cursor.fetchone() == (True, "centre_owner")


# What hangs on a case and holds nothing but keys, codes and moments: who works on it, and what the rules ask.
ONLY_KEYS = {
    "cases.assignment": "the rule of a case asks it",
    "cases.branchconflict": "its reason is sealed by the case; whoever may refer asks it",
    "cases.conflicthint": "it holds no name, and managers decide of it who open no case",
    "cases.emergencyaccess": "the rule of a case asks it; its reason is sealed by the case",
    "cases.casefold": "who is on one of two cases is led on; what was before is sealed by the kept case",
    "cases.handover": "it holds keys alone, for the coordinators of a team",
    "hotline.callcase": "the rule of a call asks it",
}


def test_whatever_hangs_on_a_case_is_held():
    hanging = {kind.model for kind in kinds()} | {CaseFold}
    assert {model._meta.label_lower for model in hanging - set(HELD)} == set(ONLY_KEYS)


class TestWhatMayBeWritten:
    def test_a_case_is_opened_in_her_own_name_alone(self, psychologist, lawyer):
        case = Case(
            opened_by=lawyer, team=psychologist.team, reference="C-0000-0000", opened_at=timezone.now()
        )
        create_data_key(owner_id=case.pk, purposes=[Purpose.CASE])
        with database.acting(psychologist), sealing(case.pk):
            with refused_by_the_database():
                case.save(force_insert=True)
            case.opened_by = psychologist
            case.save(force_insert=True)
        assert Case.objects.get(pk=case.pk).opened_by == psychologist

    def test_nothing_is_added_to_a_case_that_she_does_not_know_of(self, psychologist):
        entry = TimelineEntryFactory.build(case=CaseFactory(), actor=psychologist)
        with database.acting(psychologist), refused_by_the_database():
            entry.save(force_insert=True)
        assert TimelineEntry.objects.count() == 0

    def test_what_she_does_not_meet_she_neither_changes_nor_deletes(self, psychologist):
        person = PersonFactory(case=CaseFactory(in_progress=True))
        with database.acting(psychologist):
            assert Person.objects.filter(pk=person.pk).update(sex="male") == 0
            assert Person.objects.filter(pk=person.pk).delete() == (0, {})
        assert Person.objects.get(pk=person.pk).sex == ""

    def test_nobody_writes_a_note_in_a_colleagues_name(self, centre, lawyer, psychologist):
        note = SessionNote.objects.get(case=centre[0])
        assert note.author == psychologist
        with database.acting(psychologist):
            assert SessionNote.objects.filter(pk=note.pk).update(written_at=note.written_at) == 1
        with database.acting(lawyer), refused_by_the_database():
            SessionNote.objects.filter(pk=note.pk).update(author=psychologist)

    def test_nobody_leaves_a_note_or_asks_to_talk_in_a_colleagues_name(self, operator, coordinator):
        note, debrief = a_note(operator), a_debrief(operator)
        reading = ShiftNoteReading(note=note, worker=operator, read_at=timezone.now())
        twin = Debrief(call=debrief.call, worker=operator, team=operator.team, asked_at=timezone.now())
        with database.acting(coordinator), sealing(note.pk, purposes=[Purpose.CALL]):
            hers = ShiftNote(id=note.pk, author=operator, team=operator.team, left_at=timezone.now())
            hers.text = "Not her words."
            for row in (hers, reading, twin):
                with refused_by_the_database():
                    row.save(force_insert=True)

    def test_nobody_deletes_what_a_shift_left(self, operator, coordinator):
        note, debrief = a_note(operator), a_debrief(operator)
        with database.acting(coordinator):
            for row in (note, debrief):
                kept = type(row)._base_manager.filter(pk=row.pk)
                kept._raw_delete(kept.db)
                assert kept.exists()


class TestSeeingEveryCase:
    def test_it_ends_with_its_block_and_the_rules_hold_again(self, centre, lawyer):
        with database.acting(lawyer):
            mine = there(Case)
            with seeing_every_case(Why.COUNTING):
                assert there(Case) == {case.pk for case in centre}
                with seeing_every_case(Why.JOURNAL):
                    assert len(there(Case)) == len(centre)
                assert len(there(Case)) == len(centre)
            assert there(Case) == mine

    def test_a_refusal_inside_ends_it_too(self, centre, lawyer):
        with database.acting(lawyer):
            with pytest.raises(ValueError, match="refused"), seeing_every_case(Why.COUNTING):
                raise ValueError("refused")
            assert 0 < len(there(Case)) < len(centre)

    def test_what_the_database_refuses_inside_is_said_as_it_is(self, centre, lawyer):
        with database.acting(lawyer):
            with (
                pytest.raises(ProgrammingError, match="no_such_table"),
                transaction.atomic(),
                seeing_every_case(Why.COUNTING),
            ):
                connection.cursor().execute("select * from no_such_table")
            assert 0 < len(there(Case)) < len(centre)

    def test_the_reason_stands_in_the_transaction_while_it_lasts(self, lawyer):
        def why():
            with connection.cursor() as cursor:
                cursor.execute("select current_setting('centre.why', true)")
                return cursor.fetchone()[0]

        with database.acting(lawyer):
            with seeing_every_case(Why.FOLDING):
                assert why() == "folding"
            assert why() == ""


@pytest.mark.django_db(transaction=True)
class TestAKeptConnection:
    def test_a_context_ends_with_its_transaction(self, coordinator):
        CaseFactory()
        with database.as_in_production():
            with transaction.atomic():
                row_security.act_as(coordinator)
                assert Case.objects.count() == 1
            assert Case.objects.count() == 0

    def test_so_does_the_sight_of_every_case_when_the_transaction_fails(self):
        CaseFactory()
        with database.as_in_production():
            with pytest.raises(ZeroDivisionError), seeing_every_case(Why.COUNTING):
                1 / (Case.objects.count() - 1)
            assert Case.objects.count() == 0

    def test_a_command_has_it_for_all_its_transactions_and_no_longer(self):
        CaseFactory()
        with database.as_in_production():
            with command_seeing_every_case(Why.TOKENS):
                for _transaction in range(2):
                    with transaction.atomic():
                        assert Case.objects.count() == 1
            assert Case.objects.count() == 0

    def test_the_superuser_sees_that_the_rows_are_there(self):
        CaseFactory()
        superuser = database.server().connect(connection.settings_dict["NAME"])
        with superuser.cursor() as cursor:
            cursor.execute("select count(*) from cases_case")
            assert cursor.fetchone() == (1,)
        superuser.close()
        with database.as_in_production():
            assert Case.objects.count() == 0


def test_only_its_own_role_signs_in_and_the_other_has_no_more_rights(db):
    statement = "select rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname = 'centre_service'"
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("select has_table_privilege('centre_service', 'audit_journalentry', 'UPDATE')")
        assert cursor.fetchone() == (False,)
