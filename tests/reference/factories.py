"""Boring rows of reference lists."""

import datetime as dt

import factory

from reference.models import District, Donor, HelpLine, Holiday, LegalBasis, MediaTitle


class ReferenceRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"row-{number}")
    name_ru = factory.LazyAttribute(lambda row: f"{row.code} ru")
    name_kk = factory.LazyAttribute(lambda row: f"{row.code} kk")
    name_en = factory.LazyAttribute(lambda row: f"{row.code} en")
    source = "a test"
    checked_on = dt.date(2026, 1, 1)


class DistrictFactory(ReferenceRowFactory):
    class Meta:
        model = District


class HolidayFactory(ReferenceRowFactory):
    class Meta:
        model = Holiday

    day = dt.date(2026, 9, 2)


class LegalBasisFactory(ReferenceRowFactory):
    class Meta:
        model = LegalBasis


class MediaTitleFactory(ReferenceRowFactory):
    class Meta:
        model = MediaTitle

    minutes = 30
    language = "ru"


class DonorFactory(ReferenceRowFactory):
    class Meta:
        model = Donor


class HelpLineFactory(ReferenceRowFactory):
    class Meta:
        model = HelpLine

    kind = "day_and_night"
    number = "+7 700 000 00 01"
    is_confirmed = True
    owner = "a test"
