"""One centre in which every persona stands in every relation to every kind of object.

A new relation: a row in RELATIONS here and its rows in crisis_center/who_sees_what.csv. A new kind of object:
its rows there, and how its URLs are filled in tests/access/urls.py.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.enums import PEOPLE_ROLES, Role
from accounts.models import SecondFactorReset
from cases.enums import AssignmentRole, CaseStatus, HouseholdRole
from cases.models import (
    Assignment,
    BranchConflict,
    Case,
    ConflictHint,
    ConflictOfInterest,
    Consent,
    EmergencyAccess,
    FollowUp,
    Intervention,
    NoteGrant,
    NotesPassing,
    Person,
    SessionNote,
)
from cases.services.same_person import decide_same_person
from hotline.models import Call, CallCase
from reference.models import HelpLine
from tests.accounts.factories import TeamFactory, UserFactory
from tests.accounts.second_steps import Passkey
from tests.cases.factories import AssignmentFactory, CaseFactory, FollowUpFactory, PersonFactory
from tests.cases.folding import client_of, fold, sealed
from tests.hotline.factories import a_debrief, a_note, finished_call
from tests.partners.factories import (
    AgreementFactory,
    BranchFactory,
    ContactFactory,
    JointEventFactory,
    PartnerFactory,
    ServiceFactory,
)
from tests.referrals.factories import a_referral
from tests.reporting.factories import an_approved

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from cases.models import SamePerson
    from partners.models import PartnerOrganisation
    from referrals.models import Referral

FOLDED = ("folded", "folded_into")
ROLES = [role for role in Role if role in PEOPLE_ROLES]
NOWHERE = uuid.UUID("00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class File:
    """A case and one of everything that its pages speak of by an id or a reference."""

    case: Case
    person: Person
    follow_up: FollowUp
    consent: Consent
    referral: Referral
    call: Call
    conflict: ConflictOfInterest
    branch_conflict: BranchConflict


@dataclass
class World:
    """The staff, the files by relation and role, and what stands beside the cases."""

    staff: dict[str, User]
    outsider: User
    files: dict[tuple[str, str], File] = field(default_factory=dict)
    folded: dict[str, Case] = field(default_factory=dict)
    notes: dict[tuple[str, str], SessionNote] = field(default_factory=dict)
    pairs: dict[str, SamePerson] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    partners: dict[str, PartnerOrganisation] = field(default_factory=dict)
    rows: dict[str, object] = field(default_factory=dict)

    def file(self, relation: str, role: str) -> File:
        """Return the file to which the worker of `role` stands in `relation`."""
        return self.files[relation, role if (relation, role) in self.files else ""]


def build() -> World:
    """Make the whole centre. Nothing of it is kept: whoever asks for it rolls it back."""
    staff = {role: UserFactory(role=role, username=f"walking_{role}") for role in ROLES}
    outsider = UserFactory(role=Role.COORDINATOR, team=TeamFactory(name="Turkestan"))
    world = World(staff, outsider)
    for relation, make in RELATIONS.items():
        made = make(world)
        world.files |= {(relation, role): _filled(case) for role, case in made.items()}
    _add_folded(world)
    _add_notes(world)
    _add_pairs(world)
    _add_calls(world)
    _add_what_is_no_case(world)
    return world


def _opened(world: World) -> dict[str, Case]:
    """She opened it, and nobody has accepted it yet."""
    return {role: CaseFactory(opened_by=worker) for role, worker in world.staff.items()}


def _primary(world: World) -> dict[str, Case]:
    return {
        role: CaseFactory(in_progress=True, primary_worker=worker) for role, worker in world.staff.items()
    }


def _second(world: World) -> dict[str, Case]:
    case = CaseFactory(in_progress=True)
    _assign_all(world, case)
    return {"": case}


def _team(world: World) -> dict[str, Case]:
    """A colleague of her team works on it."""
    return {"": CaseFactory(in_progress=True, primary_worker=UserFactory(role=Role.PSYCHOLOGIST))}


def _other_team(world: World) -> dict[str, Case]:
    return {"": CaseFactory(in_progress=True, team=world.outsider.team, opened_by=world.outsider)}


def _formerly(world: World) -> dict[str, Case]:
    case = CaseFactory(in_progress=True)
    _assign_all(world, case)
    Assignment.objects.filter(case=case).update(until=timezone.now())
    return {"": case}


def _closed(world: World) -> dict[str, Case]:
    case = CaseFactory(in_progress=True)
    _assign_all(world, case)
    return {"": case}  # closed when its file is filled


def _barred(world: World) -> dict[str, Case]:
    """She works on it, and a conflict of interest bars her."""
    case = CaseFactory(in_progress=True)
    _assign_all(world, case)
    for worker in world.staff.values():
        _conflict(case, worker)
    return {"": case}


def _emergency(world: World) -> dict[str, Case]:
    """It is another team's, and she opened it for an hour."""
    case = CaseFactory(in_progress=True, team=world.outsider.team, opened_by=world.outsider)
    for worker in world.staff.values():
        an_emergency(case, worker)
    return {"": case}


RELATIONS: dict[str, Callable[[World], dict[str, Case]]] = {
    "opened": _opened,
    "primary": _primary,
    "second": _second,
    "team": _team,
    "formerly": _formerly,
    "closed": _closed,
    "other_team": _other_team,
    "barred": _barred,
    "emergency": _emergency,
}


def _assign_all(world: World, case: Case) -> None:
    for worker in world.staff.values():
        AssignmentFactory(case=case, worker=worker, role=AssignmentRole.OTHER)


def _filled(case: Case) -> File:
    lead = UserFactory(role=Role.COORDINATOR, team=case.team)
    person = PersonFactory(case=case, role=HouseholdRole.USED_VIOLENCE, relationship="husband")
    referral = a_referral(case, lead)
    call = finished_call(UserFactory(role=Role.OPERATOR, team=case.team))
    CallCase.objects.create(call=call, case=case, linked_by=lead)
    follow_up = FollowUpFactory(case=case, responsible=lead)
    consent = Consent.objects.get(case=case)
    conflict = _conflict(case, UserFactory(role=Role.LAWYER))
    return File(case, person, follow_up, consent, referral, call, conflict, _barred_branch(case))


def _conflict(case: Case, worker: User) -> ConflictOfInterest:
    said = {"declared_by": case.opened_by, "declared_at": timezone.now()}
    return ConflictOfInterest.objects.create(case=case, worker=worker, **said)


def _barred_branch(case: Case) -> BranchConflict:
    said = {"declared_by": case.opened_by, "declared_at": timezone.now()}
    return BranchConflict.objects.create(case=case, branch=BranchFactory(), **said)


def an_emergency(case: Case, worker: User) -> EmergencyAccess:
    now = timezone.now()
    access = EmergencyAccess(
        case=case,
        worker=worker,
        category="she_is_here",
        opened_at=now,
        expires_at=now + dt.timedelta(hours=1),
    )
    return sealed(access, reason="She stands at the door at night.")


def _reset(starter: User) -> SecondFactorReset:
    expires_at = timezone.now() + dt.timedelta(hours=1)
    return SecondFactorReset.objects.create(
        worker=UserFactory(), reason="lost", started_by=starter, expires_at=expires_at
    )


def _passing(world: World) -> NotesPassing:
    left = UserFactory(role=Role.PSYCHOLOGIST, is_active=False)
    colleague = UserFactory(role=Role.COORDINATOR)
    return NotesPassing.objects.create(
        team=colleague.team,
        author=left,
        receiver=world.staff[Role.PSYCHOLOGIST],
        asked_by=colleague,
        asked_at=timezone.now(),
    )


def _hints(world: World) -> dict[str, object]:
    """Return a hint for the coordinator of the team, and for all others one of a team that nobody leads."""
    about = {"worker": UserFactory(role=Role.LAWYER), "noticed_at": timezone.now()}
    alone = CaseFactory(team=TeamFactory(name="Kentau"))
    hers, nobodys = (
        ConflictHint.objects.create(case=case, **about) for case in (world.file("team", "").case, alone)
    )
    return dict.fromkeys(ROLES, nobodys.pk) | {Role.COORDINATOR: hers.pk}


def _passkeys(world: World) -> dict[str, object]:
    credential = json.loads(Passkey().make('{"publicKey": {"challenge": "AAAA"}}'))
    passkey = {"type": "webauthn", "data": {"name": "Key", "credential": credential}}
    made = {role: Authenticator.objects.create(user=one, **passkey) for role, one in world.staff.items()}
    return {role: authenticator.pk for role, authenticator in made.items()}


def _close(case: Case) -> None:
    closing = {"closed_at": timezone.now(), "closure_reason": "needs_met", "closure_outcome": "safer"}
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.CLOSED, **closing)


def _add_folded(world: World) -> None:
    """Fold two cases into cases of everybody: one on which everybody worked, and one that was a colleague's."""
    _close(world.file("closed", "").case)
    for relation in FOLDED:
        kept, folded = CaseFactory(in_progress=True), CaseFactory(in_progress=True)
        for case in (kept, folded) if relation == "folded" else (kept,):
            _assign_all(world, case)
        fold(world.staff[Role.COORDINATOR], kept, folded)
        world.folded[relation] = folded


def _add_notes(world: World) -> None:
    """Write three notes in each file: her own, a colleague's, and a colleague's that was opened to her."""
    colleague = UserFactory(role=Role.PSYCHOLOGIST)
    for role, worker in world.staff.items():
        case, left = world.file("primary", role).case, world.file("formerly", role).case
        world.notes |= {
            ("wrote", role): _note(case, worker),
            ("colleague", role): _note(case, colleague),
            ("let_in", role): _note(case, colleague),
            ("wrote_formerly", role): _note(left, worker),
        }
        NoteGrant.objects.create(note=world.notes["let_in", role], worker=worker)


def _note(case: Case, author: User) -> SessionNote:
    session = Intervention.objects.create(
        case=case, kind="session", held_at=timezone.now(), minutes=50, worker=author
    )
    return sealed(SessionNote(case=case, intervention=session, author=author), text="What she told.")


def _add_pairs(world: World) -> None:
    """Say twice that the client of a case is somebody of another one: of one that all see, and of one nobody."""
    here = client_of(world.file("second", "").case)
    for name, relation in (("both", "closed"), ("one", "other_team")):
        there = client_of(world.file(relation, "").case)
        world.pairs[name] = decide_same_person(
            actor=_seer_of(world, name), person_a=here, person_b=there, verdict="same"
        )


def _seer_of(world: World, name: str) -> User:
    """Return somebody who may know of both cases of a pair."""
    if name == "both":
        return world.staff[Role.COORDINATOR]
    both_sides = UserFactory(role=Role.MANAGER)
    for relation in ("second", "other_team"):
        AssignmentFactory(case=world.file(relation, "").case, worker=both_sides, role=AssignmentRole.OTHER)
    return both_sides


def _add_calls(world: World) -> None:
    """Let each take a call that belongs to no case; whoever may not by her role took it before she changed."""
    for role, worker in world.staff.items():
        call = finished_call(UserFactory(role=Role.OPERATOR))
        Call.objects.filter(pk=call.pk).update(operator=worker)
        world.calls[role] = call


def _add_what_is_no_case(world: World) -> None:
    branch = BranchFactory()
    world.partners = {"active": branch.organisation, "former": PartnerFactory(former=True)}
    manager = world.staff[Role.MANAGER]
    an_approved("2026-q3", manager)
    world.rows = {
        "organisation": branch.organisation_id,
        "token": "no-such-link",
        "approved period": "2026-q3",
        "period": "2026-q2",
        "language": "ru",
        "page": "migration",
        "anything": "no/such/page",
        "branch": branch.pk,
        "service": ServiceFactory(branch=branch).pk,
        "contact": ContactFactory(branch=branch).pk,
        "agreement": AgreementFactory(organisation=branch.organisation).pk,
        "event": JointEventFactory(partners=[branch.organisation]).pk,
        "worker": UserFactory().pk,
        "emergency": an_emergency(world.file("team", "").case, UserFactory(role=Role.LAWYER)).pk,
        "hint": _hints(world),
        "passing": _passing(world).pk,
        "passkey": _passkeys(world),
        "reset": _reset(UserFactory(role=Role.ADMINISTRATOR)).pk,
        "shift note": a_note(UserFactory(role=Role.OPERATOR)).pk,
        "debrief": a_debrief(UserFactory(role=Role.OPERATOR)).pk,
        "number": HelpLine.objects.values_list("pk", flat=True)[0],
    }
