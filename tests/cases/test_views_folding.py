"""Folding on its pages: the other case is typed, both files stand side by side, one button folds."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JournalEntry
from cases.models import Case, CaseFold, Person
from cases.services.household import change_person
from cases.services.intake import PersonDetails
from tests.accounts.factories import TeamFactory
from tests.cases.factories import AssignmentFactory, CaseFactory, PersonFactory
from tests.cases.folding import client_of, enrich, fold, two_files
from tests.cases.pages import address, typed_in
from tests.reference.factories import DistrictFactory
from tests.workers import as_worker
from vault.context import opening

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'(?:value|content)="[^"]{64}"')
REFERENCE = re.compile(r"C-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def desk(coordinator):
    return as_worker(coordinator)


def name_the_other(desk, folded, reference):
    return desk.post(address(folded, "fold"), {"reference": reference})


def send(desk, folded, kept, **typed):
    """Name the other case, then send the form that follows."""
    form = name_the_other(desk, folded, kept.reference).context["form"]
    return desk.post(address(folded, "fold"), {**typed_in(form), **typed})


class TestTheOtherCase:
    def test_the_page_of_the_case_leads_to_it(self, folded, desk):
        page = desk.get(address(folded)).text
        assert (f'href="{address(folded, "fold")}"' in page, "Opened twice?" in page) == (True, True)
        assert "Compare the two files" in desk.get(address(folded, "fold")).text

    def test_the_reference_is_typed_in_any_case(self, folded, kept, desk):
        assert name_the_other(desk, folded, f" {kept.reference.lower()} ").status_code == 200

    def test_a_foreign_case_and_a_missing_one_are_answered_alike(self, folded, desk, coordinator):
        foreign = CaseFactory(in_progress=True, team=TeamFactory(name="Turkestan"))
        answers = [
            name_the_other(desk, folded, reference) for reference in (foreign.reference, "C-0000-0000")
        ]
        assert {answer.status_code for answer in answers} == {200}
        [one, other] = [REFERENCE.sub("", answer.text) for answer in answers]
        assert TOKEN.sub("", one) == TOKEN.sub("", other)
        assert "You have no case with this reference." in one
        lines = JournalEntry.objects.filter(verb="cases.opening_refused", actor_id=coordinator.pk)
        assert [line.case_id for line in lines.order_by("id")] == [foreign.pk, None]

    @pytest.mark.parametrize(
        ("state", "reason"),
        [({"closed": True}, "Reopen it first."), ({}, "Nobody has accepted the other case yet.")],
    )
    def test_a_case_into_which_it_cannot_be_folded_is_explained(self, state, reason, folded, desk):
        answer = name_the_other(desk, folded, CaseFactory(**state).reference)
        assert (answer.status_code, reason in answer.text) == (409, True)

    def test_what_cannot_stand_twice_is_said_before_anything_is_compared(self, folded, kept, desk, lawyer):
        kept.follow_ups.create(
            kind="other", due_on="2026-11-26", responsible=lawyer, planned_by=lawyer
        ).attempts.create(case=kept, worker=lawyer, started_at=kept.opened_at)
        answer = name_the_other(desk, folded, kept.reference)
        assert (answer.status_code, "trying to reach her right now" in answer.text) == (409, True)

    def test_who_may_not_fold_is_told_so(self, folded, lawyer):
        answers = [getattr(as_worker(lawyer), act)(address(folded, "fold")) for act in ("get", "post")]
        reason = "A coordinator of the team folds a case that was opened twice."
        assert [(answer.status_code, reason in answer.text) for answer in answers] == [(403, True)] * 2


class TestComparing:
    def test_both_files_stand_side_by_side_the_differences_to_choose(self, folded, kept, desk):
        page = name_the_other(desk, folded, kept.reference)
        form = page.context["form"]
        assert form.fields.keys() >= {"client_name", "client_phone", "safe_contact_safe_from"}
        assert "safe_contact_ask_for" not in form.fields
        for words in ("Irina Invented", "Irena Invented", "10:00–13:00", "Aigul", "nothing"):
            assert words in page.text
        assert "Not to be chosen" in page.text

    def test_reading_both_files_is_journaled(self, folded, kept, desk):
        name_the_other(desk, folded, kept.reference)
        lines = JournalEntry.objects.filter(verb="cases.read", purpose="fold")
        assert {(line.case_id, *line.fields) for line in lines} == {(folded.pk, "all"), (kept.pk, "all")}

    def test_what_moves_is_counted(self, folded, kept, desk, lawyer):
        enrich(folded, lawyer, times=2)
        page = name_the_other(desk, folded, kept.reference)
        moving = {str(name): number for name, number in page.context["moving"]}
        assert (moving["consents"], moving["people of the household"], moving["referrals"]) == (2, 2, 2)
        assert "What she told." not in page.text

    def test_comparing_costs_the_same_however_much_moves(self, desk, psychologist, lawyer):
        costs = []
        for times in (1, 3):
            kept, folded = two_files(psychologist, lawyer)
            enrich(folded, lawyer, times=times)
            with CaptureQueriesContext(connection) as statements:
                assert name_the_other(desk, folded, kept.reference).status_code == 200
            costs.append(len(statements))
        assert costs[0] == costs[1]

    def test_a_case_on_which_nothing_hangs_moves_nothing(self, desk):
        kept, folded = CaseFactory.create_batch(2)
        page = name_the_other(desk, folded, kept.reference).text
        assert "Nothing else hangs on this case." in page
        assert "They say the same: there is nothing to choose." in page

    def test_a_damaged_record_is_told(self, folded, kept, desk):
        client = client_of(folded)
        client.name_sealed = client.name_sealed[:-1] + bytes([client.name_sealed[-1] ^ 1])
        with opening([folded.pk]):
            client.save(update_fields=["name"])
        page = name_the_other(desk, folded, kept.reference)
        assert (page.context["damaged"], "This record is damaged" in page.text) == (["Name"], True)

    def test_neither_the_address_nor_the_title_tells_of_the_other_case(self, folded, kept, desk):
        page = name_the_other(desk, folded, kept.reference)
        assert page.request["QUERY_STRING"] == ""
        assert "<title>Case</title>" in page.text

    def test_a_district_is_named(self, desk):
        districts = [DistrictFactory(code=f"shymkent-{number}") for number in range(2)]
        kept, folded = [CaseFactory(district=district) for district in districts]
        answer = name_the_other(desk, folded, kept.reference)
        assert [district.name in answer.text for district in districts] == [True, True]
        send(desk, folded, kept, case_district="folded")
        assert Case.objects.get(pk=kept.pk).district == districts[1]


class TestFolding:
    def test_one_button_folds_and_leads_to_the_case_that_goes_on(self, folded, kept, desk):
        answer = send(desk, folded, kept, client_name="folded")
        assert (answer.status_code, answer["Location"]) == (302, address(kept))
        assert Case.objects.get(pk=folded.pk).is_folded
        with opening([kept.pk]):
            assert client_of(kept).name == "Irena Invented"
        page = desk.get(address(kept)).text
        assert "The two files are one now." in page
        assert f"Undo the fold of {folded.reference}" in page

    def test_somebody_of_both_households_is_chosen(self, folded, kept, desk):
        theirs, ours = PersonFactory(case=folded), PersonFactory(case=kept)
        send(desk, folded, kept, **{f"same_{theirs.pk}": str(ours.pk)})
        assert {*kept.household.exclude(role="client")} == {ours}
        assert Person.objects.get(pk=theirs.pk).case == folded

    def test_a_difference_that_nobody_chose_is_explained(self, folded, kept, desk):
        answer = send(desk, folded, kept, client_name="")
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["client_name"])
        assert CaseFold.objects.count() == 0

    def test_whoever_compared_older_files_sees_the_newer_ones_with_her_choices(
        self, folded, kept, desk, lawyer
    ):
        form = name_the_other(desk, folded, kept.reference).context["form"]
        client = client_of(kept)
        details = PersonDetails(role="client", name="Iraida", note="She paints.")
        change_person(actor=lawyer, person=client, details=details, version=client.version)
        typed = {**typed_in(form), "client_name": "folded", "safe_contact_number": "folded"}
        answer = desk.post(address(folded, "fold"), typed)
        assert (answer.status_code, "Compare them again, then decide." in answer.text) == (409, True)
        again = typed_in(answer.context["form"])
        assert (again["client_name"], again["safe_contact_number"]) == ("folded", "folded")
        assert "Iraida" in answer.text
        assert desk.post(address(folded, "fold"), again).status_code == 302

    def test_the_same_form_sent_twice_finds_the_shell(self, folded, kept, desk):
        form = name_the_other(desk, folded, kept.reference).context["form"]
        answers = [desk.post(address(folded, "fold"), typed_in(form)) for _time in range(2)]
        assert [answer.status_code for answer in answers] == [302, 403]
        assert CaseFold.objects.count() == 1


class TestShell:
    @pytest.fixture
    def made(self, kept, folded, coordinator):
        return fold(coordinator, kept, folded)

    @pytest.mark.usefixtures("made")
    def test_its_page_says_where_the_case_goes_on_and_nothing_else(self, folded, kept, desk):
        page = desk.get(address(folded))
        assert (page.status_code, f'href="{address(kept)}"' in page.text) == (200, True)
        assert (f"it goes on as {kept.reference}" in page.text, "Safe contact" in page.text) == (True, False)
        assert f'href="{address(folded, "undo_fold")}"' in page.text

    @pytest.mark.usefixtures("made")
    def test_whoever_does_not_work_on_the_other_case_is_sent_to_a_coordinator(self, folded, kept):
        worker = AssignmentFactory(case=folded, role="other").worker
        page = as_worker(worker).get(address(folded)).text
        assert ("Ask a coordinator of the team." in page, f'href="{address(kept)}"' in page) == (True, False)
        assert address(folded, "undo_fold") not in page

    def test_whoever_works_on_the_other_case_is_led_on_by_the_reference_on_her_paper(
        self, folded, kept, coordinator, psychologist, lawyer
    ):
        hers = as_worker(psychologist)
        assert hers.get(address(folded)).status_code == 404
        fold(coordinator, kept, folded)
        page = hers.get(address(folded))
        assert (page.status_code, f'href="{address(kept)}"' in page.text) == (200, True)
        assert [hers.get(address(folded, name)).status_code for name in ("household", "undo_fold")] == [
            404
        ] * 2

    @pytest.mark.usefixtures("made")
    @pytest.mark.parametrize("name", ["household", "sessions", "follow_ups", "reopen", "change_safe_contact"])
    def test_its_other_pages_are_closed_with_the_reason(self, name, folded, desk):
        answers = [desk.get(address(folded, name)), desk.post(address(folded, name))]
        reason = "This case was folded into another one."
        assert [(answer.status_code, reason in answer.text) for answer in answers] == [(403, True)] * 2

    @pytest.mark.usefixtures("made")
    def test_tabs_of_upper_apps_are_closed_as_well_and_no_name_is_shown(self, folded, desk):
        for name in ("referrals:of_case", "hotline:of_case"):
            path = reverse(name, kwargs={"reference": folded.reference})
            assert desk.get(path).status_code == 403
        assert desk.post(address(folded, "show_name")).status_code == 403

    @pytest.mark.usefixtures("made")
    def test_to_strangers_it_does_not_exist(self, folded, operator, other_team_coordinator):
        for stranger in (operator, other_team_coordinator):
            names = ("case", "fold", "undo_fold", "household")
            assert {as_worker(stranger).get(address(folded, name)).status_code for name in names} == {404}


class TestUndoing:
    @pytest.fixture
    def made(self, kept, folded, coordinator):
        return fold(coordinator, kept, folded)

    @pytest.mark.usefixtures("made")
    def test_a_page_says_first_what_returns(self, folded, kept, desk):
        page = desk.get(address(folded, "undo_fold")).text
        assert f"{folded.reference} and {kept.reference} become two cases again" in page
        assert Case.objects.get(pk=folded.pk).is_folded

    @pytest.mark.usefixtures("made")
    def test_one_button_undoes(self, folded, desk):
        answer = desk.post(address(folded, "undo_fold"))
        assert (answer.status_code, answer["Location"]) == (302, address(folded))
        assert "The fold is undone." in desk.get(address(folded)).text
        again = [getattr(desk, act)(address(folded, "undo_fold")) for act in ("get", "post")]
        assert [(page.status_code, page["Location"]) for page in again] == [(302, address(folded))] * 2
        assert CaseFold.objects.living().count() == 0

    @pytest.mark.usefixtures("made")
    def test_what_stays_in_the_other_case_is_named(self, folded, kept, desk, lawyer):
        client = client_of(kept)
        details = PersonDetails(role="client", name="Iraida", note="She sings.")
        change_person(actor=lawyer, person=client, details=details, version=client.version)
        desk.post(address(folded, "undo_fold"))
        page = desk.get(address(folded)).text
        assert "it stays in the other case: Telephone, Note." in page

    @pytest.mark.usefixtures("made")
    def test_a_worker_of_the_shell_is_told_who_undoes(self, folded):
        worker = AssignmentFactory(case=folded, role="other").worker
        answers = [getattr(as_worker(worker), act)(address(folded, "undo_fold")) for act in ("get", "post")]
        assert [answer.status_code for answer in answers] == [403, 403]

    @pytest.mark.usefixtures("made")
    def test_the_case_that_goes_on_offers_it_to_coordinators_for_thirty_days(self, kept, desk, psychologist):
        assert "Undo the fold of" not in as_worker(psychologist).get(address(kept)).text
        assert "Undo the fold of" in desk.get(address(kept)).text
        CaseFold.objects.update(folded_at="2026-01-01T00:00:00Z")
        assert "Undo the fold of" not in desk.get(address(kept)).text

    def test_a_case_that_was_never_folded_has_nothing_to_undo(self, folded, desk):
        assert desk.get(address(folded, "undo_fold")).status_code == 404
