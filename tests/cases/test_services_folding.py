"""A case that was opened twice is folded into the one that goes on."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from audit.models import JournalEntry
from cases.enums import CaseStatus
from cases.models import (
    Case,
    CaseFold,
    Consent,
    ContactAttempt,
    FollowUp,
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
from referrals.models import Referral, ReferralStatusChange
from tests.accounts.factories import UserFactory
from tests.cases.at_once import at_once
from tests.cases.factories import (
    AssignmentFactory,
    CaseFactory,
    FollowUpFactory,
    RiskAssessmentFactory,
)
from tests.cases.folding import (
    client_of,
    enrich,
    fold,
    proposed,
    sealed,
    seen,
    two_files,
)
from vault.context import opening
from vault.errors import NotOpened

pytestmark = pytest.mark.django_db

WITH_WORDS = (Consent, FollowUp, ContactAttempt, SessionNote, Referral, ReferralStatusChange, RiskAssessment)


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
