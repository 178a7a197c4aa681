"""What hangs on a case that was opened twice moves to the one that goes on, sealed anew."""

import pytest

from cases import belongings
from cases.models import (
    CaseFold,
    Consent,
    ContactAttempt,
    FollowUp,
    Intervention,
    Person,
    RiskAssessment,
    SessionNote,
)
from cases.refusals import Conflict, Refusal
from cases.services.household import change_person
from cases.services.intake import PersonDetails
from hotline.models import CallCase
from referrals.models import Referral, ReferralStatusChange
from tests.cases.factories import (
    CaseFactory,
    FollowUpFactory,
    PersonFactory,
)
from tests.cases.folding import (
    BOTH_KEYS,
    client_of,
    enrich,
    fold,
    workers_of,
)
from vault.context import opening
from vault.errors import NotOpened
from vault.fields import sealed_fields

pytestmark = pytest.mark.django_db

WITH_WORDS = (Consent, FollowUp, ContactAttempt, SessionNote, Referral, ReferralStatusChange, RiskAssessment)


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
