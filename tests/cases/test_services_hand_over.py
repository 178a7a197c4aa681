"""What a worker leaves behind waits for a coordinator, who gives it to a colleague."""

import pytest

from accounts.enums import Role
from accounts.services.staff import deactivate_worker
from audit.models import JournalEntry
from cases.enums import AssignmentRole, HandOverReason
from cases.models import Assignment, Case, HandOver, SessionNote
from cases.refusals import Conflict, Refusal
from cases.services.follow_ups import cancel_follow_up
from cases.services.hand_over import hand_over_case, hand_over_open_work, hand_over_work
from tests.accounts.factories import TeamFactory, UserFactory
from tests.cases.factories import AssignmentFactory, CaseFactory, FollowUpFactory
from tests.cases.notes import a_note
from tests.hotline.factories import finished_call, running_call
from tests.referrals.factories import a_referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(psychologist):
    return UserFactory(role=Role.PSYCHOLOGIST, team=psychologist.team)


def waiting(worker):
    return HandOver.objects.waiting().filter(former=worker)


def of(case, worker, **more):
    return HandOver.objects.get(case=case, former=worker, **more)


def primary_of(case):
    return Assignment.objects.get(case=case, role=AssignmentRole.PRIMARY, until__isnull=True).worker


def test_the_open_work_of_whoever_leaves_waits_in_the_queue(administrator, psychologist, coordinator):
    assigned = CaseFactory(in_progress=True, primary_worker=psychologist)
    followed = FollowUpFactory(responsible=psychologist).case
    referred = a_referral(CaseFactory(in_progress=True), psychologist).case
    CaseFactory(closed=True, primary_worker=psychologist)
    AssignmentFactory(worker=psychologist, until="2026-01-01T10:00:00Z")
    CaseFactory(in_progress=True, primary_worker=coordinator)
    deactivate_worker(actor=administrator, worker=psychologist)
    rows = waiting(psychologist)
    assert {row.case for row in rows} == {assigned, followed, referred}
    assert {(row.reason, row.team_id) for row in rows} == {("left", assigned.team_id)}
    line = JournalEntry.objects.get(verb="cases.work_queued")
    assert (line.actor_id, line.subject_id, line.result) == (administrator.pk, psychologist.pk, "left")


def test_unfinished_calls_wait_too_and_finished_ones_do_not(administrator, operator):
    call = running_call(operator)
    finished_call(operator)
    deactivate_worker(actor=administrator, worker=operator)
    row = waiting(operator).get()
    assert (row.kind, row.subject_id, row.team_id, row.case) == ("call", call.pk, call.team_id, None)
    assert str(row) == f"hand-over {row.pk}"


def test_who_leaves_nothing_open_puts_nothing_into_the_queue(administrator, lawyer):
    deactivate_worker(actor=administrator, worker=lawyer)
    assert (HandOver.objects.count(), JournalEntry.objects.filter(verb="cases.work_queued").count()) == (0, 0)


def test_asking_twice_queues_once(coordinator, psychologist, operator):
    CaseFactory(in_progress=True, primary_worker=psychologist)
    running_call(operator)
    assert [hand_over_open_work(actor=coordinator, worker=psychologist) for _ in range(2)] == [1, 0]
    assert [hand_over_open_work(actor=coordinator, worker=operator) for _ in range(2)] == [1, 0]
    assert JournalEntry.objects.filter(verb="cases.work_queued").count() == 2


def test_for_a_conflict_of_interest_one_case_alone_waits(coordinator, psychologist):
    case, other = (CaseFactory(in_progress=True, primary_worker=psychologist) for _ in range(2))
    hand_over_open_work(actor=coordinator, worker=psychologist, case=case, reason=HandOverReason.CONFLICT)
    row = waiting(psychologist).get()
    assert (row.case, row.reason) == (case, "conflict")
    assert JournalEntry.objects.get(verb="cases.work_queued").case_id == case.pk
    assert other.hand_overs.count() == 0


def test_a_colleague_gets_the_roles_and_the_planned_follow_ups(coordinator, psychologist, colleague):
    case = CaseFactory(in_progress=True, primary_worker=psychologist)
    AssignmentFactory(case=case, worker=psychologist, role=AssignmentRole.PSYCHOLOGIST)
    planned = FollowUpFactory(case=case, responsible=psychologist)
    done = FollowUpFactory(case=case, responsible=psychologist)
    cancel_follow_up(actor=psychologist, follow_up=done)
    others = FollowUpFactory(case=case, responsible=coordinator)
    hand_over_open_work(actor=coordinator, worker=psychologist)
    hand_over_case(actor=coordinator, hand_over=of(case, psychologist), worker=colleague)
    now = Assignment.objects.filter(case=case, until__isnull=True).values_list("worker", "role")
    assert set(now) == {(colleague.pk, "primary"), (colleague.pk, "psychologist")}
    for follow_up in (planned, done, others):
        follow_up.refresh_from_db()
    assert [one.responsible for one in (planned, done, others)] == [colleague, psychologist, coordinator]
    assert (planned.version, done.version) == (2, 2)
    assert Case.objects.visible_to(psychologist).count() == 0
    row = of(case, psychologist)
    assert (row.given_to, row.settled_by, row.settled_at is None) == (colleague, coordinator, False)
    entry = case.timeline.get(verb="worker_handed_over")
    assert (entry.actor, entry.facts, entry.subject_id) == (coordinator, {"reason": "left"}, row.pk)
    line = JournalEntry.objects.get(verb="cases.handed_over")
    assert (line.actor_id, line.case_id, line.result) == (coordinator.pk, case.pk, "left")
    assert line.fields == ["responsible", "worker"]


def test_whoever_gets_a_follow_up_alone_works_on_its_case_from_then_on(coordinator, operator, colleague):
    case = FollowUpFactory(responsible=operator).case
    hand_over_open_work(actor=coordinator, worker=operator)
    hand_over_case(actor=coordinator, hand_over=of(case, operator), worker=colleague)
    assert Assignment.objects.get(case=case).role == AssignmentRole.OTHER
    assert Case.objects.visible_to(colleague).get() == case


def test_giving_twice_to_the_same_colleague_is_once_and_to_another_one_a_conflict(
    coordinator, psychologist, colleague, lawyer
):
    case = CaseFactory(in_progress=True, primary_worker=psychologist)
    hand_over_open_work(actor=coordinator, worker=psychologist)
    row = of(case, psychologist)
    for _ in range(2):
        hand_over_case(actor=coordinator, hand_over=row, worker=colleague)
    assert case.timeline.filter(verb="worker_handed_over").count() == 1
    with pytest.raises(Conflict, match="handed this over meanwhile"):
        hand_over_case(actor=coordinator, hand_over=row, worker=lawyer)
    assert primary_of(case) == colleague


def test_all_work_of_one_worker_goes_to_a_colleague_or_none_of_it(
    coordinator, psychologist, colleague, manager
):
    cases = [CaseFactory(in_progress=True, primary_worker=psychologist) for _ in range(3)]
    hand_over_open_work(actor=coordinator, worker=psychologist)
    with pytest.raises(Refusal, match="takes no cases"):
        hand_over_work(actor=coordinator, hand_overs=waiting(psychologist), worker=manager)
    assert [primary_of(case) for case in cases] == [psychologist] * 3
    assert waiting(psychologist).count() == 3
    assert hand_over_work(actor=coordinator, hand_overs=waiting(psychologist), worker=colleague) == 3
    assert [primary_of(case) for case in cases] == [colleague] * 3
    assert waiting(psychologist).count() == 0


def test_only_a_coordinator_of_the_team_hands_over(
    psychologist, other_team_coordinator, coordinator, colleague
):
    case = CaseFactory(in_progress=True, primary_worker=psychologist)
    hand_over_open_work(actor=coordinator, worker=psychologist)
    row = of(case, psychologist)
    for actor in (other_team_coordinator, psychologist):
        with pytest.raises(Refusal, match="A coordinator of the team hands work over"):
            hand_over_case(actor=actor, hand_over=row, worker=colleague)
    with pytest.raises(Refusal, match="Choose a colleague"):
        hand_over_case(actor=coordinator, hand_over=row, worker=psychologist)
    assert primary_of(case) == psychologist


def test_a_case_that_was_closed_meanwhile_is_reopened_first(coordinator, psychologist, colleague):
    case = CaseFactory(in_progress=True, primary_worker=psychologist)
    hand_over_open_work(actor=coordinator, worker=psychologist)
    closed = CaseFactory(closed=True)
    HandOver.objects.update(case=closed)
    with pytest.raises(Refusal, match="Reopen it first"):
        hand_over_case(actor=coordinator, hand_over=of(closed, psychologist), worker=colleague)
    assert primary_of(case) == psychologist


def test_an_unfinished_call_goes_to_somebody_of_the_hotline(coordinator, operator, psychologist):
    call, finished = running_call(operator), running_call(operator)
    hand_over_open_work(actor=coordinator, worker=operator)
    finished.__class__.objects.filter(pk=finished.pk).update(
        status="finished", ended_at=finished.started_at, finished_at=finished.started_at, call_type="silent"
    )
    second = UserFactory(role=Role.OPERATOR, team=operator.team)
    stranger = UserFactory(role=Role.OPERATOR, team=TeamFactory(name="Turkestan"))
    row = waiting(operator).get(subject_id=call.pk)
    with pytest.raises(Refusal, match="takes no calls"):
        hand_over_work(actor=coordinator, hand_overs=[row], worker=psychologist)
    with pytest.raises(Refusal, match="stays with its team"):
        hand_over_work(actor=coordinator, hand_overs=[row], worker=stranger)
    assert hand_over_work(actor=coordinator, hand_overs=waiting(operator), worker=second) == 2
    call.refresh_from_db()
    finished.refresh_from_db()
    assert (call.operator, call.version, finished.operator) == (second, 2, operator)
    line = JournalEntry.objects.get(verb="hotline.call_handed_over")
    assert (line.actor_id, line.subject_id, line.fields) == (coordinator.pk, call.pk, ["operator"])


def test_privileged_notes_do_not_move_with_the_case(coordinator, psychologist, colleague, case):
    a_note(case, psychologist)
    hand_over_open_work(actor=coordinator, worker=psychologist)
    hand_over_case(actor=coordinator, hand_over=of(case, psychologist), worker=colleague)
    assert SessionNote.objects.readable_by(colleague).count() == 0
