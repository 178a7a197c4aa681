"""A case that was opened twice is folded into the one that goes on."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from audit.models import JournalEntry
from cases import belongings
from cases.enums import CaseStatus
from cases.models import (
    Case,
    CaseFold,
    Consent,
    ContactAttempt,
    FollowUp,
    Intervention,
    Person,
    RiskAssessment,
    SafeContact,
    SessionNote,
    StatusChange,
    TimelineEntry,
)
from cases.refusals import Conflict, Refusal
from cases.services import folding
from cases.services.closure import put_case_on_hold, reopen_case
from cases.services.folding import fold_case
from cases.services.household import change_person
from cases.services.intake import PersonDetails
from hotline.models import CallCase
from referrals.models import Referral, ReferralStatusChange
from tests.accounts.factories import UserFactory
from tests.cases.at_once import at_once
from tests.cases.factories import (
    AssignmentFactory,
    CaseFactory,
    FollowUpFactory,
    PersonFactory,
    RiskAssessmentFactory,
)
from tests.cases.folding import (
    BOTH_KEYS,
    client_of,
    enrich,
    fold,
    proposed,
    sealed,
    seen,
    two_files,
    workers_of,
)
from vault.context import opening
from vault.errors import NotOpened
from vault.fields import sealed_fields

pytestmark = pytest.mark.django_db

WITH_WORDS = (Consent, FollowUp, ContactAttempt, SessionNote, Referral, ReferralStatusChange, RiskAssessment)


@pytest.fixture
def files(psychologist, lawyer):
    return two_files(psychologist, lawyer)


@pytest.fixture
def kept(files):
    return files[0]


@pytest.fixture
def folded(files):
    return files[1]


class TestValues:
    """Value by value, this file's or the other's."""

    def test_what_was_chosen_stands_sealed_under_the_case_that_goes_on(self, kept, folded, coordinator):
        fold(coordinator, kept, folded, client_name="folded", safe_contact_number="folded")
        client, contact = client_of(kept), SafeContact.objects.get(case=kept)
        with opening([kept.pk]):
            assert (client.name, client.phone) == ("Irena Invented", "+7 700 000 00 22")
            assert (contact.number, contact.ask_for) == ("+7 700 000 00 23", "Aigul")
            assert (contact.safe_from, contact.safe_until) == (dt.time(10), dt.time(13))

    def test_what_was_not_chosen_stays_in_the_shell(self, kept, folded, coordinator):
        fold(coordinator, kept, folded, client_name="kept")
        with opening([kept.pk, folded.pk]):
            assert (client_of(kept).name, client_of(folded).name) == ("Irina Invented", "Irena Invented")

    def test_words_and_kinds_can_stand_both(self, kept, folded, coordinator):
        fold(coordinator, kept, folded)
        now = Case.objects.get(pk=kept.pk)
        assert now.kinds_of_violence == ["physical", "threats"]
        with opening([kept.pk]):
            assert client_of(kept).note == "She paints.\nShe works at night."
            assert now.summary == "She called first.\nA neighbour called."
            alert = SafeContact.objects.get(case=kept).alert
        assert alert == "He reads her phone.; His mother lives next door."

    def test_of_two_kinds_one_files_can_be_chosen(self, kept, folded, coordinator):
        fold(coordinator, kept, folded, case_kinds_of_violence="kept", client_note="folded")
        assert Case.objects.get(pk=kept.pk).kinds_of_violence == ["physical"]
        with opening([kept.pk]):
            assert client_of(kept).note == "She works at night."

    @pytest.mark.parametrize(
        ("ours", "theirs", "chosen"),
        [
            ({"may_contact": "yes"}, {"may_contact": "no", "channel": ""}, "folded"),
            ({"may_contact": "she_calls"}, {"may_contact": "yes"}, "kept"),
            ({"voicemail": "may_identify"}, {"voicemail": "neutral"}, "folded"),
            ({"messages_allowed": False}, {"messages_allowed": True}, "kept"),
            ({"code_word": None}, {"code_word": "the red door"}, "folded"),
            ({"code_word": "the red door"}, {"code_word": None}, "kept"),
        ],
    )
    def test_the_safer_is_proposed_and_what_was_said_before_what_was_not(self, ours, theirs, chosen):
        kept, folded = (
            CaseFactory(**{f"safe_contact__{name}": value for name, value in values.items()})
            for values in (ours, theirs)
        )
        assert proposed(kept, folded) == {f"safe_contact_{next(iter(ours))}": chosen}

    def test_files_that_say_the_same_leave_nothing_to_choose(self):
        assert proposed(CaseFactory(), CaseFactory()) == {}

    def test_a_difference_that_nobody_chose_is_refused_in_words(self, kept, folded, coordinator):
        choices = proposed(kept, folded) | {"client_name": "both", "safe_contact_number": ""}
        with pytest.raises(Refusal, match="Choose what stands from now on: Name, Safe number"):
            fold_case(actor=coordinator, folded=folded, kept=kept, choices=choices, seen=seen(kept, folded))
        assert (CaseFold.objects.count(), folded.status, folded.version) == (0, "active", 1)

    @pytest.mark.parametrize("stopped", [0, 1])
    def test_contact_that_was_stopped_in_one_file_stays_stopped(self, stopped, files, coordinator):
        kept, folded = files
        at = kept.opened_at
        SafeContact.objects.filter(case=files[stopped]).update(may_contact="no", stopped_at=at)
        assert "safe_contact_may_contact" not in proposed(kept, folded)
        fold(coordinator, kept, folded)
        contact = SafeContact.objects.get(case=kept)
        assert (contact.may_contact, contact.stopped_at) == ("no", at)

    def test_a_damaged_value_stays_as_it_is(self, kept, folded, coordinator):
        client = client_of(kept)
        broken = client.name_sealed[:-1] + bytes([client.name_sealed[-1] ^ 1])
        client.name_sealed = broken
        with opening([kept.pk]):
            client.save(update_fields=["name"])
        assert "client_name" not in proposed(kept, folded)
        fold(coordinator, kept, folded)
        assert client_of(kept).name_sealed == broken


class TestRisk:
    def judged(self, case):
        with opening([case.pk]):
            newest = case.risk_assessments.order_by("-assessed_at").first()
            return Case.objects.get(pk=case.pk).risk_level, newest.level, newest.reason

    def test_the_higher_is_proposed_and_the_newest_judgement_says_it(self, kept, folded, coordinator):
        assert proposed(kept, folded)["case_risk_level"] == "folded"
        fold(coordinator, kept, folded)
        assert self.judged(kept) == ("high", "high", "He has a weapon.")
        assert kept.risk_assessments.count() == 2

    def test_an_older_judgement_that_was_chosen_is_made_again_with_its_reason(
        self, kept, folded, coordinator
    ):
        fold(coordinator, kept, folded, case_risk_level="kept")
        assert self.judged(kept) == ("low", "low", "He moved out.")
        newest = kept.risk_assessments.latest("assessed_at")
        assert (kept.risk_assessments.count(), newest.assessed_by) == (3, coordinator)

    def test_a_reason_that_does_not_open_is_told(self, kept, folded, coordinator):
        judgement = RiskAssessment.objects.get(case=kept)
        judgement.reason_sealed = judgement.reason_sealed[:-1] + bytes([judgement.reason_sealed[-1] ^ 1])
        judgement.save(update_fields=["reason"])
        fold(coordinator, kept, folded, case_risk_level="kept")
        assert self.judged(kept)[2].startswith("The reason was damaged when two files became one.")

    def test_a_risk_that_one_file_never_judged_is_the_others(self, coordinator):
        kept, folded = CaseFactory(), CaseFactory(risk_level="high")
        RiskAssessmentFactory(case=folded)
        fold(coordinator, kept, folded)
        assert self.judged(kept)[:2] == ("high", "high")


class TestBelongings:
    """All that hangs on a case moves, of this app and of those above."""

    @pytest.fixture
    def rich(self, kept, folded, lawyer, psychologist):
        enrich(folded, lawyer)
        enrich(kept, psychologist)

    @pytest.mark.usefixtures("rich")
    def test_everything_moves_but_the_client_her_safe_contact_and_the_primary_worker(
        self, kept, folded, coordinator
    ):
        counts = {kind: kind.of(folded).count() + kind.of(kept).count() for kind in belongings.kinds()}
        fold(coordinator, kept, folded)
        left = {kind.label: kind.of(folded).count() for kind in belongings.kinds()}
        alone = {"cases.person", "cases.safecontact", "cases.assignment"}
        told = {"cases.timelineentry", "cases.statuschange"}
        assert {label for label, number in left.items() if number} == alone | told
        assert all(counts.values())
        assert {left[label] for label in alone | told} == {1}

    @pytest.mark.usefixtures("rich")
    def test_the_kinds_are_found_in_upper_apps_too(self):
        assert {kind.label for kind in belongings.kinds()} >= {
            "referrals.referral",
            "referrals.referralstatuschange",
            "hotline.callcase",
            "cases.sessionnote",
            "cases.contactattempt",
        }

    @pytest.mark.usefixtures("rich")
    def test_what_moved_opens_with_the_new_key_only(self, kept, folded, coordinator):
        fold(coordinator, kept, folded)
        opened = []
        for model in WITH_WORDS:
            for row in model.objects.filter(case=kept):
                for field in [one.name for one in sealed_fields(model) if getattr(row, one.attname)]:
                    with opening([folded.pk], purposes=BOTH_KEYS), pytest.raises(NotOpened):
                        getattr(row, field)
                    with opening([kept.pk], purposes=BOTH_KEYS):
                        opened.append(getattr(row, field))
        assert opened.count("What she told.") == opened.count("A room for two.") == 2
        assert {"I sleep again.", "Her sister was there.", "They called.", "She was at work."} <= {*opened}

    @pytest.mark.usefixtures("rich")
    def test_nobody_but_its_author_reads_a_note_that_moved(self, kept, folded, coordinator, lawyer):
        fold(coordinator, kept, folded)
        notes = SessionNote.objects.filter(case=kept)
        readers = {worker: notes.readable_by(worker).count() for worker in (coordinator, lawyer)}
        assert readers == {coordinator: 0, lawyer: 1}

    @pytest.mark.usefixtures("rich")
    def test_the_client_who_took_part_is_the_one_of_the_case_that_goes_on(self, kept, folded, coordinator):
        fold(coordinator, kept, folded)
        clients = Person.objects.filter(interventions__case=kept, role="client")
        assert [client.pk for client in clients] == [client_of(kept).pk] * 2

    def test_somebody_who_stands_in_both_households_stands_once(self, kept, folded, coordinator, lawyer):
        enrich(folded, lawyer)
        theirs, ours = folded.household.get(role="child"), PersonFactory(case=kept, name="Ivan I.")
        fold(coordinator, kept, folded, same_people={theirs.pk: ours.pk})
        assert {*kept.household.values_list("pk", flat=True)} == {client_of(kept).pk, ours.pk}
        session = Intervention.objects.get(case=kept)
        assert {*session.participants.all()} == {client_of(kept), ours}

    def test_whoever_does_not_stand_in_the_two_files_is_not_taken_for_the_same(
        self, kept, folded, coordinator
    ):
        son, stranger = PersonFactory(case=folded), PersonFactory()
        fold(coordinator, kept, folded, same_people={son.pk: stranger.pk})
        assert Person.objects.get(pk=son.pk).case == kept

    def test_two_people_of_one_household_do_not_become_one(self, kept, folded, coordinator):
        [one, other], ours = PersonFactory.create_batch(2, case=folded), PersonFactory(case=kept)
        with pytest.raises(Refusal, match="Two people of one household cannot be the same person"):
            fold(coordinator, kept, folded, same_people={one.pk: ours.pk, other.pk: ours.pk})
        assert CaseFold.objects.count() == 0

    def test_a_call_that_was_linked_to_both_is_linked_once(self, kept, folded, coordinator, lawyer):
        enrich(folded, lawyer)
        link = CallCase.objects.get(case=folded)
        CallCase.objects.create(call=link.call, case=kept, linked_by=lawyer)
        fold(coordinator, kept, folded)
        assert (CallCase.objects.filter(case=kept).count(), CallCase.objects.get(pk=link.pk).case) == (
            1,
            folded,
        )

    def test_the_primary_worker_of_the_folded_case_works_on_beside_the_other(self, kept, folded, coordinator):
        fold(coordinator, kept, folded)
        assert workers_of(kept) == {("psychologist", "primary"), ("lawyer", "lawyer")}

    def test_a_primary_worker_of_both_is_not_named_twice(self, coordinator, psychologist):
        kept, folded = CaseFactory.create_batch(2, in_progress=True, primary_worker=psychologist)
        fold(coordinator, kept, folded)
        assert workers_of(kept) == {("psychologist", "primary")}

    def test_a_primary_worker_of_another_role_works_on_too(self, kept, coordinator):
        folded = CaseFactory(in_progress=True, primary_worker=coordinator)
        fold(coordinator, kept, folded)
        assert workers_of(kept) == {("psychologist", "primary"), ("coordinator", "other")}

    def test_where_nobody_was_primary_worker_hers_becomes_it(self, folded, coordinator):
        kept = CaseFactory(in_progress=True)
        fold(coordinator, kept, folded)
        assert workers_of(kept) == {("lawyer", "primary")}

    def test_a_form_that_was_open_notices_that_its_row_has_moved(self, kept, folded, coordinator):
        son = PersonFactory(case=folded)
        fold(coordinator, kept, folded)
        details = PersonDetails(role="child", relationship="son", name="Ivan")
        with pytest.raises(Conflict):
            change_person(actor=coordinator, person=son, details=details, version=son.version)

    @pytest.mark.parametrize(("moves", "stands"), [(True, "new"), (False, "old")])
    def test_a_row_that_names_somebody_itself_names_the_same_person_when_it_moves(
        self, moves, stands, monkeypatch, lawyer, psychologist
    ):
        """No row does today: a follow-up and its worker stand for one of an upper app and its person."""
        monkeypatch.setattr(
            belongings, "_pointing_at", lambda _model: [FollowUp._meta.get_field("responsible")]
        )
        follow_up = FollowUpFactory(responsible=lawyer)
        moved = {"cases.followup": [str(follow_up.pk)]} if moves else {}
        belongings.put_in_place_of(lawyer.pk, psychologist.pk, moved)
        named = {"old": lawyer, "new": psychologist}
        assert FollowUp.objects.get(pk=follow_up.pk).responsible == named[stands]

    def test_what_a_person_has_once_stays_with_her(self, monkeypatch, kept, folded, lawyer, psychologist):
        for case, worker in ((kept, psychologist), (folded, lawyer)):
            enrich(case, worker)
        monkeypatch.setattr(
            belongings, "_pointing_at", lambda _model: [SessionNote._meta.get_field("intervention")]
        )
        ours, theirs = Intervention.objects.get(case=kept), Intervention.objects.get(case=folded)
        moved = {"cases.sessionnote": [str(theirs.note.pk)]}
        belongings.put_in_place_of(theirs.pk, ours.pk, moved)
        assert SessionNote.objects.get(case=folded).intervention == theirs

    def test_a_list_that_names_a_case_names_it_once(self):
        """No list of cases exists today: who took part in a session stands for one."""
        through = belongings.Kind(Intervention.participants.through, "intervention")
        assert [{*rule.fields} for rule in through.unique_rules] == [{"intervention", "person"}]

    def test_a_rule_that_an_upper_app_adds_is_followed_by_name(self):
        [links] = [kind for kind in belongings.kinds() if kind.model is CallCase]
        assert [rule.name for rule in links.unique_rules] == ["call_case_once"]


class TestShell:
    def test_the_folded_case_stays_as_a_closed_shell(self, kept, folded, coordinator):
        fold(coordinator, kept, folded)
        shell = Case.objects.get(pk=folded.pk)
        assert (shell.status, shell.closure_reason, shell.is_folded) == ("closed", "opened_twice", True)
        change = StatusChange.objects.get(case=folded)
        assert (change.from_status, change.to_status, change.by) == ("active", "closed", coordinator)

    def test_a_shell_is_not_reopened(self, kept, folded, coordinator):
        fold(coordinator, kept, folded)
        with pytest.raises(Refusal, match="This case was folded into another one"):
            reopen_case(actor=coordinator, case=Case.objects.get(pk=folded.pk), reason="She came.")

    def test_both_cases_tell_it_in_the_journal_and_in_the_story(self, kept, folded, coordinator):
        fold(coordinator, kept, folded, client_name="folded")
        lines = JournalEntry.objects.filter(verb="cases.folded")
        assert {line.case_id for line in lines} == {kept.pk, folded.pk}
        assert {line.subject_id for line in lines} == {CaseFold.objects.get().pk}
        assert {"name", "phone", "note", "summary"} <= {*lines[0].fields}
        entries = TimelineEntry.objects.filter(verb="folded")
        assert {(entry.case_id, entry.fact("reference")) for entry in entries} == {
            (kept.pk, folded.reference),
            (folded.pk, kept.reference),
        }

    def test_a_closed_case_is_folded_as_well(self, kept, coordinator):
        folded = CaseFactory(closed=True)
        fold(coordinator, kept, folded)
        assert Case.objects.get(pk=folded.pk).is_folded

    def test_what_was_before_is_sealed_under_the_case_that_goes_on(self, kept, folded, coordinator):
        made = fold(coordinator, kept, folded)
        stored = CaseFold.objects.get(pk=made.pk)
        with opening([folded.pk]), pytest.raises(NotOpened):
            _before = stored.before
        with opening([kept.pk]):
            assert stored.before["said"]["client_name"] == ["Irina Invented"]


class TestRefusals:
    def test_two_living_referrals_to_one_partner_are_settled_first(self, kept, folded, coordinator, lawyer):
        enrich(folded, lawyer)
        theirs = Referral.objects.get(case=folded)
        ours = Referral(
            case=kept, reference="R-1111-1111", receiver=theirs.receiver, items=["name"], prepared_by=lawyer
        )
        sealed(ours, request="The same room.")
        with pytest.raises(Refusal, match=r"Settle one of the two first\. “This partner is dealing"):
            fold(coordinator, kept, folded)
        Referral.objects.filter(pk=ours.pk).update(status="withdrawn")
        fold(coordinator, kept, folded)
        assert Referral.objects.filter(case=kept).count() == 2

    @pytest.mark.parametrize("running_in", [0, 1])
    def test_nobody_folds_while_a_colleague_is_on_the_telephone(self, running_in, files, coordinator, lawyer):
        case = files[running_in]
        follow_up = FollowUpFactory(case=case, responsible=lawyer)
        ContactAttempt.objects.create(
            case=case, follow_up=follow_up, worker=lawyer, started_at=case.opened_at
        )
        with pytest.raises(Refusal, match="A colleague is trying to reach her right now"):
            fold(coordinator, *files)

    def test_whom_the_policy_refuses_folds_nothing(self, kept, folded, psychologist):
        with pytest.raises(Refusal, match="A coordinator of the team folds"):
            fold(psychologist, kept, folded)
        assert CaseFold.objects.count() == 0


class TestConflicts:
    def test_asking_twice_folds_once(self, kept, folded, coordinator):
        first = fold(coordinator, kept, folded)
        again = fold_case(actor=coordinator, folded=folded, kept=kept, choices={}, seen="")
        assert (again, CaseFold.objects.count()) == (first, 1)
        assert JournalEntry.objects.filter(verb="cases.folded").count() == 2

    def test_a_case_that_was_folded_is_folded_into_no_other(self, kept, folded, coordinator):
        fold(coordinator, kept, folded)
        with pytest.raises(Refusal, match="This case was folded into another one"):
            fold(coordinator, CaseFactory(in_progress=True), folded)

    @pytest.mark.parametrize("changed", [0, 1])
    def test_a_file_that_a_colleague_has_changed_is_compared_again(self, changed, files, coordinator):
        kept, folded = files
        choices, before = proposed(kept, folded), seen(kept, folded)
        client = client_of(files[changed])
        details = PersonDetails(role="client", name="Irina I.")
        change_person(actor=coordinator, person=client, details=details, version=client.version)
        with pytest.raises(Conflict, match="Compare them again"):
            fold_case(actor=coordinator, folded=folded, kept=kept, choices=choices, seen=before)
        assert CaseFold.objects.count() == 0

    def test_a_case_that_was_moved_in_the_very_moment_is_a_conflict(self, kept, folded, coordinator):
        stale = Case.objects.get(pk=folded.pk)
        put_case_on_hold(actor=coordinator, case=folded, reason="She is away.")
        with pytest.raises(Conflict):
            fold_case(
                actor=coordinator,
                folded=stale,
                kept=kept,
                choices=proposed(kept, folded),
                seen=seen(kept, folded),
            )
        assert Case.objects.get(pk=folded.pk).status == CaseStatus.ON_HOLD

    def test_a_client_who_is_changed_in_the_very_moment_is_a_conflict(
        self, kept, folded, coordinator, monkeypatch
    ):
        def changed_meanwhile(case):
            file = folding_file_of(case)
            Person.objects.filter(pk=file.client.pk).update(version=7)
            return file

        folding_file_of = folding.file_of
        monkeypatch.setattr(folding, "file_of", changed_meanwhile)
        with pytest.raises(Conflict, match="Compare them again"):
            fold(coordinator, kept, folded)
        assert CaseFold.objects.count() == 0

    def test_a_fold_that_cannot_be_journaled_does_not_happen(self, kept, folded, coordinator, monkeypatch):
        def no_journal(**line):
            raise RuntimeError

        monkeypatch.setattr(folding, "record", no_journal)
        with pytest.raises(RuntimeError):
            fold(coordinator, kept, folded)
        assert (CaseFold.objects.count(), Case.objects.get(pk=folded.pk).status) == (0, "active")


def fresh(kept, folded, actor):
    """Return an act with rows of its own, as each request loads them."""
    ours, theirs = Case.objects.get(pk=kept.pk), Case.objects.get(pk=folded.pk)
    choices, before = proposed(kept, folded), seen(kept, folded)
    return lambda: fold_case(actor=actor, folded=theirs, kept=ours, choices=choices, seen=before)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_fold_at_once_fold_once(psychologist, lawyer, coordinator):
    kept, folded = two_files(psychologist, lawyer)
    colleague = UserFactory(role=Role.COORDINATOR, team=coordinator.team)
    answers = at_once(fresh(kept, folded, coordinator), fresh(kept, folded, colleague))
    assert {type(answer) for answer in answers} == {CaseFold}
    assert (len({answer.pk for answer in answers}), CaseFold.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_folds_into_each_other_at_once_one_happens(psychologist, lawyer, coordinator):
    one, other = two_files(psychologist, lawyer)
    answers = at_once(fresh(one, other, coordinator), fresh(other, one, coordinator))
    assert {type(answer) for answer in answers} == {CaseFold, Conflict}
    assert Case.objects.filter(closure_reason="opened_twice").count() == 1


def test_folding_costs_the_same_however_much_moves(psychologist, lawyer, coordinator):
    costs = []
    for times in (1, 3):
        kept, folded = two_files(psychologist, lawyer)
        enrich(folded, lawyer, times=times)
        act = fresh(kept, folded, coordinator)
        with CaptureQueriesContext(connection) as statements:
            act()
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_a_worker_of_the_folded_case_opens_the_one_that_goes_on(kept, folded, coordinator, lawyer):
    also = AssignmentFactory(case=folded, role="psychologist").worker
    fold(coordinator, kept, folded)
    seen_by = {
        worker: Case.objects.visible_to(worker).filter(pk=kept.pk).exists() for worker in (lawyer, also)
    }
    assert seen_by == {lawyer: True, also: True}
