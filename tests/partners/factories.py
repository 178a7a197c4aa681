"""Boring partners, in words: a partner with two branches, a service that has ended, somebody who left."""

import datetime as dt

import factory

from partners.enums import JointEventKind, ParticipantKind, ParticipantSex, PartnerKind, ServiceKind
from partners.models import (
    Agreement,
    Branch,
    ContactPerson,
    JointEvent,
    JointEventAttendance,
    OfferedService,
    PartnerOrganisation,
)
from reference.models import District


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartnerOrganisation

    class Params:
        former = factory.Trait(is_active=False)

    kind = PartnerKind.POLICE
    name_ru = factory.Sequence(lambda number: f"Партнёр {number}")
    name_kk = factory.LazyAttribute(lambda partner: partner.name_ru.replace("Партнёр", "Серіктес"))
    name_en = factory.LazyAttribute(lambda partner: partner.name_ru.replace("Партнёр", "Partner"))
    checked_on = dt.date(2026, 11, 2)


class BranchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Branch

    class Params:
        closed = factory.Trait(is_active=False)

    organisation = factory.SubFactory(PartnerFactory)
    district = factory.LazyFunction(lambda: District.objects.get(code="shymkent-abai"))
    name_ru = factory.Sequence(lambda number: f"Отдел {number}")
    name_kk = factory.LazyAttribute(lambda branch: branch.name_ru.replace("Отдел", "Бөлім"))
    name_en = factory.LazyAttribute(lambda branch: branch.name_ru.replace("Отдел", "Office"))
    phone = "+7 7252 00-00-01"
    languages = ("kk", "ru")


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfferedService

    class Params:
        ended = factory.Trait(valid_until=dt.date(2026, 1, 31))

    branch = factory.SubFactory(BranchFactory)
    kind = ServiceKind.PROTECTION


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContactPerson

    class Params:
        former = factory.Trait(is_current=False)

    branch = factory.SubFactory(BranchFactory)
    position_ru = "Дежурный инспектор"
    position_kk = "Кезекші инспектор"
    position_en = "Inspector on duty"
    name = factory.Sequence(lambda number: f"Contact {number}")
    work_phone = "+7 7252 00-00-02"


class AgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agreement

    organisation = factory.SubFactory(PartnerFactory)
    number = factory.Sequence(lambda number: f"MoU-{number}")
    signed_on = dt.date(2026, 2, 1)


class JointEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JointEvent
        skip_postgeneration_save = True

    class Params:
        ahead = factory.Trait(held_on=dt.date(2100, 1, 15))
        cancelled = factory.Trait(is_cancelled=True)

    kind = JointEventKind.ROUND_TABLE
    held_on = dt.date(2026, 10, 14)
    topic = factory.Sequence(lambda number: f"Topic {number}")
    place = "Hall of the akimat"
    district = factory.LazyFunction(lambda: District.objects.get(code="shymkent-abai"))

    @factory.post_generation
    def partners(self, create, partners, **kwargs):
        if create:
            self.partners.set([PartnerFactory()] if partners is None else partners)


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JointEventAttendance

    event = factory.SubFactory(JointEventFactory)
    participant_kind = ParticipantKind.EDUCATION
    sex = ParticipantSex.FEMALE
    number = 8
