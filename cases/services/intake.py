"""From somebody who asks for help to an open case."""

from __future__ import annotations

import dataclasses
import uuid
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.services import record
from cases.enums import AgeBand, HouseholdRole, MayContact, TimelineKind, VoicemailRule
from cases.models import Case, Person, SafeContact, insert_with_reference
from cases.row_security import Why, seeing_every_case
from cases.services.assignments import assign_primary_worker
from cases.services.conflict_hints import look_for_conflicts
from cases.services.risk import assess_risk
from cases.services.same_person import decide_about_hints
from cases.services.timeline import add_entry
from vault.context import sealing
from vault.enums import Purpose
from vault.services import create_data_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from accounts.models import Team, User
    from reference.models import District


@dataclasses.dataclass(frozen=True, kw_only=True)
class PersonDetails:
    """What is known of a person of the household; everything but the role may be unknown."""

    role: str
    relationship: str = ""
    sex: str = ""
    age_band_at_first_contact: str = ""
    age_band_at_incident: str = ""
    lives_with_client: bool | None = None
    saw_the_violence: bool | None = None
    name: str | None = None
    other_names: str | None = None
    code_name: str | None = None
    birth_date: dt.date | None = None
    phone: str | None = None
    iin: str | None = None
    address: str | None = None
    occupation: str | None = None
    note: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class SafeContactDetails:
    """How she may be reached; unspecified means no."""

    may_contact: str = MayContact.NO
    channel: str = ""
    safe_days: Sequence[int] = ()
    safe_from: dt.time | None = None
    safe_until: dt.time | None = None
    voicemail: str = VoicemailRule.NEVER
    messages_allowed: bool = False
    message_wording: str | None = None
    also_used_by: str | None = None
    valid_until: dt.date | None = None
    language: str = ""
    number: str | None = None
    ask_for: str | None = None
    code_word: str | None = None
    if_someone_else: str | None = None
    alert: str | None = None
    confirmed_on: dt.date | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Intake:
    """A case about to be opened. `case_id` is drawn with the form, so sending it twice opens one case."""

    team: Team
    case_id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)
    client: PersonDetails = PersonDetails(role=HouseholdRole.CLIENT)
    household: Sequence[PersonDetails] = ()
    safe_contact: SafeContactDetails = SafeContactDetails()
    district: District | None = None
    kinds_of_violence: Sequence[str] = ()
    summary: str | None = None
    risk_level: str = ""
    risk_reason: str = ""
    primary_worker: User | None = None
    same_people: Mapping[uuid.UUID, str] = dataclasses.field(default_factory=dict)  # verdicts by person


def values_of(details: Any) -> dict[str, Any]:
    """Return the fields of `details` as a row takes them: no text is NULL in a sealed column."""
    return {
        field.name: list(value) if isinstance(value, tuple) else value
        for field in dataclasses.fields(details)
        for value in [getattr(details, field.name)]
    }


def person_values(details: PersonDetails, *, first_contact_on: dt.date) -> dict[str, Any]:
    """Return `values_of` a person, with the age group that a known day of birth gives (decision 6)."""
    values = values_of(details)
    if details.birth_date:
        values["age_band_at_first_contact"] = AgeBand.on(first_contact_on, born_on=details.birth_date)
    return values


@seeing_every_case(Why.INTAKE)
def open_case(*, actor: User, intake: Intake) -> Case:
    """Open a case with its client, household, safe contact and first risk level, and return it.

    Asking twice with the same `case_id` returns the case that the first one opened. Refuses nobody a
    case for lack of a name: every field of identity is optional (NNEDV). Raises Refusal when a risk
    level comes without a reason or the primary worker may not have cases.
    """
    try:
        with transaction.atomic():
            return _opened_before(actor, intake) or _open(actor, intake)
    except IntegrityError:  # the same form was sent twice at once: the first one has won
        already = _opened_before(actor, intake)
        if not already:
            raise
        return already


def _dated(details: SafeContactDetails) -> SafeContactDetails:
    """Return what she said of contact with a day: a permission given without one is given now."""
    if details.may_contact != MayContact.YES or details.confirmed_on:
        return details
    return dataclasses.replace(details, confirmed_on=timezone.localdate())


def _opened_before(actor: User, intake: Intake) -> Case | None:
    return Case.objects.filter(pk=intake.case_id, opened_by=actor).first()


def _open(actor: User, intake: Intake) -> Case:
    now = timezone.now()
    made = create_data_key(owner_id=intake.case_id, purposes=[Purpose.CASE, Purpose.PRIVILEGED])
    with sealing(intake.case_id, made=made):
        case = Case(
            id=intake.case_id,
            team=intake.team,
            district=intake.district,
            kinds_of_violence=list(intake.kinds_of_violence),
            opened_at=now,
            opened_by=actor,
        )
        case.summary = intake.summary or None
        insert_with_reference(case, "C")
        people = [intake.client, *intake.household]
        today = timezone.localdate(now)
        household = Person.objects.bulk_create(
            Person(case=case, **person_values(person, first_contact_on=today)) for person in people
        )
        SafeContact.objects.create(case=case, **values_of(_dated(intake.safe_contact)))
    record(actor=actor, verb="cases.opened", subject=case, case_id=case.pk)
    add_entry(case=case, actor=actor, verb="opened", kind=TimelineKind.CASE, subject=case, occurred_at=now)
    for person in household:
        look_for_conflicts(actor=actor, person=person)
    if intake.risk_level:
        assess_risk(actor=actor, case=case, level=intake.risk_level, reason=intake.risk_reason)
    if intake.primary_worker:
        assign_primary_worker(actor=actor, case=case, worker=intake.primary_worker)
    if intake.same_people:
        decide_about_hints(actor=actor, case=case, verdicts=intake.same_people)
    return case
