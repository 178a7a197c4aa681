"""Boring cases. A case comes with its data keys, its client and her safe contact, as an intake makes it."""

import datetime as dt

import factory
from django.utils import timezone

from accounts.enums import Role
from cases.enums import (
    AssignmentRole,
    CaseStatus,
    FollowUpKind,
    HouseholdRole,
    MayContact,
    RiskLevel,
    TimelineKind,
)
from cases.models import (
    Assignment,
    Case,
    FollowUp,
    Person,
    RiskAssessment,
    SafeContact,
    TimelineEntry,
    new_reference,
)
from tests.accounts.factories import TeamFactory, UserFactory
from vault.context import sealing
from vault.enums import Purpose
from vault.services import create_data_key


class SealedFactory(factory.django.DjangoModelFactory):
    """Rows with sealed fields are written under their owner's keys."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = model_class(*args, **kwargs)
        with sealing(getattr(row, row.vault_owner), purposes=[Purpose.CASE, Purpose.PRIVILEGED]):
            row.save(force_insert=True)
        return row


class CaseFactory(SealedFactory):
    """A new case of the team "Shymkent"; `in_progress` and `closed` say more."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    class Params:
        in_progress = factory.Trait(status=CaseStatus.ACTIVE, accepted_at=factory.LazyFunction(timezone.now))
        closed = factory.Trait(
            status=CaseStatus.CLOSED,
            accepted_at=factory.LazyFunction(timezone.now),
            closed_at=factory.LazyFunction(timezone.now),
            closure_reason="needs_met",
            closure_outcome="safer",
        )

    reference = factory.LazyFunction(lambda: new_reference("C"))
    team = factory.LazyFunction(lambda: TeamFactory(name="Shymkent"))
    opened_at = factory.LazyFunction(timezone.now)
    opened_by = factory.SubFactory(UserFactory, role=Role.OPERATOR)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        case = model_class(*args, **kwargs)
        create_data_key(owner_id=case.pk, purposes=[Purpose.CASE, Purpose.PRIVILEGED])
        with sealing(case.pk):
            case.save(force_insert=True)
        return case

    @factory.post_generation
    def client(case, create, extracted, **values):  # noqa: N805 factory_boy gives the made row first
        PersonFactory(case=case, **{"role": HouseholdRole.CLIENT, "relationship": "", **values})

    @factory.post_generation
    def safe_contact(case, create, extracted, **values):  # noqa: N805 factory_boy gives the made row first
        SafeContactFactory(case=case, **values)

    @factory.post_generation
    def primary_worker(case, create, extracted, **values):  # noqa: N805 factory_boy gives the made row first
        if extracted:
            AssignmentFactory(case=case, worker=extracted)


class PersonFactory(SealedFactory):
    """A son; the client comes with the case."""

    case = factory.SubFactory(CaseFactory)
    role = HouseholdRole.CHILD
    relationship = "son"
    name = "Invented Name"

    class Meta:
        model = Person


class SafeContactFactory(SealedFactory):
    """The one that comes with the case; say `CaseFactory(safe_contact__may_contact="no")` to change it."""

    may_contact = MayContact.YES
    channel = "call"
    number = "+7 700 000 00 14"
    ask_for = "Aigul"
    code_word = "the blue kettle"
    confirmed_on = factory.LazyFunction(timezone.localdate)

    class Meta:
        model = SafeContact


class AssignmentFactory(factory.django.DjangoModelFactory):
    """The primary worker."""

    case = factory.SubFactory(CaseFactory)
    worker = factory.SubFactory(UserFactory, role=Role.PSYCHOLOGIST)
    role = AssignmentRole.PRIMARY
    since = factory.LazyFunction(timezone.now)

    class Meta:
        model = Assignment


class RiskAssessmentFactory(SealedFactory):
    case = factory.SubFactory(CaseFactory)
    level = RiskLevel.HIGH
    reason = "He threatened to take the son."
    assessed_at = factory.LazyFunction(timezone.now)
    assessed_by = factory.SubFactory(UserFactory, role=Role.OPERATOR)

    class Meta:
        model = RiskAssessment


class FollowUpFactory(SealedFactory):
    """A check-in due today."""

    case = factory.SubFactory(CaseFactory)
    kind = FollowUpKind.ONE_MONTH
    due_on = factory.LazyFunction(timezone.localdate)
    responsible = factory.SubFactory(UserFactory, role=Role.PSYCHOLOGIST)
    planned_by = factory.SelfAttribute("responsible")

    class Meta:
        model = FollowUp


class TimelineEntryFactory(factory.django.DjangoModelFactory):
    """The opening of the case, each one a minute before the last one made."""

    case = factory.SubFactory(CaseFactory)
    occurred_at = factory.Sequence(lambda number: timezone.now() - dt.timedelta(minutes=number))
    verb = "opened"
    kind = TimelineKind.CASE
    subject_id = factory.SelfAttribute("case.pk")
    actor = factory.SubFactory(UserFactory)

    class Meta:
        model = TimelineEntry
