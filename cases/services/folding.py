"""Folding a case that was opened twice into the one that goes on, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from audit.services import record
from cases import belongings, policies
from cases.enums import AssignmentRole, CaseStatus, ClosureOutcome, ClosureReason, HouseholdRole, TimelineKind
from cases.fold_values import (
    VALUES,
    Compared,
    File,
    as_stored,
    compare,
    file_of,
    from_stored,
    readable,
    seen_of,
)
from cases.models import Assignment, Case, CaseFold, ContactAttempt, RiskAssessment, StatusChange
from cases.queries import latest_risk
from cases.refusals import Conflict, Refusal
from cases.row_security import Why, seeing_every_case
from cases.services.conflicts import bar_from_both
from cases.services.timeline import add_entry
from vault.context import opening
from vault.enums import Purpose
from vault.errors import DamagedRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from accounts.models import User

Said = Mapping[str, tuple[Any, ...] | None]

CLOSING = ("status", "closed_at", "closure_reason", "closure_outcome")
ROLES_BESIDE_THE_PRIMARY = {
    Role.PSYCHOLOGIST: AssignmentRole.PSYCHOLOGIST,
    Role.LAWYER: AssignmentRole.LAWYER,
}


@dataclass(frozen=True)
class Undone:
    """A fold that was taken back, and what stayed because a colleague has changed it since."""

    fold: CaseFold
    left: list[str]


def obstacles_to_folding(folded: Case, kept: Case) -> list[str]:
    """Return the sentences that say what must be settled before one case can be folded into the other."""
    twice = belongings.what_cannot_stand_twice(folded, kept)
    sentences = [
        _("Both cases have what a case can have only once. Settle one of the two first. “%(rule)s”")
        % {"rule": rule}
        for rule in twice
    ]
    return [*_attempts_in_the_way([folded, kept]), *sentences]


def _attempts_in_the_way(cases: Iterable[Case]) -> list[str]:
    """Return why nobody may move a case now: the end of a running attempt must find its case."""
    running = ContactAttempt.objects.filter(case__in=cases, ended_at__isnull=True)
    if not running.exists():
        return []
    return [_("A colleague is trying to reach her right now. Wait for the result.")]


@seeing_every_case(Why.FOLDING)
@transaction.atomic
def fold_case(
    *,
    actor: User,
    folded: Case,
    kept: Case,
    choices: Mapping[str, str],
    seen: str,
    same_people: Mapping[UUID, UUID] | None = None,
) -> CaseFold:
    """Fold a case that was opened twice into the one that goes on; asking twice folds once.

    `choices` says for each value in which the files differ whose stands from now on (`fold_values`), `seen`
    is what `fold_values.seen_of` gave when the form was opened. `same_people` names who of the folded
    household stands in the kept one already. All the rest moves and is sealed anew under the kept case; the
    folded one stays as a closed shell. Refuses whom `policies.can_fold_case` refuses, what cannot stand
    twice, a value that nobody chose, and two people who would become one. Raises Conflict when a colleague
    has changed a file meanwhile.
    """
    if already := CaseFold.objects.living().filter(folded=folded, kept=kept).first():
        return already
    _refuse_to_fold(actor, folded, kept)
    ours, theirs = file_of(kept), file_of(folded)
    if seen != seen_of(kept=ours, folded=theirs):
        raise _changed_meanwhile()
    with opening([folded.pk, kept.pk], purposes=[Purpose.CASE, Purpose.PRIVILEGED]):
        chosen = _chosen(compare(kept=ours, folded=theirs), choices)
        people = _same_people(folded, kept, same_people or {}) | {theirs.client.pk: ours.client.pk}
        was = {name: getattr(folded, name) for name in CLOSING}
        if not _claim_both(folded, kept):
            return _folded_meanwhile(folded, kept)
        return _fold(actor, CaseFold(folded=folded, kept=kept), ours, chosen, people, was)


def _chosen(compared: Iterable[Compared], choices: Mapping[str, str]) -> Said:
    """Return what the kept case says from now on. Refuse while somebody has left a difference open."""
    unchosen = [one for one in compared if one.is_asked and choices.get(one.code) not in one.sides]
    if unchosen:
        names = ", ".join(one.value.label for one in unchosen)
        raise Refusal(_("Choose what stands from now on: %(names)s.") % {"names": names})
    return {one.code: one.chosen(choices) for one in compared}


def _refuse_to_fold(actor: User, folded: Case, kept: Case) -> None:
    if not (answer := policies.can_fold_case(actor, folded, into=kept)):
        raise Refusal(answer.reason)
    if obstacles := obstacles_to_folding(folded, kept):
        raise Refusal(" ".join(obstacles))


def _changed_meanwhile() -> Conflict:
    return Conflict(
        _("A colleague has changed one of the two files meanwhile. Compare them again, then decide.")
    )


def _claim_both(folded: Case, kept: Case) -> bool:
    """Claim the next version of both cases, in one order, so that two folds never wait for each other."""
    closing = {
        "status": CaseStatus.CLOSED,
        "closed_at": timezone.now(),
        "closure_reason": ClosureReason.OPENED_TWICE,
        "closure_outcome": ClosureOutcome.NOT_KNOWN,
    }
    changes: dict[Case, dict[str, Any]] = {folded: closing, kept: {}}
    return all(_claim(case, **changes[case]) for case in sorted(changes, key=lambda case: case.pk))


def _claim(case: Case, **changes: Any) -> bool:
    seen = Case.objects.filter(pk=case.pk, version=case.version, status=case.status)
    if not seen.update(version=F("version") + 1, **changes):
        return False
    for name, value in {"version": case.version + 1, **changes}.items():
        setattr(case, name, value)
    return True


def _folded_meanwhile(folded: Case, kept: Case) -> CaseFold:
    """Return the fold that was asked for at the same moment. Raise Conflict when something else happened."""
    fold = CaseFold.objects.living().filter(folded=folded, kept=kept).first()
    if fold is None:
        raise _changed_meanwhile()
    return fold


def _fold(
    actor: User,
    fold: CaseFold,
    ours: File,
    chosen: Said,
    people: Mapping[UUID, UUID],
    was: Mapping[str, Any],
) -> CaseFold:
    folded, kept = fold.folded, fold.kept
    said, judgements = _stored(ours), [*filter(None, map(latest_risk, (kept, folded)))]
    changed = _put(ours, chosen)
    workers = [*_keep_primary_worker(folded, kept)]
    moved = belongings.move_all(folded=folded, kept=kept, but=people)
    for old, new in people.items():
        belongings.put_in_place_of(old, new, moved)
    risk = [*_judge_again(actor, kept, ours.case.risk_level, judgements)]
    fold.folded_at, fold.folded_by = timezone.now(), actor
    fold.before = {
        "said": said,
        "given": _stored(ours),
        "was": dict(zip(was, as_stored(was.values()), strict=True)),
        "moved": moved,
        "people": [[str(old), str(new)] for old, new in people.items()],
        "made": {"workers": [str(one.pk) for one in workers], "risk": [str(one.pk) for one in risk]},
    }
    fold.save(force_insert=True)
    bar_from_both(actor=actor, one=folded, other=kept)
    _tell(actor, fold, verb="folded", fields=changed)
    _note_status(actor, folded, was["status"])
    return fold


def _same_people(folded: Case, kept: Case, same_people: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Return who of both households is the same, leaving out whoever does not stand in them.

    Refuses to make one person of two of the same household: what both took part in would name her twice.
    """
    others = [case.household.exclude(role=HouseholdRole.CLIENT) for case in (folded, kept)]
    theirs, ours = ({*people.values_list("pk", flat=True)} for people in others)
    same = {old: new for old, new in same_people.items() if old in theirs and new in ours}
    if len({*same.values()}) < len(same):
        raise Refusal(_("Two people of one household cannot be the same person of the other."))
    return same


def _stored(file: File) -> dict[str, list[Any] | None]:
    """Return what a file says, as JSON keeps it; None stands for a damaged record."""
    values = {value.code: readable(value, file) for value in VALUES}
    return {code: None if said is None else as_stored(said) for code, said in values.items()}


def _put(file: File, said: Said) -> list[str]:
    """Write values into the rows of a file, sealed under its key, and return the names of what changed."""
    changed: dict[str, list[str]] = {"case": [], "client": [], "safe_contact": []}
    for value in VALUES:
        new = said.get(value.code)
        if new is not None and readable(value, file) != new:
            value.put_into(file, new)
            changed[value.row] += value.names
    for row, names in changed.items():
        if names:
            _save(getattr(file, row), names)
    return [name for names in changed.values() for name in names]


def _save(row: Any, names: list[str]) -> None:
    """Claim the next version of a row, then save what changed. The case itself was claimed before."""
    seen = type(row).objects.filter(pk=row.pk, version=row.version)
    if not isinstance(row, Case) and not seen.update(version=row.version + 1):
        raise _changed_meanwhile()
    row.save(update_fields=names)


def _keep_primary_worker(folded: Case, kept: Case) -> Iterator[Assignment]:
    """Let the primary worker of the folded case work on the kept one, beside its own, if she does not yet.

    Where the kept case has no primary worker, hers becomes its own by moving.
    """
    here, there = (case.assignments.filter(until__isnull=True) for case in (folded, kept))
    primary = here.filter(role=AssignmentRole.PRIMARY).exclude(worker__in=there.values("worker"))
    if not there.filter(role=AssignmentRole.PRIMARY).exists():
        return
    for one in primary.select_related("worker"):
        role = ROLES_BESIDE_THE_PRIMARY.get(Role(one.worker.role), AssignmentRole.OTHER)
        yield Assignment.objects.create(case=kept, worker=one.worker, role=role, since=timezone.now())


def _judge_again(
    actor: User, kept: Case, level: str, judgements: Iterable[RiskAssessment]
) -> Iterator[RiskAssessment]:
    """Let the chosen level be the newest judgement, with the reason of the file that it was chosen from."""
    newest = latest_risk(kept)
    if newest is None or newest.level == level:
        return
    for chosen in RiskAssessment.objects.filter(pk__in=[one.pk for one in judgements], level=level):
        again = RiskAssessment(case=kept, level=level, assessed_at=timezone.now(), assessed_by=actor)
        again.reason = _reason_of(chosen)
        again.save(force_insert=True)
        yield again


def _reason_of(judgement: RiskAssessment) -> str:
    try:
        return str(judgement.reason)
    except DamagedRecord:
        return _("The reason was damaged when two files became one. Assess the risk again.")


def _note_status(actor: User, case: Case, from_status: str) -> None:
    StatusChange.objects.create(
        case=case, from_status=from_status, to_status=case.status, at=timezone.now(), by=actor
    )


def _tell(actor: User, fold: CaseFold, *, verb: str, fields: Iterable[str]) -> None:
    """Write the lines of both cases: in the journal and in the story."""
    for case, other in ((fold.kept, fold.folded), (fold.folded, fold.kept)):
        record(actor=actor, verb=f"cases.{verb}", subject=fold, case_id=case.pk, fields=fields)
        add_entry(
            case=case,
            actor=actor,
            verb=verb,
            kind=TimelineKind.CASE,
            subject=fold,
            facts={"reference": other.reference},
        )


@seeing_every_case(Why.FOLDING)
@transaction.atomic
def undo_fold(*, actor: User, fold: CaseFold) -> Undone:
    """Take a fold back: what moved returns and is sealed anew, the folded case stands where it stood.

    What the kept case said before returns, unless a colleague has changed it since: that stays, and `left`
    names it. What was written since about rows that moved goes along with them. Asking twice changes nothing.
    Refuses after 30 days, whom `policies.can_undo_fold` refuses, and while a later fold lies upon this one.
    """
    if fold.undone_at:
        return Undone(fold, [])
    _refuse_to_undo(actor, fold)
    if not CaseFold.objects.living().filter(pk=fold.pk).update(undone_at=timezone.now(), undone_by=actor):
        fold.refresh_from_db(fields=["undone_at", "undone_by"])
        return Undone(fold, [])
    with opening([fold.folded_id, fold.kept_id], purposes=[Purpose.CASE, Purpose.PRIVILEGED]):
        return Undone(fold, _undo(actor, fold))


def _refuse_to_undo(actor: User, fold: CaseFold) -> None:
    if not (answer := policies.can_undo_fold(actor, fold)):
        raise Refusal(answer.reason)
    obstacles = _attempts_in_the_way([fold.kept])
    if CaseFold.objects.living().filter(kept=fold.kept, folded_at__gt=fold.folded_at).exists():
        obstacles.append(_("Another case was folded into the same one later. Undo that first."))
    if obstacles:
        raise Refusal(" ".join(obstacles))


def _undo(actor: User, fold: CaseFold) -> list[str]:
    before: Any = fold.before
    folded, kept, ours = fold.folded, fold.kept, file_of(fold.kept)
    returning, left = _returning(before["said"], before["given"], _stored(ours))
    RiskAssessment.objects.filter(pk__in=before["made"]["risk"]).delete()
    Assignment.objects.filter(pk__in=before["made"]["workers"]).delete()
    changed = _put(ours, returning)
    for old, new in before["people"]:
        belongings.put_in_place_of(new, old, before["moved"])
    belongings.move(belongings.with_what_was_added(before["moved"], kept), old=kept, new=folded)
    Case.objects.filter(pk=kept.pk).update(version=F("version") + 1)
    Case.objects.filter(pk=folded.pk).update(version=F("version") + 1, **before["was"])
    folded.refresh_from_db()
    fold.before = None
    fold.save(update_fields=["before"])
    fold.refresh_from_db(fields=["undone_at", "undone_by"])
    _tell(actor, fold, verb="fold_undone", fields=changed)
    _note_status(actor, folded, CaseStatus.CLOSED)
    return left


def _returning(said: Any, given: Any, now: Mapping[str, Any]) -> tuple[Said, list[str]]:
    """Return what the kept case says again, and the words for what a colleague has changed since the fold."""
    replaced = [value for value in VALUES if said[value.code] != given[value.code]]
    returning = {
        value.code: from_stored(value, said[value.code])
        for value in replaced
        if now[value.code] == given[value.code]
    }
    return returning, [value.label for value in replaced if value.code not in returning]
