"""Who may do what with a case: every answer carries its reason (house 5).

Whether somebody may see a case at all is decided by `Case.objects.visible_to`; these functions are
asked about a case that the worker can see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.answers import ALLOWED, Answer, refused
from accounts.enums import CASE_ROLES, ROLES_TO_BAR, Role
from cases.enums import AssignmentRole, CaseStatus
from cases.safe_hours import SafeState, agreed_until, hours_at, safe_window

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from cases.models import (
        Case,
        CaseFold,
        ConflictOfInterest,
        Consent,
        EmergencyAccess,
        FollowUp,
        HandOver,
        NotesPassing,
        SafeContact,
        SessionNote,
    )

MAY_OPEN_CASES = frozenset({Role.OPERATOR, Role.PSYCHOLOGIST, Role.LAWYER, Role.COORDINATOR})
MAY_CHANGE_CASES = frozenset({Role.OPERATOR, Role.PSYCHOLOGIST, Role.LAWYER, Role.COORDINATOR, Role.MANAGER})
MAY_HOLD_INTERVENTIONS = frozenset({Role.PSYCHOLOGIST, Role.LAWYER, Role.COORDINATOR})

CASE_IS_CLOSED = _("This case is closed. Reopen it first.")
EMERGENCY_READS = _("You opened this case in an emergency. Whoever works on the case does the rest.")
CASE_IS_FOLDED = _("This case was folded into another one. Undo that first, or go on in the other one.")


def can_open_case(actor: User) -> Answer:
    """Say whether `actor` may open a case: everybody who talks with clients."""
    if actor.role in MAY_OPEN_CASES:
        return ALLOWED
    return refused(_("Your role opens no cases. Ask a coordinator."))


def can_change_case(actor: User, case: Case) -> Answer:
    """Say whether `actor` may write into the file of a case that she can see."""
    if _is_emergency(case):
        return refused(EMERGENCY_READS)
    return _may_write(actor, case)


def can_assess_risk(actor: User, case: Case) -> Answer:
    """Say whether `actor` may judge the risk: in an emergency too, so that danger is not kept to herself."""
    return _may_write(actor, case)


def can_plan_follow_up(actor: User, case: Case) -> Answer:
    """Say whether `actor` may plan a contact: in an emergency too, for only an attempt shows the number."""
    return _may_write(actor, case)


def _may_write(actor: User, case: Case) -> Answer:
    if case.is_closed:
        return refused(CASE_IS_CLOSED)
    if actor.role in MAY_CHANGE_CASES:
        return ALLOWED
    return refused(_("Your role may read this case, not change it."))


def _is_emergency(case: Case) -> bool:
    """Answer whether an emergency alone opens this case to whoever it was fetched for."""
    return case.emergency_until is not None


def can_open_emergency(actor: User) -> Answer:
    """Say whether `actor` may open a file in an emergency: whoever may meet a case at all."""
    if actor.role in CASE_ROLES:
        return ALLOWED
    return refused(_("Your role opens no case, not in an emergency either."))


def can_review_emergency(actor: User, access: EmergencyAccess) -> Answer:
    """Say whether `actor` may settle an emergency access: a lead of the case or a manager, never her own."""
    if actor.pk == access.worker_id:
        return refused(_("Somebody else reviews what you opened."))
    if actor.role == Role.MANAGER or _leads(actor, access.case):
        return ALLOWED
    return refused(_("A coordinator of the team or a manager reviews an emergency access."))


def can_assign_worker(actor: User, case: Case) -> Answer:
    """Say whether `actor` may decide who works on the case: the coordinators of its team."""
    if _is_emergency(case):
        return refused(EMERGENCY_READS)
    if case.is_closed:
        return refused(CASE_IS_CLOSED)
    if actor.role == Role.COORDINATOR:
        return ALLOWED
    return refused(_("A coordinator of the team decides who works on a case."))


def can_declare_conflict(actor: User, case: Case, worker: User) -> Answer:
    """Say whether `actor` may bar `worker` from a case: herself, or a coordinator of its team anybody."""
    if worker.role not in ROLES_TO_BAR:
        return refused(_("This worker's role meets no case."))
    if worker.pk == actor.pk or _leads(actor, case):
        return ALLOWED
    return refused(_("You say this of yourself only. Of a colleague a coordinator of the team says it."))


def can_lift_conflict(actor: User, conflict: ConflictOfInterest) -> Answer:
    """Say whether `actor` may let a barred worker in again: another coordinator of the team."""
    if _leads(actor, conflict.case) and actor.pk != conflict.worker_id:
        return ALLOWED
    return refused(_("Another coordinator of the team decides whether she may see this case again."))


def can_see_conflicts(actor: User, case: Case) -> Answer:
    """Say whether `actor` may see who is barred from a case: the coordinators of its team."""
    if _leads(actor, case):
        return ALLOWED
    return refused(_("A coordinator of the team sees who is barred from a case."))


def can_bar_branch(actor: User, case: Case) -> Answer:
    """Say whether `actor` may bar a partner's branch from a case: the coordinators of its team."""
    if _leads(actor, case):
        return ALLOWED
    return refused(_("A coordinator of the team decides to which partners this case is never referred."))


def _leads(actor: User, case: Case) -> bool:
    return actor.role == Role.COORDINATOR and actor.team_id == case.team_id


def can_record_intervention(actor: User, case: Case) -> Answer:
    """Say whether `actor` may record a session, consultation or viewing."""
    if _is_emergency(case):
        return refused(EMERGENCY_READS)
    if case.is_closed:
        return refused(CASE_IS_CLOSED)
    if actor.role in MAY_HOLD_INTERVENTIONS:
        return ALLOWED
    return refused(_("Sessions are recorded by the psychologist, lawyer or coordinator who held them."))


def can_open_note_to(actor: User, note: SessionNote) -> Answer:
    """Say whether `actor` may open a session note to a colleague: its author alone (decision 11)."""
    if note.author_id == actor.pk:
        return ALLOWED
    return refused(_("Only the author of a note can open it to a colleague."))


def can_withdraw_consent(actor: User, consent: Consent) -> Answer:
    """Say whether `actor` may take down a withdrawal: anybody who hears it, at once, once."""
    if consent.withdrawn_at:
        return refused(_("This consent has been withdrawn already."))
    if actor.role in MAY_CHANGE_CASES:
        return ALLOWED
    return refused(_("Your role may read this case, not change it."))


def can_contact(actor: User, follow_up: FollowUp) -> Answer:
    """Say whether `actor` may prepare a contact: everybody who works on the case."""
    if follow_up.case.is_closed:
        return refused(CASE_IS_CLOSED)
    if actor.role in MAY_CHANGE_CASES:
        return ALLOWED
    return refused(_("Your role may read this case, not change it."))


def can_contact_now(
    actor: User,
    safe_contact: SafeContact,
    moment: dt.datetime,
    *,
    outside_hours_reason: str = "",
    expired_reason: str = "",
) -> Answer:
    """Say whether she may be contacted at `moment`: the one rule, wherever somebody dials.

    Nobody overrides a no. Outside her hours a reason is written down; after her permission has ended a
    coordinator of the team writes one, and nobody else can.
    """
    state = safe_window(safe_contact, moment).state
    if safe_contact.stopped_at:
        return refused(_("All contact was stopped. A coordinator decides whether it may begin again."))
    if state == SafeState.SHE_CALLS:
        return refused(_("She contacts us herself. Wait for her call."))
    if state == SafeState.NEVER:
        return refused(_("She has not allowed us to contact her."))
    may_override = bool(expired_reason.strip()) and bool(can_override_expired(actor, safe_contact.case))
    if state == SafeState.EXPIRED and not may_override:
        return refused(permission_ended_on(safe_contact))
    if hours_at(safe_contact, moment) != SafeState.SAFE_NOW and not outside_hours_reason.strip():
        return refused(_("It is outside her safe hours. Wait, or write down why it cannot wait."))
    return ALLOWED


def permission_ended_on(safe_contact: SafeContact) -> str:
    """Return why a permission does not hold any more, and what to do."""
    until = agreed_until(safe_contact)
    if until is None:
        return gettext(
            "Nobody wrote down when she agreed. Wait for her call and ask her, or ask the coordinator."
        )
    day = date_format(until, "DATE_FORMAT")
    return gettext("She agreed until {day}. Wait for her call, or ask the coordinator.").format(day=day)


def can_override_expired(actor: User, case: Case) -> Answer:
    """Say whether `actor` may have her called after her permission has ended: a coordinator of the team."""
    if _leads(actor, case):
        return ALLOWED
    return refused(
        _("A coordinator of the team decides whether she is called after her permission has ended.")
    )


def can_review_safety(actor: User, case: Case) -> Answer:
    """Say whether `actor` may decide after a stop of all contact: a coordinator who read the plan."""
    if _is_emergency(case):
        return refused(EMERGENCY_READS)
    if actor.role == Role.COORDINATOR:
        return ALLOWED
    return refused(_("A coordinator decides whether contact may begin again."))


def can_close_case(actor: User, case: Case) -> Answer:
    """Say whether `actor` may close the case: a coordinator or its primary worker."""
    if case.is_closed:
        return refused(_("This case is closed already."))
    return _is_lead_or_primary(actor, case)


def can_reopen_case(actor: User, case: Case) -> Answer:
    """Say whether `actor` may reopen the case: a coordinator or its last primary worker."""
    if case.status != CaseStatus.CLOSED:
        return refused(_("This case is open."))
    if case.is_folded:
        return refused(CASE_IS_FOLDED)
    if not case.accepted_at:
        return refused(_("Nobody had accepted this case. Open a new one."))
    return _is_lead_or_primary(actor, case)


def can_hold_case(actor: User, case: Case) -> Answer:
    """Say whether `actor` may put the case on hold: a coordinator or its primary worker."""
    if case.status != CaseStatus.ACTIVE:
        return refused(_("Only a case in progress can be put on hold."))
    return _is_lead_or_primary(actor, case)


def can_resume_case(actor: User, case: Case) -> Answer:
    """Say whether `actor` may take a case on hold up again: a coordinator or its primary worker."""
    if case.status != CaseStatus.ON_HOLD:
        return refused(_("This case is not on hold."))
    return _is_lead_or_primary(actor, case)


def can_fold_case(actor: User, case: Case, *, into: Case | None = None) -> Answer:
    """Say whether `actor` may fold a case that was opened twice, into a certain one if `into` names it.

    The coordinator of the team of both, who can open both; a case goes on where it is open and accepted.
    """
    if _is_emergency(case):
        return refused(EMERGENCY_READS)
    if actor.role != Role.COORDINATOR:
        return refused(_("A coordinator of the team folds a case that was opened twice."))
    if case.is_folded:
        return refused(CASE_IS_FOLDED)
    return ALLOWED if into is None else _can_go_on_in(actor, case, into)


def _can_go_on_in(actor: User, case: Case, into: Case) -> Answer:
    if into.pk == case.pk:
        return refused(_("This is the same case. Give the reference of the other one."))
    if {case.team_id, into.team_id} != {actor.team_id}:
        return refused(_("Cases of two teams are not folded into one."))
    if into.is_closed:
        return refused(_("The case that would go on is closed. Reopen it first."))
    if into.status == CaseStatus.OPEN and case.accepted_at:
        return refused(_("Nobody has accepted the other case yet. Fold that one into this one instead."))
    return ALLOWED


def can_undo_fold(actor: User, fold: CaseFold) -> Answer:
    """Say whether `actor` may take a fold back: a coordinator of the team, for 30 days."""
    if actor.role != Role.COORDINATOR or actor.team_id != fold.kept.team_id:
        return refused(_("A coordinator of the team folds a case that was opened twice."))
    if fold.is_too_old_to_undo:
        day = date_format(timezone.localdate(fold.can_be_undone_until), "MONTH_DAY_FORMAT")
        return refused(
            _("A fold can be undone for 30 days. For this one they ended on {day}.").format(day=day)
        )
    if fold.kept.is_folded:
        return refused(_("The case that went on was folded into another one itself. Undo that first."))
    return ALLOWED


def can_hand_over(actor: User, hand_over: HandOver) -> Answer:
    """Say whether `actor` may give work that somebody left behind to a colleague: the team's coordinators."""
    if actor.role != Role.COORDINATOR or actor.team_id != hand_over.team_id:
        return refused(_("A coordinator of the team hands work over."))
    if hand_over.case and hand_over.case.is_closed:
        return refused(CASE_IS_CLOSED)
    return ALLOWED


def can_ask_to_pass_notes_on(actor: User, author: User) -> Answer:
    """Say whether `actor` may ask that the notes of `author` are passed on: once she works here no more."""
    if actor.role != Role.COORDINATOR or actor.team_id is None:
        return refused(_("Two coordinators of the team pass notes on."))
    if author.is_active:
        return refused(_("This worker still works here and opens her notes herself."))
    return ALLOWED


def can_decide_on_notes(actor: User, passing: NotesPassing) -> Answer:
    """Say whether `actor` has a say in this: the coordinators of the team."""
    if actor.role == Role.COORDINATOR and actor.team_id == passing.team_id:
        return ALLOWED
    return refused(_("Two coordinators of the team pass notes on."))


def can_pass_notes_on(actor: User, passing: NotesPassing) -> Answer:
    """Say whether `actor` may agree as the second coordinator: another one than who asked."""
    if actor.pk == passing.asked_by_id:
        return refused(_("You asked for this yourself. A second coordinator agrees."))
    return can_decide_on_notes(actor, passing)


def _is_lead_or_primary(actor: User, case: Case) -> Answer:
    if _is_emergency(case):
        return refused(EMERGENCY_READS)
    if actor.role == Role.COORDINATOR:
        return ALLOWED
    now = [assignment for assignment in case.assignments.all() if assignment.until is None]
    if any((one.worker_id, one.role) == (actor.pk, AssignmentRole.PRIMARY) for one in now):
        return ALLOWED
    return refused(_("The primary worker or a coordinator of the team holds, closes and reopens a case."))
