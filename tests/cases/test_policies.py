"""Who may do what: one grid of role, relation to the case and act."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts.enums import PEOPLE_ROLES, Role
from accounts.models import User
from cases import policies
from cases.enums import CaseStatus
from cases.models import DAYS_TO_UNDO, Case, CaseFold, Consent, FollowUp, SafeContact, SessionNote
from cases.queries import CaseFilters, listed_cases
from tests.accounts.factories import TeamFactory, UserFactory
from tests.cases.factories import AssignmentFactory, CaseFactory

pytestmark = pytest.mark.django_db

TALK_WITH_CLIENTS = {Role.OPERATOR, Role.PSYCHOLOGIST, Role.LAWYER, Role.COORDINATOR}
WORK_ON_CASES = TALK_WITH_CLIENTS | {Role.MANAGER}


def those_allowed(ask, *things):
    return {role for role in PEOPLE_ROLES if ask(UserFactory(role=role), *things)}


def test_everybody_who_talks_with_clients_opens_cases():
    assert those_allowed(policies.can_open_case) == TALK_WITH_CLIENTS


def test_everybody_who_works_on_a_case_may_write_into_it():
    assert those_allowed(policies.can_change_case, CaseFactory()) == WORK_ON_CASES


@pytest.mark.parametrize(
    "ask", [policies.can_change_case, policies.can_assign_worker, policies.can_record_intervention]
)
def test_a_closed_case_takes_nothing_in(ask):
    closed = CaseFactory(closed=True)
    answers = [ask(UserFactory(role=role), closed) for role in sorted(PEOPLE_ROLES)]
    assert {str(answer.reason) for answer in answers} == {"This case is closed. Reopen it first."}
    assert not any(answers)


def test_a_coordinator_decides_who_works_on_a_case():
    assert those_allowed(policies.can_assign_worker, CaseFactory()) == {Role.COORDINATOR}


def test_whoever_hears_that_she_withdraws_a_consent_takes_it_down_once():
    consent = Consent()
    assert those_allowed(policies.can_withdraw_consent, consent) == WORK_ON_CASES
    consent.withdrawn_at = timezone.now()
    assert those_allowed(policies.can_withdraw_consent, consent) == set()


def test_everybody_who_works_on_a_case_may_prepare_a_contact_while_it_is_open():
    assert those_allowed(policies.can_contact, FollowUp(case=CaseFactory())) == WORK_ON_CASES
    assert those_allowed(policies.can_contact, FollowUp(case=CaseFactory(closed=True))) == set()


def test_those_who_talk_with_clients_by_profession_record_sessions():
    allowed = those_allowed(policies.can_record_intervention, CaseFactory())
    assert allowed == {Role.PSYCHOLOGIST, Role.LAWYER, Role.COORDINATOR}


def test_only_the_author_opens_a_note_to_a_colleague(psychologist, coordinator):
    note = SessionNote(author=psychologist)
    answers = [bool(policies.can_open_note_to(worker, note)) for worker in (psychologist, coordinator)]
    assert answers == [True, False]


def test_a_coordinator_decides_whether_contact_may_begin_again():
    assert those_allowed(policies.can_review_safety, CaseFactory()) == {Role.COORDINATOR}


NOW = dt.datetime(2026, 11, 23, 11, 0)  # noqa: DTZ001 a local moment, as she says her hours
OF_THE_TEAM = uuid.UUID(int=1)
IN_HOURS = {"safe_from": dt.time(10), "safe_until": dt.time(13)}
LATER = {"safe_from": dt.time(18), "safe_until": dt.time(20)}
AGREED, ENDED = {"valid_until": dt.date(2026, 11, 30)}, {"valid_until": dt.date(2026, 11, 3)}
WHY_OUTSIDE, WHY_EXPIRED = {"outside_hours_reason": "Police."}, {"expired_reason": "She wrote."}
BOTH = WHY_OUTSIDE | WHY_EXPIRED
STOPPED = {"may_contact": "no", "stopped_at": timezone.now()}
NOT_ALLOWED, HERSELF = "She has not allowed us to contact her.", "She contacts us herself. Wait for her call."
OUTSIDE = "It is outside her safe hours. Wait, or write down why it cannot wait."
IS_STOPPED = "All contact was stopped. A coordinator decides whether it may begin again."
UNTIL = "She agreed until 3 November 2026. Wait for her call, or ask the coordinator."
UNDATED = "Nobody wrote down when she agreed. Wait for her call and ask her, or ask the coordinator."


@pytest.mark.parametrize(
    ("said", "reasons", "refusals"),  # of a psychologist, of a coordinator of her team, of another team
    [
        (AGREED, {}, ("", "", "")),
        (AGREED | IN_HOURS, {}, ("", "", "")),
        (AGREED | LATER, {}, (OUTSIDE, OUTSIDE, OUTSIDE)),
        (AGREED | LATER, {"outside_hours_reason": "  "}, (OUTSIDE, OUTSIDE, OUTSIDE)),
        (AGREED | LATER, WHY_OUTSIDE, ("", "", "")),
        (ENDED, {}, (UNTIL, UNTIL, UNTIL)),
        (ENDED, WHY_OUTSIDE, (UNTIL, UNTIL, UNTIL)),
        (ENDED, WHY_EXPIRED, (UNTIL, "", UNTIL)),
        (ENDED | LATER, WHY_EXPIRED, (UNTIL, OUTSIDE, UNTIL)),
        (ENDED | LATER, BOTH, (UNTIL, "", UNTIL)),
        ({}, {}, (UNDATED, UNDATED, UNDATED)),
        ({}, WHY_EXPIRED, (UNDATED, "", UNDATED)),
        (AGREED | {"may_contact": "no"}, BOTH, (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED)),
        (AGREED | {"may_contact": ""}, BOTH, (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED)),
        (AGREED | {"may_contact": "she_calls"}, BOTH, (HERSELF, HERSELF, HERSELF)),
        (AGREED | STOPPED, BOTH, (IS_STOPPED, IS_STOPPED, IS_STOPPED)),
        (ENDED | STOPPED, BOTH, (IS_STOPPED, IS_STOPPED, IS_STOPPED)),
    ],
)
def test_one_rule_says_whether_she_may_be_contacted_now_and_nobody_overrides_a_no(said, reasons, refusals):
    case = Case(team_id=OF_THE_TEAM)
    safe_contact = SafeContact(case=case, **{"may_contact": "yes", "channel": "call", **said})
    workers = (
        User(role=Role.PSYCHOLOGIST, team_id=OF_THE_TEAM),
        User(role=Role.COORDINATOR, team_id=OF_THE_TEAM),
        User(role=Role.COORDINATOR, team_id=uuid.UUID(int=2)),
    )
    answers = [policies.can_contact_now(worker, safe_contact, NOW, **reasons) for worker in workers]
    assert tuple(str(answer.reason) for answer in answers) == refusals
    assert [bool(answer) for answer in answers] == [not refusal for refusal in refusals]


def test_a_coordinator_of_the_team_decides_that_she_is_called_after_her_permission_has_ended():
    case = CaseFactory()
    assert those_allowed(policies.can_override_expired, case) == {Role.COORDINATOR}
    stranger = UserFactory(role=Role.COORDINATOR, team=TeamFactory(name="Turkestan"))
    assert str(policies.can_override_expired(stranger, case).reason).startswith("A coordinator of the team")


@pytest.mark.parametrize(
    ("ask", "case"),
    [
        (policies.can_close_case, {}),
        (policies.can_close_case, {"in_progress": True}),
        (policies.can_hold_case, {"in_progress": True}),
        (policies.can_resume_case, {"in_progress": True, "status": CaseStatus.ON_HOLD}),
        (policies.can_reopen_case, {"closed": True}),
    ],
)
def test_a_coordinator_or_the_primary_worker_moves_a_case(ask, case):
    case = CaseFactory(**case)
    primary = AssignmentFactory(case=case).worker
    another = AssignmentFactory(case=case, role="other").worker
    assert those_allowed(ask, case) == {Role.COORDINATOR}
    assert (bool(ask(primary, case)), bool(ask(another, case))) == (True, False)
    assert str(ask(another, case).reason) == (
        "The primary worker or a coordinator of the team holds, closes and reopens a case."
    )


def test_whoever_was_the_primary_worker_before_no_longer_closes_the_case():
    case = CaseFactory(in_progress=True)
    before = AssignmentFactory(case=case, until=case.opened_at)
    assert not policies.can_close_case(before.worker, case)


@pytest.mark.parametrize(
    ("ask", "case", "reason"),
    [
        (policies.can_close_case, {"closed": True}, "This case is closed already."),
        (policies.can_hold_case, {}, "Only a case in progress can be put on hold."),
        (policies.can_resume_case, {"in_progress": True}, "This case is not on hold."),
        (policies.can_reopen_case, {}, "This case is open."),
        (
            policies.can_reopen_case,
            {"closed": True, "accepted_at": None},
            "Nobody had accepted this case. Open a new one.",
        ),
    ],
)
def test_a_move_that_does_not_fit_the_state_is_explained(ask, case, reason, coordinator):
    answer = ask(coordinator, CaseFactory(**case))
    assert (bool(answer), str(answer.reason)) == (False, reason)


class TestVisibility:
    """Decision 12: who may open the file, who sees it in her list, who sees how to reach her."""

    @pytest.fixture
    def seen(self, everybody, other_team_coordinator):
        def by(of, case):
            workers = [*everybody, other_team_coordinator]
            return {
                worker.username for worker in workers if of(Case.objects.all(), worker).filter(pk=case.pk)
            }

        return by

    def test_a_new_case_is_seen_by_its_opener_and_the_coordinators_of_its_team(self, seen, operator):
        case = CaseFactory(opened_by=operator)
        assert seen(type(Case.objects.all()).visible_to, case) == {"operator", "coordinator"}

    def test_the_operator_no_longer_sees_a_case_that_was_accepted(self, seen, operator, psychologist):
        case = CaseFactory(opened_by=operator, in_progress=True, primary_worker=psychologist)
        assert seen(type(Case.objects.all()).visible_to, case) == {"psychologist", "coordinator"}

    def test_an_assignment_opens_the_file_to_a_manager_and_to_nobody_by_team_or_at_the_telephone(
        self, seen, manager, operator, other_team_coordinator
    ):
        case = CaseFactory()
        for worker in (manager, operator, other_team_coordinator):
            AssignmentFactory(case=case, worker=worker, role="other")
        assert seen(type(Case.objects.all()).visible_to, case) == {"manager", "coordinator"}

    def test_an_assignment_that_has_ended_opens_nothing(self, seen, psychologist):
        case = CaseFactory()
        AssignmentFactory(case=case, worker=psychologist, until=case.opened_at)
        assert seen(type(Case.objects.all()).visible_to, case) == {"coordinator"}

    def test_a_manager_has_every_case_in_her_list_and_opens_those_assigned_to_her(self, manager):
        case, hers = CaseFactory(), CaseFactory(primary_worker=manager)
        listed = listed_cases(manager, CaseFilters())
        assert {row: row.may_open for row in listed} == {case: False, hers: True}

    def test_an_operator_sees_how_to_reach_every_client_of_her_team(self, seen):
        case = CaseFactory(in_progress=True)
        assert seen(type(Case.objects.all()).safe_contact_visible_to, case) == {"operator", "coordinator"}

    def test_a_case_assigned_in_two_roles_is_seen_once(self, psychologist):
        case = CaseFactory(primary_worker=psychologist)
        AssignmentFactory(case=case, worker=psychologist, role="psychologist")
        assert list(Case.objects.visible_to(psychologist)) == [case]

    def test_a_closed_case_is_not_among_the_living(self):
        living = CaseFactory()
        CaseFactory(closed=True)
        assert list(Case.objects.living()) == [living]


def test_a_coordinator_folds_a_case_that_was_opened_twice():
    assert those_allowed(policies.can_fold_case, CaseFactory(in_progress=True)) == {Role.COORDINATOR}


def test_a_case_that_was_folded_is_neither_folded_again_nor_reopened():
    shell = CaseFactory(closed=True, closure_reason="opened_twice")
    assert those_allowed(policies.can_fold_case, shell) == set()
    assert those_allowed(policies.can_reopen_case, shell) == set()


@pytest.mark.parametrize(
    ("case", "into", "reason"),
    [
        ({}, {"team__name": "Turkestan"}, "Cases of two teams are not folded into one."),
        ({}, {"closed": True}, "The case that would go on is closed. Reopen it first."),
        ({"in_progress": True}, {}, "Nobody has accepted the other case yet."),
    ],
)
def test_a_case_goes_on_where_it_is_open_accepted_and_of_the_team(case, into, reason, coordinator):
    if name := into.pop("team__name", ""):
        into["team"] = TeamFactory(name=name)
    answer = policies.can_fold_case(coordinator, CaseFactory(**case), into=CaseFactory(**into))
    assert (bool(answer), str(answer.reason).startswith(reason)) == (False, True)


@pytest.mark.parametrize(
    ("case", "into"), [({}, {}), ({}, {"in_progress": True}), ({"closed": True}, {"in_progress": True})]
)
def test_what_may_be_folded_into_what(case, into, coordinator):
    assert policies.can_fold_case(coordinator, CaseFactory(**case), into=CaseFactory(**into))


def test_a_case_is_not_folded_into_itself(coordinator):
    case = CaseFactory(in_progress=True)
    answer = policies.can_fold_case(coordinator, case, into=Case.objects.get(pk=case.pk))
    assert str(answer.reason) == "This is the same case. Give the reference of the other one."


def test_a_coordinator_of_the_team_undoes_a_fold_for_thirty_days(other_team_coordinator):
    fold = CaseFold(kept=CaseFactory(in_progress=True), folded_at=timezone.now())
    assert those_allowed(policies.can_undo_fold, fold) == {Role.COORDINATOR}
    assert not policies.can_undo_fold(other_team_coordinator, fold)
    fold.folded_at = timezone.now() - dt.timedelta(days=DAYS_TO_UNDO)
    assert (DAYS_TO_UNDO, those_allowed(policies.can_undo_fold, fold)) == (30, set())
